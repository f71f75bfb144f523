"""The kinds of letters and of exchanges: one table of what belongs to each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app import codes


class ExchangeKind(StrEnum):
    """What an exchange is about."""

    COOPERATION = "cooperation"
    """支援業務協力依頼: between centres; the lead may pass."""
    SPECIAL = "special"
    """特別調整の協力依頼: from a 保護観察所 to a centre."""
    SUSPECT = "suspect"
    """被疑者等支援の協力依頼: from a 保護観察所 to a centre."""

    @property
    def words(self) -> str:
        """What it is called."""
        return codes.table("exchange_kind").full(self)

    @property
    def passes_lead(self) -> bool:
        """Whether 主担当 may pass to the other side."""
        return self is ExchangeKind.COOPERATION


class LetterKind(StrEnum):
    """What a letter says."""

    REQUEST = "request"
    ACCEPT = "accept"
    DECLINE = "decline"
    QUESTION = "question"
    ANSWER = "answer"
    PROGRESS = "progress"
    PLAN = "plan"
    OFFER_LEAD = "offer_lead"
    RETRACT_OFFER = "retract_offer"
    TAKE_LEAD = "take_lead"
    REFUSE_LEAD = "refuse_lead"
    PASS_LEAD = "pass_lead"  # noqa: S105
    WITHDRAW = "withdraw"
    RETURN = "return"
    END = "end"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    RECEIPT = "receipt"

    @property
    def words(self) -> str:
        """What it is called."""
        return codes.label("letter_kind", self)


class Side(StrEnum):
    """Which office of an exchange."""

    ASKING = "asking"
    ASKED = "asked"

    @property
    def other(self) -> Side:
        """The office across."""
        return Side.ASKED if self is Side.ASKING else Side.ASKING


class Receipt(StrEnum):
    """What a receipt says of the letter it names."""

    KEPT = "kept"
    EXPIRED = "expired"
    """It came too late: only the header is kept, and it counts on neither side."""
    NUMBER_TAKEN = "number_taken"
    """Another letter has its number already: it is not kept."""
    FORGOTTEN = "forgotten"
    """Its writer was put back from a backup and goes on without it: it is not kept."""
    COPY = "copy"
    """It is the writer's own, which it no longer has: its header lies in the body."""
    HERE = "here"
    """Names no letter: says what the writer has, and asks the same of the other side."""


@dataclass(frozen=True)
class Rule:
    """What belongs to one kind of letter."""

    kind: LetterKind
    by: frozenset[Side]
    """Who may write it at all."""
    needs: tuple[str, ...] = ()
    """Terms it must have."""
    may: tuple[str, ...] = ()
    """Terms it may have beside those of every letter."""
    parts: frozenset[str] = frozenset()
    """Parts of the body that it may have."""
    carries: bool = False
    """Whether it hands on what somebody is told about a person: items, their basis, an expiry."""
    items_needed: bool = False
    """Whether it cannot be without items, but for `alone`."""
    alone: frozenset[str] = frozenset()
    """Parts that say nothing of the person: a letter of nothing but these needs no items."""
    reason: bool = False
    """Whether a reason must be written."""
    closes: bool = False
    at_once: bool = False
    """Whether it counts when it comes, whatever its writer knew that is not here yet."""
    always: bool = False
    """Whether it counts even if its writer was put back from a backup and forgot it."""
    receipted: bool = True
    """Whether a receipt goes out for it."""


_ASKING, _ASKED, _EITHER = frozenset({Side.ASKING}), frozenset({Side.ASKED}), frozenset(Side)
_WORDS = frozenset({"text"})
_WHY = frozenset({"text", "reason"})
_TOLD = frozenset({"text", "person", "sections", "shares", "view", "next", "files"})
_STANDING = frozenset({"text", "shares", "view", "next"})
_K = LetterKind

_RULES = (
    Rule(
        *(_K.REQUEST, _ASKING),
        may=("answer_by", "follows"),
        parts=_TOLD | {"title", "asked", "reason"},
        carries=True,
        items_needed=True,
    ),
    Rule(_K.ACCEPT, _ASKED, ("of",), ("next_by",), _STANDING),
    Rule(_K.DECLINE, _ASKED, ("of",), parts=_WHY, reason=True, closes=True, at_once=True),
    Rule(_K.QUESTION, _EITHER, (), ("answer_by",), _TOLD, carries=True),
    Rule(_K.ANSWER, _EITHER, ("reply_to",), ("next_by",), _TOLD, carries=True),
    Rule(
        *(_K.PROGRESS, _EITHER, (), ("next_by",), _TOLD),
        carries=True,
        items_needed=True,
        alone=frozenset({"shares", "view", "next"}),
    ),
    Rule(_K.PLAN, _EITHER, (), ("next_by",), _TOLD, carries=True, items_needed=True),
    Rule(_K.OFFER_LEAD, _EITHER, ("day",), ("until", "answer_by"), _STANDING | {"reason"}),
    Rule(_K.RETRACT_OFFER, _EITHER, ("of",), parts=_WHY, reason=True),
    Rule(_K.TAKE_LEAD, _EITHER, ("of",), ("next_by",), _STANDING),
    Rule(_K.REFUSE_LEAD, _EITHER, ("of",), parts=_WHY, reason=True),
    Rule(_K.PASS_LEAD, _EITHER, ("of",), ("next_by",), _STANDING),
    Rule(
        *(_K.WITHDRAW, _ASKING),
        parts=_WHY,
        reason=True,
        closes=True,
        at_once=True,
        always=True,
    ),
    Rule(_K.RETURN, _ASKED, parts=_WHY, reason=True, closes=True, at_once=True),
    Rule(_K.END, _EITHER, ("day",), parts=_WHY | {"shares", "view"}, reason=True, closes=True),
    Rule(
        *(_K.CONSENT_WITHDRAWN, _EITHER, ("consent", "day")),
        parts=_WHY,
        reason=True,
        at_once=True,
        always=True,
    ),
    Rule(
        *(_K.RECEIPT, _EITHER, ("result",), ("of",)),
        parts=frozenset({"copy"}),
        receipted=False,
    ),
)

KINDS = MappingProxyType({rule.kind: rule for rule in _RULES})
"""Every kind of letter with its rule."""
ENDS = tuple(rule.kind for rule in _RULES if rule.closes)
CARRYING = tuple(rule.kind for rule in _RULES if rule.carries)
LEAD_KINDS = (_K.OFFER_LEAD, _K.RETRACT_OFFER, _K.TAKE_LEAD, _K.REFUSE_LEAD, _K.PASS_LEAD)
