"""Who else took part in a contact: cases picked one after the other by typing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.cases import stages
from app.cases.queries import CaseRow
from app.ui.case_choice import CaseChoice
from app.ui.desk import Desk
from app.ui.theme import lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import Editor
from app.ui.widgets.flow import FlowLayout

_NOT_CHOSEN = "一緒だった人を一覧から選んでください。いなければ、入力した文字を消してください。"


class PersonsEditor(Editor):
    """The value is (case, words) of each; Backspace in the empty line takes the last one away.

    `episode_id` is the case the contact is recorded for: it is never offered.
    """

    def __init__(self, desk: Desk, episode_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.episode_id = episode_id
        self._chosen: dict[str, str] = {}
        self.choice = CaseChoice(desk, ended_too=True, fits=self._fits)
        self.choice.not_chosen, self.choice.goes_on = _NOT_CHOSEN, False
        self.choice.line.installEventFilter(self)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, gap=1.5)
        column = QVBoxLayout(self)
        lay(column, gap=1)
        column.addWidget(self._chips)
        column.addWidget(self.choice)
        self.begin_at(self.choice)
        self.choice.changed.connect(self._changed)
        self._show_chosen()

    def value(self) -> tuple[tuple[str, str], ...]:
        """The cases chosen, with the words they are shown by."""
        return tuple(self._chosen.items())

    def set_value(self, value: Any) -> None:
        """Choose these cases."""
        self._chosen = {str(key): str(words) for key, words in value or ()}
        self.choice.set_value("")
        self._show_chosen()
        self.changed.emit()

    def fields(self) -> tuple[QWidget, ...]:
        """The line that is typed into."""
        return self.choice.fields()

    def complaint(self) -> str:
        """A name that was typed and not chosen is not silently left out."""
        return self.choice.complaint()

    def set_read_only(self, read_only: bool) -> None:
        """Let the persons be read but not changed."""
        self.choice.set_read_only(read_only)
        self._chips.setEnabled(not read_only)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Backspace in the empty line."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            line = self.choice.line
            empty = not line.text() and not line.isReadOnly()
            if event.key() == Qt.Key.Key_Backspace and empty and self._chosen:
                self._drop(next(reversed(self._chosen)))
                return True
        return super().eventFilter(watched, event)

    def _fits(self, row: CaseRow) -> bool:
        return row.id != self.episode_id and row.id not in self._chosen

    def _changed(self) -> None:
        row = self.choice.chosen
        if row is not None:
            ended = "（終了）" if row.stage == stages.CLOSED else ""
            words = " ".join(part for part in (row.name, row.number) if part)
            self._chosen[row.id] = f"{words}{ended}"
            self.choice.set_value("")
            self._show_chosen()
        self.changed.emit()

    def _drop(self, episode_id: str) -> None:
        self._chosen.pop(episode_id, None)
        self._show_chosen()
        self.choice.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show_chosen(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            chip = item.widget()
            if chip is not None:
                chip.hide()
                chip.deleteLater()
        for episode_id, words in self._chosen.items():
            chip = Button(f"{words}　×")
            chip.setProperty("part", "chip")
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setAccessibleName(f"{words}を外す")
            chip.clicked.connect(lambda _=False, key=episode_id: self._drop(key))
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._chosen))
