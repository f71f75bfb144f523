"""Breakdowns: rows by a code, persons by sex and by 高齢・障害の区分. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from app.codes import Flag, Service, label, table
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
from app.reports.counting.figure import Base, Branch, Figure, Unit

Row = TypeVar("Row", CaseRow, PersonCases, ActivityRow, EventRow)
Where = tuple[tuple[str, str], ...]

TABLES = {"flags": "flag", "focus": "focus", "means": "means", "kind": "event_kind"}
"""The code table of a field where it is not called like the field."""


def table_of(field: str) -> str:
    """The code table behind a field."""
    return TABLES.get(field, field)


def split(
    rows: Iterable[Row], field: str, service: Service | None = None
) -> Iterator[tuple[str, str, tuple[Row, ...]]]:
    """(label, code, rows) for every code of the table and every other one that occurs, in order.

    Rows without a code are in none.
    """
    groups: dict[str, list[Row]] = {}
    for row in rows:
        value = getattr(row, field)
        if value:
            groups.setdefault(value, []).append(row)
    name = table_of(field)
    of_service = service.value if service and name == "end_reason" else ""
    known: list[str] = [choice for choice, _ in table(name).choices(of_service)]
    for code in dict.fromkeys([*known, *sorted(groups)]):
        yield label(name, code, of_service), code, tuple(groups.get(code, ()))


def by_code(base: Base, service: Service | None, rows: Iterable[CaseRow], field: str) -> Branch:
    """Cases by the code they have in `field`."""
    return Branch(
        {
            name: Figure(base, Unit.CASES, service, members, ((field, code),), optional=True)
            for name, code, members in split(rows, field, service)
        }
    )


class People:
    """Finds the different persons of cases, with the union of the marks of these cases.

    Who has one case is made once for all figures: that is nearly everybody.
    """

    def __init__(self) -> None:
        self._alone: dict[str, PersonCases] = {}

    def of(self, rows: Iterable[CaseRow]) -> tuple[PersonCases, ...]:
        """The persons in the order of their first case."""
        first: dict[str, CaseRow] = {}
        several: dict[str, list[CaseRow]] = {}
        for row in rows:
            earlier = first.setdefault(row.person_id, row)
            if earlier is not row:
                several.setdefault(row.person_id, [earlier]).append(row)
        return tuple(
            _person(several[key]) if key in several else self._single(row)
            for key, row in first.items()
        )

    def _single(self, row: CaseRow) -> PersonCases:
        found = self._alone.get(row.id)
        if found is None:
            found = self._alone[row.id] = _person((row,))
        return found


def _person(cases: Sequence[CaseRow]) -> PersonCases:
    flags = 0
    for case in cases:
        flags |= case.flags
    first = cases[0]
    return PersonCases(first.person_id, first.sex, first.anonymous, flags, tuple(cases))


def sexes(base: Base, service: Service | None, people: Iterable[PersonCases]) -> Branch:
    """Persons by sex."""
    return Branch(
        {
            name: Figure(base, Unit.PERSONS, service, members, (("sex", code),), optional=True)
            for name, code, members in split(people, "sex")
        }
    )


def disability(
    base: Base, service: Service | None, people: Sequence[PersonCases], where: Where = ()
) -> Branch:
    """Persons by mark, several at once; `sum4` counts marks, `any4` and `none4` persons."""
    marked = {
        flag: tuple(person for person in people if person.flags & FLAG_BITS[flag]) for flag in Flag
    }
    nodes: dict[str, Figure | Branch] = {
        label("flag", flag): Figure(
            base, Unit.PERSONS, service, members, (*where, ("flags", flag.value)), optional=True
        )
        for flag, members in marked.items()
    }
    marks: tuple[CountedRow, ...] = tuple(
        person for flag in STATISTICAL_FLAGS for person in marked[flag]
    )
    any4 = tuple(person for person in people if person.flags & STATISTICAL_BITS)
    none4 = tuple(person for person in people if not person.flags & STATISTICAL_BITS)
    nodes["sum4"] = Figure(base, Unit.MARKS, service, marks, (*where, ("flags", "any4")))
    nodes["any4"] = Figure(base, Unit.PERSONS, service, any4, (*where, ("flags", "any4")))
    nodes["none4"] = Figure(base, Unit.PERSONS, service, none4, (*where, ("flags", "none4")))
    return Branch(nodes)
