"""費目: budget, spent, what counts, what is left and what it comes to; a row opens its payments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app import codes
from app.funding.queries import FundingPage, Line
from app.funding.years.rules import PARTS
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone
from app.ui.widgets.card import Card
from app.ui.widgets.list_table import ListTable

ALL = ("", "")
"""The row of the sum: payments of every 費目."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    key: tuple[str, str]
    label: str
    part: str
    budget: int
    spent: int
    eligible: int
    expected: int
    how: str
    total: bool = False

    @property
    def left(self) -> int:
        """残額."""
        return self.budget - self.spent


def rows_of(page: FundingPage) -> tuple[Row, ...]:
    """The 費目 in their order, and the sum."""
    several = len(page.subsidies) > 1
    lines = [_row(line, several) for line in page.lines]
    whole = Row(
        ALL,
        "合計",
        "",
        page.budget,
        page.spent,
        sum(line.eligible for line in page.lines),
        page.expected,
        "",
        total=True,
    )
    return (*lines, whole)


class LinesCard(Card):
    """The table; `chosen` hears which 費目 and part is looked at, `opened` that Enter was pressed."""

    def __init__(
        self,
        page: FundingPage,
        chosen: Callable[[tuple[str, str]], None],
        opened: Callable[[], None],
    ) -> None:
        super().__init__("費目（円）", flush=True)
        self._chosen = chosen
        self.model = ListModel(_COLUMNS)
        self.table = ListTable(self.model, fit=True, copies=True, row_key=lambda row: row.key)
        self.table.setAccessibleName("費目")
        self.model.show_rows(rows_of(page))
        self.table.row_chosen.connect(lambda row: self._chosen(row.key))
        self.table.row_opened.connect(lambda _: opened())
        self.add(self.table)

    def choose(self, key: tuple[str, str]) -> None:
        """Light the row of a 費目."""
        for number, row in self.model.loaded_rows():
            if row.key == key:
                self.table.choose_row(number)


def _row(line: Line, several: bool) -> Row:
    return Row(
        key=(line.category, line.part),
        label=line.label,
        part=codes.label(PARTS, line.part) if several else "",
        budget=line.budget,
        spent=line.spent,
        eligible=line.eligible,
        expected=line.forecast.total,
        how=line.forecast.how,
    )


def _yen(value: int, row: Row, *, tone: Tone | None = None, hint: str = "") -> Cell:
    nothing = not (value or row.budget or row.spent)
    return Cell("" if nothing else f"{value:,}", tone=tone, strong=row.total, hint=hint)


def _label(row: Row) -> Cell:
    tags = ((row.part, Tone.MUTED),) if row.part else ()
    return Cell(row.label, tags=tags, strong=row.total)


def _left(row: Row) -> Cell:
    return _yen(row.left, row, tone=Tone.ERROR if row.left < 0 else None)


def _expected(row: Row) -> Cell:
    return _yen(
        row.expected, row, tone=Tone.ERROR if row.expected > row.budget else None, hint=row.how
    )


_COLUMNS = (
    Column("費目", "label", width=108, stretch=True, wraps=True, cell=_label, sortable=False),
    Column("予算", "budget", Kind.NUMBER, 104, cell=lambda r: _yen(r.budget, r), sortable=False,
           fitted=True),
    Column("執行", "spent", Kind.NUMBER, 104, cell=lambda r: _yen(r.spent, r), sortable=False,
           fitted=True),
    Column("うち対象", "eligible", Kind.NUMBER, 104, sortable=False, fitted=True,
           cell=lambda r: _yen(r.eligible, r)),
    Column("残額", "left", Kind.NUMBER, 104, cell=_left, sortable=False, fitted=True),
    Column("年度末見込み", "expected", Kind.NUMBER, 110, cell=_expected, sortable=False,
           fitted=True),
)  # fmt: skip
