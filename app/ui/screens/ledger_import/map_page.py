"""Step 2: which 業務 each table is, and which field each column fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.calendar.fiscal import fiscal_year
from app.codes import label
from app.ledgers.cells import cell_at, shown
from app.ledgers.columns import (
    CASE_KINDS,
    MIXED,
    MORE_STARTS,
    UNDECIDED,
    Column,
    Table,
    choices_for,
)
from app.ledgers.reading.workbook import Sheet
from app.ledgers.result_sheet import field_words
from app.reports.counting.words import start_day
from app.ui.screens.ledger_import.taking import TableKey, Taking, table_key
from app.ui.tables import Cell, ListModel
from app.ui.tables import Column as ListColumn
from app.ui.tables import Kind as ColumnKind
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.card import Card
from app.ui.widgets.editors import ChoiceEditor
from app.ui.widgets.labels import PlainLabel, Rule
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph
from app.ui.words import service_tag

NOT_TAKEN = "取り込まない（残します）"
_KEPT = "「取り込まない」列も消えません。台帳を書き出すときに、元のまま残します。"
_LIST_WIDTH = 320
_EXAMPLES = 2
_FIELD_LENGTH = 11
_EXAMPLE_LENGTH = 18
_KINDS = (
    *((kind, label("service", kind)) for kind in CASE_KINDS),
    (MIXED, "複数の業務（行ごと）"),
    ("activity", "支援経過"),
    ("event", "研修・啓発"),
)


@dataclass(frozen=True)
class SheetLine:
    """One table of the book, or a sheet without one and the reason."""

    sheet: str
    key: TableKey | None
    table: Table | None
    taken: bool
    unmapped: int
    reason: str


class MapPage(QWidget):
    """Tables on the left, the chosen one's columns on the right."""

    kind_chosen = Signal(object, str)
    field_chosen = Signal(object, int, str)

    def __init__(self) -> None:
        super().__init__()
        self._taking: Taking | None = None
        self._shown: SheetLine | None = None
        self._model = ListModel(_columns())
        self.sheets = ListTable(self._model, row_key=lambda line: (line.sheet, line.key))
        self._model.setParent(self.sheets)
        self.sheets.setAccessibleName("シート")
        left = self._left = Card("この台帳のシート", flush=True)
        left.add(self.sheets, 1)
        self._fit()
        theme().changed.connect(self._fit)
        self.right = Card()
        self._where = Paragraph(tone=Tone.MUTED)
        self.kind = ChoiceEditor(())
        self.kind.combo.setAccessibleName("業務")
        self.kind.combo.setMinimumContentsLength(18)
        self._intro = PlainLabel("この表は", tone=Tone.MUTED)
        head = QHBoxLayout()
        lay(head, gap=3)
        head.addWidget(self._intro)
        head.addWidget(self.kind)
        head.addStretch(1)
        self.right.add(head)
        self.right.add(self._where)
        self._scroll = Scrolled(gap=0)
        self.right.add(self._scroll, 1)
        self._rows: QWidget | None = None
        self.fields: dict[int, ChoiceEditor] = {}
        row = QHBoxLayout(self)
        lay(row, gap=3)
        row.addWidget(left)
        row.addWidget(self.right, 1)
        self.sheets.row_chosen.connect(self._show_line)
        self.kind.combo.activated.connect(lambda _: self._kind_changed())

    def _fit(self) -> None:
        self._left.setFixedWidth(theme().px(_LIST_WIDTH))

    def show_taking(self, taking: Taking) -> None:
        """Show the tables as they are understood now."""
        fresh = self._taking is None or self._taking.workbook is not taking.workbook
        self._taking = taking
        lines = _lines(taking)
        self._model.show_rows(lines)
        if fresh or self.sheets.chosen_row() is None:
            first = next((at for at, line in enumerate(lines) if _doubtful(line)), 0)
            self.sheets.choose_row(first)

    def _show_line(self, line: SheetLine) -> None:
        same_columns = (
            self._shown is not None
            and self._shown.table is not None
            and line.table is not None
            and self._shown.key == line.key
            and len(self._shown.table.columns) == len(line.table.columns)
            and self._shown.table.kind == line.table.kind
            and self._shown.taken == line.taken
        )
        self._shown = line
        self.right.set_title(line.sheet)
        table = line.table
        self._intro.setVisible(table is not None)
        self.kind.setVisible(table is not None)
        if table is None:
            self._where.set_words(f"台帳ではないと見なしました。{line.reason}")
            self._replace_rows(None)
            return
        self._where.set_words(_where_words(table))
        self._offer_kinds(table, line.taken)
        if same_columns:
            self._update_fields(table)
        else:
            self._replace_rows(self._column_rows(table) if line.taken else None)

    def _offer_kinds(self, table: Table, taken: bool) -> None:
        choices = [*_KINDS, ("", "取り込まない")]
        if table.kind == UNDECIDED:
            choices.insert(0, (UNDECIDED, "業務を選んでください"))
        self.kind.combo.blockSignals(True)
        self.kind.set_choices(choices)
        self.kind.set_value(table.kind if taken else "")
        self.kind.combo.blockSignals(False)

    def _kind_changed(self) -> None:
        line = self._shown
        if line is None or line.key is None or line.table is None:
            return
        chosen, now = self.kind.value(), line.table.kind if line.taken else ""
        if chosen != now and chosen != UNDECIDED:
            self.kind_chosen.emit(line.key, chosen)

    def _update_fields(self, table: Table) -> None:
        for column in table.columns:
            editor = self.fields.get(column.index)
            if editor is not None and editor.value() != column.field:
                editor.combo.blockSignals(True)
                editor.set_value(column.field)
                editor.combo.blockSignals(False)

    def _replace_rows(self, rows: QWidget | None) -> None:
        if self._rows is not None:
            self._scroll.column.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
        else:
            self._scroll.end()
        self._rows = rows
        if rows is None:
            self.fields = {}
            return
        self._scroll.column.insertWidget(0, rows)
        self._scroll.verticalScrollBar().setValue(0)

    def _column_rows(self, table: Table) -> QWidget:
        assert self._taking is not None
        sheet = next(s for s in self._taking.workbook.sheets if s.name == table.sheet)
        choices = _fields_of(table.kind)
        self.fields = {}
        holder = QWidget()
        holder.setProperty("part", "scrolled")
        grid = QGridLayout(holder)
        lay(grid, gap=1)
        for place, head in enumerate(("列", "台帳の見出し", "台帳の値（例）", "項目")):
            grid.addWidget(PlainLabel(head, tone=Tone.MUTED, size="caption"), 0, 2 * place)
            grid.setColumnMinimumWidth(2 * place + 1, theme().gap(2))
        grid.addWidget(Rule(), 1, 0, 1, 7)
        for at, column in enumerate(table.columns, start=2):
            self._add_column(grid, at, table, column, sheet, choices)
        for place, stretch in ((2, 4), (4, 4), (6, 5)):
            grid.setColumnStretch(place, stretch)
        return holder

    def _add_column(
        self,
        grid: QGridLayout,
        at: int,
        table: Table,
        column: Column,
        sheet: Sheet,
        choices: Sequence[tuple[str, str]],
    ) -> None:
        editor = ChoiceEditor(choices)
        editor.set_value(column.field)
        editor.combo.setMinimumContentsLength(_FIELD_LENGTH)
        editor.combo.setAccessibleName(f"{column.letter}列 {column.title} の項目")
        self.fields[column.index] = editor
        key, index = table_key(table), column.index
        editor.combo.activated.connect(lambda _: self.field_chosen.emit(key, index, editor.value()))
        hidden = index in sheet.hidden_columns
        title = f"{column.title}（非表示の列）" if hidden else column.title
        examples = "、".join(_examples(sheet, table, index))
        grid.addWidget(PlainLabel(column.letter, tone=Tone.MUTED), at, 0)
        grid.addWidget(PlainLabel(title, elide=True), at, 2)
        grid.addWidget(PlainLabel(examples, tone=Tone.MUTED, elide=True), at, 4)
        grid.addWidget(editor, at, 6, Qt.AlignmentFlag.AlignVCenter)


