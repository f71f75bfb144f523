"""One bounded streaming pass over an XML part: no DTD, no entities, damage is a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from app.ledgers.reading.refusals import refused

Attributes = dict[str, str]


def plain_name(tag: str) -> str:
    """The name without its namespace prefix."""
    return tag.rpartition(":")[2]


def is_true(value: str | None) -> bool:
    """An XML boolean attribute; absent is false."""
    return value in ("1", "true", "on")


def stream(
    chunks: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed a part to the handlers; malformed XML raises `LedgerRefused`."""
    # The name of the encoding is given so that a declaration inside cannot choose another.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise refused("damaged") from error


def _refuse_doctype(*_: object) -> None:
    raise refused("doctype")
