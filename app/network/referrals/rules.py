"""What may be typed for a つなぎ, and why not (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app import codes
from app.cases.checking import Checking
from app.consent.rules import OBJECTION
from app.network.referrals.steps import IN, OUT, Step, rule

KINDS, STATES, ITEMS = "referral_kind", "referral_state", "info_item"
SPECIAL, SUSPECT = "special_adjustment", "suspect_request"
"""A 保護観察所 asks a centre: 特別調整・一般調整, or about somebody in detention."""
AGREEMENT = "halfway_agreement"
"""The kind that stands on an agreement (協定等): notices of 令和3年3月29日, 別添9, 参加支援の活用例."""

_HEARD = {"consent": "本人の同意の日", "prosecutor_view": "検察官の意見"}


@dataclass(frozen=True)
class ReferralInput:
    """What was typed for one つなぎ."""

    kind: str
    organisation_id: str
    direction: str = OUT
    to_whom: str = ""
    asked: str = ""
    situation: str = ""
    items: tuple[str, ...] = ()
    answer_by: str = ""
    agreement_on: str = ""
    agreement_note: str = ""
    worker: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckedReferral:
    """A つなぎ ready to be kept."""

    kind: str
    direction: str
    to_whom: str
    asked: str
    situation: str
    items: tuple[str, ...]
    answer_by: date | None
    agreement_on: date | None
    agreement_note: str
    worker: str
    note: str


@dataclass(frozen=True)
class StepInput:
    """What was typed for one step; `basis` only where information leaves the centre."""

    step: Step
    day: str
    reason: str = ""
    basis: str = ""
    consent_id: str = ""
    meeting_id: str = ""
    why: str = ""
    prosecutor_view: str = ""
    prosecutor_asked_on: str = ""


def check_referral(typed: ReferralInput, today: date) -> CheckedReferral:
    """Read what was typed for a つなぎ; `InvalidInput` names a field."""
    checking = Checking(today)
    if not typed.organisation_id:
        checking.wrong(
            "organisation_id",
            "つなぐ相手を選んでください。一覧にないときは、名前を入れてその場で登録できます。",
        )
    checked = CheckedReferral(
        kind=checking.code("kind", "つなぎの種類", KINDS, typed.kind),
        direction=typed.direction,
        to_whom=checking.text("to_whom", "相手の担当", typed.to_whom),
        asked=checking.text("asked", "お願いすること", typed.asked),
        situation=checking.text("situation", "状況", typed.situation),
        items=checked_items(checking, typed.items),
        answer_by=_day(checking, "answer_by", "返事がほしい日", typed.answer_by),
        agreement_on=_day(checking, "agreement_on", "協定の日", typed.agreement_on),
        agreement_note=checking.text("agreement_note", "協定の内容", typed.agreement_note),
        worker=checking.text("worker", "担当", typed.worker),
        note=checking.text("note", "備考", typed.note),
    )
    if checked.direction not in (OUT, IN):
        checking.wrong("direction", "「つなぐ」「つながれた」のどちらかを選んでください。")
    if not checked.asked:
        checking.wrong("asked", "お願いすること（頼まれたこと）を一言で入力してください。")
    checking.settle()
    return checked


def checked_items(checking: Checking, items: Iterable[str]) -> tuple[str, ...]:
    """The codes in the order of the table; an unknown one is refused."""
    known = [row.code for row in codes.table(ITEMS)]
    if any(item not in known for item in items):
        checking.wrong("items", "渡す情報を一覧から選んでください。")
    return tuple(code for code in known if code in set(items))


def send_refusal(kind: str, agreement_on: date | None) -> str:
    """Why a つなぎ of this kind cannot be sent yet, in Japanese; '' when it can."""
    if kind == AGREEMENT and agreement_on is None:
        return (
            "この受入れは、更生保護施設・自立準備ホームとの協定等にもとづきます。"
            "「協定の日」を入力してから送ってください。"
        )
    return ""


def request_refusal(kind: str, facts: Mapping[str, object]) -> str:
    """Why a 保護観察所 cannot ask a centre yet; `facts` are those of the case. '' when it can."""
    if kind == SPECIAL and not facts.get("kubun"):
        return (
            "センターへの協力依頼は、「選定」で特別調整に選定するか一般調整としてから送れます。"
            "要件6（情報提供の同意）もそこで確かめます。"
        )
    if kind == SUSPECT and facts.get("prosecutor_view") == OBJECTION:
        return (
            "検察官が「捜査に支障があり相当でない」と述べているため、送れません"
            "（更生保護法83条の2）。"
        )
    lacking = [words for name, words in _HEARD.items() if kind == SUSPECT and not facts.get(name)]
    return f"送る前に、{'と'.join(lacking)}をケースに記録してください。" if lacking else ""


def check_step(typed: StepInput, today: date, last: date | None) -> date:
    """The day of a step, which is not ahead nor before the last one; `InvalidInput` names a field."""
    checking = Checking(today)
    day = checking.full_day("day", "日付", checking.past_day("day", "日付", typed.day))
    if day is None:
        checking.wrong("day", "日付を入力してください（例: 4/1）。")
    elif last is not None and day < last:
        checking.wrong("day", "前の動きより前の日付です。順番どおりの日付を入力してください。")
    words = "戻す理由" if typed.step is Step.TAKE_BACK else rule(typed.step).reason
    reason = checking.text("reason", "理由", typed.reason)
    if words and not reason:
        checking.wrong("reason", f"{words}を入力してください。")
    checking.settle()
    assert day is not None  # settled
    return day


def answer_due(sent_on: date | None, answer_by: date | None, measure: int | None) -> date | None:
    """The day on which an answer is looked for: the day named, or so many days after sending.

    `measure` is the centre's own (rule `referral_answer`); None where it has none.
    """
    if answer_by is not None or sent_on is None or measure is None:
        return answer_by
    return sent_on + timedelta(days=measure)


def _day(checking: Checking, name: str, label: str, text: str) -> date | None:
    return checking.full_day(name, label, checking.any_day(name, text))
