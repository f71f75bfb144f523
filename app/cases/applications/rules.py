"""申請: what may be typed, what contradicts itself, where it stands (pure).

Grades that are checked: 身体 1-7級 (身体障害者福祉法施行規則 別表第5号), 精神 1-3級 (精神保健福祉法施行令
6条). 療育手帳 is classed differently by every 都道府県, so its grade is free text; so are all others.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.cases.checking import Checking

KINDS, RESULTS = "application_kind", "application_result"
GRANTED, WITHDRAWN, OTHER = "granted", "withdrawn", "other"
CERTIFICATES = frozenset({"physical", "intellectual", "psychiatric"})
"""Kinds of 手帳: a granted one is a certificate of the person."""
RENEW_WITHIN = 60
"""Days before `valid_until` from which the renewal is shown as near."""
_GRADES = {"physical": 7, "psychiatric": 3}
_GRADE = re.compile(r"([0-9]+|[一二三四五六七八九])級")
_KANJI = "〇一二三四五六七八九"


@dataclass(frozen=True)
class ApplicationInput:
    """What was typed for one application."""

    kind: str
    submitted_to: str = ""
    submitted_on: str = ""
    decided_on: str = ""
    result: str = ""
    grade: str = ""
    valid_until: str = ""
    worker: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckedApplication:
    """An application ready to be kept."""

    kind: str
    submitted_to: str
    submitted_on: PartialDate | None
    decided_on: PartialDate | None
    result: str | None
    grade: str
    valid_until: PartialDate | None
    worker: str
    note: str


def check(typed: ApplicationInput, today: date) -> CheckedApplication:
    """Read what was typed; problems name a field."""
    checking = Checking(today)
    kind = checking.code("kind", "申請の種類", KINDS, typed.kind)
    result = typed.result or None
    if result is not None:
        checking.code("result", "結果", RESULTS, result)
    checked = CheckedApplication(
        kind=kind,
        submitted_to=checking.text("submitted_to", "申請先", typed.submitted_to),
        submitted_on=checking.past_day("submitted_on", "申請日", typed.submitted_on),
        decided_on=checking.past_day("decided_on", "決定日", typed.decided_on),
        result=result,
        grade=checking.text("grade", "等級・区分", typed.grade),
        valid_until=checking.any_day("valid_until", typed.valid_until),
        worker=checking.text("worker", "担当者", typed.worker),
        note=checking.text("note", "備考", typed.note),
    )
    _together(checking, checked)
    checking.settle()
    return checked


def _together(checking: Checking, one: CheckedApplication) -> None:
    """Refuse what contradicts itself, at the field that is the easier one to put right."""
    if one.kind == OTHER and not one.note:
        checking.wrong("note", "何の申請かを備考に入力してください。")
    submitted, decided = one.submitted_on, one.decided_on
    if submitted and decided and decided.last < submitted.first:
        day = wareki.short(submitted)
        checking.wrong(
            "decided_on", f"決定日が申請日（{day}）より前です。どちらかを直してください。"
        )
    if decided and not one.result:
        checking.wrong("result", "決定日があります。結果も選んでください。")
    if one.result and not decided and not checking.is_wrong("decided_on"):
        word = "取下げの日を決定日に" if one.result == WITHDRAWN else "決定日も"
        checking.wrong("decided_on", f"結果が選ばれています。{word}入力してください。")
    if one.grade and one.result != GRANTED:
        label = codes.label(RESULTS, one.result) if one.result else "未決定"
        checking.wrong(
            "grade", f"結果が{label}です。等級・区分は空欄にするか、結果を直してください。"
        )
    if one.valid_until and one.result != GRANTED:
        checking.wrong("valid_until", "有効期限は、認められた申請に入力してください。")
    if one.valid_until and decided and one.valid_until.last < decided.first:
        day = wareki.short(decided)
        checking.wrong(
            "valid_until", f"有効期限が決定日（{day}）より前です。期限を直してください。"
        )
    _grade(checking, one)


def _grade(checking: Checking, one: CheckedApplication) -> None:
    found = _GRADE.search("".join(unicodedata.normalize("NFKC", one.grade).split()))
    most = _GRADES.get(one.kind)
    if found is None or most is None:
        return
    number = int(found[1]) if found[1].isdecimal() else _KANJI.index(found[1])
    if not 1 <= number <= most:
        label = codes.label(KINDS, one.kind)
        checking.wrong("grade", f"{label}は1級から{most}級です。等級を確かめてください。")


def standing(
    submitted_on: PartialDate | None,
    decided_on: PartialDate | None,
    result: str | None,
    today: date,
) -> str:
    """Where an application stands: 準備中, 申請中（12日目）, or its result."""
    if decided_on is not None:
        return codes.label(RESULTS, result)
    if submitted_on is None:
        return "準備中"
    if not submitted_on.is_full:
        return "申請中"
    return f"申請中（{(today - submitted_on.first).days + 1}日目）"


def renewal_words(valid_until: PartialDate | None, today: date) -> str:
    """What to say about the end of validity when it is near or over; '' otherwise."""
    if valid_until is None:
        return ""
    days = (valid_until.last - today).days
    if days < 0:
        return f"期限切れ {wareki.short(valid_until)}"
    return f"更新まであと{days}日" if days <= RENEW_WITHIN else ""
