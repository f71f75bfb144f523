"""The base of the forms beside a list: one record or a part of it, new or corrected."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.network.experience.queries import persons_named
from app.ui.screens.record_form import RecordForm
from app.ui.screens.record_pane import RecordPane
from app.ui.theme import Tone, lay
from app.ui.widgets.card import Card
from app.ui.widgets.form import Form

Data = TypeVar("Data")
_NAMES_MS = 600


class PaneForm(RecordForm[Data]):
    """A subclass gives `title`, `rows_form()`, `newest(data)`, `action()`.

    Fields that are `watched` say so when the name of a 対象者 stands in them.
    """

    title: ClassVar[str] = ""
    watched: ClassVar[tuple[str, ...]] = ()

    def __init__(self, pane: RecordPane[Data], kind: str, subject: str) -> None:
        super().__init__(pane, kind, subject)
        self.card = card = Card(self.title)
        card.add(self.notice)
        form = self.rows_form()
        for bar in self.bars():
            card.add(bar)
        card.add(self.add_form(form))
        card.add(self.newer)
        card.add(self.foot())
        column = QVBoxLayout(self)
        lay(column, gap=2)
        column.addWidget(card)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_NAMES_MS)
        self._pause.timeout.connect(self._look_for_names)
        for key in self.watched:
            self.rows[key].changed.connect(lambda: self._pause.start())

    def rows_form(self) -> Form:
        """The rows."""
        raise NotImplementedError

    def bars(self) -> tuple[QWidget, ...]:
        """What stands between the notice and the rows."""
        return ()

    def foot(self) -> QHBoxLayout:
        """The buttons, with the way to take the record away at the left."""
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(self.remove_button)
        row.addLayout(super().foot(), 1)
        return row

    def _look_for_names(self) -> None:
        text = "\n".join(str(self.rows[key].value()) for key in self.watched)
        self.desk.read(
            lambda reading: persons_named(reading, text), self._warn, owner=self, title=""
        )

    def _warn(self, found: tuple[str, ...]) -> None:
        self.advice.set_tone(Tone.WARNING if found else Tone.MUTED)
        names = "・".join(f"「{name}」" for name in found)
        self.advice.set_words(
            f"対象者の氏名{names}が入っているようです。氏名は書かずに残してください。"
            if found
            else ""
        )
