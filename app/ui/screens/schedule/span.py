"""Which days 予定表 shows: a day, a week from Monday, or a month with the days around it (pure)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.calendar import wareki
from app.calendar.holidays import holiday_name
from app.calendar.partial import PartialDate
from app.deadlines.rules import estimated

_WEEK = 7


class View(StrEnum):
    """How much is shown at once."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


VIEWS = ((View.DAY, "日"), (View.WEEK, "週"), (View.MONTH, "月"))


@dataclass(frozen=True)
class Span:
    """A view around a day; `first` and `last` are the days that are read and shown."""

    view: View
    day: date

    @property
    def first(self) -> date:
        """The first day shown."""
        if self.view is View.DAY:
            return self.day
        return _monday(self.day if self.view is View.WEEK else self.day.replace(day=1))

    @property
    def last(self) -> date:
        """The last day shown."""
        if self.view is View.MONTH:
            end = self.day.replace(day=monthrange(self.day.year, self.day.month)[1])
            return _monday(end) + timedelta(days=_WEEK - 1)
        return self.first + timedelta(days=0 if self.view is View.DAY else _WEEK - 1)

    def days(self) -> Iterator[date]:
        """Every day shown."""
        for at in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=at)

    def holds(self, day: date) -> bool:
        """Whether a day is shown as one of this period: in a month, not those around it."""
        if self.view is View.MONTH:
            return (day.year, day.month) == (self.day.year, self.day.month)
        return self.first <= day <= self.last

    def stepped(self, steps: int) -> Span:
        """The same view so many days, weeks or months later; the day of the month is kept."""
        if self.view is not View.MONTH:
            return Span(
                self.view, self.day + timedelta(days=steps * (self.last - self.first).days + steps)
            )
        months = self.day.year * 12 + self.day.month - 1 + steps
        year, month = divmod(months, 12)
        return Span(
            self.view, date(year, month + 1, min(self.day.day, monthrange(year, month + 1)[1]))
        )

    def title(self, today: date) -> str:
        """The period in words, with the weekday and the holidays in it."""
        if self.view is View.MONTH:
            return wareki.long(PartialDate(self.day.year, self.day.month))
        if self.view is View.DAY:
            named = holiday_words(self.day, today)
            return " ".join(part for part in (wareki.long(self.day, weekday=True), named) if part)
        return f"{wareki.long(self.first, weekday=True)}〜{_short_end(self.first, self.last)}"


def holiday_words(day: date, today: date) -> str:
    """勤労感謝の日, with 推定 where the law may still change it; '' on other days."""
    name = holiday_name(day)
    return f"{name}{estimated(day, today)}" if name else ""


def weekday_words(day: date) -> str:
    """24(火)."""
    return f"{day.day}({wareki.WEEKDAYS[day.weekday()]})"


def _short_end(first: date, last: date) -> str:
    weekday = f"({wareki.WEEKDAYS[last.weekday()]})"
    if wareki.era_of(first) is not wareki.era_of(last) or first.year != last.year:
        return wareki.long(last, weekday=True)
    month = f"{last.month}月" if first.month != last.month else ""
    return f"{month}{last.day}日{weekday}"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
