"""What may be planned, and which plans of one person meet each other (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from app import codes
from app.calendar.partial import PartialDate
from app.calendar.typing import read_date
from app.cases.fields import LONGEST_TEXT
from app.errors import FieldProblem
from app.schedule.clock import DAY, read_clock

PLANNED, DONE, CANCELLED = "planned", "done", "cancelled"
LEAVE = "leave"
USUAL_MINUTES = 60
"""How long an appointment without an end is taken to last when it is compared with others."""
_PAST_MEANT = timedelta(days=31)

MEANS_OF = {
    "interview": "interview",
    "visit": "visit",
    "accompany": "accompany",
    "meeting": "meeting",
    "phone": "phone",
    "office": "interview",
}
"""The 手段 that a kind of appointment becomes when it is recorded; any other is その他."""


@dataclass(frozen=True)
class AppointmentInput:
    """What was typed for one 予定."""

    day: str
    start: str
    end: str
    kind: str
    title: str
    place: str
    workers: tuple[str, ...]
    note: str = ""
    episode_id: str = ""


@dataclass(frozen=True)
class CheckedAppointment:
    """A 予定 ready to be kept, or the problems."""

    day: date | None
    start: int | None
    end: int | None
    workers: tuple[str, ...]
    problems: tuple[FieldProblem, ...]


def read_planned_day(text: str, today: date) -> tuple[date | None, str]:
    """The day that is planned, or what to type instead; a day without a year lies ahead."""
    result = read_date(text, today=today)
    if result.problem is not None:
        return None, result.problem.message
    day = result.value
    if day is None or not day.is_full:
        return None, "日まで入力してください（例: 12/1）。"
    if result.year_guessed and day.first < today - _PAST_MEANT and (day.month, day.day) != (2, 29):
        day = PartialDate(day.year + 1, day.month, day.day)
    return day.first, ""


def check(typed: AppointmentInput, today: date) -> CheckedAppointment:
    """Read what was typed for a 予定."""
    problems: list[FieldProblem] = []
    day, wrong = read_planned_day(typed.day, today)
    if wrong:
        problems.append(FieldProblem("day", wrong))
    times: dict[str, int | None] = {}
    for name, text in (("start", typed.start), ("end", typed.end)):
        try:
            times[name] = read_clock(text)
        except ValueError as problem:
            problems.append(FieldProblem(name, str(problem)))
    start, end = times.get("start"), times.get("end")
    if end is not None and start is None and "start" in times:
        problems.append(FieldProblem("start", "始まりの時刻も入力してください。"))
    if start is not None and end is not None and end <= start:
        problems.append(
            FieldProblem("end", "終わりが始まりより前です。どちらかの時刻を直してください。")
        )
    if typed.kind not in dict(codes.table("appointment_kind").choices()):
        problems.append(FieldProblem("kind", "種別を選んでください。"))
    workers = tuple(dict.fromkeys(name.strip() for name in typed.workers if name.strip()))
    if not workers:
        problems.append(FieldProblem("workers", "担当者を一人は選んでください。"))
    if not typed.title.strip() and not typed.episode_id and typed.kind != LEAVE:
        problems.append(
            FieldProblem("title", "用件を入力するか、どのケースの予定かを選んでください。")
        )
    for name, text in (("title", typed.title), ("place", typed.place), ("note", typed.note)):
        if len(text) > LONGEST_TEXT:
            problems.append(FieldProblem(name, f"{LONGEST_TEXT:,}文字までにしてください。"))
    return CheckedAppointment(day, start, end, workers, tuple(problems))


@dataclass(frozen=True)
class Slot:
    """When somebody is taken."""

    id: str
    day: date
    start: int | None
    end: int | None
    kind: str
    workers: tuple[str, ...]

    @property
    def span(self) -> tuple[int, int]:
        """From and to, in minutes after midnight; a whole day takes all of it."""
        if self.start is None:
            return 0, DAY
        return self.start, self.end if self.end is not None else self.start + USUAL_MINUTES


def meet(one: Slot, other: Slot) -> bool:
    """Whether two plans of one person cannot both be kept.

    A whole-day entry is a remark on the day, only 休み takes the day itself.
    """
    if one.day != other.day or not set(one.workers) & set(other.workers):
        return False
    whole = [slot for slot in (one, other) if slot.start is None]
    if whole and not any(slot.kind == LEAVE for slot in whole):
        return False
    (start, end), (other_start, other_end) = one.span, other.span
    return start < other_end and other_start < end


def clashes(slots: Iterable[Slot]) -> dict[str, tuple[str, ...]]:
    """id → ids of the plans that it meets."""
    by_day: dict[date, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(slot.day, []).append(slot)
    found: dict[str, list[str]] = {}
    for same_day in by_day.values():
        for one, other in combinations(same_day, 2):
            if meet(one, other):
                found.setdefault(one.id, []).append(other.id)
                found.setdefault(other.id, []).append(one.id)
    return {key: tuple(ids) for key, ids in found.items()}


def change_refusal(state: str, *, recorded: bool) -> str:
    """Why a 予定 cannot be changed or cancelled any more; '' when it can."""
    if recorded:
        return "支援経過に記録した予定です。変えるときは、ケースの支援経過を訂正します。"
    if state == DONE:
        return "済みにした予定です。済みを戻してから変えます。"
    if state == CANCELLED:
        return "取り消した予定です。取消しを戻してから変えます。"
    return ""


def is_unrecorded(day: date, state: str, today: date, *, about_case: bool) -> bool:
    """Whether a planned contact is over and nobody wrote down what came of it."""
    return about_case and state == PLANNED and day < today


def length_words(start: int | None, end: int | None) -> str:
    """How long it was planned to last, as minutes to be typed; '' where that is not known."""
    return "" if start is None or end is None else str(end - start)


def partner_of(kind: str, place: str) -> str:
    """With whom such an appointment is kept, as far as one may presume: the person, or the place."""
    return "本人" if kind in _FACE_TO_FACE else place


_FACE_TO_FACE = frozenset({"interview", "visit", "accompany", "office"})
