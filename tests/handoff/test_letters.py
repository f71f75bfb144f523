"""A letter's header: one spelling, one id, and one coded refusal for whatever is not a letter."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import codes
from app.errors import LetterRefused
from app.handoff.letters.kinds import CARRYING, KINDS, ExchangeKind, LetterKind, Receipt, Side
from app.handoff.letters.letter import Letter, exchange_id, known_letter, letter_from
from app.handoff.letters.numbers import Numbers, numbers, regular
from tests.conftest import examples
from tests.handoff.one_exchange import GUNMA, KUSHIRO, SAPPORO, SHIMANE, Pair, known

TERMS = {
    "of": "0" * 64,
    "reply_to": "1" * 64,
    "day": "2026-12-24",
    "consent": "c1",
    "result": Receipt.KEPT,
}


def one_of_each() -> list[Letter]:
    """A letter of every kind by whoever may write it."""
    pair = Pair()
    for kind, rule in KINDS.items():
        sender = GUNMA if Side.ASKING in rule.by else SHIMANE
        terms = {name: TERMS[name] for name in rule.needs}
        if kind is LetterKind.RECEIPT:
            terms["of"] = TERMS["of"]
        pair.write(sender, kind, **terms)
    return pair.written


LETTERS = one_of_each()


def changed(letter: Letter, **changes: Any) -> bytes:
    """The header of a letter with other values, spelled as it should be."""
    values = {**json.loads(letter.header), **changes}
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.kind)
def test_every_kind_is_read_as_it_was_written(letter: Letter) -> None:
    read = letter_from(letter.header)
    known = known_letter(letter.header)
    assert known == read and {**vars(known), "side": 0} == {**vars(read), "side": 0}
    assert read == letter
    assert read.id == letter.id
    assert vars(read).keys() >= {"exchange_id", "terms"}
    for name in ("kind", "seq", "sender", "recipient", "written", "items", "consent_id"):
        assert getattr(read, name) == getattr(letter, name)
    assert dict(read.terms) == dict(letter.terms)
    assert dict(read.knows) == dict(letter.knows)


def test_every_kind_and_every_exchange_has_its_word() -> None:
    for kind in LetterKind:
        assert kind.words != kind.value
    for exchange in ExchangeKind:
        assert exchange.words != exchange.value
    assert {row.code for row in codes.table("letter_kind")} == set(LetterKind)
    assert {row.code for row in codes.table("exchange_kind")} == set(ExchangeKind)
    assert KINDS.keys() == set(LetterKind)


def test_the_highest_number_is_a_number() -> None:
    request = next(one for one in LETTERS if one.kind is LetterKind.REQUEST)
    assert letter_from(changed(request, seq=2**31 - 1)).seq == 2**31 - 1


WRONG: dict[str, dict[str, Any]] = {
    "a new field": {"extra": 1},
    "no number": {"seq": 0},
    "true as a number": {"seq": True},
    "a number as text": {"seq": "1"},
    "a number too high": {"seq": 2**31},
    "an unknown kind": {"kind": "order"},
    "a kind that is no text": {"kind": ["request"]},
    "an unknown exchange kind": {"exchange_kind": "other"},
    "another exchange kind": {"exchange_kind": "special"},
    "an office in capitals": {"sender": GUNMA.upper()},
    "a third office": {"sender": SAPPORO},
    "to itself": {"recipient": GUNMA},
    "asked by the other side": {"sender": SHIMANE, "recipient": GUNMA},
    "another exchange": {"exchange": "0" * 32},
    "a moment without zone": {"written": "2026-11-09T09:00:00"},
    "a day that is none": {"written": "2026-02-30T09:00:00Z"},
    "an expiry that is no day": {"expires": "2026-13-01"},
    "an expiry with a time": {"expires": "2026-12-01T00:00"},
    "expiry 0": {"expires": 0},
    "items out of order": {"items": ["plan", "identity"]},
    "an item twice": {"items": ["plan", "plan"]},
    "an item in Japanese": {"items": ["計画"]},
    "no items at all": {"items": []},
    "items as text": {"items": "plan"},
    "no consent": {"consent": ""},
    "consent null": {"consent": None},
    "consent with a path": {"consent": "../x"},
    "no basis": {"terms": {}},
    "another basis with a consent": {"terms": {"basis": "law"}},
    "a term of another kind": {"terms": {"basis": "consent", "of": "0" * 64}},
    "a term that is no text": {"terms": {"basis": "consent", "answer_by": 20261201}},
    "a term that is no day": {"terms": {"basis": "consent", "answer_by": "soon"}},
    "a list of terms": {"terms": []},
    "knows a third office": {"knows": {SAPPORO: [[1, 1]]}},
    "knows itself": {"knows": {GUNMA: [[1, 1]]}},
    "knows backwards": {"knows": {SHIMANE: [[3, 2]]}},
    "knows spans that touch": {"knows": {SHIMANE: [[1, 2], [3, 4]]}},
    "knows nothing, spelled out": {"knows": {SHIMANE: []}},
    "knows triples": {"knows": {SHIMANE: [[1, 2, 3]]}},
    "knows numbers below one": {"knows": {SHIMANE: [[0, 2]]}},
    "holds a list": {"holds": []},
}


@pytest.mark.parametrize("name", WRONG)
def test_one_wrong_field_refuses_the_letter(name: str) -> None:
    with pytest.raises(LetterRefused) as refusal:
        letter_from(changed(LETTERS[0], **WRONG[name]))
    assert refusal.value.where == "content"


def test_a_header_has_one_spelling() -> None:
    header = LETTERS[0].header
    for other in (header + b" ", header.replace(b":", b": ", 1), b"", b"[]", b"null", b"\xff"):
        with pytest.raises(LetterRefused) as refusal:
            letter_from(other)
        assert refusal.value.where == "content"


def test_a_letter_of_a_later_program_says_so() -> None:
    with pytest.raises(LetterRefused) as refusal:
        letter_from(changed(LETTERS[0], v=2, more="x"))
    assert refusal.value.where == "version"


@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind not in CARRYING])
def test_what_carries_nothing_names_no_items_and_does_not_expire(kind: LetterKind) -> None:
    letter = next(one for one in LETTERS if one.kind is kind)
    for change in ({"items": ["plan"]}, {"expires": "2026-12-01"}, {"consent": "c1"}):
        with pytest.raises(LetterRefused):
            letter_from(changed(letter, **change))


@pytest.mark.parametrize("kind", [kind for kind, rule in KINDS.items() if rule.needs])
def test_what_a_kind_needs_is_there(kind: LetterKind) -> None:
    letter = next(one for one in LETTERS if one.kind is kind)
    for name in KINDS[kind].needs:
        terms = {key: value for key, value in letter.terms.items() if key != name}
        with pytest.raises(LetterRefused):
            letter_from(changed(letter, terms=terms))


def test_what_was_told_by_phone_needs_no_basis_of_ours() -> None:
    pair = Pair()
    told = pair.write(SHIMANE, LetterKind.PROGRESS, items=(), told="phone")
    assert letter_from(told.header) == told


def test_sapporo_and_kushiro_are_two_offices() -> None:
    pair = Pair(asking=SAPPORO, asked=KUSHIRO)
    request = pair.write(SAPPORO, LetterKind.REQUEST)
    accept = pair.write(KUSHIRO, LetterKind.ACCEPT, of=request.id)
    assert (request.side, accept.side) == (Side.ASKING, Side.ASKED)
    assert (accept.asking, accept.asked) == (SAPPORO, KUSHIRO)


def test_the_id_of_an_exchange_says_who_asks_whom_and_what() -> None:
    made = {
        exchange_id("0" * 16, kind, asking, asked)
        for kind in ExchangeKind
        for asking in (GUNMA, SHIMANE, SAPPORO)
        for asked in (GUNMA, SHIMANE, SAPPORO)
    }
    assert len(made) == 27
    assert {len(one) for one in made} == {32}


def test_a_moment_is_kept_to_the_second_in_utc() -> None:
    assert LETTERS[0].written.tzinfo is UTC
    letter = letter_from(changed(LETTERS[0], written="2026-11-09T00:00:01Z"))
    assert letter.written == datetime(2026, 11, 9, 0, 0, 1, tzinfo=UTC)
    assert letter_from(changed(LETTERS[0], expires="2027-01-31")).expires == date(2027, 1, 31)


NUMBERS = st.sets(st.integers(1, 40))


@given(NUMBERS, NUMBERS)
@settings(max_examples=examples(100), deadline=None)
def test_spans_are_the_set_they_stand_for(some: set[int], others: set[int]) -> None:
    spans = numbers(some)
    assert regular(spans.spans)
    assert {number for number in range(50) if number in spans} == some
    assert spans.last == max(some, default=0)
    assert spans.without(numbers(others)) == numbers(some - others)
    assert bool(spans) == bool(some)


def test_a_claim_to_have_everything_costs_nothing() -> None:
    claimed = Numbers(((1, 2**31 - 1),))
    assert claimed.without(numbers([5])).spans == ((1, 4), (6, 2**31 - 1))
    assert known([]) == {}


@given(st.binary(max_size=200))
@settings(max_examples=examples(100), deadline=None)
def test_bytes_that_are_no_letter_are_refused(data: bytes) -> None:
    with pytest.raises(LetterRefused):
        letter_from(data)


@given(st.data())
@settings(max_examples=examples(150), deadline=None)
def test_any_other_byte_is_another_letter_or_none(data: st.DataObject) -> None:
    letter = data.draw(st.sampled_from(LETTERS))
    header = bytearray(letter.header)
    place = data.draw(st.integers(0, len(header) - 1))
    header[place] ^= data.draw(st.integers(1, 255))
    try:
        read = letter_from(bytes(header))
    except LetterRefused as refusal:
        assert refusal.where in ("content", "version")
    else:
        assert read != letter
        assert read.header == bytes(header)
