"""A choice from a list with headings, found by typing a part of the words."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from app.codes import CodeTable, squeezed
from app.ui.theme import Tone, theme
from app.ui.widgets.editors import Editor
from app.ui.widgets.offered import EnterGoesOn, into


class _Typed(QComboBox):
    """A combo box one types into; the wheel cannot change it by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class GroupedChoice(Editor):
    """One code of a table, under its headings; typing a part offers all words that hold it.

    Words that are not of the table stay as typed and are complained of, so that a draft keeps
    them too.
    """

    def __init__(self, table: CodeTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._words = {row.code: row.offered for row in table}
        self.combo = _Typed()
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.combo.setModel(self._model())
        self.combo.setMaxVisibleItems(self.combo.count())
        self.completer = QCompleter(QStringListModel(list(self._words.values()), self), self)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setMaxVisibleItems(len(self._words))
        self.combo.setCompleter(self.completer)
        self._only(self.combo)
        line = self.combo.lineEdit()
        if line is None:
            raise TypeError("an editable combo box has a line")
        self.line = line
        EnterGoesOn(self.completer, self.combo, into(line))
        self.line.setPlaceholderText("一覧から選ぶか、名前の一部を入力")
        self.line.textChanged.connect(lambda _: self.changed.emit())
        self.line.editingFinished.connect(self._leave)
        self.combo.activated.connect(lambda _: self.left.emit())

    def value(self) -> str:
        """The code chosen, or what was typed while it is none."""
        text = self.line.text().strip()
        return self._code(text) or text

    def set_value(self, value: Any) -> None:
        """Choose a code; what is none is shown as it is."""
        text = "" if value is None else str(value)
        words = self._words.get(text, text)
        place = self.combo.findText(words)
        if place >= 0:
            self.combo.setCurrentIndex(place)  # the list opens there
        self.line.setText(words)

    def fields(self) -> tuple[QWidget, ...]:
        """The combo box."""
        return (self.combo,)

    def complaint(self) -> str:
        """Which words may be meant; nothing for an empty field or a choice."""
        text = self.line.text().strip()
        if not text or self._code(text):
            return ""
        meant = [f"「{words}」" for words in self._holding(text)]
        if not meant:
            return "一覧にない種別です。一覧から選んでください。"
        return f"{'と'.join(meant)}は別のものです。どれか一つを選んでください。"

    def _leave(self) -> None:
        """Words that can only mean one choice become it, written in full."""
        if not shiboken6.isValid(self.line):
            return  # the window goes while the keyboard is here
        text = self.line.text().strip()
        meant = self._holding(text) if text else []
        code = self._code(text)
        if code or len(meant) == 1:
            self.line.setText(self._words[code] if code else meant[0])
        self.left.emit()

    def _code(self, text: str) -> str:
        exact = next((code for code, words in self._words.items() if words == text), "")
        return exact or self._table.code_for(text) or ""

    def _holding(self, text: str) -> list[str]:
        part = squeezed(text).casefold()
        return [words for words in self._words.values() if part in squeezed(words).casefold()]

    def _model(self) -> QStandardItemModel:
        model = QStandardItemModel(self)
        model.appendRow(QStandardItem(""))
        for heading, rows in self._table.grouped():
            if heading:
                title = QStandardItem(heading)
                title.setFlags(Qt.ItemFlag.NoItemFlags)
                title.setForeground(theme().color(Tone.MUTED))
                model.appendRow(title)
            for row in rows:
                model.appendRow(QStandardItem(row.offered))
        return model
