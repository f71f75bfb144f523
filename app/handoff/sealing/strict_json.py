"""JSON as letters and cards carry it: one spelling for every value, read within limits.

Objects, lists, texts, whole numbers, true, false and null. Whatever could be read in two ways, or
makes reading dear, is refused: how deep and how many is counted before anything is parsed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

LARGEST_NUMBER = 2**53 - 1
"""Whole numbers that every JSON reader keeps exactly."""
_DIGITS = 17
"""Characters of the longest of them, with its sign."""
# Possessive, and the closing quote may be missing: one pass, whatever the text.
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_TO_SQUARE = bytes.maketrans(b"{}", b"[]")
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
Value = Any


@dataclass(frozen=True)
class Limits:
    """How much is read at most: bytes, levels, values in all, characters of one text."""

    size: int
    text: int
    values: int = 200_000
    depth: int = 20


class NotStrict(ValueError):
    """Bytes or values that are not this JSON; `code` says why and nothing of what they say."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def write(value: dict[str, Value], limits: Limits) -> bytes:
    """The one spelling: UTF-8, names sorted, no spaces, texts as they are; NotStrict if it has none."""
    _check(value, limits, limits.depth)
    data = _spelled(value)
    if len(data) > limits.size:
        raise NotStrict("size")
    _count(data, limits)
    return data


def read(data: bytes | memoryview, limits: Limits) -> dict[str, Value]:
    """The object that `write` gave these bytes for; NotStrict for any other bytes."""
    if len(data) > limits.size:
        raise NotStrict("size")
    written = bytes(data)
    _count(written, limits)
    value = _parsed(written)
    if not isinstance(value, dict):
        raise NotStrict("form")
    _check(value, limits, limits.depth)
    if _spelled(value) != written:
        raise NotStrict("spelling")
    return value


def _count(data: bytes, limits: Limits) -> None:
    outside = _TEXT.sub(b"", data)
    brackets = outside.translate(_TO_SQUARE, _NOT_BRACKETS)
    values = outside.count(b",") + len(brackets) // 2
    for _ in range(limits.depth):
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise NotStrict("depth")
    if values > limits.values:
        raise NotStrict("values")


def _parsed(data: bytes) -> Value:
    try:
        return json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except NotStrict:
        raise
    except UnicodeDecodeError:
        code = "encoding"
    except ValueError:
        code = "form"
    # Raised out here: what `json` raises holds the whole text.
    raise NotStrict(code)


def _object(pairs: Sequence[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotStrict("repeated")
    return found


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise NotStrict("number")
    return int(digits)


def _no_number(text: str) -> NoReturn:
    raise NotStrict("number")


def _check(value: Value, limits: Limits, levels: int) -> None:
    if isinstance(value, str):
        _check_text(value, limits)
    elif isinstance(value, (dict, list)):
        if not levels:
            raise NotStrict("depth")
        for inner in value.values() if isinstance(value, dict) else value:
            _check(inner, limits, levels - 1)
        for name in value if isinstance(value, dict) else ():
            if not isinstance(name, str):
                raise NotStrict("form")
            _check_text(name, limits)
    elif isinstance(value, int):
        if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
            raise NotStrict("number")
    elif value is not None:
        raise NotStrict("number" if isinstance(value, float) else "form")


def _check_text(text: str, limits: Limits) -> None:
    if len(text) > limits.text:
        raise NotStrict("text_length")
    if "\0" in text:
        raise NotStrict("nul")
    if _SURROGATE.search(text):
        raise NotStrict("surrogate")


def _spelled(value: dict[str, Value]) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()