def _fields_of(kind: str) -> list[tuple[str, str]]:
    """What a column of such a table may be, by the words of its 業務."""
    found = [("", NOT_TAKEN)]
    for name in choices_for(kind):
        start = name == "start" and kind in CASE_KINDS
        found.append((name, start_day(kind) if start else field_words(name)))
    if kind == MIXED:
        found += [(name, f"開始日（{at}つ目の欄）") for at, name in enumerate(MORE_STARTS, start=2)]
    return found


def _lines(taking: Taking) -> tuple[SheetLine, ...]:
    tables = [
        SheetLine(
            table.sheet,
            table_key(table),
            table,
            taken,
            sum(not column.field for column in table.columns),
            "",
        )
        for table, taken in taking.tables()
    ]
    others = [
        SheetLine(sheet.sheet, None, None, False, 0, sheet.reason)
        for sheet in taking.without_table()
    ]
    return (*tables, *others)


def _doubtful(line: SheetLine) -> bool:
    return line.table is not None and line.table.kind == UNDECIDED


def _where_words(table: Table) -> str:
    first, last = table.header_rows[0], table.header_rows[-1]
    head = f"{first}行目" if first == last else f"{first}〜{last}行目"
    year = f"　{fiscal_year(table.year).label}" if table.year else ""
    where = f"見出しは{head}、行は{table.first_row}〜{table.last_row}行目{year}"
    return where if all(column.field for column in table.columns) else f"{where}\n{_KEPT}"


def _examples(sheet: Sheet, table: Table, index: int) -> list[str]:
    found: dict[str, None] = {}
    for row in sheet.rows:
        if not table.first_row <= row.number <= table.last_row:
            continue
        cell = cell_at(row, index)
        words = " ".join(shown(cell.value).split()) if cell is not None else ""
        if words:
            cut = words[:_EXAMPLE_LENGTH] + ("…" if len(words) > _EXAMPLE_LENGTH else "")
            found.setdefault(cut)
        if len(found) == _EXAMPLES:
            break
    return list(found)


def _columns() -> tuple[ListColumn, ...]:
    return (
        ListColumn("シート", "sheet", stretch=True, sortable=False),
        ListColumn(
            "見分けた業務", "key", ColumnKind.TAG, width=120, cell=_kind_cell, sortable=False
        ),
        ListColumn("残す列", "unmapped", ColumnKind.NUMBER, width=68, cell=_rest, sortable=False),
    )


def _kind_cell(line: SheetLine) -> Cell:
    if line.table is None:
        return Cell("台帳ではない", hint=line.reason)
    if not line.taken:
        return Cell("取り込まない")
    kind = line.table.kind
    if kind == UNDECIDED:
        return Cell(tags=(("業務を選ぶ", Tone.WARNING),))
    if kind in CASE_KINDS:
        return Cell(tags=(service_tag(kind),))
    return Cell(tags=((dict(_KINDS)[kind].partition("（")[0], Tone.MUTED),))


def _rest(line: SheetLine) -> Cell:
    return Cell(str(line.unmapped) if line.taken else "", tone=Tone.MUTED)
