"""A due date or task as wrapped words: when, what, and below it why."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme import Tone, lay
from app.ui.widgets.paragraph import Paragraph, ReasonLine, Run


class DueWords(QWidget):
    """Like a due line, but its words wrap: rules have long names."""

    def __init__(
        self,
        when: str,
        what: str,
        reason: str = "",
        *,
        tone: Tone = Tone.TEXT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        lay(column, gap=0.5)
        column.addWidget(Paragraph((Run(when, tone, strong=True), Run(f"　{what}"))))
        if reason:
            column.addWidget(ReasonLine(reason))
        self.setAccessibleName(f"{when} {what}")
        self.setAccessibleDescription(reason)
