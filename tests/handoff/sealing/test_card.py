"""A partner's card: it comes out as it went in, and says nothing that its own key did not sign."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.errors import LetterRefused
from app.handoff.sealing.card import Card, read_card, read_card_file, write_card
from app.staff.office_kind import OfficeKind
from tests.handoff.sealing.forging import GUNMA, SHIMANE
from tests.handoff.sealing.test_strict_json import VALUES

CARD = Card(
    identity="0123456789abcdef0123456789abcdef",
    kind=OfficeKind.CENTRE,
    name="島根県地域生活定着支援センター",
    prefecture="32",
    center_no=32,
    keys=SHIMANE.public,
    made_on=date(2026, 11, 28),
)
WRITTEN = write_card(CARD, SHIMANE)
DOCUMENT = json.loads(WRITTEN)
SIGNED_PREFIX = b"TEICHAKU card 1\n"


def spelled(document: dict[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def signed(document: dict[str, Any]) -> bytes:
    """Any card, with a good signature of the key on it."""
    plain = {name: value for name, value in document.items() if name != "signature"}
    signature = SHIMANE.signing_key.sign(SIGNED_PREFIX + spelled(plain))
    return spelled({**plain, "signature": signature.hex()})


def refusal(data: bytes) -> str:
    with pytest.raises(LetterRefused) as caught:
        read_card(data)
    return caught.value.where


NAMES = some.text(
    some.characters(categories=["Lo", "Nd", "Mn", "So"]), min_size=1, max_size=100
).filter(lambda name: name == name.strip())


@given(NAMES, some.dates(), some.none() | some.integers(1, 48))
def test_a_card_comes_out_as_it_went_in(name: str, made_on: date, number: int | None) -> None:
    card = replace(CARD, name=name, made_on=made_on, center_no=number)
    written = write_card(card, SHIMANE)
    assert read_card(written) == card
    assert len(written) < 4_096


def test_a_probation_office_has_a_card_too(tmp_path: Path) -> None:
    card = replace(CARD, kind=OfficeKind.PROBATION, name="前橋保護観察所", center_no=None)
    file = tmp_path / "前橋.teichaku-card"
    file.write_bytes(write_card(card, SHIMANE))
    assert read_card_file(file) == card


def test_a_card_is_signed_by_the_key_that_is_on_it() -> None:
    with pytest.raises(ValueError, match="not of these keys"):
        write_card(CARD, GUNMA)
    assert signed(DOCUMENT) == WRITTEN
    for key in ("sign", "seal"):
        other = getattr(GUNMA.public, key).hex()
        assert refusal(spelled({**DOCUMENT, key: other})) == "card_signature"
    assert refusal(spelled({**DOCUMENT, "name": "島根県"})) == "card_signature"
    assert refusal(spelled({**DOCUMENT, "signature": "00" * 64})) == "card_signature"
    assert refusal(spelled({**DOCUMENT, "signature": "00"})) == "card_signature"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"format": "teichaku.office"}, "card_not_card"),
        ({"format": None}, "card_not_card"),
        ({"version": 2}, "card_version"),
        ({"version": "1"}, "card_version"),
        ({"version": True}, "card_version"),
        ({"sign": ""}, "card_keys"),
        ({"sign": 5}, "card_keys"),
        ({"sign": "00" * 31}, "card_keys"),
        ({"sign": SHIMANE.public.sign.hex().upper()}, "card_keys"),
        ({"seal": "04" + "00" * 64}, "card_keys"),
        ({"seal": SHIMANE.public.seal.hex()[:-2]}, "card_keys"),
        ({"identity": "0123"}, "card_content"),
        ({"identity": None}, "card_content"),
        ({"kind": "police"}, "card_content"),
        ({"kind": "probation"}, "card_content"),
        ({"name": ""}, "card_content"),
        ({"name": " 島根"}, "card_content"),
        ({"name": "島根\n群馬"}, "card_content"),
        ({"name": "\u202e根島"}, "card_content"),
        ({"name": "島" * 101}, "card_content"),
        ({"name": ["島"]}, "card_content"),
        ({"prefecture": "48"}, "card_content"),
        ({"prefecture": 32}, "card_content"),
        ({"center_no": 0}, "card_content"),
        ({"center_no": 100}, "card_content"),
        ({"center_no": True}, "card_content"),
        ({"center_no": "32"}, "card_content"),
        ({"made_on": "2026-02-30"}, "card_content"),
        ({"made_on": "20261128"}, "card_content"),
        ({"made_on": "2026-W48-6"}, "card_content"),
        ({"made_on": 0}, "card_content"),
        ({"more": 1}, "card_content"),
        ({"name": {"a": {"b": {"c": 1}}}}, "card_not_card"),
        ({"more": "x" * 5_000}, "card_too_large"),
    ],
    ids=str,
)
def test_what_is_no_card_is_refused_however_well_it_is_signed(
    changed: dict[str, Any], code: str
) -> None:
    assert refusal(signed({**DOCUMENT, **changed})) == code


@pytest.mark.parametrize("name", sorted(DOCUMENT))
def test_a_card_without_a_field_is_refused(name: str) -> None:
    rest = {other: value for other, value in DOCUMENT.items() if other != name}
    assert refusal(spelled(rest)).startswith("card_")


@given(some.sampled_from(sorted(DOCUMENT)), VALUES)
def test_any_value_in_a_card_is_read_as_it_is_or_refused(name: str, value: Any) -> None:
    document = {**DOCUMENT, name: value}
    try:
        card = read_card(signed(document))
    except LetterRefused as error:
        assert error.where.startswith("card_")
    else:
        assert name == "signature" or getattr(card, name) == value


def test_other_files_are_no_cards(tmp_path: Path) -> None:
    assert refusal(b"") == "card_not_card"
    assert refusal(b"[]") == "card_not_card"
    assert refusal(WRITTEN + b"\n") == "card_not_card"
    assert refusal(bytes(4_096)) == "card_not_card"
    assert refusal(bytes(4_097)) == "card_too_large"
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(2**31)
    with pytest.raises(LetterRefused) as caught:
        read_card_file(large)
    assert caught.value.where == "card_too_large"
