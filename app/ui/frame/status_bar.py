"""The foot of the window: what is safe, and whether this is only practice."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.labels import PlainLabel


class StatusLine(QFrame):
    """Saved-at, encryption, the last 控え, and on the right the practice mark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "status")
        row = QHBoxLayout(self)
        lay(row, gap=4, margins=(4, 0, 4, 0))
        self._line = PlainLabel(tone=Tone.GOOD, size="caption")
        self._saved = PlainLabel(tone=Tone.GOOD, size="caption")
        self._encryption = PlainLabel(tone=Tone.MUTED, size="caption")
        self._backup = PlainLabel(tone=Tone.MUTED, size="caption")
        self._practice = PlainLabel(tone=Tone.WARNING, size="caption", strong=True)
        for label in (self._line, self._saved, self._encryption, self._backup):
            label.hide()
            row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self._practice)
        self._fit()
        theme().changed.connect(self._fit)

    def set_saved(self, words: str, tone: Tone = Tone.GOOD) -> None:
        """Say when the last change became durable, like 「保存済み 9:42:18」."""
        self._show(self._saved, f"● {words}" if words else "", tone)

    def set_line(self, words: str, tone: Tone = Tone.GOOD) -> None:
        """Say how the office's server answers; nothing for an office on this PC."""
        self._show(self._line, f"● {words}" if words else "", tone)

    def set_encryption(self, words: str) -> None:
        """Say that the records are encrypted."""
        self._show(self._encryption, words, Tone.MUTED)

    def set_backup(self, words: str, tone: Tone = Tone.MUTED) -> None:
        """Say when the last 控え was made and checked."""
        self._show(self._backup, words, tone)

    def set_practice(self, words: str) -> None:
        """Mark a practice centre; empty for real work."""
        self._practice.setText(words)

    def _show(self, label: PlainLabel, words: str, tone: Tone) -> None:
        label.setText(words)
        label.set_tone(tone)
        label.setVisible(bool(words))

    def _fit(self) -> None:
        self.setFixedHeight(theme().px(Size.STATUS_HEIGHT))
