"""What a centre types when it sets a rule as it works (pure)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from app.deadlines.reasons import UNIT_WORDS
from app.deadlines.rule import Nature, Rule, Shows
from app.deadlines.rulebook import LEAD, LONGEST, MOST_LEAD
from app.errors import FieldProblem, InvalidInput


@dataclass(frozen=True)
class RuleInput:
    """What may be otherwise; of a rule that is fixed only the lead."""

    length: str
    enabled: bool
    first_day_counts: bool
    closed: str
    lead: str


def values_of(rule: Rule) -> RuleInput:
    """A rule as it is typed."""
    return RuleInput(
        str(rule.length), rule.enabled, rule.first_day_counts, str(rule.closed), str(rule.lead)
    )


def read_setting(rule: Rule, typed: RuleInput) -> dict[str, Any] | None:
    """What is otherwise than the program's own rule; None when nothing is.

    `rule` is the program's own; InvalidInput names the field and says what to type instead.
    """
    wanted: dict[str, Any] = {}
    if rule.settable:
        length = _number("length", typed.length, UNIT_WORDS[rule.unit], 1, LONGEST[rule.unit])
        wanted |= {
            "length": length,
            "first_day_counts": typed.first_day_counts,
            "closed": typed.closed,
        }
    if rule.kind is Nature.HABIT:
        wanted["enabled"] = typed.enabled
    if rule.shows is not Shows.SILENCE:
        wanted[LEAD] = _number(LEAD, typed.lead, "日", 0, MOST_LEAD)
    found = {name: value for name, value in wanted.items() if value != getattr(rule, name)}
    return found or None


def _number(field: str, typed: str, unit: str, least: int, most: int) -> int:
    text = unicodedata.normalize("NFKC", typed).strip().removesuffix(unit)
    fits = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not fits or not least <= int(text) <= most:
        words = f"{least}から{most:,}までの数で入力してください（単位は{unit}）。"
        raise InvalidInput((FieldProblem(field, words),))
    return int(text)
