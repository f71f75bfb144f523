"""Reading amounts, numbers and hours as they are typed (pure)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from app.calendar.fiscal import Period
from app.calendar.typing import read_date
from app.cases.checking import Checking
from app.cases.contacts.rules import read_minutes, read_yen

MOST_YEN = 999_999_999
_RATE = re.compile(r"([1-9]\d?)(?:/|分の)([1-9]\d?)")
_MOST_MINUTES = 744 * 60


def yen(checking: Checking, name: str, label: str, text: str) -> int | None:
    """Yen behind 1,240 or 1240円; None when nothing was typed."""
    if not text.strip():
        return None
    found = read_yen(text)
    if found is None or found > MOST_YEN:
        checking.wrong(name, f"{label}は円で 480、1,240 のように入力してください。")
        return None
    return found


def whole(checking: Checking, name: str, label: str, text: str, most: int = 9_999) -> int | None:
    """A number behind 6 or 6人; None when nothing was typed."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "")
    for unit in ("人", "名", "個", "台", "点", "件", "円"):
        plain = plain.removesuffix(unit)
    return checking.number(name, label, plain, most, example=6)


def hours(checking: Checking, name: str, text: str) -> int | None:
    """Minutes behind 160, 160.5 or 160時間30分; a bare number is hours. None when nothing was typed."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", plain):
        plain += "時間"
    found = read_minutes(plain)
    if found is None or found > _MOST_MINUTES:
        checking.wrong(name, "時間は 160、152.5、152時間30分 のように入力してください。")
        return None
    return found


def hours_words(minutes: int) -> str:
    """152.5: hours as they are typed; 152時間20分 where that is no short fraction."""
    if minutes * 100 % 60 == 0:
        return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    return f"{minutes // 60}時間{minutes % 60}分"


def rate(checking: Checking, name: str, text: str) -> tuple[int, int] | None:
    """3, 4 behind 3/4, never more than the whole."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    found = _RATE.fullmatch(plain)
    if found is not None:
        first, second = int(found[1]), int(found[2])
        up, down = (second, first) if "分の" in plain else (first, second)
        if up <= down:
            return up, down
    checking.wrong(name, "補助率は 3/4 や 10/10 のように、1までの分数で入力してください。")
    return None


def day_within(checking: Checking, name: str, label: str, text: str, within: Period) -> date | None:
    """A day of the period; None when nothing was typed."""
    day = checking.full_day(name, label, checking.any_day(name, text))
    if day is not None and not within.contains(day):
        checking.wrong(name, f"{label}は{within.label}の中の日付にしてください。")
        return None
    return day


def month_of_text(checking: Checking, name: str, text: str) -> date | None:
    """The first day of the month behind R8.10; None when nothing was typed."""
    if not text.strip():
        return None
    found = read_date(text, today=checking.today).value
    if found is None or found.month is None:
        checking.wrong(name, "対象の月は R8.10 のように入力してください。")
        return None
    return date(found.year, found.month, 1)
