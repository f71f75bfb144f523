"""Words as the screen says them: dates, times of day, 業務 and 段階 with their colours."""

from __future__ import annotations

from datetime import date, datetime

from app import codes
from app.calendar import wareki
from app.calendar.holidays import holiday_name
from app.calendar.partial import PartialDate
from app.clock import JST
from app.ui.theme import Tone

_TONES = {
    "coordination": Tone.COORDINATION,
    "follow_up": Tone.FOLLOW_UP,
    "consultation": Tone.CONSULTATION,
    "suspect_support": Tone.SUSPECT,
    "adjustment": Tone.COORDINATION,
    "aftercare": Tone.FOLLOW_UP,
    "detained": Tone.SUSPECT,
}


def service_tag(service: str) -> tuple[str, Tone]:
    """The word and colour of a 業務, as a tag shows it."""
    return codes.label("service", service), _TONES.get(service, Tone.MUTED)


def stage_words(service: str, stage: str) -> str:
    """The word of a stage of this 業務."""
    return codes.label("stage", stage, service)


def long_day(value: date | PartialDate | None) -> str:
    """令和8年11月23日(月), as far as the date is known; '' for none."""
    return "" if value is None else wareki.long(value, weekday=True)


def short_day(value: date | PartialDate | None) -> str:
    """R8.11.23, as far as the date is known; '' for none."""
    return "" if value is None else wareki.short(value)


def near_day(value: date | PartialDate | None, today: date) -> str:
    """11/23 within a year of today, else R8.11.23; partial dates stay partial."""
    if value is None:
        return ""
    part = value if isinstance(value, PartialDate) else PartialDate.of(value)
    if part.is_full and abs((part.first - today).days) < 330:
        return f"{part.month}/{part.day}"
    return wareki.short(part)


def day_to_act_on(day: date, today: date) -> str:
    """11/23(月・勤労感謝の日): a day that people must act on, with what is special about it."""
    from app.deadlines.rules import estimated

    weekday = wareki.WEEKDAYS[day.weekday()]
    holiday = holiday_name(day)
    inside = f"{weekday}・{holiday}{estimated(day, today)}" if holiday else weekday
    return f"{near_day(day, today)}({inside})"


def time_of_day(moment: datetime) -> str:
    """9:42:18 in Japan."""
    local = moment.astimezone(JST)
    return f"{local.hour}:{local.minute:02}:{local.second:02}"
