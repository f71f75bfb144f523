"""The rows of a period by what they are in it, narrowed condition by condition. Pure.

Every step is made once and shared by all figures that need it: a year of 20,000 cases is looked
through some dozens of times for hundreds of figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, cast

from app.codes import CENTRE_SERVICES, Flag, Service
from app.reports.counting.counted_rows import (
    FLAG_BITS,
    STATISTICAL_BITS,
    STATISTICAL_FLAGS,
    ActivityRow,
    CaseRow,
    CountedRow,
    EventRow,
    PersonCases,
)
from app.reports.counting.people import People
from app.reports.counting.standing import Bounds, Place
from app.reports.counting.vocabulary import (
    ANY4,
    NONE4,
    SERVICE,
    Base,
    Condition,
)

Rows = tuple[CountedRow, ...]


class Narrowed:
    """Rows that fulfil some conditions, and the narrower sets that were made of them."""

    __slots__ = ("_groups", "_narrower", "_people", "_persons", "rows")

    def __init__(self, rows: Rows, people: People) -> None:
        self.rows = rows
        self._people = people
        self._groups: dict[str, dict[str, Rows]] = {}
        self._narrower: dict[Condition, Narrowed] = {}
        self._persons: Narrowed | None = None

    def by(self, condition: Condition) -> Narrowed:
        """Those that fulfil one more condition."""
        found = self._narrower.get(condition)
        if found is None:
            found = Narrowed(self._fulfilling(condition), self._people)
            self._narrower[condition] = found
        return found

    def persons(self) -> Narrowed:
        """The persons of these cases."""
        if self._persons is None:
            cases = cast(tuple[CaseRow, ...], self.rows)
            self._persons = Narrowed(self._people.of(cases), self._people)
        return self._persons

    def grouped(self, field: str) -> dict[str, Rows]:
        """The rows by their code in a field; those without one are in none."""
        if field not in self._groups:
            self._groups[field] = _groups(self.rows, field)
        return self._groups[field]

    def _fulfilling(self, condition: Condition) -> Rows:
        groups = self.grouped(condition.field)
        found = [groups[code] for code in condition.codes if code in groups]
        if len(found) < 2:
            return found[0] if found else ()
        inside = set(map(id, chain.from_iterable(found)))
        return tuple(row for row in self.rows if id(row) in inside)


class Narrowing:
    """The rows of one period by base and 業務."""

    def __init__(
        self,
        bounds: Bounds,
        cases: Iterable[CaseRow],
        activities: Iterable[ActivityRow],
        events: Iterable[EventRow],
    ) -> None:
        self._people = People()
        self._sets: dict[tuple[Base, Service | None], Narrowed] = {}
        self._cases = sorted_cases(bounds, cases)
        self._others: dict[Base, Rows] = {
            Base.ACTIVITIES: tuple(row for row in activities if _inside(bounds, row.day)),
            Base.EVENTS: tuple(row for row in events if _inside(bounds, row.day)),
        }

    def of(self, base: Base, service: Service | None) -> Narrowed:
        """All rows of a base; those of one 業務, or of all without one."""
        found = self._sets.get((base, service))
        if found is None:
            found = self._sets[base, service] = Narrowed(self._rows(base, service), self._people)
        return found

    def _rows(self, base: Base, service: Service | None) -> Rows:
        if base in self._others:
            whole = self._others[base]
            return (
                whole if service is None else self.of(base, None).grouped(SERVICE).get(service, ())
            )
        if service is not None:
            return self._cases[base, service]
        return tuple(chain.from_iterable(self._cases[base, one] for one in CENTRE_SERVICES))


def marks(persons: Rows) -> Rows:
    """The persons once for each of the four marks that they have."""
    people = cast(tuple[PersonCases, ...], persons)
    return tuple(
        person for flag in STATISTICAL_FLAGS for person in people if person.flags & FLAG_BITS[flag]
    )


def sorted_cases(bounds: Bounds, cases: Iterable[CaseRow]) -> dict[tuple[Base, Service], Rows]:
    """The cases of each 業務 by what they are in the period; one case may be several."""
    sets: dict[str, dict[Base, list[CaseRow]]] = {
        service: {base: [] for base in Base} for service in CENTRE_SERVICES
    }
    for row in cases:
        standing = bounds.standing(row.start, row.end)
        if standing.contradictory:
            continue
        own = sets[row.service]
        if row.move and row.dest_kind and _inside(bounds, row.move):
            own[Base.MOVED].append(row)
        if row.disposition_date and row.disposition and _inside(bounds, row.disposition_date):
            own[Base.DISPOSED].append(row)
        if standing.vague or standing.start is Place.AFTER or standing.end is Place.BEFORE:
            continue
        own[Base.SUPPORTED].append(row)
        own[Base.CARRIED if standing.start is Place.BEFORE else Base.NEW].append(row)
        own[Base.CLOSED if standing.end is Place.IN else Base.OPEN].append(row)
    return {
        (base, service): tuple(sets[service][base])
        for service in CENTRE_SERVICES
        for base in Base
        if base not in (Base.ACTIVITIES, Base.EVENTS)
    }


def _inside(bounds: Bounds, day: str) -> bool:
    return bounds.place(day) is Place.IN


def _groups(rows: Rows, field: str) -> dict[str, Rows]:
    if field == "flags":
        return _by_mark(rows)
    read = _READERS.get(field) or attrgetter(field)
    groups: dict[str, list[CountedRow]] = {}
    for row in rows:
        code = read(row)
        if code:
            groups.setdefault(code, []).append(row)
    return {code: tuple(found) for code, found in groups.items()}


_READERS: dict[str, Callable[[Any], str | None]] = {
    "anonymous": lambda row: "yes" if row.anonymous else "no",
    "minutes": lambda row: "unreadable" if row.minutes is None else None,
}
"""How the code is read where it is not what stands in the row."""


def _by_mark(rows: Rows) -> dict[str, Rows]:
    people = cast(Sequence[CaseRow | PersonCases], rows)
    groups: dict[str, Rows] = {
        flag.value: tuple(row for row in people if row.flags & FLAG_BITS[flag]) for flag in Flag
    }
    groups[ANY4] = tuple(row for row in people if row.flags & STATISTICAL_BITS)
    groups[NONE4] = tuple(row for row in people if not row.flags & STATISTICAL_BITS)
    return {code: found for code, found in groups.items() if found}
