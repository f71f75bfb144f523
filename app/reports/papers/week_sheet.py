"""週間予定表: a week of the office, a row for each member of staff, to hang up or take along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app import codes
from app.calendar import wareki
from app.calendar.holidays import holiday_name
from app.deadlines.days.queries import DueDay, due_days
from app.deadlines.rule import Shows
from app.reports.papers.about import day_words
from app.reports.papers.paper import Column, Grid, Notice, Paper
from app.schedule.clock import span_words
from app.schedule.entry import Entry
from app.schedule.queries import between, workers
from app.schedule.rules import DONE
from app.staff.queries import office_facts
from app.storage.work import Reading

TITLE = "週間予定表"
_CLASH = "▲重なり"
_WEEK = 7
_WIDE, _NARROW = 1.6, 0.8


def week_sheet(
    reading: Reading, monday: date, *, worker: str = "", numbers_only: bool = False
) -> Paper:
    """The week that begins on `monday`, of one member of staff or of all.

    With `numbers_only` people are their 管理番号, and what was typed about a case is left out.
    """
    days = [monday + timedelta(days=at) for at in range(_WEEK)]
    entries = between(reading, days[0], days[-1], worker=worker)
    due = due_days(reading, days[0], days[-1], worker=worker)
    facts = office_facts(reading)
    names = (worker,) if worker else _everybody(entries, workers(reading))
    rows = [(name, *(_cell(entries, name, day, numbers_only) for day in days)) for name in names]
    kept = [one for one in due if one.shows is not Shows.DUE]
    if kept:
        rows.insert(0, ("釈放・身柄", *(_due_cell(kept, day, numbers_only) for day in days)))
    busy = [any(row[at] for row in rows) for at in range(1, _WEEK + 1)]
    shares = [_WIDE if taken else _NARROW for taken in busy]
    columns = (
        Column("担当", _NARROW),
        *(Column(_head(day), share) for day, share in zip(days, shares, strict=True)),
    )
    grid = Grid(columns, tuple(rows), empty="予定はありません。")
    clash = any(entry.meets for entry in entries)
    words = f"「{_CLASH}」の予定は、同じ人のほかの予定と時刻が重なっています。"
    return Paper(
        title=TITLE,
        office=facts.name,
        made=day_words(reading.clock.today()),
        blocks=(grid, Notice(words)) if clash else (grid,),
        subject=f"{wareki.long(days[0])}〜{wareki.long(days[-1])}",
        landscape=True,
        practice=facts.practice,
    )


def _everybody(entries: Sequence[Entry], known: Sequence[str]) -> tuple[str, ...]:
    """Everybody who may be planned for, and who is planned for although not known any more."""
    planned = (name for entry in entries for name in entry.workers)
    return tuple(dict.fromkeys((*known, *planned)))


def _head(day: date) -> str:
    holiday = holiday_name(day)
    words = f"{day.month}/{day.day}（{wareki.WEEKDAYS[day.weekday()]}）"
    return f"{words}\n{holiday}" if holiday else words


def _cell(entries: Sequence[Entry], name: str, day: date, numbers_only: bool) -> str:
    own = [entry for entry in entries if entry.day == day and name in entry.workers]
    return "\n\n".join(_words(entry, numbers_only) for entry in own)


def _words(entry: Entry, numbers_only: bool) -> str:
    kind = codes.label("appointment_kind", entry.kind)
    state = "（済）" if entry.state == DONE else ""
    head = f"{span_words(entry.start, entry.end)} {kind}{state}"
    about_case = entry.episode_id is not None
    who = entry.number if numbers_only else entry.name
    told = "" if numbers_only and about_case else entry.title
    place = "" if numbers_only and about_case else entry.place
    clash = _CLASH if entry.meets else ""
    about = "　".join(part for part in (who, told, place) if part)
    return "\n".join(part for part in (head, about, clash) if part)


def _due_cell(due: Sequence[DueDay], day: date, numbers_only: bool) -> str:
    return "\n".join(
        f"{one.words} {one.number if numbers_only else one.name}" for one in due if one.day == day
    )
