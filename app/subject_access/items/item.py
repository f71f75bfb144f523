"""One item of the records about a person, and what is proposed for it (pure)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.subject_access.catalogue.shown import Hint
from app.subject_access.marking.rules import Span


@dataclass(frozen=True)
class Line:
    """One line of an item: its word, its value, and what the value is proposed for."""

    words: str
    value: str
    hint: Hint = Hint.NONE


@dataclass(frozen=True)
class Item:
    """One record, read out. `key` is 'table:id'; spans count characters of `text`."""

    key: str
    section: str
    title: str
    day: date | None
    """The first day it may be of; None where the record has none."""
    day_words: str
    source: str
    """Who wrote it or told it."""
    recorded: date
    text: str
    hinted: tuple[tuple[Span, Hint], ...] = ()
    """Values that are proposed for blackening because of their column."""
    hint: Hint = Hint.NONE
    why: str = ""
    file_id: str = ""
    """Of an attachment whose content is there."""
    file_name: str = ""
    file_sha: str = ""

    @cached_property
    def sha(self) -> str:
        """SHA-256 of everything that is decided about."""
        parts = (self.section, self.title, self.day_words, self.source, self.text, self.file_sha)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @property
    def is_file(self) -> bool:
        """Whether the item is an attachment, whose parts are blackened on paper only."""
        return bool(self.file_id)


def read_out(lines: list[Line]) -> tuple[str, tuple[tuple[Span, Hint], ...]]:
    """The text of an item, and where the values stand that are proposed for something."""
    text, hinted = "", []
    for line in lines:
        if not line.value:
            continue
        text += "\n" if text else ""
        start = len(text) + len(line.words) + 1 if line.words else len(text)
        value = "\n".join(line.value.splitlines())  # one kind of line end, so that places agree
        text += f"{line.words}：{value}" if line.words else value
        if line.hint is not Hint.NONE:
            hinted.append((Span(start, len(text)), line.hint))
    return text, tuple(hinted)


@dataclass(frozen=True)
class Proposal:
    """What might be withheld and why; `spans` are empty where it is about the whole item."""

    ground: str
    why: str
    spans: tuple[Span, ...] = ()
