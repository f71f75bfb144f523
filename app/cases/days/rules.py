"""Which days a 業務 has, what may be typed for one, and which order they must keep (pure).

The order follows 刑事訴訟法: 逮捕 → 送致 (203条) → 勾留請求 (205条) → 勾留延長 (208条) → 公訴提起 →
判決 → 確定.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar.partial import PartialDate
from app.calendar.wareki import short
from app.cases.checking import Checking
from app.cases.fields import BY_NAME
from app.codes import Service
from app.errors import FieldProblem, InvalidInput
from app.schedule.clock import read_clock

TABLE = "case_date"
SUSPECT = (
    *("arrested", "sent", "detention_request", "detention_extended", "detention_extended_again"),
    *("indicted", "summary_order", "judged", "final", "ua_applied", "ua_started"),
    *("suspension_end", "partial_suspension_end", "workhouse_end"),
)
RELEASED = ("judged", "final", "ua_applied", "ua_started")
AHEAD = frozenset({"suspension_end", "partial_suspension_end", "workhouse_end"})
"""Days that may lie ahead: ends of periods, as the paper says them."""
KINDS: dict[Service, tuple[str, ...]] = {
    Service.SUSPECT_SUPPORT: SUSPECT,
    Service.COORDINATION: RELEASED,
    Service.FOLLOW_UP: RELEASED,
    Service.ADJUSTMENT: ("judged", "final", "partial_suspension_end"),
    Service.AFTERCARE: ("judged", "final", "suspension_end", "partial_suspension_end"),
    Service.DETAINED: SUSPECT,
}
"""The days that can be recorded in a 業務; 相談支援 has none."""
TIMED = frozenset({"arrested", "sent", "detention_request"})
"""Where the law counts hours."""

_IN_ORDER = (
    ("arrested", "sent"),
    ("sent", "detention_request"),
    ("arrested", "detention_request"),
    ("detention_request", "detention_extended"),
    ("detention_extended", "detention_extended_again"),
    ("detention_request", "indicted"),
    ("indicted", "judged"),
    ("judged", "final"),
    ("summary_order", "final"),
    ("ua_applied", "ua_started"),
    ("judged", "suspension_end"),
    ("final", "suspension_end"),
    ("judged", "partial_suspension_end"),
    ("final", "partial_suspension_end"),
    ("summary_order", "workhouse_end"),
)
_BEFORE_FIELD = {
    Service.SUSPECT_SUPPORT: (("arrested", "release"), ("sent", "release")),
    Service.COORDINATION: (("judged", "release"), ("final", "release"), ("final", "term_end")),
    Service.FOLLOW_UP: (("judged", "release"), ("final", "release")),
    Service.ADJUSTMENT: (("judged", "release"), ("final", "release"), ("final", "term_end")),
    Service.DETAINED: (("arrested", "release"), ("sent", "release")),
}
"""Days that cannot lie after a field of the episode."""
_AFTER_FIELD = {
    Service.SUSPECT_SUPPORT: (
        *(("arrest", kind) for kind in ("sent", "detention_request", "indicted", "judged")),
        *(("detention", kind) for kind in ("detention_extended", "indicted", "judged")),
        ("release", "ua_started"),
    ),
    Service.COORDINATION: (("release", "ua_started"),),
    Service.FOLLOW_UP: (("release", "ua_started"),),
    Service.DETAINED: (
        *(("arrest", kind) for kind in ("sent", "detention_request", "indicted", "judged")),
        *(("detention", kind) for kind in ("detention_extended", "indicted", "judged")),
        ("release", "ua_started"),
    ),
}
"""Fields of the episode that such a day cannot lie before."""


@dataclass(frozen=True)
class DayInput:
    """What was typed for one day."""

    kind: str
    day: str
    time: str = ""
    note: str = ""


@dataclass(frozen=True)
class At:
    """A day, to the minute where that is known."""

    day: PartialDate
    minute: int | None = None

    def before(self, other: At) -> bool:
        """Whether this is over before the other can have begun."""
        if self.day == other.day and self.minute is not None and other.minute is not None:
            return self.minute < other.minute
        return self.day.last < other.day.first


@dataclass(frozen=True)
class CheckedDay:
    """A day ready to be kept."""

    kind: str
    at: At
    note: str


def check(
    service: Service,
    typed: DayInput,
    others: Mapping[str, At],
    fields: Mapping[str, object],
    today: date,
) -> CheckedDay:
    """Read one day; `others` are the case's other days, `fields` those of the episode."""
    checking = Checking(today)
    allowed = KINDS.get(service, ())
    if typed.kind not in allowed:
        checking.wrong("kind", "何の日かを一覧から選んでください。")
    elif typed.kind in others:
        words = codes.label(TABLE, typed.kind)
        checking.wrong("kind", f"「{words}」はもう記録があります。その記録を直してください。")
    behind = typed.kind not in AHEAD
    day = checking.past_day("day", "この日", typed.day) if behind else None
    day = day if behind else checking.any_day("day", typed.day)
    if day is None and not checking.is_wrong("day"):
        checking.wrong("day", "日付を入力してください（例: R8.4.1）。")
    minute = _minute(checking, typed, day)
    note = checking.text("note", "備考", typed.note)
    if day is not None and not checking.problems:
        _in_order(checking, service, typed.kind, At(day, minute), others, fields)
    checking.settle()
    if day is None:
        raise InvalidInput(tuple(checking.problems))
    return CheckedDay(typed.kind, At(day, minute), note)


