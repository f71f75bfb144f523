"""Stays that do not contradict each other, events and what each leads to (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from app.calendar.partial import PartialDate
from app.calendar.wareki import short
from app.cases.checking import Checking
from app.codes import Service
from app.errors import InvalidInput
from app.staff.office_kind import OfficeKind

STAY, EVENT = "stay_kind", "life_event"
INSTITUTIONS = frozenset({"correctional", "juvenile", "custody"})
"""Places that 収容施設 of an episode names."""
DIED = "died"
SETTLED = {
    "rearrested": "釈放",
    "reimprisoned": "出所",
    "missing": "所在確認",
    "hospitalised": "退院",
    "other": "終わった日",
}
"""How an event comes to its end; 死亡 does not."""
LEADS_TO = {
    OfficeKind.CENTRE: {
        "rearrested": Service.SUSPECT_SUPPORT,
        "reimprisoned": Service.COORDINATION,
    },
    OfficeKind.PROBATION: {
        "rearrested": Service.DETAINED,
        "reimprisoned": Service.ADJUSTMENT,
    },
}
"""The 業務 that may begin because of it; 所在不明 and 入院 keep the case as it is."""


@dataclass(frozen=True)
class StayInput:
    """What was typed for one stay."""

    kind: str
    place: str
    since: str
    until: str = ""
    reason: str = ""


@dataclass(frozen=True)
class CheckedStay:
    """A stay ready to be kept."""

    kind: str
    place: str
    since: PartialDate
    until: PartialDate | None
    reason: str


class Stayed(Protocol):
    """A stay on record."""

    @property
    def place(self) -> str:
        """Where."""
        ...

    @property
    def since(self) -> PartialDate:
        """The first day."""
        ...

    @property
    def until(self) -> PartialDate | None:
        """The last day; None while the person is there."""
        ...


def check_stay(typed: StayInput, others: Sequence[Stayed], today: date) -> CheckedStay:
    """Read a stay; it may end the one that still lasts, but lie over no other."""
    checking = Checking(today)
    kind = checking.code("kind", "場所の種類", STAY, typed.kind)
    place = checking.text("place", "場所", typed.place)
    if not place:
        checking.wrong("place", "場所の名前を入力してください（例: 前橋刑務所）。")
    since = checking.past_day("since", "いつから", typed.since)
    if since is None:
        checking.wrong("since", "いつからいるかを入力してください（例: R8.4.1）。")
    until = checking.past_day("until", "いつまで", typed.until)
    reason = checking.text("reason", "移った理由", typed.reason)
    if since is not None and until is not None and until.last < since.first:
        checking.wrong("until", f"「いつから」（{short(since)}）以後の日を入力してください。")
    if since is not None and not checking.problems:
        _beside_others(checking, since, until, others)
    checking.settle()
    if since is None:
        raise InvalidInput(tuple(checking.problems))
    return CheckedStay(kind, place, since, until, reason)


def _beside_others(
    checking: Checking,
    since: PartialDate,
    until: PartialDate | None,
    others: Sequence[Stayed],
) -> None:
    for other in others:
        if is_ended_by(other, since):
            continue
        ends_before = other.until is not None and other.until.first <= since.last
        begins_after = until is not None and until.first <= other.since.last
        if ends_before or begins_after:
            continue
        if other.until is None:
            words = f"{short(other.since)}から「{other.place}」にいます。"
            checking.wrong(
                "since" if until is None else "until",
                f"{words}前の場所を足すときは、「いつまで」にそれより前の日を入力してください。",
            )
        else:
            span = (
                f"{short(other.since)}〜{short(other.until)}は「{other.place}」の記録があります。"
            )
            checking.wrong("since", f"{span}重ならない日を入力するか、その記録を直してください。")
        return


def is_ended_by(stay: Stayed, since: PartialDate) -> bool:
    """Whether moving on that day ends this stay."""
    return stay.until is None and stay.since.first < since.first


def day_before(since: PartialDate) -> PartialDate:
    """The last day at the place before; as vague as the day of moving."""
    return PartialDate.of(since.first - timedelta(days=1)) if since.is_full else since


@dataclass(frozen=True)
class EventInput:
    """What was typed for one event."""

    kind: str
    day: str
    place: str = ""
    note: str = ""
    settled_on: str = ""
    settled_note: str = ""


@dataclass(frozen=True)
class CheckedEvent:
    """An event ready to be kept."""

    kind: str
    day: PartialDate
    place: str
    note: str
    settled_on: PartialDate | None
    settled_note: str


def check_event(
    typed: EventInput, birth: PartialDate | None, died: PartialDate | None, today: date
) -> CheckedEvent:
    """Read an event; `died` is the day of an earlier record of the person's death."""
    checking = Checking(today)
    kind = checking.code("kind", "できごと", EVENT, typed.kind)
    day = checking.past_day("day", "日付", typed.day)
    if day is None:
        checking.wrong("day", "いつのことかを入力してください（例: R8.4.1）。")
    elif birth is not None and day.last < birth.first:
        checking.wrong("day", f"生年月日（{short(birth)}）より前です。日付を直してください。")
    elif died is not None and kind == DIED:
        checking.wrong(
            "kind", f"死亡（{short(died)}）はもう記録があります。その記録を直してください。"
        )
    elif died is not None and died.last < day.first:
        checking.wrong(
            "day", f"死亡（{short(died)}）よりあとです。どちらかの日付を直してください。"
        )
    settled = _settled(checking, kind, day, typed)
    checked = (
        checking.text("place", "場所", typed.place),
        checking.text("note", "内容", typed.note),
    )
    settled_note = checking.text("settled_note", "その後", typed.settled_note)
    checking.settle()
    if day is None:
        raise InvalidInput(tuple(checking.problems))
    return CheckedEvent(kind, day, *checked, settled, settled_note)


def _settled(
    checking: Checking, kind: str, day: PartialDate | None, typed: EventInput
) -> PartialDate | None:
    words = SETTLED.get(kind, "")
    settled = checking.past_day("settled_on", words or "その後の日", typed.settled_on)
    if settled is not None and not words:
        checking.wrong("settled_on", "死亡に「その後」の日はありません。空欄にしてください。")
    elif settled is not None and day is not None and settled.last < day.first:
        shown = short(day)
        checking.wrong(
            "settled_on",
            f"{words}ができごとの日（{shown}）より前です。{shown}以後の日を入力してください。",
        )
    return settled
