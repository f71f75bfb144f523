"""The facts of a header that the state of an exchange is made of: which kind has which, and their form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.handoff.letters import fields
from app.handoff.letters.kinds import KINDS, LetterKind, Receipt

TOLD = "told"
"""How an office without the program said it; such a letter was written down here."""
_HOW = re.compile("phone|paper|visit|mail")
_YES = re.compile("1")
_RESULT = re.compile("|".join(Receipt))

_FORMS: dict[str, Callable[[object], object]] = {
    **dict.fromkeys(("day", "until", "answer_by", "next_by"), fields.day),
    **dict.fromkeys(("of", "reply_to"), lambda value: fields.matching(value, fields.LETTER_ID)),
    "follows": lambda value: fields.matching(value, fields.EXCHANGE),
    **dict.fromkeys(("shares", "view"), lambda value: fields.matching(value, _YES)),
    "consent": lambda value: fields.matching(value, fields.CONSENT),
    "basis": lambda value: fields.matching(value, fields.CODE),
    "result": lambda value: fields.matching(value, _RESULT),
    TOLD: lambda value: fields.matching(value, _HOW),
}


def read_terms(kind: LetterKind, found: Mapping[str, object]) -> Mapping[str, str]:
    """The terms of a letter of this kind; anything missing, added or misshapen refuses it."""
    rule = KINDS[kind]
    allowed = {*rule.needs, *rule.may, TOLD}
    allowed |= {part for part in ("shares", "view") if part in rule.parts}
    if rule.carries:
        allowed.add("basis")
    if not set(rule.needs) <= found.keys() <= allowed:
        fields.wrong()
    for name, value in found.items():
        _FORMS[name](value)
    terms = {name: str(value) for name, value in found.items()}
    if terms.get("until", "9999-12-31") < terms.get("day", ""):
        fields.wrong()
    if kind is LetterKind.RECEIPT and (terms["result"] == Receipt.HERE) == ("of" in terms):
        fields.wrong()
    return MappingProxyType(terms)
