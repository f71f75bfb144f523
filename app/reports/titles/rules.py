"""Which papers may be called otherwise, and what they are called at first (pure)."""

from __future__ import annotations

from app.errors import FieldProblem, InvalidInput
from app.network.referrals.rules import SPECIAL, SUSPECT

SETTING = "paper_title."
LONGEST = 60
DEFAULTS = {
    SPECIAL: "特別調整協力等依頼書",
    SUSPECT: "被疑者等支援協力依頼書",
    "exchange_request": "支援業務協力依頼書",
    "exchange_answer": "支援業務協力についての回答書",
    "exchange_handover": "支援の主担当の引継書",
    "exchange_notice": "支援業務協力についての連絡書",
}
"""Kind of つなぎ, or which paper of an exchange → its title. The first is named by centres; the official forms were
not found."""


def check(key: str, title: str) -> str:
    """The title as typed, tidied; '' for the one it had at first. `InvalidInput` says why not."""
    plain = " ".join(title.split())
    if key not in DEFAULTS:
        raise InvalidInput((FieldProblem("title", "この書面の題名は変えられません。"),))
    if len(plain) > LONGEST:
        words = f"題名は{LONGEST}文字までです（いま{len(plain)}文字）。"
        raise InvalidInput((FieldProblem("title", words),))
    return "" if plain == DEFAULTS.get(key) else plain
