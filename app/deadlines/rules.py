"""Words about days ahead: how far, what is closed, and the days a case heads for (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.calendar import wareki
from app.calendar.holidays import is_estimated, is_office_closed
from app.calendar.partial import PartialDate
from app.deadlines.reasons import why_closed

AHEAD_DAYS = 90
"""How far 今日 looks ahead for releases."""
WEEK_DAYS = 7
"""「今週」: so many days ahead."""
GONE_DAYS = 7
"""A period that came to its end is named for so many days."""
RECENT_DAYS = 7
HOURS_DAYS = 3
"""The end of custody is told in hours when it is so near."""
_AROUND = timedelta(days=4)


@dataclass(frozen=True)
class Due:
    """A day ahead, what happens on it, and the reason in one sentence."""

    day: date
    words: str
    reason: str


def release_day(
    release: PartialDate | None, term_end: PartialDate | None, moved: PartialDate | None
) -> Due | None:
    """The day of release or move: as recorded, else the day after 刑期終了日 (刑法24条2項)."""
    if moved is not None and moved.is_full:
        return Due(moved.first, "移行", f"移行日 {wareki.short(moved)}")
    if release is not None and release.is_full:
        return Due(release.first, "釈放", f"釈放日 {wareki.short(release)}")
    if term_end is not None and term_end.is_full:
        day = term_end.first + timedelta(days=1)
        return Due(day, "満期釈放", f"刑期終了日 {wareki.short(term_end)} の翌日")
    return None


def closed_note(day: date, today: date) -> str:
    """A warning when public offices are closed on the day; the day itself never moves.

    Holidays later than next year are computed from today's law and said to be 推定.
    """
    if not is_office_closed(day):
        return ""
    why = why_closed(day)
    sure = "" if why in ("土日", "年末年始") else estimated(day, today)
    return f"{why}のため官庁は閉庁{sure}"


def open_note(day: date, today: date) -> str:
    """`closed_note`, or that public offices are open on the day."""
    return closed_note(day, today) or f"官庁は開庁日です{estimated(day, today)}"


def closures_around(day: date, today: date) -> str:
    """Every closed day from four days before a release to four after it, in one sentence; '' if
    the offices are open all the time."""
    runs = list(_closed_runs(day - _AROUND, day + _AROUND))
    if not runs:
        return ""
    words = "、".join(_run_words(first, last) for first, last in runs)
    return f"前後で官庁が閉まる日は {words}{estimated(day, today)}。"


def estimated(day: date, today: date) -> str:
    """「（推定）」 where the holidays of the day's year are not settled yet."""
    return "（推定）" if is_estimated(day, today) else ""


def days_left(day: date, today: date) -> str:
    """How far away a day is, as it is said: 3日超過 · 今日 · あす · 12日後."""
    days = (day - today).days
    if days < 0:
        return f"{-days}日超過"
    return {0: "今日", 1: "あす"}.get(days, f"{days}日後")


def custody_left(day: date, minute: int | None, now: datetime) -> str:
    """Hours until custody ends: at its minute, else at the end of the day; further away in days."""
    if (day - now.date()).days > HOURS_DAYS:
        return days_left(day, now.date())
    end = datetime.combine(day, time(), now.tzinfo) + timedelta(
        minutes=24 * 60 if minute is None else minute
    )
    minutes = int((end - now).total_seconds() // 60)
    if minutes < 0:
        return days_left(day, now.date()) if minutes < -24 * 60 else f"{-minutes // 60}時間超過"
    return f"残り{minutes // 60}時間" if minutes >= 60 else f"残り{minutes}分"


def _closed_runs(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Whole runs of closed days that touch the days from first to last; weekends are runs too."""
    day = first
    while is_office_closed(day) and is_office_closed(day - timedelta(days=1)):
        day -= timedelta(days=1)
    while day <= last:
        if not is_office_closed(day):
            day += timedelta(days=1)
            continue
        begin = day
        while is_office_closed(day):
            day += timedelta(days=1)
        yield begin, day - timedelta(days=1)


def _run_words(first: date, last: date) -> str:
    names = dict.fromkeys(
        why_closed(first + timedelta(days=at)) for at in range((last - first).days + 1)
    )
    why = "・".join(names)
    if first == last:
        return f"{first.month}/{first.day}（{why}）"
    return f"{first.month}/{first.day}〜{last.month}/{last.day}（{why}）"
