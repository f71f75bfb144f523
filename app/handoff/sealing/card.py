"""相手先カード: a small file with which an office makes itself known, signed by the key that is on it.

It proves nothing by itself: whoever takes it in compares the check words by phone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature

from app.handoff.sealing import strict_json
from app.handoff.sealing.files import read_whole
from app.handoff.sealing.keys import OwnKeys, PublicKeys
from app.handoff.sealing.refusals import refused
from app.handoff.sealing.strict_json import Limits, NotStrict
from app.staff.office_kind import OfficeKind

CARD_ENDING = ".teichaku-card"
LARGEST_CARD = 4 * 1024
LONGEST_NAME = 100
_FORMAT, _VERSION = "teichaku.card", 1
_LIMITS = Limits(size=LARGEST_CARD, text=200, values=40, depth=2)
_SIGNED_PREFIX = b"TEICHAKU card 1\n"
_ID = re.compile(r"[0-9a-f]{32}")
_PREFECTURE = re.compile(r"0[1-9]|[1-3][0-9]|4[0-7]")
_HEX = re.compile(r"(?:[0-9a-f]{2})+")
_MOST_CENTERS = 99
_NOT_IN_NAMES = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@dataclass(frozen=True)
class Card:
    """An office as it says itself; `identity` is the id of its own record, `prefecture` a JIS code."""

    identity: str
    kind: OfficeKind
    name: str
    prefecture: str
    center_no: int | None
    keys: PublicKeys
    made_on: date

    def __post_init__(self) -> None:
        centre = self.kind is OfficeKind.CENTRE
        good = (
            _ID.fullmatch(self.identity)
            and _PREFECTURE.fullmatch(self.prefecture)
            and _is_name(self.name)
            and (self.center_no is None or (centre and 0 < self.center_no <= _MOST_CENTERS))
        )
        if not good:
            raise ValueError("not a card of an office")


def write_card(card: Card, keys: OwnKeys) -> bytes:
    """The file of our own card, signed with our key."""
    if card.keys != keys.public:
        raise ValueError("the card is not of these keys")
    document = _document(card)
    signature = keys.signing_key.sign(_SIGNED_PREFIX + strict_json.write(document, _LIMITS))
    return strict_json.write({**document, "signature": signature.hex()}, _LIMITS)


def read_card_file(path: Path) -> Card:
    """The card in a file; LetterRefused with one code when it is none."""
    return read_card(read_whole(path, LARGEST_CARD, "card_too_large"))


def read_card(data: bytes) -> Card:
    """The card in these bytes; LetterRefused with one code when it is none."""
    if len(data) > LARGEST_CARD:
        raise refused("card_too_large")
    try:
        document = strict_json.read(data, _LIMITS)
    except NotStrict:
        raise refused("card_not_card") from None
    if document.get("format") != _FORMAT:
        raise refused("card_not_card")
    version = document.get("version")
    if version is True or version != _VERSION:  # True equals 1
        raise refused("card_version")
    keys = _keys(document)
    try:
        signature = _bytes(document.pop("signature"))
        card = _card(document, keys)
    except (KeyError, TypeError, ValueError):
        raise refused("card_content") from None
    try:
        keys.signing_key.verify(signature, _SIGNED_PREFIX + strict_json.write(document, _LIMITS))
    except InvalidSignature:
        raise refused("card_signature") from None
    return card


def _keys(document: Mapping[str, Any]) -> PublicKeys:
    try:
        return PublicKeys(_bytes(document["sign"]), _bytes(document["seal"]))
    except (KeyError, TypeError, ValueError):
        raise refused("card_keys") from None


def _card(document: Mapping[str, Any], keys: PublicKeys) -> Card:
    number = document["center_no"]
    if number is not None and type(number) is not int:
        raise TypeError("center_no")
    if not isinstance(document["name"], str):
        raise TypeError("name")
    card = Card(
        identity=document["identity"],
        kind=OfficeKind(document["kind"]),
        name=document["name"],
        prefecture=document["prefecture"],
        center_no=number,
        keys=keys,
        made_on=date.fromisoformat(document["made_on"]),
    )
    # One spelling of every field, and none beside them.
    if _document(card) != document:
        raise ValueError("spelling")
    return card


def _document(card: Card) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "identity": card.identity,
        "kind": str(card.kind),
        "name": card.name,
        "prefecture": card.prefecture,
        "center_no": card.center_no,
        "sign": card.keys.sign.hex(),
        "seal": card.keys.seal.hex(),
        "made_on": card.made_on.isoformat(),
    }


def _bytes(text: str) -> bytes:
    if not _HEX.fullmatch(text):
        raise ValueError("hex")
    return bytes.fromhex(text)


def _is_name(name: str) -> bool:
    hidden = any(unicodedata.category(one) in _NOT_IN_NAMES for one in name)
    return name == name.strip() != "" and len(name) <= LONGEST_NAME and not hidden
