"""One pass over the cases of an office: what each is in every month (pure).

The same rules as for the figures of one month (`app/reports/counting/tree.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.calendar.fiscal import Period
from app.codes import CENTRE_SERVICES, Service
from app.reports.counting.figure import Base, Member, Unit
from app.reports.counting.standing import Bounds, Place, possible_days

BASES = (Base.OPEN, Base.NEW, Base.CLOSED, Base.MOVED)
_UNKNOWN = "00"


class SeenRow(NamedTuple):
    """One episode, as far as plots need it; days as stored."""

    id: str
    number: str
    service: str
    start: str
    end: str | None
    move: str | None
    dest_kind: str | None
    worker: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A case and what stands for it among the members of a mark."""

    row: SeenRow
    member: Member


Cells = dict[tuple[Base, Service], list[list[Seen]]]


def case_of(row: SeenRow) -> Seen:
    """A row with its member: made once, however many marks count it."""
    return Seen(row, Member(row.id, Unit.CASES, (row.id,), (row.number,)))


def by_month(cases: Iterable[Seen], months: Sequence[Period]) -> Cells:
    """For each kind of figure and 業務, the cases of every month in the order they came."""
    cells: Cells = {
        (base, service): [[] for _ in months] for base in BASES for service in CENTRE_SERVICES
    }
    first = _number(months[0].first.isoformat())
    bounds = [Bounds(month) for month in months]
    for seen in cases:
        row = seen.row
        service = Service(row.service)
        if service not in CENTRE_SERVICES or _contradictory(row):
            continue
        own = {base: cells[base, service] for base in BASES}
        if row.move and row.dest_kind and row.move[5:7] != _UNKNOWN:
            _put(own[Base.MOVED], _number(row.move) - first, seen)
        if row.start[5:7] == _UNKNOWN or (row.end and row.end[5:7] == _UNKNOWN):
            _place_vague(own, bounds, seen)
            continue
        start = _number(row.start) - first
        end = len(months) if row.end is None else _number(row.end) - first
        _put(own[Base.NEW], start, seen)
        _put(own[Base.CLOSED], end, seen)
        for month in own[Base.OPEN][max(start, 0) : max(end, 0)]:
            month.append(seen)
    return cells


def _put(months: list[list[Seen]], at: int, seen: Seen) -> None:
    if 0 <= at < len(months):
        months[at].append(seen)


def _number(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7])


def _contradictory(row: SeenRow) -> bool:
    if row.end is None or row.end >= row.start:
        return False  # as text a day that is known to the month only comes before all its days
    return possible_days(row.end)[1] < possible_days(row.start)[0]


def _place_vague(own: dict[Base, list[list[Seen]]], bounds: Sequence[Bounds], seen: Seen) -> None:
    """A day known to the year only: each month is asked, as its figures would be."""
    for at, bound in enumerate(bounds):
        standing = bound.standing(seen.row.start, seen.row.end)
        if standing.vague or standing.start is Place.AFTER or standing.end is Place.BEFORE:
            continue
        if standing.start is Place.IN:
            own[Base.NEW][at].append(seen)
        own[Base.CLOSED if standing.end is Place.IN else Base.OPEN][at].append(seen)
