"""The slim rows that figures are counted from; days are text as stored, unknown parts as 00."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from app.codes import Flag

FLAG_BITS = {flag: 1 << place for place, flag in enumerate(Flag)}
STATISTICAL_FLAGS = (Flag.ELDERLY, Flag.PHYSICAL, Flag.INTELLECTUAL, Flag.PSYCHIATRIC)
"""The four categories that `sum4`, `any4` and `none4` look at; 発達 and 疑い are beside them."""
STATISTICAL_BITS = sum(FLAG_BITS[flag] for flag in STATISTICAL_FLAGS)


class CaseRow(NamedTuple):
    """One episode, as far as figures need it; `flags` is a sum of `FLAG_BITS`."""

    id: str
    number: str
    person_id: str
    anonymous: bool
    sex: str
    service: str
    start: str
    end: str | None = None
    kubun: str | None = None
    area: str | None = None
    source_kind: str | None = None
    flags: int = 0
    dest_kind: str | None = None
    move: str | None = None
    end_reason: str | None = None
    disposition: str | None = None
    disposition_date: str | None = None
    focus: str | None = None


class ActivityRow(NamedTuple):
    """One 支援経過; `minutes` is None where the duration could not be read."""

    id: str
    episode_id: str | None
    service: str
    day: str
    means: str
    minutes: int | None


class EventRow(NamedTuple):
    """One 研修・啓発."""

    id: str
    day: str
    kind: str
    participants: int | None
    organisations: int | None


class PersonCases(NamedTuple):
    """One person among counted cases; `flags` is the union over all cases that were given."""

    person_id: str
    sex: str
    anonymous: bool
    flags: int
    cases: tuple[CaseRow, ...]


CountedRow = CaseRow | PersonCases | ActivityRow | EventRow


class Same(dict[str | None, str | None]):
    """Every text once: the driver makes each code and day anew for each row that has it."""

    def __missing__(self, text: str | None) -> str | None:
        self[text] = text
        return text


def case_rows(found: Iterable[Any], same: Same) -> list[CaseRow]:
    """Rows of a query whose columns are the fields of `CaseRow`."""
    make = CaseRow._make
    return [
        make((key, number, person, anonymous, same[sex], same[service], same[start], same[end],
              same[kubun], same[area], same[source], flags, same[dest], same[move], same[reason],
              same[disposition], same[disposed], same[focus]))
        for (key, number, person, anonymous, sex, service, start, end, kubun, area, source, flags,
             dest, move, reason, disposition, disposed, focus) in found
    ]  # fmt: skip


def contact_rows(found: Iterable[Any], same: Same) -> list[ActivityRow]:
    """Rows of a query whose columns are the fields of `ActivityRow`."""
    make = ActivityRow._make
    return [
        make((key, same[case], same[service], same[day], same[means], minutes))
        for key, case, service, day, means, minutes in found
    ]
