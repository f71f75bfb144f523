"""A paper is looked at first; saving writes the very same bytes; what has no glyph is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import FileProblem
from app.reports.papers.paper import Fields, Paper, Words
from app.reports.papers.render import render
from app.storage.records import HistoryEntry
from app.ui.desk import Desk
from app.ui.jobs import InlineJobs
from app.ui.notices import Notices
from app.ui.papers.preview import PaperPreview
from app.ui.papers.printing import lies, paint
from app.ui.widgets.page_view import PageView

PAPER = Paper(
    "フェイスシート",
    "見本センター",
    "令和8年11月24日",
    (Fields((("氏名", "髙橋 はるな"),)), Words("生育歴", "長い話。" * 1500)),
)


@pytest.fixture
def desk(
    dressed: QApplication, opened_embedded: Any, asking: Any, tmp_path: Path
) -> Iterator[Desk]:
    """A desk on an office in a file."""
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    opened = opened_embedded
    jobs, notices = InlineJobs(), Notices()
    yield Desk(
        opened.office, opened.actor, "見本", "10", jobs, notices, asking, settings, lambda _: None
    )


def shown(desk: Desk, paper: Paper = PAPER) -> PaperPreview:
    """The preview of a paper."""
    preview = PaperPreview(desk, lambda reading: paper, "フェイスシート_R8-C-001")
    preview.open()
    return preview


def test_every_page_is_shown_from_edge_to_edge(desk: Desk, qtbot: QtBot) -> None:
    preview = shown(desk)
    qtbot.waitUntil(lambda: preview.scrolled.verticalScrollBar().maximum() > 0)
    pages = preview.scrolled.findChildren(PageView)
    assert preview.printed is not None
    assert len(pages) == preview.printed.pages > 1
    for page in pages:
        size = page.image.deviceIndependentSize()
        assert page.height() > size.height()
        assert size.width() < preview.scrolled.viewport().width()
    ink = preview.scrolled.grab().toImage()
    dark = [y for y in range(ink.height()) if ink.pixelColor(90, y).lightness() < 128]
    assert dark
    preview.reject()


def test_the_pages_are_scrolled_from_the_keyboard(desk: Desk, qtbot: QtBot) -> None:
    preview = shown(desk)
    bar = preview.scrolled.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    QTest.keyClick(preview.print_button, Qt.Key.Key_PageDown)
    assert bar.value() == min(bar.pageStep(), bar.maximum())
    QTest.keyClick(preview.print_button, Qt.Key.Key_PageUp)
    assert bar.value() == 0
    preview.reject()


def test_saving_writes_what_is_shown_and_adds_the_ending(
    desk: Desk, asking: Any, tmp_path: Path
) -> None:
    preview = shown(desk)
    asking.script(tmp_path / "紙")
    QTest.keyClick(preview, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert (tmp_path / "紙.pdf").read_bytes() == render(PAPER).data
    with Session(desk.office.engine) as session:
        told = session.scalars(select(HistoryEntry.words)).all()
    assert told[-1] == "「フェイスシート」をPDFに保存"
    preview.reject()


def test_a_folder_that_is_not_there_is_said_and_the_preview_stays(
    desk: Desk, asking: Any, tmp_path: Path
) -> None:
    preview = shown(desk)
    asking.script(tmp_path / "ない" / "紙.pdf")
    preview.save()
    assert preview.isVisible() and "フォルダー" in asking.said[-1][1]
    preview.reject()


def test_a_character_without_a_glyph_is_named(desk: Desk) -> None:
    preview = shown(desk, Paper("表", "見本", "今日", (Words("氏名", "𓀀"),)))
    assert "U+13000" in preview.notice.words
    preview.reject()


def test_a_paper_that_cannot_be_read_says_why(desk: Desk, asking: Any) -> None:
    def refuse(reading: Any) -> Paper:
        raise FileProblem("読めません。")

    preview = PaperPreview(desk, refuse, "x")
    preview.open()
    assert not preview.isVisible() and asking.said[-1][1] == "読めません。"


def test_all_pages_go_to_the_printer() -> None:
    printed = render(PAPER)
    sheets: list[int] = []
    sheet = QImage(210, 297, QImage.Format.Format_RGB32)
    sheet.fill(QColor("white"))
    painter = QPainter(sheet)
    paint(painter, printed.data, QRect(0, 0, 210, 297), lambda: sheets.append(1))
    painter.end()
    assert len(sheets) == printed.pages - 1
    assert any(sheet.pixelColor(x, 60).lightness() < 200 for x in range(210))


def test_a_sheet_that_lies_is_seen_from_edge_to_edge_and_printed_lying(
    desk: Desk, dressed: QApplication
) -> None:
    lying = replace(PAPER, landscape=True)
    window = QWidget()
    window.resize(1366, 768)
    preview = PaperPreview(desk, lambda reading: lying, "週間予定表", window)
    preview.open()
    (first, *_) = preview.scrolled.findChildren(PageView)
    assert first.image.deviceIndependentSize().width() <= preview.scrolled.viewport().width()
    assert preview.width() <= window.width()
    assert preview.printed is not None and lies(preview.printed.data)
    assert not lies(render(PAPER).data)
    preview.reject()
    window.deleteLater()
