"""The window of the 手引き: pages on the left, found by typing; the page on the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.reports.manual.pages import Found, find, page
from app.ui.asking import Asking
from app.ui.dialogs import resize_within
from app.ui.jobs import JobRunner
from app.ui.manual.key import KEPT
from app.ui.manual.page_view import PageOfManual
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel, as_title
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.page import Scrolled
from app.ui.widgets.search_box import SearchBox

_WIDTH, _HEIGHT, _LIST = 1080, 700, 300
_PDF = "PDF (*.pdf)"
_NOTHING = "見つかりません。言葉を減らすか、別の言い方で探してください。"
_KEYS = "↑↓ 頁を選ぶ・PageUp/PageDown 頁の中を動く・Alt＋← 前の頁・Esc 閉じる"


class ManualWindow(QWidget):
    """Holds nothing of the office. `asking` and `jobs` are there where a PDF can be saved."""

    def __init__(
        self,
        parent: QWidget | None = None,
        key: str = "",
        *,
        asking: Asking | None = None,
        jobs: JobRunner | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setProperty(KEPT, True)
        self._asking, self._jobs = asking, jobs
        self._way: list[str] = []
        self._showing = False
        self.setWindowTitle(as_title("手引き"))
        self.search = SearchBox("手引きの中を探す", "Ctrl F")
        columns = (Column("手引きの頁", "title", Kind.TEXT, stretch=True, cell=_cell),)
        self.model = ListModel(columns, parent=self)
        self.list = ListTable(self.model, header=False, two_lines=True)
        self.list.setAccessibleName("手引きの頁")
        self.list.set_empty_hint(_NOTHING)
        self.notice = NoticeBar()
        self.scrolled = Scrolled()
        self.shown: PageOfManual | None = None
        self.back_button = Button("前の頁", key_cap="Alt ←")
        self.save_button = Button("PDFに保存", key_cap="Ctrl S")
        self.save_button.setVisible(asking is not None and jobs is not None)
        self.close_button = Button("閉じる", key_cap="Esc")
        self._arrange()
        self._connect()
        resize_within(self, _WIDTH, _HEIGHT)
        self._open(page(key).key)
        self.fill("")

    @property
    def key(self) -> str:
        """The key of the page that is shown."""
        return self.shown.page.key if self.shown is not None else ""

    def go(self, key: str) -> None:
        """Show a page, and light it in the list; all pages are listed again if it is not there."""
        if key not in self._listed():
            self.search.field.setText("")
        self._open(key)

    def fill(self, text: str) -> None:
        """List the pages that hold these words, and show the first of them."""
        self._showing = True
        self.model.show_rows(find(text))
        self._showing = False
        listed = self._listed()
        if listed and (text.strip() or not self.key):
            self._open(listed[0])
        else:
            self._light()

    def back(self) -> None:
        """The page before this one."""
        if len(self._way) > 1:
            self._way.pop()
            self._open(self._way.pop())

    def save(self) -> None:
        """Keep the whole 手引き as a PDF where the person says."""
        if self._asking is None or self._jobs is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        out = self._asking.choose_save_file("PDFに保存", _PDF, Path(folder) / "定着 手引き.pdf")
        if out is None:
            return
        target = out if out.suffix.lower() == ".pdf" else out.with_name(f"{out.name}.pdf")
        self.save_button.refuse("いま書き出しています。")
        self._jobs.run(
            lambda: _write(target),
            done=lambda _: self._saved(f"「{target.name}」に保存しました。"),
            failed=self._not_saved,
            on="pool",
            title="手引きを書き出しています",
            owner=self,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the search, then closes."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _saved(self, words: str) -> None:
        self.save_button.allow()
        self.notice.set_notice("", words)

    def _not_saved(self, error: Exception) -> None:
        self.save_button.allow()
        if self._asking is not None:
            self._asking.error(error)  # type: ignore[arg-type]

    def _leave(self) -> None:
        if self.search.text:
            self.search.field.setText("")
            self.search.focus()
        else:
            self.close()

    def _listed(self) -> list[str]:
        rows = (self.model.row(number) for number in range(self.model.rowCount()))
        return [row.page.key for row in rows if isinstance(row, Found)]

    def _open(self, key: str) -> None:
        wanted = page(key)
        if self.key != wanted.key:
            self._draw(key)
            self.scrolled.verticalScrollBar().setValue(0)
            self.setWindowTitle(as_title(f"{wanted.title} - 手引き"))
        if not self._way or self._way[-1] != wanted.key:
            self._way.append(wanted.key)
        if len(self._way) > 1:
            self.back_button.allow()
        else:
            self.back_button.refuse("前に見た頁はまだありません。")
        self._light()

    def _draw(self, key: str) -> None:
        """Make the page, also anew when the scale has changed; the one before goes."""
        if (before := self.scrolled.takeWidget()) is not None:
            before.deleteLater()  # its own button may be what asked
        self.shown = PageOfManual(page(key))
        self.shown.wanted.connect(self.go)
        self.scrolled.setWidget(self.shown)

    def _light(self) -> None:
        listed = self._listed()
        if self.key in listed:
            self._showing = True
            self.list.choose_row(listed.index(self.key))
            self._showing = False

    def _chosen(self, row: object) -> None:
        if isinstance(row, Found) and not self._showing:
            self._open(row.page.key)

    def _step(self, steps: int) -> None:
        last = self.model.rowCount() - 1
        if last >= 0:
            number = self.list.currentIndex().row() + steps
            self.list.choose_row(max(0, min(last, number)))

    def _turn(self, steps: int) -> None:
        bar = self.scrolled.verticalScrollBar()
        bar.setValue(bar.value() + steps * bar.pageStep())

    def _arrange(self) -> None:
        left = QVBoxLayout()
        lay(left, gap=2)
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        right = QVBoxLayout()
        lay(right, gap=2)
        right.addWidget(self.notice)
        right.addWidget(self.scrolled, 1)
        middle = QHBoxLayout()
        lay(middle, gap=4)
        middle.addLayout(left)
        middle.addLayout(right, 1)
        foot = QHBoxLayout()
        lay(foot, gap=3)
        foot.addWidget(PlainLabel(_KEYS, tone=Tone.MUTED, size="caption", elide=True), 1)
        for button in (self.back_button, self.save_button, self.close_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(4, 3, 4, 3))
        column.addLayout(middle, 1)
        column.addLayout(foot)
        self._fit()

    def _fit(self) -> None:
        for part in (self.search, self.list):
            part.setFixedWidth(theme().px(_LIST))
        if self.shown is not None:
            self._draw(self.key)

    def _connect(self) -> None:
        theme().changed.connect(self._fit)
        self.search.changed.connect(self.fill)
        self.search.stepped.connect(self._step)
        self.search.submitted.connect(lambda _: self.list.setFocus())
        self.search.left.connect(self._leave)
        self.list.row_chosen.connect(self._chosen)
        self.back_button.clicked.connect(self.back)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.close)
        acts: dict[str, Callable[[], object]] = {
            "Ctrl+F": self.search.focus,
            "Ctrl+S": self.save,
            "Alt+Left": self.back,
            "PgUp": lambda: self._turn(-1),
            "PgDown": lambda: self._turn(1),
        }
        for keys, act in acts.items():
            QShortcut(QKeySequence(keys), self).activated.connect(act)


def _cell(row: Found) -> Cell:
    return Cell(row.page.title, second=row.excerpt)


def _write(out: Path) -> None:
    """Only here: what draws a PDF is not loaded before it is asked for."""
    from app.reports.manual.book import write_book

    write_book(out)
