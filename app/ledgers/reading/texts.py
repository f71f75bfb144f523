"""Shared texts: what each says, how long it is and whether all of it is struck through."""

from __future__ import annotations

import re
from array import array
from typing import NamedTuple

from app.ledgers.reading import limits
from app.ledgers.reading.archive import Archive
from app.ledgers.reading.refusals import refused
from app.ledgers.reading.xml_pass import Attributes, plain_name, stream

ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x")
"""In a text that is not simply what is written there: control characters, escapes."""
_SPACE = " \t\r\n"


class TextMarks(NamedTuple):
    """By the index that a text cell names."""

    lengths: array[int]
    struck: bytearray
    said: list[str | None]
    """The text itself; None where the reader of values is asked what it says."""


class RichText:
    """One text of runs while it streams by; furigana (rPh) is no part of it."""

    def __init__(self) -> None:
        self.length = 0
        self.plain = self.crossed = self.run_struck = False
        self.in_text = self.in_furigana = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element inside `si` or `is`."""
        if name == "t":
            self.in_text = not self.in_furigana
        elif name == "r":
            self.run_struck = False
        elif name == "strike":
            self.run_struck = attributes.get("val", "1") not in ("0", "false", "off")
        elif name == "rPh":
            self.in_furigana = True

    def end(self, name: str) -> None:
        """The end of such an element."""
        if name == "t":
            self.in_text = False
        elif name == "rPh":
            self.in_furigana = False

    def text(self, text: str) -> None:
        """Characters of the current run."""
        if not self.in_text:
            return
        self.length += len(text)
        if self.length > limits.MAX_TEXT_CHARS:
            raise refused("text_too_long")
        if not text.isspace():
            self.crossed |= self.run_struck
            self.plain |= not self.run_struck

    @property
    def wholly_struck(self) -> bool:
        """Whether there is text and every visible character of it is struck."""
        return self.crossed and not self.plain


def read_texts(archive: Archive) -> TextMarks:
    """The marks of xl/sharedStrings.xml; none when the book has no shared texts."""
    lines = _Lines()
    if archive.has("xl/sharedStrings.xml"):
        stream(archive.chunks("xl/sharedStrings.xml"), lines.start, lines.end, lines.text)
    return TextMarks(lines.lengths, lines.struck, lines.said)


class _SharedText(RichText):
    """A shared text with what it says: spaces around a run that does not keep them are none."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.run: list[str] = []
        self.keeps_spaces = self.is_unsure = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.is_unsure |= self.in_text  # an element inside of a text, which nobody writes
        super().start(name, attributes)
        if name == "t":
            self.run.clear()
            self.keeps_spaces = attributes.get("xml:space") == "preserve"

    def end(self, name: str) -> None:
        if name == "t" and self.in_text:
            run = "".join(self.run)
            self.runs.append(run if self.keeps_spaces else run.strip(_SPACE))
        super().end(name)

    def text(self, text: str) -> None:
        super().text(text)
        if self.in_text:
            self.run.append(text)

    def said(self) -> str | None:
        """The text; None where it is not sure."""
        text = "".join(self.runs)
        return None if self.is_unsure or ODD.search(text) else text


class _Lines:
    def __init__(self) -> None:
        self.lengths = array("H")
        self.struck = bytearray()
        self.said: list[str | None] = []
        self.current: _SharedText | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        name = plain_name(tag)
        if name == "si":
            if self.current is not None:
                raise refused("damaged")
            self.current = _SharedText()
        elif self.current is not None:
            self.current.start(name, attributes)

    def end(self, tag: str) -> None:
        name = plain_name(tag)
        if self.current is None:
            return
        if name == "si":
            self.lengths.append(self.current.length)
            self.struck.append(self.current.wholly_struck)
            self.said.append(self.current.said())
            self.current = None
        else:
            self.current.end(name)

    def text(self, text: str) -> None:
        if self.current is not None:
            self.current.text(text)
