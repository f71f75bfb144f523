"""A line whose parts go below it where they have no room: no words are cut, Tab follows."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.reports.counting.queries import Entry
from app.ui.screens.report.contents_card import ContentsCard
from app.ui.theme import Size, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.head_layout import FILLER, LEAD, NEAR, HeadLayout
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import squeezed
from app.ui.widgets.notice_bar import NoticeBar


def shown(qtbot: QtBot, part: QWidget, width: int) -> None:
    qtbot.addWidget(part)
    part.show()
    part.resize(width, part.heightForWidth(width))
    QApplication.processEvents()


@pytest.mark.parametrize("width", [900, 420, 260, 160])
def test_no_part_is_cut_or_lies_on_another(dressed: Any, qtbot: QtBot, width: int) -> None:
    holder = QWidget()
    line = HeadLayout(holder)
    lead, words = PlainLabel("職員"), PlainLabel("定着を開ける人。", elide=True)
    near, acts = Button("令和8年10月"), [Button("氏名を直す"), Button("職員を加える")]
    line.put(lead, LEAD)
    line.put(words, FILLER)
    line.put(near, NEAR)
    for act in acts:
        line.put(act)
    shown(qtbot, holder, width)
    parts = [lead, near, *acts]
    for part in parts:
        assert part.width() >= part.sizeHint().width()
        assert holder.rect().contains(part.geometry())
    for one in parts:
        for other in parts:
            assert one is other or not one.geometry().intersects(other.geometry())
    assert [line.itemAt(at).widget() for at in range(line.count())] == [lead, near, words, *acts]


def test_what_stands_near_goes_below_first(dressed: Any, qtbot: QtBot) -> None:
    holder = QWidget()
    line = HeadLayout(holder)
    lead, near, act = PlainLabel("経費"), Button("令和8年度の期間"), Button("都道府県へ提出する")
    line.put(lead, LEAD)
    line.put(near, NEAR)
    line.put(act)
    whole = line.sizeHint().width()
    below = {}
    for width in (whole + 40, whole - 10, act.sizeHint().width() + 10):
        shown(qtbot, holder, width)
        below[width] = [part.y() > lead.geometry().bottom() for part in (near, act)]
    assert list(below.values()) == [[False, False], [True, False], [True, True]]
    shown(qtbot, holder, whole + 40)
    assert act.geometry().right() == holder.rect().right()


def test_a_part_can_be_put_before_another_and_a_hidden_one_takes_no_room(
    dressed: Any, qtbot: QtBot
) -> None:
    holder = QWidget()
    line = HeadLayout(holder)
    last, first, hidden = Button("二"), Button("一"), Button("見えないボタン")
    line.put(last)
    line.put(first, before=last)
    line.put(hidden, before=first)
    hidden.hide()
    shown(qtbot, holder, 300)
    assert first.geometry().right() < last.x()
    assert line.sizeHint().width() < first.width() + last.width() + hidden.sizeHint().width()


def test_the_buttons_of_a_card_go_below_its_title(dressed: Any, qtbot: QtBot) -> None:
    card = Card("提供した情報", caption="3件")
    acts = [Button("提供を記録する"), Button("書面を印刷する")]
    for act in acts:
        card.add_to_head(act)
    shown(qtbot, card, 240)
    assert card.minimumSizeHint().width() <= 240
    assert all(act.width() >= act.sizeHint().width() for act in acts)
    assert all(card.rect().contains(act.geometry()) for act in acts)


def test_the_button_of_a_notice_goes_below_its_words(dressed: Any, qtbot: QtBot) -> None:
    bar = NoticeBar(
        "確かめること 4件", "単価が高い備品は、対象経費に入りません。", "前年度から写す"
    )
    button = bar.findChild(Button)
    assert isinstance(button, Button)
    tops = {}
    for width in (800, 240):
        shown(qtbot, bar, width)
        assert button.width() >= button.sizeHint().width()
        tops[width] = button.y() > bar.height() // 2
    assert tops == {800: False, 240: True}


@pytest.mark.parametrize(
    ("wanted", "least", "room", "widths"),
    [
        ([100, 100], [10, 10], 150, [75, 75]),
        ([300, 100], [10, 90], 200, [110, 90]),
        ([100, 0, 100], [80, 0, 10], 110, [80, 0, 30]),
        ([50, 50], [40, 40], 60, [40, 40]),
    ],
)
def test_columns_give_way_down_to_their_least(
    wanted: list[int], least: list[int], room: int, widths: list[int]
) -> None:
    assert squeezed(wanted, least, room) == widths


def test_the_number_of_a_case_keeps_its_digits_in_a_narrow_list(dressed: Any, qtbot: QtBot) -> None:
    card = ContentsCard()
    entry = Entry("case", "R8-C-015", "10/15", "特別 広域依頼", "廣瀬 藍介")
    card.entries.show_rows([entry])
    shown(qtbot, card, 300)
    table = card.entries
    needed = QFontMetrics(theme().font(Size.BODY)).horizontalAdvance(entry.number)
    assert table.columnWidth(0) >= needed + 2 * theme().px(Size.CELL_PADDING)
    assert sum(table.columnWidth(place) for place in range(4)) <= table.viewport().width()
