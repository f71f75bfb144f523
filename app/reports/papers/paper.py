"""A paper before it is drawn: a title, blocks of words, and who signs (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fields:
    """Labels and values side by side, `columns` pairs in a row; a value may have lines."""

    pairs: tuple[tuple[str, str], ...]
    title: str = ""
    columns: int = 2


@dataclass(frozen=True)
class Words:
    """A titled text; an empty one prints `lines` empty lines to write on."""

    title: str
    text: str
    lines: int = 0


@dataclass(frozen=True)
class Column:
    """A column of a table: its word and its share of the width; numbers stand to the right."""

    title: str
    share: float = 1.0
    number: bool = False


@dataclass(frozen=True)
class Grid:
    """A table whose head repeats on each page; without rows it says `empty`, or has blank rows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    empty: str = "なし"
    blank_rows: int = 0


@dataclass(frozen=True)
class Notice:
    """A sentence that must be seen, in a frame."""

    text: str


@dataclass(frozen=True)
class Heading:
    """The title of a part; what follows begins on the same page."""

    text: str


Block = Fields | Words | Grid | Notice | Heading


@dataclass(frozen=True)
class Paper:
    """One paper. `seals` are the boxes of 決裁欄, `signatures` lines to sign by hand.

    `source` says whose form it is; `practice` marks every page.
    """

    title: str
    office: str
    made: str
    """The day it was made, in words."""
    blocks: tuple[Block, ...]
    subject: str = ""
    """Whom it is about, repeated at the head of every page."""
    seals: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    source: str = "定着の標準様式（公的な様式ではありません）"
    landscape: bool = False
    practice: bool = False

    def texts(self) -> Iterator[str]:
        """Every piece of text on the paper."""
        yield from (self.title, self.office, self.made, self.subject, self.source)
        yield from (*self.seals, *self.signatures)
        for block in self.blocks:
            yield from _texts_of(block)


def _texts_of(block: Block) -> Iterator[str]:
    match block:
        case Fields():
            yield block.title
            yield from (text for pair in block.pairs for text in pair)
        case Words():
            yield from (block.title, block.text)
        case Grid():
            yield from (block.title, block.empty, *(column.title for column in block.columns))
            yield from (text for row in block.rows for text in row)
        case Notice() | Heading():
            yield block.text


@dataclass(frozen=True)
class Printed:
    """A paper as a PDF, how many pages it has, and the characters that no font could draw."""

    data: bytes = field(repr=False)
    pages: int
    missing: frozenset[str] = frozenset()
    plainer: frozenset[str] = frozenset()
    """Kanji with the number of a form that no font has: the usual form is printed."""

    @property
    def missing_words(self) -> str:
        """What to tell the person about characters that are not printed as typed; '' for none."""
        said = ""
        if self.missing:
            named = "・".join(f"{char}（U+{ord(char):04X}）" for char in sorted(self.missing))
            said = f"字形のない文字があり、〓で印刷しています: {named}。手書きで補ってください。"
        if self.plainer:
            named = "・".join(sorted(self.plainer))
            said += (
                f"異体字の指定がある文字を、標準の字形で印刷しています: {named}。確かめてください。"
            )
        return said
