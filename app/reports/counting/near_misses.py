"""Cases beside a figure: what nearly belongs to it, and in Japanese why it does not. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta

from app.calendar import wareki
from app.calendar.fiscal import Period
from app.codes import Flag, Service
from app.reports.counting.counted_rows import (
    FLAG_BITS,
    STATISTICAL_BITS,
    CaseRow,
    CountedRow,
    PersonCases,
)
from app.reports.counting.figure import Base, Condition, Figure, NearMiss, case_member
from app.reports.counting.standing import Bounds, Place, Standing, partial
from app.reports.counting.vocabulary import ANY4, FIELDS, NONE4
from app.reports.counting.words import END_DAY, start_day

NEAR_DAYS = 31
"""How many days outside the period still count as near."""


class Nearby:
    """The cases beside the figures of a period; what holds for many figures is found out once."""

    def __init__(self, period: Period, cases: Sequence[CaseRow]) -> None:
        self._near = _Near(period)
        self._cases = cases
        self._found: dict[tuple[Base, Service | None], list[tuple[CaseRow, str]]] = {}

    def of(self, figure: Figure) -> tuple[NearMiss, ...]:
        """Cases of the same 業務 and category that a day or an empty field keeps out of it."""
        inside = _case_ids(figure.members)
        found: list[NearMiss] = []
        for case, outside in self._beside(figure.base, figure.service):
            why = outside or _empty_field(figure, case)
            if not why or case.id in inside:
                continue
            if all(_fulfils(case, condition) for condition in figure.where):
                found.append(NearMiss(case_member(case), why))
        return tuple(found)

    def _beside(self, base: Base, service: Service | None) -> list[tuple[CaseRow, str]]:
        """Cases that a day keeps out, with the reason, and those that only a field may keep out."""
        key = (base, service)
        if key not in self._found:
            self._found[key] = list(self._looked_through(base, service))
        return self._found[key]

    def _looked_through(self, base: Base, service: Service | None) -> Iterator[tuple[CaseRow, str]]:
        outside = _OUTSIDE.get(base)
        if outside is None:
            return
        for case in self._cases:
            if service and case.service != service:
                continue
            why = outside(self._near, case)
            if why:
                yield case, why
                continue
            standing = self._near.bounds.standing(case.start, case.end)
            if standing.countable and _BELONGS[base](standing):
                yield case, ""


def _case_ids(members: Iterable[CountedRow]) -> set[str]:
    found: set[str] = set()
    for row in members:
        if isinstance(row, PersonCases):
            found |= {case.id for case in row.cases}
        elif isinstance(row, CaseRow):
            found.add(row.id)
    return found


def _fulfils(case: CaseRow, condition: Condition) -> bool:
    field, codes = condition
    if field == "anonymous":
        return ("yes" if case.anonymous else "no") in codes
    if field != "flags":
        return getattr(case, field) in (*codes, None)
    return any(_marked(case.flags, code) for code in codes)


def _marked(flags: int, code: str) -> bool:
    if code == ANY4:
        return bool(flags & STATISTICAL_BITS)
    if code == NONE4:
        return not flags & STATISTICAL_BITS
    return bool(flags & FLAG_BITS[Flag(code)])


class _Near:
    """The period and the days around it."""

    def __init__(self, period: Period) -> None:
        self.bounds = Bounds(period)
        self.before = (period.first - timedelta(days=NEAR_DAYS)).isoformat()
        self.after = (period.last + timedelta(days=NEAR_DAYS)).isoformat()

    def inside(self, day: str | None) -> bool:
        """Whether a day certainly lies in the period."""
        return day is not None and self.bounds.place(day) is Place.IN

    def outside(self, name: str, day: str | None) -> str:
        """Why a day shortly before or after the period keeps a case out; '' for other days."""
        if not day:
            return ""
        place = self.bounds.place(day)
        if place is Place.VAGUE:
            return f"{name}が「{_short(day)}」までしか分からず、期間に入るか決められません。"
        if place is Place.BEFORE and day >= self.before:
            return f"{name}が {_short(day)} で、期間より前です。"
        if place is Place.AFTER and day <= self.after:
            return f"{name}が {_short(day)} で、期間より後です。"
        return ""


def _short(day: str) -> str:
    return wareki.short(partial(day))


def _empty_field(figure: Figure, case: CaseRow) -> str:
    for field, _ in figure.where:
        if getattr(case, field) is None:
            return f"{FIELDS[field].name}が空です。"
    return ""


def _new(near: _Near, case: CaseRow) -> str:
    return near.outside(start_day(case.service), case.start)


def _closed(near: _Near, case: CaseRow) -> str:
    return near.outside(END_DAY, case.end)


def _moved(near: _Near, case: CaseRow) -> str:
    if not case.dest_kind:
        return "受入先種別が空です。" if near.inside(case.move) else ""
    return near.outside("移行日", case.move)


def _disposed(near: _Near, case: CaseRow) -> str:
    if not case.disposition:
        return "処分が空です。" if near.inside(case.disposition_date) else ""
    return near.outside("処分日", case.disposition_date)


def _supported(near: _Near, case: CaseRow) -> str:
    standing = near.bounds.standing(case.start, case.end)
    if standing.start in (Place.AFTER, Place.VAGUE):
        return near.outside(start_day(case.service), case.start)
    if standing.end in (Place.BEFORE, Place.VAGUE):
        return near.outside(END_DAY, case.end)
    return ""


def _carried(near: _Near, case: CaseRow) -> str:
    if near.inside(case.start):
        starts = start_day(case.service)
        return f"{starts}が {_short(case.start)} で、期間内です（新規に数えます）。"
    return _supported(near, case)


def _open(near: _Near, case: CaseRow) -> str:
    if case.end and near.inside(case.end):
        return f"{END_DAY}が {_short(case.end)} で、期間内です（末日の終了も継続に数えません）。"
    return _supported(near, case)


_OUTSIDE: dict[Base, Callable[[_Near, CaseRow], str]] = {
    Base.NEW: _new,
    Base.CLOSED: _closed,
    Base.MOVED: _moved,
    Base.DISPOSED: _disposed,
    Base.SUPPORTED: _supported,
    Base.CARRIED: _carried,
    Base.OPEN: _open,
}
_BELONGS: dict[Base, Callable[[Standing], bool]] = {
    Base.NEW: lambda at: at.start is Place.IN,
    Base.CLOSED: lambda at: at.end is Place.IN,
    Base.MOVED: lambda at: False,
    Base.DISPOSED: lambda at: False,
    Base.SUPPORTED: lambda at: at.start <= Place.IN <= at.end,
    Base.CARRIED: lambda at: at.start is Place.BEFORE and at.end >= Place.IN,
    Base.OPEN: lambda at: at.start <= Place.IN and at.end is Place.AFTER,
}
