"""Step 3: what every row will become, the rows that want eyes, and the choices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ledgers.planned import PlanRow
from app.ledgers.result_sheet import handling, reading_words, reason_words, short_reason
from app.ui.screens.ledger_import.row_card import TONES, RowCard
from app.ui.screens.ledger_import.taking import Taking, Tally, is_told, tally, wants_check
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipChoice, ChipMenu
from app.ui.widgets.counter import Counter
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.tab_order import go_through

_CARD_WIDTH = 340
_NARROW_CARD = 292
_WIDE, _ROOMY = 1000, 1110
_IN_CARD = ("number", "words")
"""Columns that a narrow page leaves to the card of the chosen row."""
_SAFE = "元のファイルは変わりません。取り込んだあとも、まるごと戻せます。"


@dataclass(frozen=True)
class _Count:
    """One counter: its name, its number in a tally, and the rows behind it."""

    key: str
    name: str
    tone: Tone
    number: Callable[[Tally], int]
    holds: Callable[[PlanRow], bool]
    unit: str = ""


def _case(*dispositions: str) -> Callable[[PlanRow], bool]:
    return lambda row: row.kind == "case" and row.disposition in dispositions


def _asked(row: PlanRow) -> bool:
    return any(problem.severity == "ask" for problem in row.problems)


_COUNTS = (
    _Count("new", "新しく入る", Tone.GOOD, lambda t: t.new, _case("import")),
    _Count(
        "again", "続き（同じ件）", Tone.GOOD, lambda t: t.again,
        _case("merge", "same", "completes", "changes"),
    ),
    _Count("check", "確かめる", Tone.WARNING, lambda t: t.check, wants_check),
    _Count("pairs", "同じ人かも", Tone.WARNING, lambda t: t.pairs, _asked, "組"),
    _Count("left_out", "除く", Tone.MUTED, lambda t: t.left_out,
           lambda row: row.disposition == "exclude"),
    _Count("refused", "取り込めない", Tone.ERROR, lambda t: t.refused,
           lambda row: row.disposition == "reject"),
)  # fmt: skip


class CheckPage(QWidget):
    """Counters above, the rows in the middle, the chosen row beside them."""

    row_decided = Signal(object, str)
    pair_decided = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._taking: Taking | None = None
        self._only = ""
        self.counters = {one.key: Counter(one.name, tone=one.tone, opens=True) for one in _COUNTS}
        self._told = ChipChoice((("told", "気になる行だけ"), ("all", "すべて")), "told")
        self._sheet = ChipMenu("シート", ())
        self._model = ListModel(_columns())
        self.rows = ListTable(self._model, type_ahead="name", row_key=lambda row: row.key)
        self._model.setParent(self.rows)
        self.rows.setAccessibleName("台帳の行")
        self.card = RowCard()
        self._split = QHBoxLayout()
        self._arrange()
        self._connect()

    def show_taking(self, taking: Taking) -> None:
        """Show a plan; the same row stays chosen."""
        fresh = self._taking is None or self._taking.workbook is not taking.workbook
        self._taking = taking
        if fresh:
            self._only = ""
            self._told.show_code("told")
            self.card.clear()
        counted = tally(taking.plan)
        for one in _COUNTS:
            number = one.number(counted)
            tone = one.tone if number else Tone.MUTED
            self.counters[one.key].set_number(f"{number:,}{one.unit}", tone)
        sheets = dict.fromkeys(row.sheet for row in taking.plan.rows)
        self._sheet.set_choices([(name, name) for name in sheets])
        self._show_rows()

    def focus_rows(self) -> None:
        """Go to the list."""
        if self.rows.chosen_row() is None and self._model.rowCount():
            self.rows.choose_row(0)
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave some columns to the card where there is little room."""
        super().resizeEvent(event)
        self._place_card()

    def _arrange(self) -> None:
        counters = QHBoxLayout()
        lay(counters, gap=3)
        for counter in self.counters.values():
            counters.addWidget(counter, 1)
        lists = Card(flush=True)
        chips = QHBoxLayout()
        lay(chips, gap=3, margins=(3.5, 0, 3.5, 0))
        chips.addWidget(self._told)
        chips.addWidget(self._sheet)
        chips.addWidget(PlainLabel(_SAFE, tone=Tone.MUTED, size="caption", elide=True), 1)
        lists.add(chips)
        lists.add(self.rows, 1)
        lay(self._split, gap=3)
        self._split.addWidget(lists, 1)
        self._split.addWidget(self.card)
        column = QVBoxLayout(self)
        lay(column, gap=3)
        column.addLayout(counters)
        column.addLayout(self._split, 1)
        self._place_card()

    def _connect(self) -> None:
        for one in _COUNTS:
            counter = self.counters[one.key]
            counter.opened.connect(lambda key=one.key: self._show_only(key))
        self._told.chosen.connect(lambda _: self._show_only(""))
        self._sheet.chosen.connect(lambda _: self._show_rows())
        self.rows.row_chosen.connect(self._show_row)
        self.rows.row_opened.connect(lambda _: self.card.focus_choice())
        self.card.row_decided.connect(self.row_decided)
        self.card.pair_decided.connect(self.pair_decided)
        theme().changed.connect(self._place_card)

    def _place_card(self) -> None:
        narrow, roomy = self.width() < theme().px(_WIDE), self.width() >= theme().px(_ROOMY)
        self.card.setFixedWidth(theme().px(_CARD_WIDTH if roomy else _NARROW_CARD))
        for place, column in enumerate(self._model.columns):
            if column.key in _IN_CARD:
                self.rows.setColumnHidden(place, narrow)

    def _show_only(self, key: str) -> None:
        self._only = "" if key == self._only else key
        if self._only:
            self._told.show_code("all")
        self._show_rows()
        if self._model.rowCount():
            self.rows.choose_row(0)

    def _show_rows(self) -> None:
        taking = self._taking
        if taking is None:
            return
        every = [row for row in taking.plan.rows if row.disposition != "skip"]
        told = [row for row in every if is_told(row) or taking.touched(row)]
        self._told.set_words("told", f"気になる行だけ {len(told):,}")
        self._told.set_words("all", f"すべて {len(every):,}")
        rows = told if self._told.code == "told" else every
        holds = next((one.holds for one in _COUNTS if one.key == self._only), None)
        if holds is not None:
            rows = [row for row in rows if holds(row)]
        if self._sheet.code:
            rows = [row for row in rows if row.sheet == self._sheet.code]
        self._model.show_rows(rows)
        hint = (
            "気になる行はありません。このまま取り込めます。"
            if not told
            else "当てはまる行はありません。"
        )
        self.rows.set_empty_hint(hint)
        if self.card.row is not None:
            kept = self.card.row.key
            fresh = next((row for row in taking.plan.rows if row.key == kept), None)
            if fresh is not None:
                self._show_row(fresh)

    def _show_row(self, row: PlanRow) -> None:
        if self._taking is None:
            return
        self.card.show_row(row, self._taking)
        go_through([self.rows, *self.card.chips()])


def _columns() -> tuple[Column, ...]:
    def word(row: PlanRow) -> Cell:
        said = handling(row)
        return Cell(tags=((said, TONES[said]),))

    return (
        Column("シート", "sheet", Kind.MUTED, width=122, sortable=False),
        Column("行", "row", Kind.NUMBER, width=48, sortable=False),
        Column("扱い", "disposition", Kind.TAG, width=80, cell=word, sortable=False),
        Column("管理番号", "number", width=104, cell=_text("number"), sortable=False),
        Column("氏名", "name", width=86, cell=_text("name"), sortable=False),
        Column("読み取り", "words", width=176, cell=_reading, sortable=False),
        Column(
            "理由・直し方",
            "reason",
            Kind.MUTED,
            width=96,
            stretch=True,
            cell=_reason,
            sortable=False,
        ),
    )


def _text(field: str) -> Callable[[PlanRow], Cell]:
    return lambda row: Cell(" ".join(str(row.values.get(field) or "").split()))


def _reading(row: PlanRow) -> Cell:
    return Cell(reading_words(row).partition(" ")[0] if row.kind == "case" else reading_words(row))


def _reason(row: PlanRow) -> Cell:
    return Cell(short_reason(row), hint=reason_words(row))
