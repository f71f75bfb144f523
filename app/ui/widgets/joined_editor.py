"""Several editors in one row of a form: one value of several parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import lay
from app.ui.widgets.editors import Editor


@dataclass(frozen=True)
class Part:
    """One editor, what it is called, its share of the width, and on which line it stands."""

    editor: Editor
    name: str
    share: int = 1
    line: int = 0


class JoinedEditor(Editor):
    """Editors beside and below each other; the value is the tuple of theirs."""

    def __init__(self, parts: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts = tuple(part.editor for part in parts)
        column = QVBoxLayout(self)
        lay(column, gap=1)
        lines: dict[int, QHBoxLayout] = {}
        for part in parts:
            if part.line not in lines:
                lines[part.line] = QHBoxLayout()
                lay(lines[part.line], gap=2)
                column.addLayout(lines[part.line])
            lines[part.line].addWidget(part.editor, part.share, Qt.AlignmentFlag.AlignTop)
            part.editor.changed.connect(self.changed)
            part.editor.left.connect(self.left)
            for field in part.editor.fields():
                field.setAccessibleName(part.name)
        self.begin_at(self.parts[0])

    def value(self) -> tuple[Any, ...]:
        """The values of the parts, in their order."""
        return tuple(part.value() for part in self.parts)

    def set_value(self, value: Any) -> None:
        """Put a value into every part; nothing empties them."""
        values = tuple(value or ()) or ("",) * len(self.parts)
        for part, one in zip(self.parts, values, strict=True):
            part.set_value(one)

    def fields(self) -> tuple[QWidget, ...]:
        """The fields of all parts."""
        return tuple(field for part in self.parts for field in part.fields())

    def complaint(self) -> str:
        """What the first part that cannot be read says."""
        return next((words for part in self.parts if (words := part.complaint())), "")

    def at_fault(self) -> QWidget:
        """The field of the first part that cannot be read."""
        guilty = next((part for part in self.parts if part.complaint()), self.parts[0])
        return guilty.at_fault()

    def set_read_only(self, read_only: bool) -> None:
        """Let the values be read but not changed."""
        for part in self.parts:
            part.set_read_only(read_only)

    def mark_wrong(self, wrong: bool) -> None:
        """Mark the parts that cannot be read, or all where each can."""
        guilty = [part for part in self.parts if part.complaint()] or list(self.parts)
        for part in self.parts:
            part.mark_wrong(wrong and part in guilty)
