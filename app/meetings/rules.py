"""会議: the kinds and what may be typed for one (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app import codes
from app.calendar import wareki
from app.cases.checking import Checking
from app.errors import FieldProblem, InvalidInput
from app.schedule.clock import read_clock
from app.schedule.rules import read_planned_day

_NUMBER = re.compile(r"第\s*(\d{1,4})\s*回")
KINDS, STATES = "meeting_kind", "meeting_state"
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
MULTI = "multi"
"""重層的支援会議: people are discussed there only with their consent."""
SUPPORT = "support106"
"""支援会議 (社会福祉法106条の6): its members are bound to secrecy, and nobody need consent."""


class Sharing(StrEnum):
    """On what those who take part may hear about a person."""

    CONSENT = "consent"
    """Everybody discussed has consented for every organisation that takes part."""
    SECRECY = "secrecy"
    """構成員 whose duty of secrecy is confirmed, whether there is a consent or not."""
    BASIS = "basis"
    """A basis for each recipient: consent or another."""


def sharing(kind: str) -> Sharing:
    """On what a meeting of this kind shares."""
    return {MULTI: Sharing.CONSENT, SUPPORT: Sharing.SECRECY}.get(kind, Sharing.BASIS)


def kind_words(kind: str) -> str:
    """合同支援会議; 支援会議 with the article, because any meeting may be called so."""
    return codes.table(KINDS).full(kind)


@dataclass(frozen=True)
class MeetingInput:
    """What was typed for a 会議; days and times as typed, `host_id` '' for the own centre."""

    kind: str
    day: str
    title: str = ""
    start: str = ""
    end: str = ""
    place: str = ""
    host_id: str = ""
    agenda: str = ""
    worker: str = ""


@dataclass(frozen=True)
class CheckedMeeting:
    """The same, tidied."""

    kind: str
    day: date
    title: str
    start: int | None
    end: int | None
    place: str
    agenda: str
    worker: str


@dataclass(frozen=True)
class HoldInput:
    """When the meeting really took place; `everyone` marks all who were invited as attending."""

    day: str
    start: str = ""
    end: str = ""
    everyone: bool = False


@dataclass(frozen=True)
class CheckedTime:
    """A day and times that can be kept."""

    day: date
    start: int | None
    end: int | None


def check(typed: MeetingInput, today: date, names: tuple[str, ...] = ()) -> CheckedMeeting:
    """What was typed, tidied; `names` are those of the people discussed, never in the title."""
    checking = Checking(today)
    when = _time(checking, typed.day, typed.start, typed.end)
    kind = checking.code("kind", "会議の種類", KINDS, typed.kind)
    if when is not None and not checking.is_wrong("kind"):
        row = next(row for row in codes.table(KINDS) if row.code == kind)
        if not row.valid_on(when.day):
            begins = wareki.long(row.valid_from) if row.valid_from else ""
            checking.wrong(
                "kind", f"{row.label}は{begins}からの会議です。種類か日を直してください。"
            )
    checked = {
        name: checking.text(name, label, getattr(typed, name))
        for name, label in (("title", "名称"), ("place", "場所"), ("agenda", "次第"))
    }
    worker = checking.text("worker", "担当", typed.worker)
    if told := named_in(checked["title"], names):
        checking.wrong(
            "title",
            f"名称に対象者の氏名（{told}）があります。名称は予定表や招集の紙に出るので、"
            "氏名を除いてください。",
        )
    checking.settle()
    if when is None:
        raise InvalidInput((FieldProblem("day", "日まで入力してください（例: 12/1）。"),))
    return CheckedMeeting(kind, when.day, start=when.start, end=when.end, worker=worker, **checked)


def check_held(typed: HoldInput, today: date) -> CheckedTime:
    """When a meeting took place: not ahead of today."""
    checking = Checking(today)
    when = _time(checking, typed.day, typed.start, typed.end)
    if when is not None and when.day > today:
        checking.wrong("day", "先の日付です。開催した日を入力してください。")
    checking.settle()
    if when is None:
        raise InvalidInput((FieldProblem("day", "開催した日を入力してください。"),))
    return when


def named_in(text: str, names: tuple[str, ...]) -> str:
    """The first of these people whose whole name stands in a text; '' for none."""
    plain = codes.squeezed(text)
    return next((name for name in names if name and codes.squeezed(name) in plain), "")


def next_title(title: str) -> str:
    """第2回 after 第1回; any other name stays as it is."""
    return _NUMBER.sub(lambda found: f"第{int(found[1]) + 1}回", title, count=1)


def length(start: int | None, end: int | None) -> int | None:
    """Minutes from the beginning to the end; None when one of them is not known."""
    return None if start is None or end is None else end - start


def changing_refusal(state: str, actor_refusal: str) -> str:
    """Why nothing of the meeting can be changed; '' when it can."""
    if actor_refusal:
        return actor_refusal
    if state == CANCELLED:
        return "中止した会議です。変えるときは、先に中止を取り消してください。"
    return ""


def held_refusal(state: str, actor_refusal: str, act: str) -> str:
    """Why what needs a meeting that took place cannot be done; '' when it can."""
    if state == PLANNED:
        return f"まだ開催を記録していません。「開催を記録」のあとで{act}。"
    return changing_refusal(state, actor_refusal)


def _time(checking: Checking, day: str, start: str, end: str) -> CheckedTime | None:
    read, wrong = read_planned_day(day, checking.today)
    if wrong:
        checking.wrong("day", wrong)
    times: dict[str, int | None] = {"start": None, "end": None}
    for name, text in (("start", start), ("end", end)):
        try:
            times[name] = read_clock(text)
        except ValueError as problem:
            checking.wrong(name, str(problem))
    begins, ends = times["start"], times["end"]
    if ends is not None and begins is None:
        checking.wrong("start", "始まりの時刻も入力してください。")
    elif begins is not None and ends is not None and ends <= begins:
        checking.wrong("end", "終わりが始まりより前です。どちらかの時刻を直してください。")
    return None if read is None else CheckedTime(read, begins, ends)
