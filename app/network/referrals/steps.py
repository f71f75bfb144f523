"""The table of steps of a つなぎ: from which state to which, and what a step asks for (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OUT, IN = "out", "in"
DRAFT, SENT, MORE_INFO, ACCEPTED = "draft", "sent", "more_info", "accepted"
SUPPORTING, DECLINED, WITHDRAWN, ENDED = "supporting", "declined", "withdrawn", "ended"
STATES = (DRAFT, SENT, MORE_INFO, ACCEPTED, SUPPORTING, DECLINED, WITHDRAWN, ENDED)
OPEN = (DRAFT, SENT, MORE_INFO, ACCEPTED, SUPPORTING)
"""States in which something is still to be done."""
UNANSWERED = (SENT, MORE_INFO)
FINAL = (DECLINED, WITHDRAWN, ENDED)


class Step(StrEnum):
    """What may be done with a つなぎ."""

    SEND = "send"
    ASK = "ask"
    SUPPLY = "supply"
    ACCEPT = "accept"
    DECLINE = "decline"
    BEGIN = "begin"
    END = "end"
    WITHDRAW = "withdraw"
    TAKE_BACK = "take_back"


@dataclass(frozen=True)
class Rule:
    """One step: where it may start, where it leads, whether it needs a reason."""

    step: Step
    starts: tuple[str, ...]
    leads: str
    out_words: str
    """What the button says where the centre has handed on."""
    in_words: str
    """What it says where somebody has handed to the centre."""
    told: str
    """What the trail says."""
    reason: str = ""
    """What to write as the reason; '' where none is needed."""
    discloses: bool = False
    """Whether information leaves the centre with it (of a つなぎ that goes out)."""


RULES: tuple[Rule, ...] = (
    Rule(Step.SEND, (DRAFT,), SENT, "送付する", "受け付ける", "送付", discloses=True),
    Rule(
        *(
            Step.ASK,
            (SENT,),
            MORE_INFO,
            "追加情報を求められた",
            "追加情報を求める",
            "追加情報の求め",
        ),
        reason="何を求められたか",
    ),
    Rule(
        *(Step.SUPPLY, (MORE_INFO,), SENT, "追加情報を送った", "追加情報が届いた", "追加情報"),
        reason="何を送ったか",
        discloses=True,
    ),
    Rule(Step.ACCEPT, (SENT, MORE_INFO), ACCEPTED, "受理された", "受理する", "受理"),
    Rule(
        *(Step.DECLINE, (SENT, MORE_INFO), DECLINED, "不受理だった", "受理しない", "不受理"),
        reason="受理されない理由",
    ),
    Rule(Step.BEGIN, (ACCEPTED,), SUPPORTING, "支援が始まった", "支援を始める", "支援開始"),
    Rule(
        *(Step.END, (ACCEPTED, SUPPORTING), ENDED, "終わった", "終える", "終了"),
        reason="終わった理由（目的を達した、次へ引き継いだ など）",
    ),
    Rule(
        *(Step.WITHDRAW, (DRAFT, *UNANSWERED, ACCEPTED, SUPPORTING), WITHDRAWN),
        *("取り下げる", "取り下げられた", "取下げ"),
        reason="取り下げる理由",
    ),
)
"""Declining, ending and withdrawing ask for a reason and for nothing else: consent never blocks them."""

_BY_STEP = {rule.step: rule for rule in RULES}


def rule(step: Step) -> Rule:
    """The rule of a step other than taking one back."""
    return _BY_STEP[step]


def possible(state: str) -> tuple[Rule, ...]:
    """The steps that may be taken in a state, in order."""
    return tuple(one for one in RULES if state in one.starts)


def refusal(step: Step, state: str, words: str) -> str:
    """Why a step may not be taken in a state (its word), in Japanese; '' when it may."""
    if step is Step.TAKE_BACK:
        return "" if state != DRAFT else "まだ何も進めていないため、戻すものがありません。"
    if state in rule(step).starts:
        return ""
    ways = "」「".join(one.out_words for one in possible(state))
    if not ways:
        return f"「{words}」で終わっています。誤って終えたときは「一つ前に戻す」を使ってください。"
    return f"「{words}」のあとにはできません。いまできるのは「{ways}」です。"
