"""What a centre types when it sets a rule as it works (pure)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from app.deadlines.reasons import UNIT_WORDS
from app.deadlines.rule import Nature, Rule
from app.deadlines.rulebook import LONGEST
from app.errors import FieldProblem, InvalidInput


@dataclass(frozen=True)
class RuleInput:
    """The four things that may be otherwise."""

    length: str
    enabled: bool
    first_day_counts: bool
    closed: str


def values_of(rule: Rule) -> RuleInput:
    """A rule as it is typed."""
    return RuleInput(str(rule.length), rule.enabled, rule.first_day_counts, str(rule.closed))


def read_setting(rule: Rule, typed: RuleInput) -> dict[str, Any] | None:
    """What is otherwise than the program's own rule; None when nothing is.

    `rule` is the program's own; InvalidInput names the field and says what to type instead.
    """
    text = unicodedata.normalize("NFKC", typed.length).strip().removesuffix(UNIT_WORDS[rule.unit])
    longest = LONGEST[rule.unit]
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= longest:
        words = f"1から{longest:,}までの数で入力してください（単位は{UNIT_WORDS[rule.unit]}）。"
        raise InvalidInput((FieldProblem("length", words),))
    wanted: dict[str, Any] = {
        "length": int(text),
        "first_day_counts": typed.first_day_counts,
        "closed": typed.closed,
    }
    if rule.kind is Nature.HABIT:
        wanted["enabled"] = typed.enabled
    found = {name: value for name, value in wanted.items() if value != getattr(rule, name)}
    return found or None
