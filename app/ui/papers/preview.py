"""A look at a paper before it is printed or saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import TeichakuError
from app.history.viewing import of_paper
from app.reports.output import write_whole
from app.reports.papers.actions import note_left
from app.reports.papers.paper import Paper, Printed
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.file_words import file_words
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.page import Scrolled
from app.ui.widgets.page_view import PageView

if TYPE_CHECKING:
    from app.reports.papers.pages import PagePicture

_SHARE = 0.92
"""Of the height of the window above which the preview stands."""
_DOTS = 96
_AROUND = 16
_LEAST_WIDTH, _LEAST_HEIGHT = 720, 480
_LONG_SIDE = 11.69
"""Inches of a sheet A4; one that lies on it must be seen from edge to edge."""
KINDS = "PDF (*.pdf)"


class PaperPreview(QDialog):
    """Reads the paper, draws it beside the window's thread, and shows its pages.

    `make` reads what the paper says, on the database worker. `file_name` is proposed for saving.
    That a paper left the program goes into the history, of the case `episode_id` or the meeting if one is given.
    `only_here` says why it may be looked at but neither printed nor saved.
    """

    def __init__(
        self,
        desk: Desk,
        make: Callable[[Reading], Paper],
        file_name: str,
        parent: QWidget | None = None,
        *,
        episode_id: str | None = None,
        meeting_id: str | None = None,
        only_here: str = "",
    ) -> None:
        super().__init__(parent)
        self.desk, self._make, self._file_name = desk, make, file_name
        self._episode_id, self._meeting_id = episode_id, meeting_id
        self._only_here = only_here
        self.printed: Printed | None = None
        self.title = PlainLabel("印刷の確認", size="title", strong=True)
        self.caption = PlainLabel("用意しています。", tone=Tone.MUTED)
        self.notice = NoticeBar()
        self.scrolled = Scrolled()
        self.close_button = Button("閉じる", key_cap="Esc")
        self.save_button = Button("PDFに保存", key_cap="Ctrl S")
        self.print_button = Button("印刷する", kind="primary", key_cap="Ctrl P")
        self._arrange()
        self.close_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        self.print_button.clicked.connect(self.print_out)
        for button in (self.save_button, self.print_button):
            button.refuse("用意しています。")
        self.setModal(True)
        self.setWindowTitle("印刷の確認")

    def open(self) -> None:
        """Show the window and read the paper."""
        super().open()
        viewing = of_paper(self._file_name, self._episode_id, meeting_id=self._meeting_id)
        self.desk.read(self._make, self._read, failed=self._failed, owner=self, viewing=viewing)

    def save(self) -> None:
        """Keep the paper as a PDF where the person says."""
        if self.printed is None or self._only_here:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = Path(folder) / f"{file_words(self._file_name) or self.title.words}.pdf"
        path = self.desk.asking.choose_save_file("PDFに保存", KINDS, proposed)
        if path is None:
            return
        target = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        data = self.printed.data
        self.desk.jobs.run(
            lambda: write_whole(target, data, lambda draft: _complete(draft, data)),
            done=lambda _: self._left(f"「{target.name}」に保存しました。", "PDFに保存"),
            failed=self.desk.asking.error,
            on="pool",
            title="保存しています",
            owner=self,
        )

    def print_out(self) -> None:
        """Ask for a printer and print."""
        if self.printed is None or self._only_here:
            return
        from app.ui.papers.printing import print_pages

        try:
            if print_pages(self.printed.data, self):
                self._left("プリンターに送りました。", "印刷")
        except TeichakuError as error:
            self.desk.asking.error(error)

    def _left(self, words: str, how: str) -> None:
        title = self.title.words
        self.caption.setText(words)
        self.desk.write(
            lambda work: note_left(work, title, how, self._episode_id, meeting_id=self._meeting_id),
            lambda _: None,
            owner=self,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S saves, Ctrl+P prints; PgUp and PgDn scroll."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            bar = self.scrolled.verticalScrollBar()
            step = bar.pageStep() if event.key() == Qt.Key.Key_PageDown else -bar.pageStep()
            bar.setValue(bar.value() + step)
            return
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            acts = {Qt.Key.Key_S: self.save_button, Qt.Key.Key_P: self.print_button}
            button = acts.get(Qt.Key(event.key()))
            if button is not None:
                if button.isEnabled():
                    button.click()
                return
        super().keyPressEvent(event)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(5, 4, 5, 4))
        head = QHBoxLayout()
        lay(head, gap=3)
        head.addWidget(self.title)
        head.addWidget(self.caption, 1)
        foot = QHBoxLayout()
        lay(foot, gap=3)
        foot.addStretch(1)
        for button in (self.close_button, self.save_button, self.print_button):
            foot.addWidget(button)
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addWidget(self.scrolled, 1)
        column.addLayout(foot)
        above = self.parentWidget()
        room = above.window().size() if above is not None else self.sizeHint()
        self.resize(
            max(theme().px(_LEAST_WIDTH), int(room.height() * _SHARE)),
            max(theme().px(_LEAST_HEIGHT), int(room.height() * _SHARE)),
        )

    def _read(self, paper: Paper) -> None:
        self.title.setText(paper.title)
        dots = (self._dots_lying() if paper.landscape else _DOTS) * self.devicePixelRatioF()

        def draw() -> tuple[Printed, tuple[PagePicture, ...]]:
            from app.reports.papers.pages import draw_pages
            from app.reports.papers.render import render

            printed = render(paper)
            return printed, draw_pages(printed.data, dots)

        self.desk.jobs.run(
            draw,
            done=self._show,
            failed=self._failed,
            on="pool",
            title="用意しています",
            owner=self,
        )

    def _dots_lying(self) -> float:
        """Widen the window for a sheet that lies; how fine it is drawn to fit into it."""
        above = self.parentWidget()
        room = int(above.window().width() * _SHARE) if above is not None else self.width()
        wider = max(0, room - self.width())
        self.setGeometry(self.geometry().adjusted(-(wider // 2), 0, wider - wider // 2, 0))
        return min(_DOTS, (self.width() - theme().gap(16)) / _LONG_SIDE)

    def _show(self, drawn: tuple[Printed, tuple[PagePicture, ...]]) -> None:
        self.printed, pictures = drawn
        self.caption.setText(f"{self.printed.pages}ページ・A4")
        self._make_room(max(picture.width for picture in pictures))
        words = self.printed.missing_words
        self.notice.set_notice("字形のない文字" if words else "", words)
        for number, picture in enumerate(pictures, start=1):
            self.scrolled.add(self._page(number, picture))
        self.scrolled.end()
        if self._only_here:
            for button in (self.save_button, self.print_button):
                button.refuse(self._only_here)
            self.close_button.setFocus()
            return
        for button in (self.save_button, self.print_button):
            button.allow()
        self.print_button.setFocus()

    def _make_room(self, dots: int) -> None:
        """As wide as the pages where the window above allows it."""
        above = self.parentWidget()
        wanted = int(dots / self.devicePixelRatioF()) + theme().gap(_AROUND)
        most = above.window().width() if above is not None else wanted
        self.resize(max(self.width(), min(wanted, most)), self.height())

    def _page(self, number: int, picture: PagePicture) -> PageView:
        image = QImage(
            picture.pixels,
            picture.width,
            picture.height,
            picture.stride,
            QImage.Format.Format_RGB32,
        ).copy()
        image.setDevicePixelRatio(self.devicePixelRatioF())
        page = PageView()
        page.show_image(image, f"{number}ページ")
        return page

    def _failed(self, error: TeichakuError) -> None:
        self.caption.setText("")
        self.reject()
        self.desk.explain(error)


def _complete(draft: Path, data: bytes) -> None:
    if draft.read_bytes() != data:
        raise OSError("read back differently")
