"""The one list: pages on demand, order by asking, typing finds, widths come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QStyleOptionViewItem, QVBoxLayout, QWidget

from app.errors import StorageProblem
from app.ui.jobs import InlineJobs, Jobs
from app.ui.tables import CELL_ROLE, PAGE_ROWS, Cell, Column, Kind, ListModel, Page, Sort
from app.ui.theme import LIGHT, Tone, theme
from app.ui.widgets.list_table import ListTable

USER = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Row:
    number: int
    name: str


COLUMNS = (
    Column("番号", "number", Kind.NUMBER, width=80),
    Column("氏名", "name", stretch=True),
    Column(
        "業務",
        "kind",
        Kind.TAG,
        sortable=False,
        cell=lambda row: Cell("継続", tags=(("相談支援", Tone.CONSULTATION),)),
    ),
)


class Source:
    def __init__(self, count: int) -> None:
        self.rows = [Row(i, f"見本 {i:05}") for i in range(count)]
        self.asked: list[tuple[int, int, Sort]] = []
        self.broken = False

    def fetch(self, offset: int, limit: int, sort: Sort) -> Page:
        self.asked.append((offset, limit, sort))
        if self.broken:
            raise StorageProblem("記録を読めませんでした。")
        rows = sorted(self.rows, key=lambda row: row.number, reverse=sort.descending)
        return Page(rows[offset : offset + limit], len(rows))


@pytest.fixture
def source() -> Source:
    return Source(1000)


@pytest.fixture
def model(source: Source, dressed) -> ListModel:
    made = ListModel(COLUMNS, source.fetch, InlineJobs())
    made.reload()
    return made


@pytest.fixture
def table(model: ListModel, qtbot) -> ListTable:
    made = ListTable(model, type_ahead="name", row_key=lambda row: row.number)
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def test_the_model_keeps_the_rules_of_qt(model: ListModel, qtmodeltester) -> None:
    qtmodeltester.check(model, force_py=True)


def test_only_the_page_that_is_looked_at_is_asked_for(model: ListModel, source, qtbot) -> None:
    assert model.rowCount() == 1000
    assert source.asked == [(0, PAGE_ROWS, Sort())]
    assert model.index(950, 1).data() is None
    qtbot.waitUntil(lambda: model.index(950, 1).data() == "見本 00950")
    assert [offset for offset, _, _ in source.asked] == [0, 900]


def test_a_row_is_returned_whole(model: ListModel, source) -> None:
    assert model.index(3, 1).data(USER) is source.rows[3]
    cell = model.index(3, 2).data(CELL_ROLE)
    assert cell.words == "相談支援 継続"


def test_a_header_asks_for_another_order_and_back(table: ListTable, source) -> None:
    table.horizontalHeader().sectionClicked.emit(0)
    table.horizontalHeader().sectionClicked.emit(0)
    assert [sort for _, _, sort in source.asked[-2:]] == [Sort("number"), Sort("number", True)]
    assert table.rows.row(0).number == 999
    asked = len(source.asked)
    table.horizontalHeader().sectionClicked.emit(2)
    assert len(source.asked) == asked


def test_an_answer_that_comes_too_late_is_dropped(dressed) -> None:
    waiting = []

    class Slow:
        def run(self, fn, *, done, **_: object) -> None:
            waiting.append(lambda: done(fn()))

    source = Source(300)
    model = ListModel(COLUMNS, source.fetch, Slow())
    model.reload()
    model.sort(0, Qt.SortOrder.DescendingOrder)
    first, second = waiting
    second()
    first()
    assert model.row(0).number == 299


def test_a_failed_fetch_is_told_and_leaves_the_rows(model: ListModel, source, qtbot) -> None:
    source.broken = True
    with qtbot.waitSignal(model.failed) as told:
        model.reload()
    assert told.args[0].message == "記録を読めませんでした。"
    assert model.row(0).number == 0


def test_typing_goes_to_the_row_that_begins_so(table: ListTable) -> None:
    table.keyboardSearch("見本 ００04２")
    assert table.chosen_row().number == 42


def test_typing_can_ask_for_a_row_that_is_far_away(table: ListTable, source, qtbot) -> None:
    table.set_locate(lambda typed, sort: 777 if typed == "み" else None, InlineJobs())
    table.keyboardSearch("み")
    assert table.currentIndex().row() == 777
    qtbot.waitUntil(lambda: table.chosen_row() == source.rows[777])


def test_reloading_comes_back_to_the_same_row(table: ListTable, source) -> None:
    table.choose_row(5)
    source.rows.insert(0, Row(-1, "新しい人"))
    table.reload()
    assert table.rows.rowCount() == 1001
    assert table.chosen_row().number == 5
    assert table.currentIndex().row() == 6


def test_an_empty_list_says_what_to_do_first(dressed, qtbot) -> None:
    source = Source(0)
    model = ListModel(COLUMNS, source.fetch, InlineJobs())
    table = ListTable(model)
    qtbot.addWidget(table)
    table.set_empty_hint(
        "まだ誰もいません。台帳を取り込むか、新しく受け付けてください。", "台帳取込"
    )
    table.show()
    model.reload()
    assert table._hint.isVisible()
    with qtbot.waitSignal(table.hint_acted):
        table._hint._button.click()
    source.rows.append(Row(1, "見本"))
    model.reload()
    assert not table._hint.isVisible()


def test_widths_are_remembered_under_a_name(model: ListModel, qtbot, tmp_path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    first = ListTable(model)
    qtbot.addWidget(first)
    first.remember(settings, "cases")
    first.setColumnWidth(0, 133)
    settings.sync()
    again = ListTable(model)
    qtbot.addWidget(again)
    again.remember(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), "cases")
    assert again.columnWidth(0) == 133


def test_the_order_is_remembered_too_and_nothing_of_the_rows(source: Any, qtbot, tmp_path) -> None:
    path = tmp_path / "window.ini"
    for asked in ("name", ""):
        model = ListModel(COLUMNS, source.fetch, InlineJobs())
        table = ListTable(model)
        qtbot.addWidget(table)
        table.remember(QSettings(str(path), QSettings.Format.IniFormat), "cases")
        if asked:
            place = [column.key for column in model.columns].index(asked)
            table._sort_by(place)
            table._sort_by(place)
    assert model.order == Sort("name", descending=True)
    assert table.horizontalHeader().sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    kept = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in kept if line and not line.startswith("[")] == ["cases=name:down"]
    free = ListModel(COLUMNS, source.fetch, InlineJobs())
    other = ListTable(free)
    qtbot.addWidget(other)
    other.remember(QSettings(str(path), QSettings.Format.IniFormat), "cases", order=False)
    assert free.order == Sort()


def test_enter_opens_the_current_row(table: ListTable, qtbot) -> None:
    table.choose_row(2)
    table.setFocus()
    with qtbot.waitSignal(table.row_opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args[0].number == 2


def test_a_chosen_cell_names_its_column(model: ListModel, qtbot) -> None:
    table = ListTable(model, cell_cursor=True)
    qtbot.addWidget(table)
    with qtbot.waitSignal(table.cell_chosen) as chosen:
        table.setCurrentIndex(model.index(4, 1))
    assert chosen.args[0].number == 4
    assert chosen.args[1] == "name"


def test_a_hint_cannot_bring_markup(dressed) -> None:
    columns = (Column("氏名", "name", cell=lambda row: Cell(row.name, hint=row.name)),)
    model = ListModel(columns)
    model.show_rows([Row(1, "<b>見本</b>")])
    assert "<b>" not in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, 0).data() == "<b>見本</b>"


def test_a_fitted_table_is_as_high_as_its_rows(dressed, qtbot) -> None:
    model = ListModel(COLUMNS)
    table = ListTable(model, fit=True, header=False)
    qtbot.addWidget(table)
    model.show_rows([Row(i, "見本") for i in range(4)])
    assert table.sizeHint().height() == 4 * table.verticalHeader().defaultSectionSize()


def test_in_a_tight_place_all_columns_give_way_and_widths_return(table: ListTable) -> None:
    table.resize(900, 300)
    wide = [table.columnWidth(place) for place in range(3)]
    assert sum(wide) == table.viewport().width()
    table.resize(220, 300)
    tight = [table.columnWidth(place) for place in range(3)]
    assert sum(tight) == table.viewport().width()
    assert min(tight) > 40
    table.resize(900, 300)
    assert [table.columnWidth(place) for place in range(3)] == wide


def test_the_chosen_row_stays_in_sight_when_rows_come_in_another_order(
    table: ListTable, model: ListModel
) -> None:
    rows = [row for _, row in model.loaded_rows()]
    model.show_rows(rows)
    table.choose_row(len(rows) - 1)
    last = table.chosen_row()
    model.show_rows(rows[::-1])
    assert table.chosen_row() == last
    shown = table.visualRect(table.currentIndex())
    assert table.viewport().rect().contains(shown.center())


def test_an_empty_list_says_so_only_once_that_is_known(dressed: Any, qtbot: Any) -> None:
    jobs = Jobs()
    model = ListModel(COLUMNS, lambda offset, limit, sort: Page((), 0), jobs)
    table = ListTable(model)
    table.set_empty_hint("まだありません。")
    table.show()
    model.reload()
    assert model.awaited and table._hint.isHidden()
    qtbot.waitUntil(lambda: not jobs.busy and not model.awaited)
    assert not table._hint.isHidden()
    jobs.close()
    table.close()


def test_a_number_is_whole_and_words_stand_in_two_lines_where_room_is_short(
    dressed: Any, qtbot: Any
) -> None:
    columns = (
        Column("費目", "name", width=120, stretch=True, wraps=True),
        Column("金額", "number", Kind.NUMBER, 60, fitted=True, cell=lambda row: f"{row.number:,}"),
    )
    model = ListModel(columns)
    table = ListTable(model, fit=True)
    qtbot.addWidget(table)
    model.show_rows([Row(118_900_000, "使用料及び賃借料"), Row(5, "旅費")])
    table.resize(600, 200)
    table.show()
    number = table.sizeHintForColumn(1)
    assert table.columnWidth(1) == number > theme().px(60)

    def ink() -> int:
        """How high the words of the first row stand, in pixels."""
        option = QStyleOptionViewItem()
        option.rect = QRect(0, 0, table.columnWidth(0), table.rowHeight(0))
        image = QImage(option.rect.size(), QImage.Format.Format_RGB32)
        image.fill(0xFFFFFF)
        painter = QPainter(image)
        table.itemDelegate().paint(painter, option, model.index(0, 0))
        painter.end()
        dark = [
            y for y in range(image.height())
            if any(image.pixelColor(x, y).value() < 128 for x in range(image.width()))
        ]  # fmt: skip
        return dark[-1] - dark[0]

    one = ink()
    table.resize(number + 90, 200)
    assert table.columnWidth(1) == number and ink() > 1.5 * one
    table.resize(number + 20, 200)  # too tight for anything: then it scrolls sideways
    QApplication.processEvents()
    assert table.columnWidth(1) == number and table.horizontalScrollBar().maximum() > 0


@pytest.mark.parametrize("passing", [True, False])
def test_a_passing_list_lights_a_row_only_under_the_keyboard(
    dressed: Any, qtbot: Any, passing: bool
) -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    model = ListModel(COLUMNS)
    table, other = ListTable(model, passing=passing), QLineEdit()
    column.addWidget(table)
    column.addWidget(other)
    qtbot.addWidget(holder)
    model.show_rows([Row(i, "見本") for i in range(4)])
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    lit = []
    for part in (table, other, table):
        part.setFocus()
        table.choose_row(1)
        edge = table.visualRect(model.index(1, 0)).bottomRight() - QPoint(1, 4)
        lit.append(table.viewport().grab().toImage().pixelColor(edge).name().upper())
    here, away, back = (color == LIGHT.selection.upper() for color in lit)
    assert (here, away, back) == (True, not passing, True)
