"""Which figures a missing value would change: what may stand there is tried, and counted. Pure.

A number is the sum of what each person adds to it, so the cases of one person are enough: where
the number from them differs for any value that may turn out, the figure of the period changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from app.calendar.fiscal import Period
from app.reports.counting.counted_rows import ActivityRow, CaseRow, EventRow
from app.reports.counting.figure import Missing
from app.reports.counting.standing import possible_days
from app.reports.counting.vocabulary import FIELDS

CountRows = Callable[
    [Sequence[CaseRow], Sequence[ActivityRow], Sequence[EventRow]], Mapping[str, int]
]
"""What rows give: the number of every figure that counts any of them, by its path."""


class Effects:
    """Finds for what is missing (`gaps`) the paths of the figures that it would change.

    Of all rows only those are kept that something is missing in, and the cases of the same persons.
    """

    def __init__(
        self,
        period: Period,
        cases: Sequence[CaseRow],
        activities: Iterable[ActivityRow],
        events: Iterable[EventRow],
        count_rows: CountRows,
        gaps: Iterable[Missing],
    ) -> None:
        self._count = count_rows
        self._edges = _edges(period)
        wanted = {gap.id for gap in gaps}
        self._cases = {case.id: case for case in cases if case.id in wanted}
        self._of_person: dict[str, list[CaseRow]] = {
            case.person_id: [] for case in self._cases.values()
        }
        for case in cases:
            if case.person_id in self._of_person:
                self._of_person[case.person_id].append(case)
        self._activities = {row.id: row for row in activities if row.id in wanted}
        self._events = {row.id: row for row in events if row.id in wanted}
        self._known: dict[tuple[object, ...], tuple[str, ...]] = {}

    def of(self, gap: Missing) -> Missing:
        """The gap, which can now tell the figures it would change."""
        return replace(gap, find_paths=partial(self._paths, gap))

    def _paths(self, gap: Missing) -> tuple[str, ...]:
        if gap.kind == "activity":
            return self._of_row(self._activities[gap.id])
        if gap.kind == "event":
            return self._of_row(self._events[gap.id])
        case = self._cases[gap.id]
        others = tuple(row for row in self._of_person[case.person_id] if row is not case)
        alike = (gap.field, case._replace(id="", number="", person_id=""), *others)
        if alike not in self._known:
            tried = (self._numbers((one, *others)) for one in self._tried(case, gap.field))
            self._known[alike] = _changed(self._numbers((case, *others)), tried)
        return self._known[alike]

    def _of_row(self, row: ActivityRow | EventRow) -> tuple[str, ...]:
        inside = row._replace(day=self._edges[1])
        if isinstance(inside, ActivityRow):
            return tuple(self._count((), (inside,), ()))
        return tuple(self._count((), (), (inside,)))

    def _numbers(self, rows: Sequence[CaseRow]) -> Mapping[str, int]:
        return self._count(rows, (), ())

    def _tried(self, case: CaseRow, field: str) -> Iterator[CaseRow]:
        """The case with each value that may turn out to stand in a field."""
        if field in ("start", "end"):
            for start in self._days(case.start):
                for end in (None,) if case.end is None else self._ends(case, field):
                    if end is None or start <= end:
                        yield case._replace(start=start, end=end)
        elif field in ("move", "disposition_date"):
            for day in self._days(getattr(case, field)):
                yield _with(case, field, day)
        else:
            for code, _ in FIELDS[field].choices(case.service):
                yield _with(case, field, code)

    def _ends(self, case: CaseRow, field: str) -> Sequence[str | None]:
        """The days an end may be; any day and none where it contradicts the start."""
        if case.end is None:
            return (None,)
        if field == "end" and possible_days(case.end)[1] < possible_days(case.start)[0]:
            return (*self._edges, case.start, None)
        return self._days(case.end)

    def _days(self, day: str) -> tuple[str, ...]:
        """The days a vague day may be, as far as they differ to the period."""
        earliest, latest = possible_days(day)
        inside = (edge for edge in self._edges if earliest <= edge <= latest)
        return tuple(dict.fromkeys((earliest, *inside, latest)))


def _with(case: CaseRow, field: str, value: str) -> CaseRow:
    return CaseRow._make(value if name == field else old for name, old in case._asdict().items())


def _changed(now: Mapping[str, int], tried: Iterable[Mapping[str, int]]) -> tuple[str, ...]:
    """The paths whose number any of the tried ones changes."""
    changed: dict[str, None] = {}
    for then in tried:
        for path in (*now, *then):
            if now.get(path, 0) != then.get(path, 0):
                changed.setdefault(path)
    return tuple(changed)


def _edges(period: Period) -> tuple[str, str, str, str]:
    """The day before the period, its first, its last, and the day after it."""

    def beside(day: date, days: int) -> str:
        return (day + timedelta(days=days)).isoformat()

    return (
        beside(period.first, -1),
        period.first.isoformat(),
        period.last.isoformat(),
        beside(period.last, 1),
    )
