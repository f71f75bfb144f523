"""A body as bytes and back: empty parts are left out, anything unknown refuses the letter."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.calendar.partial import PartialDate
from app.errors import LetterRefused
from app.handoff.letters import fields
from app.handoff.letters.body import (
    Body,
    Certificate,
    Copy,
    Person,
    Section,
    Share,
    View,
    beside_alone,
    misplaced,
    outside,
)
from app.handoff.letters.letter import Letter
from app.handoff.letters.terms import TOLD
from app.handoff.sealing import strict_json
from app.handoff.sealing.refusals import refused

LONG, SHORT = 20_000, 200
LIMITS = strict_json.Limits(size=4 * 1024 * 1024, text=100_000)
MOST_SECTIONS, MOST_ROWS, MOST_SHARES, MOST_CERTIFICATES, MOST_FILES = 60, 200, 60, 10, 50
_LONG_TEXTS = ("asked", "text", "reason")
Reader = Callable[[Any], object]


def body_bytes(body: Body) -> bytes:
    """The one spelling of a body."""
    return strict_json.write(_spelled(body), LIMITS)


def body_from(letter: Letter, data: bytes) -> Body:
    """The body of a letter whose hash holds; `LetterRefused` for one wrong field.

    Nothing in it may lie outside the items that the signed header names.
    """
    try:
        found = strict_json.read(data, LIMITS)
    except strict_json.NotStrict:
        found = None
    if found is None:
        raise refused("content")
    body = Body(**_values(found, _BODY))
    wrong = (
        misplaced(letter.kind, body)
        or outside(body, frozenset(letter.items))
        or (not letter.items and TOLD not in letter.terms and beside_alone(letter.kind, body))
    )
    if wrong or body_bytes(body) != data:
        fields.wrong()
    return body


def unreadable(body: Body) -> tuple[str, str]:
    """The first part of a body that its reader would refuse, and why; two '' where it reads all."""
    for part, value in _spelled(body).items():
        try:
            _BODY[part](value)
        except LetterRefused:
            lines = part in _LONG_TEXTS or part == "sections"
            return part, _why(value, lines=lines)
    return "", ""


def _why(value: Any, *, lines: bool) -> str:
    texts = list(_texts_in(value))
    sign = next((found for text in texts if (found := fields.unseen(text, lines=lines))), "")
    if sign:
        return f"文では送れない文字（U+{ord(sign):04X}）があります"
    if isinstance(value, list) and len(value) > MOST_SECTIONS:
        return f"{MOST_SECTIONS}個より多くは送れません"
    return f"長すぎて文に入りません（件名などは{SHORT}文字、本文は{LONG:,}文字、表は{MOST_ROWS}行まで）"


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(one)


def _spelled(value: Any) -> Any:
    """A dataclass as an object of its parts that say something."""
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, tuple):
        return [_spelled(one) for one in value]
    return {name: _spelled(one) for name, one in vars(value).items() if one}


def _values(found: object, readers: Mapping[str, Reader]) -> dict[str, Any]:
    values = fields.named(found)
    fields.known_names(values, frozenset(readers))
    return {name: readers[name](value) for name, value in values.items()}


def _short(value: object) -> str:
    return fields.text(value, SHORT)


def _file_name(value: object) -> str:
    return _short(value) or fields.wrong()


def _long(value: object) -> str:
    return fields.text(value, LONG, lines=True)


def _code(value: object) -> str:
    return fields.matching(value, fields.CODE)


def _office(value: object) -> str:
    return fields.matching(value, fields.OFFICE)


def _bytes(value: object) -> bytes:
    if not isinstance(value, str):
        fields.wrong()
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        fields.wrong()


def _needs(found: object, names: str) -> None:
    if not set(names.split()) <= fields.named(found).keys():
        fields.wrong()


def _row(value: object) -> tuple[str, str]:
    pair = fields.listed(value, 2)
    if len(pair) != 2:
        fields.wrong()
    return _short(pair[0]), fields.text(pair[1], LONG, lines=True)


def _certificate(value: object) -> Certificate:
    _needs(value, "kind")
    return Certificate(**_values(value, _CERTIFICATE))


def _section(value: object) -> Section:
    _needs(value, "item")
    return Section(**_values(value, _SECTION))


def _share(value: object) -> Share:
    _needs(value, "task state")
    return Share(**_values(value, _SHARE))


def _copy(value: object) -> Copy:
    _needs(value, "header")
    return Copy(**_values(value, _COPY))


def _many(reader: Callable[[object], Any], most: int) -> Reader:
    return lambda value: tuple(reader(one) for one in fields.listed(value, most))


_CERTIFICATE: dict[str, Reader] = {"kind": _code, "grade": _short, "valid_to": fields.partial}
_SECTION: dict[str, Reader] = {"item": _code, "rows": _many(_row, MOST_ROWS), "words": _long}
_SHARE: dict[str, Reader] = {"task": _code, "state": _code, "words": _short}
_COPY: dict[str, Reader] = {"header": _bytes, "signature": _bytes}
_VIEW: dict[str, Reader] = {
    "phase": _code,
    "lead": _office,
    "release": fields.partial,
    "destination": _short,
}
_PERSON: dict[str, Reader] = {
    **dict.fromkeys(("name", "kana", "facility", "offence", "sentence", "hope_place"), _short),
    **dict.fromkeys(("birth", "term_end", "release"), fields.partial),
    **dict.fromkeys(("sex", "release_reason"), _code),
    "flags": fields.codes_of,
    "certificates": _many(_certificate, MOST_CERTIFICATES),
}
_BODY: dict[str, Reader] = {
    **dict.fromkeys(("title", "next"), _short),
    **dict.fromkeys(_LONG_TEXTS, _long),
    "person": lambda value: Person(**_values(value, _PERSON)),
    "sections": _many(_section, MOST_SECTIONS),
    "shares": _many(_share, MOST_SHARES),
    "view": lambda value: View(**_values(value, _VIEW)),
    "copy": _copy,
    "files": _many(_file_name, MOST_FILES),
}
