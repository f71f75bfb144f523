"""The signed header of a letter: one spelling, one id, every field read strictly."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from app.handoff.letters import fields
from app.handoff.letters.kinds import KINDS, ExchangeKind, LetterKind, Side
from app.handoff.letters.numbers import LARGEST, MOST_SPANS, Numbers, regular
from app.handoff.letters.terms import TOLD, read_terms
from app.handoff.sealing import strict_json
from app.handoff.sealing.refusals import refused

VERSION = 1
NONCE = 16
"""How many hex digits of the id of an exchange are random; as many say whose it is."""
LIMITS = strict_json.Limits(size=256 * 1024, text=2_000)
_NAMES = frozenset(
    (
        *("v", "exchange", "exchange_kind", "sender", "recipient", "seq", "kind", "knows"),
        *("written", "expires", "consent", "items", "terms", "holds"),
    )
)
Member = TypeVar("Member", bound=StrEnum)
Knows = Mapping[str, Numbers]
"""Per office the numbers of its letters in this exchange that somebody has."""


@dataclass(frozen=True, eq=False)
class Letter:
    """One letter as far as it is signed; two are the same when their headers are."""

    exchange_id: str
    exchange_kind: ExchangeKind
    sender: str
    recipient: str
    seq: int
    """Its number among the letters of its sender in this exchange."""
    kind: LetterKind
    written: datetime
    knows: Knows = field(default_factory=lambda: MappingProxyType({}))
    """The letters its writer had, its own too."""
    expires: date | None = None
    consent_id: str = ""
    """The consent it stands on, by the id it has at its sender."""
    items: tuple[str, ...] = ()
    """What it hands on: codes of `info_item`, sorted."""
    terms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    holds: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """Sizes and hashes of the body and the attachments, as sealing made them."""

    def __post_init__(self) -> None:
        # As the header spells it, so that the writer sees the same letter as the reader.
        object.__setattr__(self, "written", self.written.astimezone(UTC).replace(microsecond=0))

    @cached_property
    def header(self) -> bytes:
        """The bytes that are signed."""
        return header_bytes(self)

    @cached_property
    def id(self) -> str:
        """The SHA-256 of the header."""
        return hashlib.sha256(self.header).hexdigest()

    @cached_property
    def side(self) -> Side:
        """Which side of the exchange wrote it."""
        return _side(self.exchange_id, self.exchange_kind, self.sender, self.recipient)

    @property
    def asking(self) -> str:
        """The office that asks."""
        return self.sender if self.side is Side.ASKING else self.recipient

    @property
    def asked(self) -> str:
        """The office that is asked."""
        return self.recipient if self.side is Side.ASKING else self.sender

    def knew(self, other: Letter) -> bool:
        """Whether the writer had the other letter (by its number)."""
        return other.seq in self.knows.get(other.sender, Numbers())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Letter) and self.header == other.header

    def __hash__(self) -> int:
        return hash(self.id)


def exchange_id(nonce: str, kind: ExchangeKind, asking: str, asked: str) -> str:
    """The id of a new exchange; `nonce` is 16 random hex digits.

    It says which two offices write to each other, who asks and what about, so that no letter can
    bring a third office or another asking side into it.
    """
    said = f"teichaku exchange 1|{nonce}|{kind}|{asking}|{asked}"
    return nonce + hashlib.sha256(said.encode()).hexdigest()[:NONCE]


def _side(exchange: str, kind: ExchangeKind, sender: str, recipient: str) -> Side:
    nonce = exchange[:NONCE]
    if exchange == exchange_id(nonce, kind, sender, recipient):
        return Side.ASKING
    if exchange == exchange_id(nonce, kind, recipient, sender):
        return Side.ASKED
    return fields.wrong()


def header_bytes(letter: Letter) -> bytes:
    """The one spelling of a header."""
    found = {
        "v": VERSION,
        "exchange": letter.exchange_id,
        "exchange_kind": str(letter.exchange_kind),
        "sender": letter.sender,
        "recipient": letter.recipient,
        "seq": letter.seq,
        "kind": str(letter.kind),
        "knows": {
            office: [list(span) for span in known.spans] for office, known in letter.knows.items()
        },
        "written": fields.spelled(letter.written),
        "expires": letter.expires and letter.expires.isoformat(),
        "consent": letter.consent_id,
        "items": list(letter.items),
        "terms": dict(letter.terms),
        "holds": dict(letter.holds),
    }
    return strict_json.write(found, LIMITS)


def letter_from(header: bytes) -> Letter:
    """The letter of a header whose signature holds; `LetterRefused` for one wrong field."""
    try:
        found = strict_json.read(header, LIMITS)
    except strict_json.NotStrict:
        found = {}
    if found.get("v") != VERSION and isinstance(found.get("v"), int):
        raise refused("version")
    if found.keys() != _NAMES:
        fields.wrong()
    letter = _made(found)
    _agrees(letter)
    if letter.header != header:
        fields.wrong()
    return letter


def known_letter(header: bytes) -> Letter:
    """The letter of a header that `letter_from` read before it was kept: a tenth of the work."""
    letter = _made(json.loads(header))
    vars(letter)["header"] = header
    return letter


def _made(found: Mapping[str, Any]) -> Letter:
    kind = _one_of(LetterKind, found["kind"])
    return Letter(
        exchange_id=fields.matching(found["exchange"], fields.EXCHANGE),
        exchange_kind=_one_of(ExchangeKind, found["exchange_kind"]),
        sender=fields.matching(found["sender"], fields.OFFICE),
        recipient=fields.matching(found["recipient"], fields.OFFICE),
        seq=fields.whole(found["seq"], 1, LARGEST),
        kind=kind,
        knows=_knows(found["knows"]),
        written=fields.moment(found["written"]),
        expires=None if found["expires"] is None else fields.day(found["expires"]),
        consent_id=""
        if found["consent"] == ""
        else fields.matching(found["consent"], fields.CONSENT),
        items=fields.codes_of(found["items"]),
        terms=read_terms(kind, fields.named(found["terms"])),
        holds=MappingProxyType(fields.named(found["holds"])),
    )


def _one_of(kind: type[Member], value: object) -> Member:
    if not isinstance(value, str) or value not in set(kind):
        fields.wrong()
    return kind(value)


def _knows(value: object) -> Knows:
    known: dict[str, Numbers] = {}
    for office, spans in fields.named(value).items():
        pairs = [fields.listed(span, 2) for span in fields.listed(spans, MOST_SPANS)]
        if not pairs or any(len(pair) != 2 for pair in pairs):
            fields.wrong()
        found = tuple(
            (fields.whole(first, 1, LARGEST), fields.whole(last, 1, LARGEST))
            for first, last in pairs
        )
        if not regular(found):
            fields.wrong()
        known[office] = Numbers(found)
    return MappingProxyType(known)


def _of_shares(letter: Letter) -> bool:
    """Whether it brings 分担 and may do so alone; that its body says nothing else is checked there."""
    return bool(KINDS[letter.kind].alone) and "shares" in letter.terms


def _agrees(letter: Letter) -> None:
    """Refuse a letter whose fields contradict each other."""
    rule = KINDS[letter.kind]
    carried = bool(letter.items)
    basis = letter.terms.get("basis", "")
    told = TOLD in letter.terms
    fits = (
        letter.sender != letter.recipient
        and letter.knows.keys() <= {letter.sender, letter.recipient}
        and letter.knows.get(letter.sender, Numbers()).last < letter.seq
        and (rule.carries or not (carried or letter.expires or letter.consent_id))
        and (carried or not rule.items_needed or told or _of_shares(letter))
        and (carried or not (basis or letter.consent_id))
        and (not carried or bool(basis) or told)
        and (basis == "consent") == bool(letter.consent_id)
    )
    # The side is made from the id of the exchange: a third office, or the wrong one asking, is refused.
    if not fits or (letter.kind is LetterKind.REQUEST and letter.side is Side.ASKED):
        fields.wrong()
    _side(letter.exchange_id, letter.exchange_kind, letter.sender, letter.recipient)
