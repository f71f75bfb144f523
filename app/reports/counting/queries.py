"""What stands behind a figure, for the people of the office: cases and contacts with names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.calendar import wareki
from app.calendar.fiscal import Period
from app.cases.restriction.rules import HIDDEN_NUMBER, hidden_words
from app.codes import Service, label
from app.reports.counting.counted_rows import (
    ActivityRow,
    CaseRow,
    CountedRow,
    EventRow,
    PersonCases,
)
from app.reports.counting.figure import Base, Figure
from app.reports.counting.figure_set import FigureSet
from app.reports.counting.figures import REMOVED_NUMBER
from app.reports.counting.overlaps import about_marks, distinct, explained, marks_of
from app.reports.counting.standing import partial
from app.staff.permissions import Permission
from app.storage.records import Activity, CountedContact, Episode, Event, Person
from app.storage.restricting import hidden_cases
from app.storage.work import Reading

MOST_SHOWN = 500
_AT_ONCE = 400
_AREAS = {"received": "広域受理", "requested": "広域依頼"}


@dataclass(frozen=True)
class Entry:
    """One thing a figure counts: `case_id` opens it, '' when there is no case behind it."""

    case_id: str
    number: str
    day: str
    words: str
    name: str


@dataclass(frozen=True)
class Beside:
    """A case that nearly belongs to the figure, and why it does not."""

    case_id: str
    number: str
    name: str
    reason: str


@dataclass(frozen=True)
class Contents:
    """この数の中身: the sentence, what is counted, and what is not; `total` of all counted."""

    sentence: str
    entries: tuple[Entry, ...]
    total: int
    """Of marks the persons who have any."""
    beside: tuple[Beside, ...]
    explained: str = ""
    """Why the marks are more than the persons (重複計上), where the figure is about the marks."""


def contents(reading: Reading, figures: FigureSet, path: str) -> Contents:
    """What the figure at `path` counts (the first of many) and what is near it, with names."""
    reading.require(Permission.MAKE_REPORT)
    reading.require(Permission.READ_CASES)
    figure = figures.figure(path)
    every = distinct(figure) if about_marks(figure) else figure.members
    cases = {row.id: row for row in figures.cases}
    hidden = _hidden(reading, cases.values())
    removed = _removed(reading, every)
    closed = _closed(reading, every, hidden) - removed
    members = [row for row in every if row not in closed and row not in removed][:MOST_SHOWN]
    near = [
        one
        for one in figures.near_misses(path)
        if one.member.id not in hidden and not _is_removed(cases[one.member.id])
    ]
    near = near[:MOST_SHOWN]
    wanted = {_case_id(row) for row in members} | {miss.member.id for miss in near}
    names = _names(reading, wanted - {""})
    activities = _activities(reading, [r.id for r in members if isinstance(r, ActivityRow)])
    events = _events(reading, [r.id for r in members if isinstance(r, EventRow)])
    entries = []
    for row in members:
        if isinstance(row, ActivityRow):
            entries.append(_activity(row, figures.period, cases, names, activities))
        elif isinstance(row, EventRow):
            entries.append(_event(row, figures.period, events))
        else:
            entries.append(_case(row, figure, figures.period, names))
    if closed:
        entries.append(Entry("", "", "", hidden_words(len(closed)), ""))
    if removed:
        entries.append(Entry("", "", "", removed_words(len(removed)), ""))
    beside = tuple(
        Beside(miss.member.id, cases[miss.member.id].number, names[miss.member.id], miss.reason)
        for miss in near
    )
    return Contents(figures.sentence(path), tuple(entries), len(every), beside, explained(figure))


def _hidden(reading: Reading, cases: Iterable[CaseRow]) -> frozenset[str]:
    """Cases the reader may not see: when they were counted, or since."""
    then = {case.id for case in cases if case.number == HIDDEN_NUMBER}
    return frozenset(then | set(hidden_cases(reading.session)))


def _closed(
    reading: Reading, every: Iterable[CountedRow], hidden: frozenset[str]
) -> frozenset[CountedRow]:
    """What is counted of cases that the reader may not see; a person with one of them too."""
    if not hidden:
        return frozenset()
    contacts = [row for row in every if isinstance(row, ActivityRow)]
    shown = _activities(reading, [row.id for row in contacts])
    return frozenset(
        row
        for row in every
        if (isinstance(row, ActivityRow) and row.id not in shown)
        or (isinstance(row, CaseRow) and row.id in hidden)
        or (isinstance(row, PersonCases) and any(case.id in hidden for case in row.cases))
    )


def removed_words(many: int) -> str:
    """What stands below a list for those of it that were deleted after their 保存期間."""
    return f"ほか{many:,}件（保存期間を過ぎて{REMOVED_NUMBER}）"


def _removed(reading: Reading, every: Iterable[CountedRow]) -> frozenset[CountedRow]:
    """What is counted of cases that were deleted; a person when nothing else of theirs counts."""
    rows = list(every)
    contacts = [row.id for row in rows if isinstance(row, ActivityRow)]
    gone: set[str] = set()
    for some in _chunks(contacts):
        gone |= set(
            reading.session.scalars(select(CountedContact.id).where(CountedContact.id.in_(some)))
        )
    return frozenset(
        row
        for row in rows
        if (isinstance(row, ActivityRow) and row.id in gone)
        or (isinstance(row, CaseRow) and _is_removed(row))
        or (isinstance(row, PersonCases) and all(map(_is_removed, row.cases)))
    )


def _is_removed(case: CaseRow) -> bool:
    return case.number == REMOVED_NUMBER


def _shown(row: PersonCases) -> CaseRow:
    """The case a person is shown by: the first that is still there."""
    return next((case for case in row.cases if not _is_removed(case)), row.cases[0])


def _case_id(row: CountedRow) -> str:
    if isinstance(row, PersonCases):
        return _shown(row).id
    if isinstance(row, CaseRow):
        return row.id
    return (row.episode_id or "") if isinstance(row, ActivityRow) else ""


def _case(
    row: CaseRow | PersonCases, figure: Figure, period: Period, names: dict[str, str]
) -> Entry:
    case = row if isinstance(row, CaseRow) else _shown(row)
    more = len(row.cases) - 1 if isinstance(row, PersonCases) else 0
    words = _words_of(case, figure.base)
    if isinstance(row, PersonCases) and about_marks(figure):
        words = "・".join((*marks_of(row), *((f"ほか{more}件",) if more else ())))
    elif more:
        words = f"ほか{more}件"
    day = _short(_day_of(case, figure.base), period)
    return Entry(case.id, case.number, day, words, names[case.id])


def _day_of(case: CaseRow, base: Base) -> str | None:
    days = {Base.CLOSED: case.end, Base.MOVED: case.move, Base.DISPOSED: case.disposition_date}
    return days.get(base, case.start)


def _words_of(case: CaseRow, base: Base) -> str:
    match base:
        case Base.CLOSED:
            return label("end_reason", case.end_reason, case.service) or "終了事由なし"
        case Base.MOVED:
            return label("dest_kind", case.dest_kind)
        case Base.DISPOSED:
            return label("disposition", case.disposition)
    if case.service not in (Service.COORDINATION, Service.FOLLOW_UP):
        return label("source_kind", case.source_kind)
    kubun = label("kubun", case.kubun).removesuffix("調整")
    return " ".join(word for word in (kubun, _AREAS.get(case.area or "", "")) if word)


def _activity(
    row: ActivityRow,
    period: Period,
    cases: dict[str, CaseRow],
    names: dict[str, str],
    texts: dict[str, Any],
) -> Entry:
    text = texts[row.id]
    minutes = "時間不明" if row.minutes is None else f"{row.minutes}分"
    words = f"{label('means', row.means)} {minutes}"
    known = row.episode_id or ""
    number = cases[known].number if known in cases else text.number
    name = names.get(known, "") or text.name or label("service", row.service)
    return Entry(known, number or "", _short(row.day, period), words, name)


def _event(row: EventRow, period: Period, texts: dict[str, Any]) -> Entry:
    people = "人数不明" if row.participants is None else f"{row.participants}人"
    words = f"{label('event_kind', row.kind)} {people}"
    return Entry("", "", _short(row.day, period), words, texts[row.id].name)


def _short(day: str | None, period: Period) -> str:
    """4/1 within the period's own year, else R5.4.1; partial days stay partial."""
    if not day:
        return ""
    part = partial(day)
    if part.is_full and period.first <= part.first <= period.last:
        return f"{part.month}/{part.day}"
    return wareki.short(part)


def _names(reading: Reading, case_ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in _chunks(sorted(case_ids)):
        rows = reading.session.execute(
            select(Episode.id, Person.name)
            .join(Person, Person.id == Episode.person_id)
            .where(Episode.office_id == reading.office_id, Episode.id.in_(some))
        )
        found |= {row.id: row.name for row in rows}
    return found


def _activities(reading: Reading, ids: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in _chunks(ids):
        rows = reading.session.execute(
            select(
                Activity.id,
                Activity.name_text.label("name"),
                Activity.number_text.label("written"),
                Episode.number,
            )
            .outerjoin(Episode, Episode.id == Activity.episode_id)
            .where(Activity.office_id == reading.office_id, Activity.id.in_(some))
        )
        found |= {row.id: row for row in rows}
    return found


def _events(reading: Reading, ids: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in _chunks(ids):
        rows = reading.session.execute(
            select(Event.id, Event.name).where(
                Event.office_id == reading.office_id, Event.id.in_(some)
            )
        )
        found |= {row.id: row for row in rows}
    return found


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many ids at once as every engine takes in one question."""
    for at in range(0, len(ids), _AT_ONCE):
        yield ids[at : at + _AT_ONCE]
