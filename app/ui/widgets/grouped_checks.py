"""Any number of codes of a table, each with a box, under the table's headings."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.codes import CodeTable
from app.ui.theme import Tone, lay
from app.ui.widgets.editors import Editor
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import PlainLabel, as_caption


class GroupedChecks(Editor):
    """The value is the codes checked, in the order of the table."""

    def __init__(self, table: CodeTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        lay(column, gap=0.5)
        self.boxes: dict[str, QCheckBox] = {}
        for heading, rows in table.grouped():
            if heading:
                column.addWidget(PlainLabel(heading, tone=Tone.MUTED, size="caption"))
            holder = QWidget()
            flow = FlowLayout(holder, gap=3)
            column.addWidget(holder)
            for row in rows:
                box = QCheckBox(as_caption(row.offered))
                box.setAccessibleName("　".join(part for part in (heading, row.offered) if part))
                box.toggled.connect(lambda _: self.changed.emit())
                box.clicked.connect(lambda _=False: self.left.emit())
                self.boxes[row.code] = box
                flow.addWidget(box)
        if self.boxes:
            self.setFocusProxy(next(iter(self.boxes.values())))

    def value(self) -> tuple[str, ...]:
        """The codes checked."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    def set_value(self, value: Any) -> None:
        """Check these codes and no others."""
        wanted = set(value or ())
        for code, box in self.boxes.items():
            box.setChecked(code in wanted)

    def fields(self) -> tuple[QWidget, ...]:
        """The boxes."""
        return tuple(self.boxes.values())
