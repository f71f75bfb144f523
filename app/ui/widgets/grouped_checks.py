"""Any number of codes of a table, each with a box, under the table's headings."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.codes import CodeTable
from app.ui.theme import Tone, lay
from app.ui.widgets.editors import BoxesEditor
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import PlainLabel

_KEYS = "矢印キーで移り、Spaceで選びます。Enterで次の欄へ"


class GroupedChecks(BoxesEditor):
    """The value is the codes checked, in the order of the table."""

    def __init__(self, table: CodeTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = PlainLabel(tone=Tone.MUTED, size="caption", elide=True)
        column = QVBoxLayout(self)
        lay(column, gap=0.5)
        for heading, rows in table.grouped():
            if heading:
                column.addLayout(self._heading(heading, first=not self.boxes))
            holder = QWidget()
            flow = FlowLayout(holder, gap=3)
            column.addWidget(holder)
            for row in rows:
                box = self.add_box(row.code, row.offered)
                box.setAccessibleName("　".join(part for part in (heading, row.offered) if part))
                flow.addWidget(box)
        self.arrows.entered.connect(lambda inside: self._keys.setText(_KEYS if inside else ""))

    def _heading(self, words: str, *, first: bool) -> QHBoxLayout:
        """A heading; how the keys work stands beside the first while the keyboard is here."""
        row = QHBoxLayout()
        lay(row, gap=3)
        row.addWidget(PlainLabel(words, tone=Tone.MUTED, size="caption"))
        row.addWidget(self._keys if first else QWidget(), 1)
        return row
