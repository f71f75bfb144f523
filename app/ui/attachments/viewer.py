"""A look at a PDF or a picture inside the program: no copy of it is written anywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.attachments.queries import Content
from app.attachments.rules import size_words
from app.errors import TeichakuError
from app.ui.attachments.pictures import Drawn, draw
from app.ui.desk import Desk
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.page import Scrolled
from app.ui.widgets.page_view import PageView
from app.ui.widgets.paragraph import Paragraph

_SHARE = 0.92
"""Of the window above which it stands."""
_LEAST_WIDTH, _LEAST_HEIGHT = 640, 480
_PAGE_WIDTH = 900
_BAR = 3
"""Grid steps kept free for the scroll bar."""


class AttachmentViewer(QDialog):
    """Shows one page at a time; `outside_wanted` and `copy_wanted` lead out of the program."""

    outside_wanted = Signal()
    copy_wanted = Signal()
    drawn = Signal()

    def __init__(self, desk: Desk, content: Content, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.content = desk, content
        self.shown: Drawn | None = None
        self._asked = 0
        self.title = PlainLabel(content.name, size="title", strong=True, elide=True)
        self.caption = PlainLabel("用意しています。", tone=Tone.MUTED)
        self.trouble = Paragraph(tone=Tone.ERROR)
        self.trouble.hide()
        self.page = PageView()
        self.scrolled = Scrolled()
        self.back_button = Button("前のページ", key_cap="PgUp")
        self.next_button = Button("次のページ", key_cap="PgDn")
        self.outside_button = Button("ほかのソフトで開く")
        self.copy_button = Button("写しを保存")
        self.close_button = Button("閉じる", kind="primary", key_cap="Esc")
        self._arrange()
        self.back_button.clicked.connect(lambda: self.turn(-1))
        self.next_button.clicked.connect(lambda: self.turn(1))
        self.outside_button.clicked.connect(self.outside_wanted)
        self.copy_button.clicked.connect(self.copy_wanted)
        self.close_button.clicked.connect(self.reject)
        self.setModal(True)
        self.setWindowTitle("添付")

    def open(self) -> None:
        """Show the window and draw the first page."""
        super().open()
        self.close_button.setFocus()
        self._draw(0)

    def turn(self, pages: int) -> None:
        """Show a page before or after this one."""
        if self.shown is None:
            return
        wanted = self.shown.number + pages
        if 0 <= wanted < self.shown.pages:
            self._draw(wanted)

    def say(self, words: str) -> None:
        """Say what was done with the file."""
        self.caption.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PgUp and PgDn turn the pages, the arrows scroll."""
        bar = self.scrolled.verticalScrollBar()
        key = event.key()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = bar.pageStep() // 4
            bar.setValue(bar.value() + (step if key == Qt.Key.Key_Down else -step))
        else:
            super().keyPressEvent(event)

    def _draw(self, number: int) -> None:
        self._asked += 1
        asked, content = self._asked, self.content
        edges = 2 * theme().px(Size.LINE) + theme().gap(_BAR)
        room = min(self.scrolled.viewport().width() - edges, theme().px(_PAGE_WIDTH))
        width = max(1, int(room * self.devicePixelRatioF()))
        self.desk.jobs.run(
            lambda: draw(content, number, width),
            done=lambda drawn: self._show(asked, drawn),
            failed=lambda error: self._failed(asked, error),
            on="pool",
            title="用意しています",
            owner=self,
        )

    def _show(self, asked: int, drawn: Drawn) -> None:
        if asked != self._asked:
            return
        self.shown = drawn
        image = drawn.image
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.page.show_image(image, f"{drawn.number + 1}ページ")
        self.scrolled.verticalScrollBar().setValue(0)
        size = size_words(len(self.content.data))
        pages = f"{drawn.number + 1}／{drawn.pages}ページ・" if drawn.pages > 1 else ""
        self.caption.setText(f"{pages}{size}")
        for button in (self.back_button, self.next_button):
            button.setVisible(drawn.pages > 1)
        self._allow(self.back_button, drawn.number > 0, "はじめのページです。")
        self._allow(self.next_button, drawn.number + 1 < drawn.pages, "おわりのページです。")
        self.drawn.emit()

    def _failed(self, asked: int, error: TeichakuError) -> None:
        if asked == self._asked:
            self.caption.setText(size_words(len(self.content.data)))
            self.trouble.set_words(error.message)
            self.trouble.show()
            self.outside_button.setFocus()
            self.drawn.emit()

    def _allow(self, button: Button, allowed: bool, reason: str) -> None:
        if allowed:
            button.allow()
            return
        had_keyboard = button.hasFocus()
        button.refuse(reason)
        if had_keyboard:
            self.close_button.setFocus()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(5, 4, 5, 4))
        head, foot = QHBoxLayout(), QHBoxLayout()
        lay(head, gap=3)
        lay(foot, gap=3)
        head.addWidget(self.title, 1)
        head.addWidget(self.caption)
        for button in (self.back_button, self.next_button):
            button.hide()
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.outside_button, self.copy_button, self.close_button):
            foot.addWidget(button)
        self.scrolled.add(self.page)
        self.scrolled.end()
        column.addLayout(head)
        column.addWidget(self.trouble)
        column.addWidget(self.scrolled, 1)
        column.addLayout(foot)
        above = self.parentWidget()
        room = above.window().size() if above is not None else self.sizeHint()
        height = max(theme().px(_LEAST_HEIGHT), int(room.height() * _SHARE))
        self.resize(max(theme().px(_LEAST_WIDTH), height), height)