def against_days(
    service: Service, typed: Mapping[str, object], days: Mapping[str, At]
) -> tuple[FieldProblem, ...]:
    """Fields of the episode, as typed, that contradict the days on record."""
    found: dict[str, FieldProblem] = {}
    pairs = [(day, field, False) for day, field in _BEFORE_FIELD.get(service, ())]
    pairs += [(day, field, True) for field, day in _AFTER_FIELD.get(service, ())]
    for kind, field, field_first in pairs:
        value, at = typed.get(field), days.get(kind)
        if not isinstance(value, PartialDate) or at is None or field in found:
            continue
        own, words, shown = BY_NAME[field].label(service), codes.label(TABLE, kind), short(at.day)
        put_right = f"「身柄と日付」の{words}を直してください。"
        if field_first and at.before(At(value)):
            sentence = f"{own}が{words}（{shown}）よりあとです。{shown}以前の日を入力するか、"
        elif not field_first and At(value).before(at):
            sentence = f"{own}が{words}（{shown}）より前です。{shown}以後の日を入力するか、"
        else:
            continue
        found[field] = FieldProblem(field, sentence + put_right)
    return tuple(found.values())


def _minute(checking: Checking, typed: DayInput, day: PartialDate | None) -> int | None:
    try:
        minute = read_clock(typed.time)
    except ValueError as problem:
        checking.wrong("time", str(problem))
        return None
    if minute is not None and day is not None and not day.is_full:
        checking.wrong("time", "時刻を入れるときは、日付を日まで入力してください（例: R8.4.1）。")
    return minute


def _in_order(
    checking: Checking,
    service: Service,
    kind: str,
    at: At,
    others: Mapping[str, At],
    fields: Mapping[str, object],
) -> None:
    for earlier, later in _IN_ORDER:
        if later == kind and earlier in others and at.before(others[earlier]):
            checking.wrong("day", _too_early(codes.label(TABLE, earlier), others[earlier].day))
        if earlier == kind and later in others and others[later].before(at):
            checking.wrong("day", _too_late(codes.label(TABLE, later), others[later].day))
    for earlier, field in _BEFORE_FIELD.get(service, ()):
        value = fields.get(field)
        if earlier == kind and isinstance(value, PartialDate) and At(value).before(at):
            checking.wrong("day", _too_late(BY_NAME[field].label(service), value))
    for field, later in _AFTER_FIELD.get(service, ()):
        value = fields.get(field)
        if later == kind and isinstance(value, PartialDate) and at.before(At(value)):
            checking.wrong("day", _too_early(BY_NAME[field].label(service), value))
    arrest = fields.get("arrest")
    if kind == "arrested" and isinstance(arrest, PartialDate) and not _may_be(at.day, arrest):
        words = f"逮捕日（{short(arrest)}）と違います。"
        checking.wrong("day", f"{words}同じ日を入力するか、「訂正」で逮捕日を直してください。")


def _may_be(one: PartialDate, other: PartialDate) -> bool:
    return one.first <= other.last and other.first <= one.last


def _too_early(words: str, day: PartialDate) -> str:
    shown = short(day)
    return f"{words}（{shown}）より前です。{shown}以後の日時を入力するか、{words}を直してください。"


def _too_late(words: str, day: PartialDate) -> str:
    shown = short(day)
    return (
        f"{words}（{shown}）よりあとです。{shown}以前の日時を入力するか、{words}を直してください。"
    )
