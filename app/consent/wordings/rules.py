"""文例: what may be typed for one, and what is filled in when a paper is printed (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.cases.checking import Checking

KINDS = "wording_kind"
CONSENT_FORM, PURPOSE, WITHDRAWAL_NOTICE = "consent_form", "purpose", "withdrawal_notice"
FILLED = {
    CONSENT_FORM: ("センター",),
    PURPOSE: (),
    WITHDRAWAL_NOTICE: ("センター", "提供先", "撤回日"),
}
"""What stands in 〔 〕 and is filled in, by kind."""


@dataclass(frozen=True)
class WordingInput:
    """What was typed for a 文例."""

    kind: str
    title: str
    text: str


def check_wording(typed: WordingInput, today: date) -> WordingInput:
    """The same, tidied; `InvalidInput` names what cannot be kept."""
    checking = Checking(today)
    checked = WordingInput(
        checking.code("kind", "種類", KINDS, typed.kind),
        checking.text("title", "名前", typed.title),
        checking.text("text", "文面", typed.text),
    )
    if not checked.title:
        checking.wrong("title", "一覧で見分ける名前を入力してください（例: 標準）。")
    if not checked.text:
        checking.wrong("text", "文面を入力してください。")
    checking.settle()
    return checked


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with 〔センター〕 … filled in; what is not known stays as it is."""
    for name, value in values.items():
        text = text.replace(f"〔{name}〕", value)
    return text
