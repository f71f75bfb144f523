"""The window of the 手引き: opened by F1 where one is, found by typing, read by keyboard, saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.reports.manual.pages import Heading, Link, Picture, Words, pages
from app.ui.jobs import InlineJobs
from app.ui.manual.key import listen_for_f1, open_manual, page_for, page_of_screen
from app.ui.manual.page_view import PageOfManual, Shot
from app.ui.manual.window import ManualWindow
from app.ui.theme import theme
from app.ui.widgets.paragraph import Paragraph
from tests.ui.fake_asking import FakeAsking


@pytest.fixture
def manual(qtbot: QtBot, dressed: Any) -> ManualWindow:
    """The window on a desk where files can be saved."""
    made = ManualWindow(asking=FakeAsking(), jobs=InlineJobs())
    qtbot.addWidget(made)
    made.show()
    return made


def type_into(manual: ManualWindow, words: str) -> None:
    """Put words into the search, as an input method does."""
    manual.search.focus()
    manual.search.field.clear()
    manual.search.field.insert(words)


def test_typing_lists_the_pages_that_hold_the_words_and_shows_the_first(
    manual: ManualWindow, qtbot: QtBot
) -> None:
    assert manual.key == "start" and manual.model.rowCount() == len(pages())
    type_into(manual, "旅費")
    assert manual.key == "travel" and 1 < manual.model.rowCount() < 10
    qtbot.keyClick(manual.search.field, Qt.Key.Key_Down)
    assert manual.key == manual.model.row(1).page.key != "travel"
    qtbot.keyClick(manual.search.field, Qt.Key.Key_Escape)
    assert manual.search.text == "" and manual.model.rowCount() == len(pages())
    assert manual.list.chosen_row().page.key == manual.key
    qtbot.keyClick(manual.search.field, Qt.Key.Key_Escape)
    assert not manual.isVisible()


def test_nothing_found_says_so_and_leaves_the_page(manual: ManualWindow, qtbot: QtBot) -> None:
    type_into(manual, "そんな言葉はない")
    assert manual.model.rowCount() == 0 and manual.key
    assert "見つかりません" in manual.list._hint.words


def test_links_lead_on_and_alt_left_leads_back(manual: ManualWindow, qtbot: QtBot) -> None:
    assert manual.shown is not None and not manual.back_button.isEnabled()
    links = [one for one in manual.shown.findChildren(QPushButton) if one.text().startswith("→")]
    links[0].click()
    assert manual.key == "first-day" and manual.back_button.isEnabled()
    qtbot.keyClick(manual, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert manual.key == "start" and not manual.back_button.isEnabled()
    type_into(manual, "旅費")
    manual.go("partners")
    assert manual.key == "partners" and manual.search.text == ""


@pytest.mark.parametrize("key", [one.key for one in pages()])
def test_every_page_is_shown_whole(key: str, qtbot: QtBot, dressed: Any) -> None:
    page = next(one for one in pages() if one.key == key)
    shown = PageOfManual(page)
    qtbot.addWidget(shown)
    said = [one.words for one in shown.findChildren(Paragraph)]
    assert said[0] == page.title
    for block in page.blocks:
        if isinstance(block, Heading | Words):
            assert block.text in said
        elif isinstance(block, Picture):
            assert block.caption in said
    shots = shown.findChildren(Shot)
    assert len(shots) == sum(isinstance(block, Picture) for block in page.blocks)
    assert not any(shot.drawn.pixmap.isNull() for shot in shots)
    assert len(shown.findChildren(QPushButton)) == sum(isinstance(b, Link) for b in page.blocks)


def test_a_picture_keeps_its_shape_and_never_grows(qtbot: QtBot, dressed: Any) -> None:
    shot = Shot(Picture("今日", "today")).drawn
    qtbot.addWidget(shot)
    assert shot.heightForWidth(514) == pytest.approx(512 * 768 / 1366 + 2, abs=2)
    assert shot.heightForWidth(5000) == shot.pixmap.height() + 2


def test_a_page_follows_the_scale(manual: ManualWindow) -> None:
    manual.go("it")
    before = manual.shown
    theme().set_scale(1.4)
    try:
        assert manual.key == "it" and manual.shown is not before and manual.shown is not None
        assert manual.shown.maximumWidth() == theme().px(760)
        assert len(manual.findChildren(PageOfManual)) == 1
    finally:
        theme().set_scale(1.0)


def test_page_keys_scroll_while_the_search_has_the_keyboard(
    manual: ManualWindow, qtbot: QtBot
) -> None:
    manual.resize(700, 300)
    manual.go("trouble")
    bar = manual.scrolled.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    manual._turn(1)
    assert bar.value() > 0
    manual.go("start")
    assert manual.scrolled.verticalScrollBar().value() == 0


def test_the_whole_is_saved_as_pdf(
    manual: ManualWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.reports.manual import book

    few, whole = pages()[:2], book.make_book
    monkeypatch.setattr(book, "make_book", lambda: whole(few))
    assert isinstance(manual._asking, FakeAsking)
    manual._asking.script(tmp_path / "手引き")
    manual.save()
    assert "に保存しました" in manual.notice.words and manual.save_button.isEnabled()
    assert len(pypdfium2.PdfDocument(tmp_path / "手引き.pdf")) >= 4


def test_without_a_desk_no_file_is_offered(qtbot: QtBot, dressed: Any) -> None:
    made = ManualWindow()
    qtbot.addWidget(made)
    made.show()
    made.save()
    assert not made.save_button.isVisible() and made.key == "start"


def test_f1_in_a_dialog_opens_its_page_above_it_once(qtbot: QtBot, dressed: Any) -> None:
    class SecondDialog(QDialog):
        """Named like the window that asks for a second person."""

    listen_for_f1(QApplication.instance())  # type: ignore[arg-type]
    dialog = SecondDialog()
    qtbot.addWidget(dialog)
    button = QPushButton("x")
    QVBoxLayout(dialog).addWidget(button)
    dialog.setModal(True)
    dialog.show()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_F1)
    opened = [one for one in dialog.children() if isinstance(one, ManualWindow)]
    assert [one.key for one in opened] == ["second"]
    assert opened[0].isVisible()
    assert open_manual(dialog, "history") is opened[0] and opened[0].key == "history"


def test_the_nearest_thing_with_a_page_counts(qtbot: QtBot) -> None:
    class TodayScreen(QWidget):
        """Named like 今日."""

    outer = TodayScreen()
    qtbot.addWidget(outer)
    inner = QWidget(outer)
    assert page_for(inner) == "today" and page_for(None) == "" and page_for(QWidget()) == ""
    assert page_of_screen(outer, inner) == "today" and page_of_screen(None, inner) == ""
