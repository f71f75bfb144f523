"""受入先の候補 and 釈放当日: what may be typed and what contradicts itself (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.calendar.wareki import short
from app.cases.checking import Checking
from app.schedule.clock import read_clock

KINDS, STATES = "dest_kind", "placement_state"
ACCEPTED, REFUSED, WITHDRAWN = "accepted", "refused", "withdrawn"
SETTLED = frozenset({ACCEPTED, REFUSED, WITHDRAWN})
"""States that are an answer; the others still wait for one."""
PLAN_WORDS = {
    "guarantor": "身元引受人・保証人",
    "escort": "同行する人",
    "meeting_place": "待ち合わせの場所",
    "meeting_time": "待ち合わせの時刻",
    "route": "行き方",
    "money": "所持金・領置金",
    "belongings": "荷物",
    "medicine": "薬",
    "errands": "当日の手続き",
    "note": "備考",
}
"""Field of a release plan → what it is called; the order of the page."""


@dataclass(frozen=True)
class PlacementInput:
    """What was typed for one candidate."""

    dest_kind: str
    name: str
    municipality: str = ""
    contact: str = ""
    asked_on: str = ""
    state: str = "candidate"
    result_on: str = ""
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckedPlacement:
    """A candidate ready to be kept."""

    dest_kind: str
    name: str
    municipality: str
    contact: str
    asked_on: date | None
    state: str
    result_on: date | None
    reason: str
    note: str


@dataclass(frozen=True)
class ReleaseInput:
    """What was typed for the day of release."""

    guarantor: str = ""
    escort: str = ""
    meeting_place: str = ""
    meeting_time: str = ""
    route: str = ""
    money: str = ""
    belongings: str = ""
    medicine: str = ""
    errands: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckedRelease:
    """The day of release ready to be kept."""

    texts: dict[str, str]
    meeting_minute: int | None


def check_placement(typed: PlacementInput, today: date) -> CheckedPlacement:
    """Read what was typed for a candidate; `InvalidInput` names a field."""
    checking = Checking(today)
    checked = CheckedPlacement(
        dest_kind=checking.code("dest_kind", "種別", KINDS, typed.dest_kind),
        name=checking.text("name", "名称", typed.name),
        municipality=checking.text("municipality", "市町村", typed.municipality),
        contact=checking.text("contact", "連絡先・担当", typed.contact),
        asked_on=_day(checking, "asked_on", "打診した日", typed.asked_on),
        state=checking.code("state", "状態", STATES, typed.state),
        result_on=_day(checking, "result_on", "結果の日", typed.result_on),
        reason=checking.text("reason", "結果の理由", typed.reason),
        note=checking.text("note", "備考", typed.note),
    )
    _together(checking, checked)
    checking.settle()
    return checked


def _day(checking: Checking, name: str, label: str, text: str) -> date | None:
    day = checking.full_day(name, label, checking.past_day(name, label, text))
    return None if checking.is_wrong(name) else day


def _together(checking: Checking, checked: CheckedPlacement) -> None:
    asked, result = checked.asked_on, checked.result_on
    if not checked.name:
        checking.wrong(
            "name", "名称を入力してください。決まっていないときは「未定」と入力してください。"
        )
    if asked is not None and result is not None and result < asked:
        checking.wrong(
            "result_on",
            f"結果の日が打診した日（{short(asked)}）より前です。"
            f"{short(asked)}以後の日を入力するか、打診した日を直してください。",
        )
    if result is not None and checked.state not in SETTLED:
        checking.wrong(
            "state", "結果の日があります。状態を「受入可」「不可」「取下げ」から選んでください。"
        )
    if checked.state in (ACCEPTED, REFUSED) and not _given(checking, "result_on", result):
        checking.wrong("result_on", "返事のあった日を入力してください（例: 4/1）。")
    if checked.state in (REFUSED, WITHDRAWN) and not checked.reason:
        checking.wrong(
            "reason", "理由を入力してください。次に頼むところを考えるときの手がかりになります。"
        )


def _given(checking: Checking, name: str, value: object) -> bool:
    return value is not None or checking.is_wrong(name)


def check_release(typed: ReleaseInput, today: date) -> CheckedRelease:
    """Read what was typed for the day of release; `InvalidInput` names a field."""
    checking = Checking(today)
    minute: int | None = None
    try:
        minute = read_clock(typed.meeting_time)
    except ValueError as problem:
        checking.wrong("meeting_time", str(problem))
    texts = {
        name: checking.text(name, words, getattr(typed, name))
        for name, words in PLAN_WORDS.items()
        if name != "meeting_time"
    }
    checking.settle()
    return CheckedRelease(texts, minute)


def choose_refusal(state: str, *, chosen: bool) -> str:
    """Why a candidate cannot be chosen as the 受入先; '' when it can."""
    if chosen:
        return "この候補は、受入先として選んであります。"
    if state != ACCEPTED:
        return "まだ「受入可」ではありません。返事を記録してから選んでください。"
    return ""


def unchoose_refusal(stage: str) -> str:
    """Why the 受入先 cannot be left open again; '' when it can."""
    if stage in ("decided", "moved", "released"):
        return (
            "受入決定まで進んでいるため、受入先を空にはできません。"
            "別の候補を選ぶか、段階を戻してから選択をやめてください。"
        )
    return ""
