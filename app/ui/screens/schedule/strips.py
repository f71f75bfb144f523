"""The columns of a board with hours: the days of a week, or the people of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.calendar.holidays import is_office_closed
from app.ui.screens.schedule.look import Look, of_day
from app.ui.screens.schedule.span import View, holiday_words, weekday_words

_QUIET_SHARE, _NAMED_SHARE = 0.5, 0.64
"""A closed day without anything on it is so wide, compared with the others."""


@dataclass(frozen=True)
class Strip:
    """One column: its day and whose it is ('' for everybody), and its words above."""

    day: date
    whose: str
    title: str
    caption: str
    closed: bool
    is_today: bool
    share: float = 1.0


def strips_of(look: Look) -> tuple[Strip, ...]:
    if look.wanted.span.view is View.DAY:
        day = look.wanted.span.day
        closed = is_office_closed(day)
        return tuple(
            Strip(day, name, name, _count_words(look, name), closed, day == look.today)
            for name in look.columns()
        )
    return tuple(_day_strip(look, day) for day in look.wanted.span.days())


def _day_strip(look: Look, day: date) -> Strip:
    entries, due = of_day(look, day)
    closed = is_office_closed(day)
    holiday = holiday_words(day, look.today)
    quiet = closed and not entries and not due
    share = (_NAMED_SHARE if holiday else _QUIET_SHARE) if quiet else 1.0
    is_today = day == look.today
    caption = " ".join(part for part in ("今日" if is_today else "", holiday) if part)
    return Strip(day, "", weekday_words(day), caption, closed, is_today, share)


def _count_words(look: Look, name: str) -> str:
    count = sum(name in entry.workers for entry in look.entries)
    return f"{count}件" if count else "予定なし"
