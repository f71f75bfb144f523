"""Which fields of a case a letter may fill, and how they differ from ours (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import codes
from app.calendar import wareki
from app.calendar.partial import PartialDate, compatible
from app.cases.fields import BY_NAME, of_service
from app.codes import Flag, Service
from app.handoff.letters.body import Body, Person
from app.handoff.letters.kinds import ExchangeKind
from app.people import names

SERVICE = {
    ExchangeKind.COOPERATION: Service.COORDINATION,
    ExchangeKind.SPECIAL: Service.COORDINATION,
    ExchangeKind.SUSPECT: Service.SUSPECT_SUPPORT,
}
"""Exchange → the 業務 that begins at the office that accepts."""
_FIELDS = (
    *("facility", "offence", "sentence", "term_end", "release", "release_reason", "hope_place"),
)


@dataclass(frozen=True)
class Identity:
    """Who somebody on record is."""

    name: str
    kana: str
    birth: PartialDate | None


@dataclass(frozen=True)
class Difference:
    """A field that a letter says otherwise than our case."""

    name: str
    label: str
    ours: str
    theirs: str
    typed: str | bool
    """What would be kept, as one would type it."""


def speaks_against(told: Person | None, known: Identity) -> frozenset[str]:
    """What the letter says of the person otherwise than our record: 'name', 'birth', both or nothing.

    What one of the two does not say speaks for nothing. The same reading is the same name.
    """
    if told is None:
        return frozenset()
    found = set()
    same_kana = names.katakana(told.kana) == names.katakana(known.kana) != ""
    if told.name and names.folded(told.name) != names.folded(known.name) and not same_kana:
        found.add("name")
    if told.birth and known.birth and not compatible(told.birth, known.birth):
        found.add("birth")
    return frozenset(found)


def fields_of(service: Service, body: Body) -> dict[str, str | bool]:
    """The fields of a case that the letter brings, as one would type them."""
    known = {field.name: field.table for field in of_service(service)}
    found: dict[str, str | bool] = {}
    if body.person is not None:
        for name in _FIELDS:
            value = getattr(body.person, name)
            if value and name in known and _in_table(known[name], value):
                found[name] = _typed(value)
        found.update({flag: True for flag in body.person.flags if flag in set(Flag)})
    if body.view is not None:
        if body.view.release is not None:
            found["release"] = _typed(body.view.release)
        if body.view.destination:
            found["dest_name"] = body.view.destination
    return found


def differences(service: Service, body: Body, values: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The fields that would change, in the order of the case page."""
    brought = fields_of(service, body)
    found = []
    for field in of_service(service):
        if field.name not in brought:
            continue
        ours = _typed(values.get(field.name) or "")
        theirs = brought[field.name]
        if ours != theirs:
            found.append(
                Difference(
                    field.name,
                    BY_NAME[field.name].label(service),
                    _shown(field.table, ours),
                    _shown(field.table, theirs),
                    theirs,
                )
            )
    return tuple(found)


def _in_table(table: str, value: Any) -> bool:
    """Whether a code of the other office is one of ours; their tables may have codes of their own."""
    return not table or value in dict(codes.table(table).choices(""))


def _typed(value: Any) -> str | bool:
    if isinstance(value, bool):
        return value
    return wareki.short(value) if isinstance(value, PartialDate) else str(value)


def _shown(table: str, value: str | bool) -> str:
    if isinstance(value, bool):
        return "あり" if value else ""
    return codes.label(table, value) if table else value
