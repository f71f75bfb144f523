"""A form of one record among several of a section, which can be taken away again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.storage.work import Work
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.theme import lay
from app.ui.widgets.buttons import Button

Data = TypeVar("Data")


class RemovableForm(SectionForm[Data]):
    """A subclass says `removal()`: the question and the action, or why it cannot be removed.

    A new record is about the episode and cannot be removed.
    """

    remove_words = "この記録を消す"

    @property
    def is_new(self) -> bool:
        """Whether the form makes a record."""
        return self.subject == self.page.episode.id

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """The question that is asked before, and the action; None when the record is gone."""
        raise NotImplementedError

    def after_removal(self) -> QWidget:
        """Where the keyboard goes when the record is gone."""
        return self.section

    def foot(self) -> QHBoxLayout:
        """The buttons, with the way to take the record away at the left; advice stands above."""
        self.remove_button = Button(self.remove_words, kind="link")
        self.remove_button.clicked.connect(self._remove)
        self.remove_button.setVisible(not self.is_new)
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.addWidget(self.advice)
            self.advice.setVisible(bool(self.advice.words))
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        row.addWidget(self.leave_button)
        row.addWidget(self.save_button)
        return row

    def _remove(self) -> None:
        asked = self.removal()
        if asked is None:
            return
        question, action = asked
        section, then = self.section, self.after_removal()
        if self.desk.asking.confirm(question, yes="消す", no="残す", danger=True):
            section.host.form_left()
            section.act(action, lambda: then.setFocus(Qt.FocusReason.OtherFocusReason))
