"""What may be typed into a 支援経過, and why not (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app import codes
from app.calendar import wareki
from app.calendar.holidays import working_days_between
from app.calendar.partial import PartialDate
from app.cases.fields import LONGEST_TEXT
from app.cases.rules import read_past_day
from app.errors import FieldProblem

LONGEST_MINUTES = 24 * 60
FARTHEST_M = 5_000_000
HIGHEST_FARE = 1_000_000
MOST_PERSONS = 30
LATE_AFTER = 3
"""Open days after which a 支援経過 counts as written down late."""
_SURELY_LATE = 30
SHARED = ("day", "means", "partner", "content", "worker", "place")
"""Fields that one contact with several persons has in common."""
OWN = ("minutes", "travel_minutes", "distance_m", "fare")
"""Fields of which every person has a share."""
NO_REASON = "理由を入力してください（あとから読めます）。"
WITHDRAWN = "取り消した記載は訂正できません。取り消しを戻してから訂正してください。"

_MINUTES = re.compile(r"(?:(\d{1,6}(?:\.\d{1,6})?)(?:時間|h|H))?(半)?(?:(\d{1,6})分?)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
_KM = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)(?:km|キロ)?", re.IGNORECASE)
_YEN = re.compile(r"(?:¥|\\)?(\d{1,3}(?:,\d{3})+|\d{1,9})円?")


def read_minutes(text: str) -> int | None:
    """Minutes behind 90 · 90分 · 1時間15分 · 1時間半 · 2.5h · 1:30; None when it says none of these."""
    plain = _plain(text)
    clock = _CLOCK.fullmatch(plain)
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    found = _MINUTES.fullmatch(plain)
    if not found or not plain or plain == "半":
        return None
    hours, half, rest = found.groups()
    if half and not hours:
        return None
    total = float(hours or 0) * 60 + (30 if half else 0) + int(rest or 0)
    return round(total)


def read_metres(text: str) -> int | None:
    """Metres behind 12 · 12.5 · 12.5km; None when it says none of these."""
    found = _KM.fullmatch(_plain(text))
    if not found:
        return None
    whole, _, part = found[1].partition(".")
    return int(whole) * 1000 + int(part.ljust(3, "0") or 0)


def read_yen(text: str) -> int | None:
    """Yen behind 480 · 1,240円; None when it says none of these."""
    found = _YEN.fullmatch(_plain(text))
    return int(found[1].replace(",", "")) if found else None


def km_words(metres: int | None) -> str:
    """12.5 or 12: kilometres as they are typed; '' for none."""
    if metres is None:
        return ""
    whole, part = divmod(metres, 1000)
    return f"{whole}.{part:03d}".rstrip("0") if part else str(whole)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class ActivityInput:
    """What was typed for one 支援経過; `distance` is in kilometres, `fare` in yen."""

    day: str
    means: str
    minutes: str
    partner: str
    content: str
    worker: str
    place: str = ""
    travel_minutes: str = ""
    distance: str = ""
    fare: str = ""


@dataclass(frozen=True)
class CheckedActivity:
    """A 支援経過 ready to be kept, or the problems."""

    day: PartialDate | None
    minutes: int | None
    travel_minutes: int | None
    distance_m: int | None
    fare: int | None
    problems: tuple[FieldProblem, ...]


def check_activity(typed: ActivityInput, today: date) -> CheckedActivity:
    """Read what was typed for a 支援経過: a full day not ahead (a day without a year is the last such
    day), a 手段, minutes within a day, and what the way there took."""
    problems: list[FieldProblem] = []
    result = read_past_day(typed.day, today)
    day = result.value
    if result.problem is not None:
        problems.append(FieldProblem("day", result.problem.message))
    elif day is not None and not day.is_full:
        problems.append(FieldProblem("day", "日まで入力してください（例: 4/1）。"))
    elif day is not None and day.first > today:
        problems.append(FieldProblem("day", "先の日付です。支援した日を入力してください。"))
    if typed.means not in dict(codes.table("means").choices()):
        problems.append(FieldProblem("means", "手段を選んでください。"))
    numbers: dict[str, int | None] = {"minutes": 0}
    for name, read, most, sentence in _NUMBERS:
        text = str(getattr(typed, name))
        if text.strip():
            numbers[name] = found = read(text)
            if found is None or not 0 <= found <= most:
                problems.append(FieldProblem(name, sentence))
    for name in ("content", "partner", "place", "worker"):
        if len(getattr(typed, name)) > LONGEST_TEXT:
            problems.append(FieldProblem(name, f"{LONGEST_TEXT:,}文字までにしてください。"))
    return CheckedActivity(
        day,
        numbers["minutes"],
        numbers.get("travel_minutes"),
        numbers.get("distance"),
        numbers.get("fare"),
        tuple(problems),
    )


_NUMBERS = (
    (
        "minutes",
        read_minutes,
        LONGEST_MINUTES,
        "所要時間は 30、1時間半、1:30 のように入力してください。",
    ),
    (
        "travel_minutes",
        read_minutes,
        LONGEST_MINUTES,
        "移動時間は 40、1時間半、1:30 のように入力してください。",
    ),
    (
        "distance",
        read_metres,
        FARTHEST_M,
        "距離は往復のkmで 12、12.5 のように入力してください。",
    ),
    (
        "fare",
        read_yen,
        HIGHEST_FARE,
        "交通費は円で 480、1,240 のように入力してください。",
    ),
)


def split(whole: int | None, persons: int) -> tuple[int | None, ...]:
    """The whole as equal shares, what is left over to the first; their sum is the whole."""
    if whole is None:
        return (None,) * persons
    share, rest = divmod(whole, persons)
    return (share + rest, *[share] * (persons - 1))


def is_late(day: PartialDate, recorded: date) -> bool:
    """Whether a contact was written down more than some open days after it."""
    if not day.is_full or recorded <= day.first:
        return False
    if (recorded - day.first).days > _SURELY_LATE:
        return True
    return working_days_between(day.first + timedelta(days=1), recorded) > LATE_AFTER


def carried(
    before: Mapping[str, Any], after: Mapping[str, Any], other: Mapping[str, Any]
) -> dict[str, Any]:
    """The shared fields that a correction changes in the entry of another person too.

    What had been told apart for that person stays as it is.
    """
    return {
        name: after[name]
        for name in SHARED
        if after[name] != before[name] and other[name] == before[name]
    }


LABELS = {
    "day": "実施日",
    "means": "手段",
    "minutes": "所要時間",
    "minutes_text": "読み取れなかった所要時間",
    "partner": "相手先",
    "place": "場所",
    "content": "内容",
    "worker": "担当",
    "travel_minutes": "移動時間",
    "distance_m": "距離",
    "fare": "交通費",
    "withdrawn_why": "取り消していた理由",
}
"""What the fields of a 支援経過 are called where an earlier content is shown."""


def earlier_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """What a correction changed, as it stood before: 「所要時間 60分」; an empty field says so."""
    return tuple(
        f"{label}　{_words(name, before.get(name))}"
        for name, label in LABELS.items()
        if name in before and before.get(name) != after.get(name)
    )


def _words(name: str, value: Any) -> str:
    if value is None or value == "":
        return "空欄"
    if name == "day":
        return wareki.short(PartialDate.from_iso(str(value)))
    if name == "means":
        return codes.label("means", str(value))
    if name in ("minutes", "travel_minutes"):
        return f"{value:,}分"
    if name == "distance_m":
        return f"{km_words(value)}km"
    if name == "fare":
        return f"{value:,}円"
    return str(value)


def way_words(place: str, travel_minutes: int | None, metres: int | None, fare: int | None) -> str:
    """前橋市役所・移動40分・12.5km・480円; '' when nothing of it is known."""
    words = (
        place,
        f"移動{travel_minutes:,}分" if travel_minutes else "",
        f"{km_words(metres)}km" if metres else "",
        f"{fare:,}円" if fare else "",
    )
    return "・".join(word for word in words if word)
