"""One spelling for every value, and nothing that is dear to read is ever parsed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.handoff.sealing import strict_json
from app.handoff.sealing.strict_json import LARGEST_NUMBER, Limits, NotStrict

LIMITS = Limits(size=4_000_000, text=1_000)
TEXTS = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
VALUES = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-LARGEST_NUMBER, LARGEST_NUMBER)
    | TEXTS
    | some.sampled_from(
        ["か\u3099", "が", "葛\U000e0100", "𠮷", '"\\/\b\f\n\r\t', "\u202e", "\x7f"]
    ),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = some.dictionaries(TEXTS, VALUES, max_size=5)


def why(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(NotStrict) as caught:
        strict_json.read(data, limits)
    return caught.value.code


@given(OBJECTS)
def test_what_is_written_is_read_again_and_has_one_spelling(value: dict[str, Any]) -> None:
    written = strict_json.write(value, LIMITS)
    assert strict_json.read(written, LIMITS) == value == json.loads(written)
    turned = dict(reversed(value.items()))
    assert strict_json.write(turned, LIMITS) == written


@given(some.binary(max_size=60) | OBJECTS.map(lambda value: json.dumps(value).encode()))
def test_other_bytes_are_refused_or_are_the_one_spelling(data: bytes) -> None:
    try:
        value = strict_json.read(data, LIMITS)
    except NotStrict:
        return
    assert strict_json.write(value, LIMITS) == data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":1,"a":2}', "repeated"),
        (b'{"a":{"b":1,"b":1}}', "repeated"),
        (b'{"a":1,"\\u0061":2}', "repeated"),
        (b'{"a":NaN}', "number"),
        (b'{"a":Infinity}', "number"),
        (b'{"a":-Infinity}', "number"),
        (b'{"a":1.0}', "number"),
        (b'{"a":1e9}', "number"),
        (b'{"a":9007199254740992}', "number"),
        (b'{"a":' + b"9" * 3_000_000 + b"}", "number"),
        (b'{"a":-0}', "spelling"),
        (b'{"a":01}', "form"),
        (b'{"a":"\\u0000"}', "nul"),
        (b'{"\\u0000":1}', "nul"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"a":"\xed\xa0\x80"}', "encoding"),
        (b'{"a":"\xff"}', "encoding"),
        (b'\xef\xbb\xbf{"a":1}', "form"),
        (b'{"a":"' + b"x" * 1_001 + b'"}', "text_length"),
        (b'{"' + b"x" * 1_001 + b'":1}', "text_length"),
        (b'{"b":1,"a":1}', "spelling"),
        (b'{"a": 1}', "spelling"),
        (b'{"a":1}\n', "spelling"),
        (b'{"a":"\\u3042"}', "spelling"),
        (b'{"a":"\\/"}', "spelling"),
        (b"[1]", "form"),
        (b'"a"', "form"),
        (b"null", "form"),
        (b"", "form"),
        (b'{"a":1', "depth"),
        (b'{"a":"b', "depth"),
        (b'{"a":1}{"a":1}', "form"),
        (b'{"a":"\n"}', "form"),
        (b"{'a':1}", "form"),
        (b'{"a":' + b"[" * 20 + b"]" * 20 + b"}", "depth"),
        (b"[" * 10_000 + b"]" * 10_000, "depth"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "depth"),
        (b"[" * 3_999_999, "depth"),
        (b'{"a":[' + b"1," * 200_000 + b"1]}", "values"),
        (b'{"a":[' + b"{}," * 200_000 + b"1]}", "values"),
        (b'{"' + b'\\"' * 1_900_000, "depth"),
        (b'{"a":"' + b"x" * 4_000_000 + b'"}', "size"),
    ],
    ids=lambda value: value[:24].decode(errors="replace") if isinstance(value, bytes) else value,
)
def test_each_kind_of_other_bytes_has_its_code_at_once(data: bytes, code: str) -> None:
    began = time.process_time()
    assert why(data) == code
    assert time.process_time() - began < 1


def test_as_deep_and_as_many_as_allowed_is_read() -> None:
    deep = b'{"a":' + b"[" * 19 + b"]" * 19 + b"}"
    assert strict_json.write(strict_json.read(deep, LIMITS), LIMITS) == deep
    many = b'{"a":[' + b"1," * 199_000 + b"1]}"
    assert len(strict_json.read(many, LIMITS)["a"]) == 199_001
    brackets = strict_json.read(b'{"a":"' + b"[{" * 500 + b'"}', LIMITS)
    assert len(brackets["a"]) == 1_000


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"a": float("nan")}, "number"),
        ({"a": 1.5}, "number"),
        ({"a": 2**53}, "number"),
        ({"a": "\0"}, "nul"),
        ({"a": "\udfff"}, "surrogate"),
        ({"a": b"x"}, "form"),
        ({1: "x"}, "form"),
        ({"a": ("x",)}, "form"),
        ({"a": "x" * 1_001}, "text_length"),
        ({"a": ["x" * 1_000] * 4_000}, "size"),
        ({"a": [None] * 200_001}, "values"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_could_not_be_read_again_is_not_written(value: dict[Any, Any], code: str) -> None:
    with pytest.raises(NotStrict) as caught:
        strict_json.write(value, LIMITS)
    assert caught.value.code == code


def test_a_loop_of_values_is_not_written() -> None:
    value: dict[str, Any] = {}
    value["a"] = value
    with pytest.raises(NotStrict) as caught:
        strict_json.write(value, LIMITS)
    assert caught.value.code == "depth"


def test_a_refusal_holds_nothing_of_the_text() -> None:
    with pytest.raises(NotStrict) as caught:
        strict_json.read('{"氏名":"見本 澪子",}'.encode(), LIMITS)
    error = caught.value
    assert error.__context__ is None
    assert "見本" not in repr(error)
