"""The sets behind the figures of a period: one pass of raw SQL over each table, sorted in by hand.

Returns every figure that counts anything by its path, with the ids of what it counts, for days known
to the day. Knows one fixed set of figures, and no reasons, gaps or near misses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from sqlcipher3.dbapi2 import Connection

from app.codes import CENTRE_SERVICES, Flag, Service, label

Sets = dict[str, list[str]]
_FLAGS = tuple(flag.value for flag in Flag)
_WORDS = {flag.value: label("flag", flag) for flag in Flag}
_FOUR = ("elderly", "physical", "intellectual", "psychiatric")
_CASES = f"""SELECT e.id, e.person_id, p.anonymous, p.sex, e.service, e.start, e."end", e.source_kind,
    e.kubun, e.area, e.dest_kind, e.move, e.end_reason, e.disposition, e.disposition_date, e.focus,
    {", ".join(f"e.{flag}" for flag in _FLAGS)}
FROM episode e JOIN person p ON p.id = e.person_id
WHERE e.office_id = :o AND ((e.start <= :l AND (e."end" IS NULL OR e."end" >= :f))
    OR e.move BETWEEN :f AND :l OR e.disposition_date BETWEEN :f AND :l)"""
_CONTACTS = """SELECT id, service, means, minutes FROM activity
WHERE office_id = :o AND day BETWEEN :f AND :l AND withdrawn_at IS NULL"""
_EVENTS = "SELECT id, kind FROM event WHERE office_id = :o AND day BETWEEN :f AND :l"
_WITH_KUBUN = (Service.COORDINATION, Service.FOLLOW_UP)
_WORK = {service.value: label("service", service) for service in CENTRE_SERVICES}

_word = cache(label)


def sets(connection: Connection, office: str, first: str, last: str) -> Sets:
    """Path → ids."""
    values = {"o": office, "f": first, "l": last}
    found: Sets = defaultdict(list)
    people: dict[str, dict[str, list[object]]] = defaultdict(dict)
    for row in connection.execute(_CASES, values):
        _case(found, people, row, first, last)
    for path, persons in people.items():
        _persons(found, path, persons)
    for key, service, means, minutes in connection.execute(_CONTACTS, values):
        _contact(found, key, service, means, minutes)
    for key, kind in connection.execute(_EVENTS, values):
        for path in ("training.", f"training.by_kind.{_word('event_kind', kind)}."):
            found[f"{path}events"].append(key)
            found[f"{path}participants"].append(key)
        found["training.organizations"].append(key)
    return found


def _case(
    found: Sets,
    people: dict[str, dict[str, list[object]]],
    row: tuple[object, ...],
    first: str,
    last: str,
) -> None:
    (key, person, anonymous, sex, service, start, end, source, kubun, area, dest_kind, move,
     end_reason, disposition, disposed, focus, *flags) = row  # fmt: skip
    work = f"works.{_WORK[service]}."
    if dest_kind and move and first <= move <= last:
        found[f"{work}destination.{_word('dest_kind', dest_kind)}"].append(key)
        found[f"{work}destination_total"].append(key)
    if (
        disposition
        and disposed
        and first <= disposed <= last
        and service == Service.SUSPECT_SUPPORT
    ):
        found[f"{work}disposition.{_word('disposition', disposition)}"].append(key)
    if start > last or (end and end < first):
        return
    bases = [
        "carried" if start < first else "new",
        "closed" if end and end <= last else "open",
    ]
    with_kubun = service in _WITH_KUBUN
    scopes = [work, "total."] + (
        [f"{work}by_kubun.{_word('kubun', kubun)}."] if with_kubun and kubun else []
    )
    for scope in scopes:
        for base in bases:
            found[f"{scope}{base}"].append(key)
        if scope is scopes[0] or scope == "total.":
            found[f"{scope}supported_episodes"].append(key)
            held = [
                f"{scope}supported",
                *(f"{scope}{base}" for base in bases if base in ("new", "closed")),
            ]
        else:
            held = [f"{scope}closed"] if "closed" in bases else []
        for path in held:
            known = people[path].get(person)
            if known is None:
                people[path][person] = [anonymous, sex, flags]
            else:
                known[2] = [a or b for a, b in zip(known[2], flags, strict=True)]
    if source:
        for base in ("supported", *bases):
            if base in ("supported", "new"):
                found[f"{work}source_{base}.{_word('source_kind', source)}"].append(key)
    if with_kubun:
        _areas(found, work, key, ("supported", *bases), (("kubun", kubun), ("area", area)))
    if end_reason and "closed" in bases:
        found[f"{work}end_reason.{_word('end_reason', end_reason, service)}"].append(key)
    if focus and service == Service.SUSPECT_SUPPORT:
        found[f"{work}focus_supported.{_word('focus', focus)}"].append(key)


def _areas(
    found: Sets, work: str, key: str, bases: Sequence[str], codes: Sequence[tuple[str, str | None]]
) -> None:
    for field, code in codes:
        for base in bases if code else ():
            if base in ("supported", "new", "closed"):
                found[f"{work}{field}_{base}.{_word(field, code)}"].append(key)


def _persons(found: Sets, path: str, persons: dict[str, list[object]]) -> None:
    scope, _, base = path.rpartition(".")
    by_kubun = ".by_kubun." in path
    found[f"{scope}.{base}_persons"] = list(persons)
    end = "" if base == "supported" else f"_{base}"
    for key, (anonymous, sex, flags) in persons.items():
        if not end and anonymous:
            found[f"{scope}.supported_persons_anonymous"].append(key)
        if not by_kubun:
            found[f"{scope}.sex{end}.{_word('sex', sex)}"].append(key)
        marked = [flag for flag, is_set in zip(_FLAGS, flags, strict=True) if is_set]
        four = [flag for flag in marked if flag in _FOUR]
        for flag in marked:
            found[f"{scope}.disability{end}.{_WORDS[flag]}"].append(key)
        found[f"{scope}.disability{end}.{'any4' if four else 'none4'}"].append(key)
        if four:
            found[f"{scope}.disability{end}.sum4"].extend([key] * len(four))


def _contact(found: Sets, key: str, service: str, means: str, minutes: int | None) -> None:
    by, work = _word("means", means), _word("service", service)
    if minutes is None:
        found["activities.minutes_unreadable"].append(key)
    for path in (
        *("activities.total_count", "activities.total_minutes"),
        *(f"activities.by_means.{by}.count", f"activities.by_means.{by}.minutes"),
        *(f"activities.by_work.{work}.count", f"activities.by_work.{work}.minutes"),
        f"activities.by_work.{work}.by_means.{by}",
    ):
        found[path].append(key)
