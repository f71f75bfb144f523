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
    passing = Pass(start, end, text)
    for chunk in chunks:
        passing.feed(chunk)
    passing.close()


class Pass:
    """A pass whose pieces are fed one after the other."""

    def __init__(
        self,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        # The name of the encoding is given so that a declaration inside cannot choose another.
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_doctype

    def feed(self, chunk: bytes) -> None:
        """The next bytes."""
        self._parse(chunk, False)

    def close(self) -> None:
        """The end of the part."""
        self._parse(b"", True)

    def _parse(self, chunk: bytes, is_last: bool) -> None:
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            raise refused("damaged") from error


def attributes_of(name: bytes, written: bytes) -> Attributes:
    """What an element's attributes say; damage is a refusal as anywhere."""
    found: Attributes = {}
    stream((b"<", name, written, b"/>"), lambda _, attributes: found.update(attributes))
    return found


def _refuse_doctype(*_: object) -> None:
    raise refused("doctype")
