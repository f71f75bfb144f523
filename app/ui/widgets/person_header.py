"""The head of a person's page: kana above the name, facts beside it, buttons on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import Tone, lay, theme
from app.ui.widgets.labels import PlainLabel

_FIRST = 1000
"""Who else is here is said in full before the flags get any room."""


class PersonHeader(QWidget):
    """Who the page is about; the words are set again when another person is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kana = PlainLabel(tone=Tone.MUTED, size="caption")
        self._name = PlainLabel(size="title", strong=True)
        self._fact = PlainLabel(elide=True)
        self._more = PlainLabel(tone=Tone.MUTED, size="caption", elide=True)
        self._beside = PlainLabel(tone=Tone.MUTED, size="caption", elide=True)
        for label in (self._kana, self._name):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        lay(row, gap=3)
        below = QHBoxLayout()
        lay(below, gap=2)
        below.addWidget(self._beside, _FIRST)
        below.addWidget(self._more, 1)
        self._beside.hide()
        row.addLayout(_column(self._kana, self._name))
        row.addSpacing(0)
        row.addLayout(_column(self._fact, below), 1)
        self._buttons = QHBoxLayout()
        lay(self._buttons, gap=3)
        row.addLayout(self._buttons)
        theme().changed.connect(self._fit_beside)

    def set_person(self, *, kana: str, name: str, fact: str = "", more: str = "") -> None:
        """Show a person: 「昭和28年4月5日生 73歳」 is the fact, the flags are more."""
        self._kana.setText(kana)
        self._name.setText(name)
        self._fact.setText(fact)
        self._more.setText(more)
        self.setAccessibleName(name)

    @property
    def beside(self) -> str:
        """Who else is here, as it is said."""
        return self._beside.words

    def set_beside(self, words: str) -> None:
        """Say quietly who else has this page open; nothing moves by it."""
        self._beside.setText(words)
        self._beside.setVisible(bool(words))
        self._fit_beside()

    def add_button(self, button: QWidget) -> None:
        """Put a button to the right end."""
        self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def _fit_beside(self) -> None:
        """No wider than its words, so that the rest is left for the flags."""
        self._beside.ensurePolished()
        metrics = self._beside.fontMetrics()
        self._beside.setMaximumWidth(metrics.horizontalAdvance(f"{self._beside.words} "))


def _column(upper: QWidget, lower: QWidget | QHBoxLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    lay(column, gap=0)
    column.addStretch(1)
    column.addWidget(upper)
    if isinstance(lower, QWidget):
        column.addWidget(lower)
    else:
        column.addLayout(lower)
    column.addStretch(1)
    return column
