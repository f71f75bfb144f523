"""Which day matters for a case and why that day (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.calendar import wareki
from app.calendar.holidays import holiday_name, is_estimated, is_office_closed
from app.calendar.partial import PartialDate

AHEAD_DAYS = 90
"""How far 今日 looks ahead for releases."""
CUSTODY_DAYS = 14
"""How far 今日 looks ahead for the end of 勾留."""
SILENT_DAYS = 40
"""After so many days without a contact a follow-up is named on 今日 (a centre's habit, not a law)."""
RECENT_DAYS = 7


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


def custody_end(detention_end: PartialDate | None, release: PartialDate | None) -> Due | None:
    """The end of 勾留 as recorded, while the person is not released."""
    if detention_end is None or not detention_end.is_full or release is not None:
        return None
    return Due(detention_end.first, "勾留満期", f"勾留満期日 {wareki.short(detention_end)}")


def closed_note(day: date, today: date) -> str:
    """A warning when public offices are closed on the day; the day itself never moves.

    Holidays later than next year are computed from today's law and said to be 推定.
    """
    if not is_office_closed(day):
        return ""
    name = holiday_name(day)
    if name:
        return f"{name}のため官庁は閉庁{estimated(day, today)}"
    return "年末年始のため官庁は閉庁" if (day.month, day.day) in _NEW_YEAR else "土日のため官庁は閉庁"


def open_note(day: date, today: date) -> str:
    """`closed_note`, or that public offices are open on the day."""
    return closed_note(day, today) or f"官庁は開庁日です{estimated(day, today)}"


def estimated(day: date, today: date) -> str:
    """「（推定）」 where the holidays of the day's year are not settled yet."""
    return "（推定）" if is_estimated(day, today) else ""


_NEW_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def days_left(day: date, today: date) -> str:
    """How far away a day is, as it is said: 3日超過 · 今日 · あす · 12日後."""
    days = (day - today).days
    if days < 0:
        return f"{-days}日超過"
    return {0: "今日", 1: "あす"}.get(days, f"{days}日後")
