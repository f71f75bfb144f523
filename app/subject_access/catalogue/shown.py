"""How a table is shown to the person it is about: its words, its columns, what leads to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class As(StrEnum):
    """How a column is read out."""

    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    CODE = "code"
    CODES = "codes"
    WORDS = "words"
    YES = "yes"
    CLOCK = "clock"
    NUMBER = "number"
    STAFF = "staff"
    ORGANISATION = "organisation"
    PARTNER = "partner"
    PLACE = "place"
    KEPT = "kept"
    LETTER = "letter"


class Hint(StrEnum):
    """What a value is proposed for; a proposal decides nothing."""

    NONE = ""
    EXECUTION = "execution"
    """It tells of a criminal case, the execution of a sentence or 更生緊急保護."""
    THIRD = "third"
    """It names or tells of somebody else."""


@dataclass(frozen=True)
class Shown:
    """One column: its word, how it is read out, and what it is proposed for."""

    column: str
    words: str
    how: As = As.TEXT
    table: str = ""
    """Code table, unit of a number, or the pairs of a small table as 'code=word|…'."""
    hint: Hint = Hint.NONE
    by_service: bool = False
    """The words of the code depend on the 業務 of the row."""

    @property
    def pairs(self) -> dict[str, str]:
        """The words of a small table."""
        return dict(part.split("=", 1) for part in self.table.split("|") if "=" in part)


@dataclass(frozen=True)
class Told:
    """One table about a person: each of its rows is one item, or a part of one.

    `via` are its columns that lead to the person, with the table each leads to: 'table' for its
    ids, 'table:column' for what its rows name there, 'any' for whatever is about the person. Where
    `own` is filled it must name the person, or the row is about somebody else. `left` are columns
    that are not read out, with the reason.
    """

    name: str
    section: str
    title: str
    columns: tuple[Shown, ...]
    via: Mapping[str, str]
    day: str = ""
    source: str = ""
    own: str = ""
    within: str = ""
    """The column naming the record in whose item this row is read out; '' for an item of its own."""
    left: Mapping[str, str] = field(default_factory=dict)
    hint: Hint = Hint.NONE
    """Proposed for the item as a whole."""
    why: str = ""
    """What is said with the proposal."""


def text(column: str, words: str, hint: Hint = Hint.NONE) -> Shown:
    """Words that somebody wrote."""
    return Shown(column, words, hint=hint)


def day(column: str, words: str, hint: Hint = Hint.NONE) -> Shown:
    """A day, also one that is known in part."""
    return Shown(column, words, As.DAY, hint=hint)


def code(
    column: str, words: str, table: str, hint: Hint = Hint.NONE, *, by_service: bool = False
) -> Shown:
    """A code, read out as its word."""
    return Shown(column, words, As.CODE, table, hint, by_service)


def codes(column: str, words: str, table: str) -> Shown:
    """Several codes."""
    return Shown(column, words, As.CODES, table)


def yes(column: str, words: str) -> Shown:
    """Something that is so or is not; only what is so is read out."""
    return Shown(column, words, As.YES)


def number(column: str, words: str, unit: str) -> Shown:
    """A number with its unit."""
    return Shown(column, words, As.NUMBER, unit)


def clock(column: str, words: str) -> Shown:
    """Minutes after midnight, read out as a time of day."""
    return Shown(column, words, As.CLOCK)


def moment(column: str, words: str) -> Shown:
    """A moment, in Japanese time."""
    return Shown(column, words, As.MOMENT)


def staff(column: str, words: str) -> Shown:
    """Id of one of the staff, read out as the name."""
    return Shown(column, words, As.STAFF)


def organisation(column: str, words: str) -> Shown:
    """Id of a 関係機関, read out as its name."""
    return Shown(column, words, As.ORGANISATION)
