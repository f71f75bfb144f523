"""Due lines: when, what, and the rule that made the date."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import Tone, lay
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import ReasonLine


class DueLine(QWidget):
    """「11/25 同行者を決める」 and under it the reason for the day."""

    def __init__(
        self,
        when: str,
        what: str,
        reason: str = "",
        *,
        tone: Tone = Tone.TEXT,
        beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        lay(layout, gap=0.5)
        first = QHBoxLayout()
        lay(first, gap=1.5)
        first.addWidget(PlainLabel(when, tone=tone, strong=True))
        first.addWidget(PlainLabel(what))
        if reason and beside:
            first.addWidget(PlainLabel(reason, tone=Tone.MUTED, size="caption", elide=True), 1)
        else:
            first.addStretch(1)
        layout.addLayout(first)
        if reason and not beside:
            layout.addWidget(ReasonLine(reason))
        self.setAccessibleName(f"{when} {what}")
        self.setAccessibleDescription(reason)
