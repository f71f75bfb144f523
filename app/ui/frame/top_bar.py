"""The top of the window: office, search, the record button, and who is signed in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button, MenuButton
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.search_box import SearchBox


class TopBar(QFrame):
    """`record_wanted` is ＋支援経過; `staff_chosen` carries the key of an entry of the menu."""

    record_wanted = Signal()
    staff_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "top")
        row = QHBoxLayout(self)
        lay(row, gap=4, margins=(4, 0, 4, 0))
        mark = PlainLabel("定着", size="mark", strong=True)
        self._office = PlainLabel(tone=Tone.MUTED, elide=True)
        self.search = SearchBox("氏名・かな・番号・記録・操作を探す", "Ctrl K")
        self.record = Button("支援経過", icon_name="plus", key_cap="Ctrl N")
        self.record.clicked.connect(self.record_wanted)
        self.staff = MenuButton("", (), kind="plain")
        self.staff.chosen.connect(self.staff_chosen)
        left = QHBoxLayout()
        lay(left, gap=4)
        left.addWidget(mark)
        left.addWidget(self._office, 1)
        right = QHBoxLayout()
        lay(right, gap=2)
        right.addStretch(1)
        right.addWidget(self.record)
        right.addWidget(self.staff)
        row.addLayout(left, 1)
        row.addWidget(self.search, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(right, 1)
        self._fit()
        theme().changed.connect(self._fit)

    def set_office(self, name: str) -> None:
        """Show whose records these are."""
        self._office.setText(name)

    def set_staff(self, name: str, entries: Sequence[tuple[str, str]]) -> None:
        """Show who is signed in, and offer these (key, words)."""
        self.staff.set_words(name)
        self.staff.set_entries(entries)

    def _fit(self) -> None:
        self.setFixedHeight(theme().px(Size.TOP_HEIGHT))
        share = round(self.width() * Size.SEARCH_SHARE)
        self.search.setFixedWidth(min(theme().px(Size.SEARCH_WIDTH), share))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the search its share of a narrow window."""
        super().resizeEvent(event)
        self._fit()
