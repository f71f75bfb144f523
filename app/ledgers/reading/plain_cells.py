"""What the cells of plain rows say, found out once for each way in which a book writes a cell."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from app.ledgers.reading.plain_rows import plain_parts
from app.ledgers.reading.refusals import refused
from app.ledgers.reading.serials import Shown, plain_number, value_of
from app.ledgers.reading.styles import Styles, number
from app.ledgers.reading.texts import TextMarks

NOTHING = 0
"""The number of a cell in which nothing is."""
MOST = 50_000
"""Ways of writing a cell that are remembered, so that no file makes us remember more."""


class Told(NamedTuple):
    """Of a cell: characters, whether it is struck, and a number that is shown as something else."""

    length: int
    is_struck: bool
    number: tuple[Shown, float] | None


class PlainCells:
    """The cells that were met in plain rows; each way of writing one has a number from 1."""

    def __init__(
        self,
        styles: Styles,
        texts: TextMarks,
        *,
        date1904: bool = False,
        gives_values: bool = True,
    ) -> None:
        self.styles, self.texts, self._date1904 = styles, texts, date1904
        self.gives_values = gives_values
        """Whether the book still writes few enough cells for their values to be kept."""
        self.numbers: dict[bytes, int] = {}
        """How a cell is written → its number."""
        self.told: list[Told] = [Told(0, False, None)]
        self.values: list[Any] = [None]
        """By its number: the value as JSON can hold it."""
        self.odd: set[int] = set()
        """Numbers of the cells that are struck or in `unsure`."""
        self.unsure: set[int] = set()
        """Numbers of the cells whose value only the reader of values tells, or tells a note with."""
        self._formats: dict[str | None, int] = {}

    @property
    def is_full(self) -> bool:
        """Whether no more can be remembered."""
        return len(self.numbers) >= MOST

    def anew(self) -> PlainCells:
        """The same for cells that are met from here on, without values."""
        return PlainCells(self.styles, self.texts, date1904=self._date1904, gives_values=False)

    def format_of(self, written: str | None) -> int:
        """The number of a format as a cell names it."""
        style = self._formats.get(written)
        if style is None:
            style = number(written)
            if style >= len(self.styles.struck):
                raise refused("bad_index")
            self._formats[written] = style
        return style

    def parts(self, rest: bytes) -> tuple[int, str, str | None]:
        """Format, kind and value of a cell as it is written; no value where nothing is in it."""
        style, kind, written = plain_parts(rest)
        return self.format_of(style), kind, written

    def learn(self, rest: bytes, kind: str, written: str | None, told: Told) -> int:
        """Remember what a cell says that is written so; its number."""
        if written is None:
            self.numbers[rest] = NOTHING
            return NOTHING
        at = self.numbers[rest] = len(self.told)
        self.told.append(told)
        value, is_sure = self._value(kind, written, told)
        if not is_sure:
            self.unsure.add(at)
        if told.is_struck or not is_sure:
            self.odd.add(at)
        struck = ["c", value, False, None, True]
        self.values.append(struck if told.is_struck and value is not None else value)
        return at

    def _value(self, kind: str, written: str, told: Told) -> tuple[Any, bool]:
        """The value, and whether it is sure."""
        if not told.length:
            return None, True
        if kind == "s":
            text = self.texts.said[int(written)]
            return text or None, text is not None
        if kind == "b":
            return written == "1", written in ("0", "1")
        if told.number is None:
            return plain_number(float(written)), True
        shown, counted = told.number
        value = value_of(counted, shown, self._date1904)
        is_number = isinstance(value, int | float)
        return carried_value(value), shown is Shown.NUMBER or not is_number


def carried_value(value: str | float | bool | date | time | timedelta) -> Any:
    """A value as JSON can hold it: a moment as its kind and its ISO text."""
    if isinstance(value, timedelta):
        return ["s", value.days, value.seconds, value.microseconds]
    if isinstance(value, datetime):
        return ["m", value.isoformat()]
    if isinstance(value, date | time):
        return ["d" if isinstance(value, date) else "t", value.isoformat()]
    return value
