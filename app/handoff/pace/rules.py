"""What an office may set about time in 広域 (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.errors import FieldProblem, InvalidInput
from app.handoff.exchange.next_steps import PATIENCE, Patience, What

KEPT_FOR = 30
MOST_KEPT = 365
MOST_PATIENCE = 180
SETTABLE = (
    What.ANSWER_REQUEST,
    What.ANSWER_QUESTION,
    What.ANSWER_OFFER,
    What.PASS_LEAD,
    What.RECEIPT,
    What.MISSING,
)
"""What one may wait for longer or less; the rest is due when it was promised."""


@dataclass(frozen=True)
class Pace:
    """The days as they hold in an office."""

    kept_for: int = KEPT_FOR
    """After how many days a letter that hands something on can no longer be taken in."""
    waits: Mapping[What, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def patience(self) -> Patience:
        """After how many days each thing is late."""
        return Patience(MappingProxyType({**PATIENCE, **self.waits}))


def read_pace(typed: Mapping[str, str]) -> Pace:
    """What was typed, `kept_for` and a field for each of `SETTABLE`; InvalidInput names each wrong one."""
    problems: list[FieldProblem] = []
    kept = _days(typed, "kept_for", 1, MOST_KEPT, problems)
    waits = {what: _days(typed, str(what), 1, MOST_PATIENCE, problems) for what in SETTABLE}
    if problems:
        raise InvalidInput(tuple(problems))
    return Pace(kept, MappingProxyType(waits))


def _days(
    typed: Mapping[str, str], name: str, least: int, most: int, problems: list[FieldProblem]
) -> int:
    text = unicodedata.normalize("NFKC", typed.get(name, "")).strip().removesuffix("日")
    fits = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if fits and least <= int(text) <= most:
        return int(text)
    words = f"{least}〜{most}の数字で入力します。"
    problems.append(FieldProblem(name, words))
    return least
