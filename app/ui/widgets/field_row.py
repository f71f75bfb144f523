"""Field rows: label, field, and under it the sentence that says what to type instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.codes import CodeTable
from app.errors import InvalidInput
from app.storage.text import refuse_unstorable
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.editors import (
    CheckEditor,
    ChecksEditor,
    ChoiceEditor,
    DateEditor,
    DateReader,
    Editor,
    LinesEditor,
    SecretEditor,
    TextEditor,
)
from app.ui.widgets.grouped_choice import GroupedChoice
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.standing import let_stand


class FieldRow(QWidget):
    """One field of a form; `key` is its name in errors, `beside` puts the label to the left."""

    changed = Signal()

    def __init__(
        self,
        key: str,
        label: str,
        editor: Editor,
        *,
        beside: bool = False,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key, self.editor = key, editor
        self._label = PlainLabel(label, tone=Tone.MUTED, size="body" if beside else "caption")
        # with a parent from the start: shown without one it would be a window of its own
        self._note = Paragraph(note, tone=Tone.MUTED, size=Size.CAPTION, parent=self)
        let_stand(self._note, bool(note))
        self._error = Paragraph(tone=Tone.ERROR, size=Size.CAPTION, parent=self)
        self._error.hide()
        self._beside = beside
        self._grid = QGridLayout(self)
        lay(self._grid, gap=0.5)
        self._place(beside)
        for field in editor.fields():
            field.setAccessibleName(field.accessibleName() or label)
        editor.changed.connect(self._edited)
        editor.left.connect(self.check)
        theme().changed.connect(self._fit)

    @property
    def label(self) -> str:
        """What the field is called."""
        return self._label.words

    def set_label(self, label: str) -> None:
        """Call the field something else."""
        self._label.setText(label)
        for field in self.editor.fields():
            field.setAccessibleName(label)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Go to the field.

        The row is no stop of its own that passes the keyboard on: where Tab is led through fields,
        such rows stay behind them, and Tab would lead from there back into the fields for ever.
        """
        self.editor.setFocus(reason)

    def hasFocus(self) -> bool:
        """Whether the keyboard is in the field."""
        return self.editor.hasFocus()

    def value(self) -> Any:
        """What is in the field."""
        return self.editor.value()

    def set_value(self, value: Any) -> None:
        """Put a value into the field and forget what was wrong before."""
        self.editor.set_value(value)
        self.clear_error()

    def error(self) -> str:
        """The sentence that stands under the field."""
        return self._error.words

    def show_error(self, sentence: str) -> None:
        """Say under the field what is wrong and what to type instead."""
        self._error.set_words(sentence)
        self._error.setVisible(bool(sentence))
        self.editor.mark_wrong(bool(sentence))
        for field in self.editor.fields():
            field.setAccessibleDescription(sentence)

    def clear_error(self) -> None:
        """Take the sentence away."""
        if self.error():
            self.show_error("")

    def note(self) -> str:
        """What is said quietly under the field."""
        return self._note.words

    def set_note(self, words: str, tone: Tone = Tone.MUTED) -> None:
        """Say something under the field, quietly unless the tone says otherwise."""
        self._note.set_tone(tone)
        self._note.set_words(words)
        self._note.setVisible(bool(words))

    def put_beside_label(self, widget: QWidget) -> None:
        """Show something small at the right end of the line of the label, above the field."""
        self._grid.addWidget(widget, 0, 0, Qt.AlignmentFlag.AlignRight)

    def check(self) -> bool:
        """Let the editor look at its own value; says whether it can be read and kept."""
        complaint = self.editor.complaint() or _unstorable(self.editor.value())
        if complaint:
            self.show_error(complaint)
        return not complaint

    def _edited(self) -> None:
        self.clear_error()
        self.changed.emit()

    def _place(self, beside: bool) -> None:
        column = 1 if beside else 0
        first = 0 if beside else 1
        top = Qt.AlignmentFlag.AlignTop if beside else Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(self._label, 0, 0, top)
        for row, widget in enumerate((self.editor, self._error, self._note), start=first):
            self._grid.addWidget(widget, row, column)
        self._grid.setColumnStretch(column, 1)
        self._fit()

    def _fit(self) -> None:
        if self._beside:
            self._grid.setColumnMinimumWidth(0, theme().px(Size.FIELD_LABEL))
            self._label.setMinimumHeight(theme().px(Size.CONTROL))


def _unstorable(value: object) -> str:
    """Why a text cannot be kept: pasted characters that no file holds; '' where it can."""
    try:
        refuse_unstorable(value if isinstance(value, str) else "")
    except InvalidInput as refused:
        return refused.message
    return ""


def text_field(key: str, label: str, *, placeholder: str = "", **looks: Any) -> FieldRow:
    """A row with one line of text."""
    return FieldRow(key, label, TextEditor(placeholder), **looks)


def lines_field(key: str, label: str, *, lines: int = Size.TEXT_LINES, **looks: Any) -> FieldRow:
    """A row with several lines of text."""
    return FieldRow(key, label, LinesEditor(lines), **looks)


def choice_field(
    key: str, label: str, choices: Sequence[tuple[str, str]], **looks: Any
) -> FieldRow:
    """A row with one of some (code, words)."""
    return FieldRow(key, label, ChoiceEditor(choices), **looks)


def grouped_field(key: str, label: str, table: CodeTable, **looks: Any) -> FieldRow:
    """A row with one code of a table with headings, found by typing a part of its words."""
    return FieldRow(key, label, GroupedChoice(table), **looks)


def date_field(
    key: str, label: str, reader: DateReader, *, placeholder: str = "", **looks: Any
) -> FieldRow:
    """A row with a date that `reader` reads."""
    return FieldRow(key, label, DateEditor(reader, placeholder), **looks)


def checks_field(
    key: str, label: str, choices: Sequence[tuple[str, str]], **looks: Any
) -> FieldRow:
    """A row with any number of (code, words)."""
    return FieldRow(key, label, ChecksEditor(choices), **looks)


def check_field(key: str, label: str, words: str, **looks: Any) -> FieldRow:
    """A row with one yes or no."""
    return FieldRow(key, label, CheckEditor(words), **looks)


def secret_field(key: str, label: str, **looks: Any) -> FieldRow:
    """A row with a 合言葉."""
    return FieldRow(key, label, SecretEditor(), **looks)
