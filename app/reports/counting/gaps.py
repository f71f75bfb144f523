"""What is missing in the records for the figures of a period to be right. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.calendar import wareki
from app.codes import Service
from app.reports.counting.counted_rows import ActivityRow, CaseRow, EventRow
from app.reports.counting.figure import Missing
from app.reports.counting.standing import Bounds, Place, Standing, partial
from app.reports.counting.words import END_DAY, start_day

_WITH_KUBUN = frozenset({Service.COORDINATION, Service.FOLLOW_UP})


def gaps(
    bounds: Bounds,
    cases: Iterable[CaseRow],
    activities: Iterable[ActivityRow],
    events: Iterable[EventRow],
) -> tuple[Missing, ...]:
    """Days too vague for the period, and fields that a counted case should have."""
    found: list[Missing] = []
    for case in cases:
        found.extend(_case(bounds, case))
    for kind, rows in (("activity", activities), ("event", events)):
        found.extend(
            Missing(kind, row.id, "", "day", _vague("日付", row.day), blocks=True)
            for row in rows
            if row.day[8:] == "00" and bounds.place(row.day) is Place.VAGUE
        )
    return tuple(found)


def _case(bounds: Bounds, case: CaseRow) -> Iterator[Missing]:
    standing = bounds.standing(case.start, case.end)
    starts = start_day(case.service)
    if standing.contradictory:
        if Place.IN in (standing.start, standing.end):
            reason = f"終了日が{starts}より前のため、どこにも数えていません。"
            yield Missing("case", case.id, case.number, "end", reason, blocks=True)
        return
    if standing.vague:
        yield from _vague_days(case, standing, starts)
    elif standing.start is not Place.AFTER and standing.end is not Place.BEFORE:
        yield from _supported(case, standing)
    yield from _dated(bounds, case)


def _vague_days(case: CaseRow, standing: Standing, starts: str) -> Iterator[Missing]:
    if standing.start is Place.VAGUE:
        yield _too_vague(case, "start", starts, case.start)
    if standing.end is Place.VAGUE and case.end:
        yield _too_vague(case, "end", END_DAY, case.end)


def _supported(case: CaseRow, standing: Standing) -> Iterator[Missing]:
    wanted = [("source_kind", case.source_kind, "依頼元区分")]
    if case.service in _WITH_KUBUN:
        wanted += [("kubun", case.kubun, "区分（特別・一般）"), ("area", case.area, "広域")]
    for field, value, name in wanted:
        if not value:
            reason = f"{name}が空のため、{name}別の内訳に入っていません。"
            yield Missing("case", case.id, case.number, field, reason)
    if standing.end is Place.IN and not case.end_reason:
        reason = "期間内に終了していますが、終了事由が空です。"
        yield Missing("case", case.id, case.number, "end_reason", reason)


def _dated(bounds: Bounds, case: CaseRow) -> Iterator[Missing]:
    pairs = (
        ("dest_kind", case.move, case.dest_kind, "移行日", "受入先種別", "move"),
        (
            "disposition",
            case.disposition_date,
            case.disposition,
            "処分日",
            "処分",
            "disposition_date",
        ),
    )
    for field, day, value, day_name, name, day_field in pairs:
        place = bounds.place(day) if day else Place.BEFORE
        if place is Place.IN and not value:
            reason = f"{day_name}は期間内ですが、{name}が空です。"
            yield Missing("case", case.id, case.number, field, reason)
        elif day and place is Place.VAGUE and value:
            yield _too_vague(case, day_field, day_name, day)


def _too_vague(case: CaseRow, field: str, name: str, day: str) -> Missing:
    return Missing("case", case.id, case.number, field, _vague(name, day), blocks=True)


def _vague(name: str, day: str) -> str:
    return (
        f"{name}が「{wareki.short(partial(day))}」までしか分からず、"
        "期間に入るか決められないため、数えていません。"
    )
