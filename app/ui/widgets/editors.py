"""The editors of a field row: all speak in text, lists in codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import Size, Tone, lay, repolish, theme
from app.ui.widgets.arrows_inside import ArrowsInside
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import PlainLabel, as_caption
from app.ui.widgets.typed_line import TypedBox, TypedLine

DateReader = Callable[[str], tuple[bool, str]]


class Editor(QWidget):
    """What every editor can: a value in and out, and a look for wrong ones."""

    changed = Signal()
    left = Signal()
    fields_changed = Signal()
    """Fields were made after the form."""
    _entry: QWidget | None = None

    def begin_at(self, entry: QWidget) -> None:
        """Let the keyboard come in here, where that is deeper inside than a field of its own.

        Qt's focus proxy is only for a field that lies in the editor itself: one around more stays
        behind its fields when Tab is led through them, and Tab would lead back into them.
        """
        self._entry = entry

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Go to the field where the keyboard comes in."""
        if self._entry is None:
            super().setFocus(reason)
        else:
            self._entry.setFocus(reason)

    def hasFocus(self) -> bool:
        """Whether the keyboard is where it comes in."""
        return super().hasFocus() if self._entry is None else self._entry.hasFocus()

    def value(self) -> Any:
        """What is in the field now."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Put a value into the field."""
        raise NotImplementedError

    def fields(self) -> tuple[QWidget, ...]:
        """The widgets that take the keyboard, in the order of the eye."""
        raise NotImplementedError

    def entries(self) -> tuple[QWidget, ...]:
        """Where Enter comes in: the first of these that can be typed into."""
        return self.fields()

    def after(self, field: QWidget) -> tuple[QWidget, ...]:
        """Where Enter goes on to inside of the editor; nothing where it leaves it."""
        fields = self.fields()
        return fields[fields.index(field) + 1 :]

    def complaint(self) -> str:
        """A sentence about the value by the editor itself; empty when it can be read."""
        return ""

    def at_fault(self) -> QWidget:
        """Where to go on typing when the value is wrong: the first field."""
        return next(iter(self.fields()), self)

    def set_read_only(self, read_only: bool) -> None:
        """Let the value be read but not changed."""
        for field in self.fields():
            if isinstance(field, (QLineEdit, QPlainTextEdit)):
                field.setReadOnly(read_only)
                repolish(field)
            else:
                field.setEnabled(not read_only)

    def mark_wrong(self, wrong: bool) -> None:
        """Show or take away the outline of a wrong value."""
        for field in self.fields():
            field.setProperty("wrong", wrong)
            repolish(field)

    def _only(self, field: QWidget, *beside: QWidget) -> None:
        row = QHBoxLayout(self)
        lay(row, gap=2)
        row.addWidget(field, 1)
        for widget in beside:
            row.addWidget(widget)
        self.setFocusProxy(field)


class _Line(TypedLine):
    """A line that shows its beginning while the keyboard is elsewhere."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typing goes on at the end, where the mouse or Tab does not say otherwise."""
        super().focusInEvent(event)
        pointed = event.reason() == Qt.FocusReason.MouseFocusReason
        if not pointed and not self.hasSelectedText() and self.cursorPosition() == 0:
            self.end(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Another window or a menu in front leaves the place as it is."""
        super().focusOutEvent(event)
        reasons = Qt.FocusReason
        if event.reason() not in (reasons.ActiveWindowFocusReason, reasons.PopupFocusReason):
            self.home(False)


class TextEditor(Editor):
    """One line of text."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = _Line()
        self.line.setPlaceholderText(placeholder)
        self._only(self.line)
        self.line.textChanged.connect(self.changed)
        self.line.editingFinished.connect(self.left)

    def value(self) -> str:
        """The text without spaces around it."""
        return self.line.text().strip()

    def set_value(self, value: Any) -> None:
        """Put text into the line."""
        self.line.setText("" if value is None else str(value))
        if not self.line.hasFocus():
            self.line.home(False)

    def fields(self) -> tuple[QWidget, ...]:
        """The line."""
        return (self.line,)


class LinesEditor(Editor):
    """Several lines of text; Tab leaves it."""

    def __init__(self, lines: int = Size.TEXT_LINES, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = TypedBox()
        self.box.setTabChangesFocus(True)
        self._lines = lines
        self._only(self.box)
        self.box.textChanged.connect(self.changed)
        self._fit()
        theme().changed.connect(self._fit)

    def value(self) -> str:
        """The text without empty lines around it."""
        return self.box.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        """Put text into the box."""
        self.box.setPlainText("" if value is None else str(value))

    def fields(self) -> tuple[QWidget, ...]:
        """The box."""
        return (self.box,)

    def _fit(self) -> None:
        line = theme().px(Size.BODY * Size.LINE_HEIGHT)
        self.box.setFixedHeight(line * self._lines + theme().gap(3))


class _QuietCombo(QComboBox):
    """A combo box that the wheel cannot change by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceEditor(Editor):
    """One of some codes, shown as words; an unknown code stays as it is."""

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = _QuietCombo()
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._only(self.combo)
        self.set_choices(choices)
        self.combo.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.combo.activated.connect(lambda _: self.left.emit())

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other (code, words), keeping what is chosen."""
        kept = self.value() if self.combo.count() else None
        self.combo.blockSignals(True)
        self.combo.clear()
        for code, words in choices:
            self.combo.addItem(words, code)
        self.combo.blockSignals(False)
        if kept is not None:
            self.set_value(kept)

    def value(self) -> str:
        """The code chosen."""
        code = self.combo.currentData()
        return "" if code is None else str(code)

    def set_value(self, value: Any) -> None:
        """Choose a code; one that is not offered is added under its own name."""
        code = "" if value is None else str(value)
        place = self.combo.findData(code)
        if place < 0:
            self.combo.addItem(code, code)
            place = self.combo.count() - 1
        self.combo.setCurrentIndex(place)

    def fields(self) -> tuple[QWidget, ...]:
        """The combo box."""
        return (self.combo,)


class _DateLine(TypedLine):
    """A day that is proposed gives way to the one that is typed."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Chosen whole, as Tab does it, also where a form begins here."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.OtherFocusReason:
            self.selectAll()


class DateEditor(Editor):
    """A date as people write it; its reading in the other calendar stands beside it.

    `reader` returns (True, reading) or (False, sentence that says what to type instead).
    """

    def __init__(
        self, reader: DateReader, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self.line = _DateLine()
        self.line.setPlaceholderText(placeholder)
        self.reading = PlainLabel(tone=Tone.MUTED, size="caption")
        row = QHBoxLayout(self)
        lay(row, gap=2)
        row.addWidget(self.line, 1)
        row.addWidget(self.reading, 1)
        self.setFocusProxy(self.line)
        self._fit()
        theme().changed.connect(self._fit)
        self.line.textChanged.connect(self._read)
        self.line.editingFinished.connect(self.left)

    def value(self) -> str:
        """The text as typed."""
        return self.line.text().strip()

    def set_value(self, value: Any) -> None:
        """Put text into the field and read it."""
        self.line.setText("" if value is None else str(value))

    def fields(self) -> tuple[QWidget, ...]:
        """The line."""
        return (self.line,)

    def complaint(self) -> str:
        """What is wrong with the date; nothing for an empty field."""
        if not self.value():
            return ""
        readable, words = self._reader(self.value())
        return "" if readable else words

    def _read(self) -> None:
        readable, words = self._reader(self.value()) if self.value() else (True, "")
        self.reading.setText(words if readable else "")
        self.changed.emit()

    def _fit(self) -> None:
        self.line.setMinimumWidth(theme().px(Size.DATE_FIELD))


class BoxesEditor(Editor):
    """Base of the editors with a box for each code: Tab comes to one of them, arrows go on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        self.arrows = ArrowsInside(self)

    def add_box(self, code: str, words: str) -> QCheckBox:
        """One more box."""
        box = QCheckBox(as_caption(words))
        box.toggled.connect(lambda _: self.changed.emit())
        box.clicked.connect(lambda _=False: self.left.emit())
        if not self.boxes:
            self.begin_at(box)
        self.boxes[code] = box
        self.arrows.add(box)
        return box

    def value(self) -> tuple[str, ...]:
        """The codes checked, in the order offered."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    def set_value(self, value: Any) -> None:
        """Check these codes and no others."""
        wanted = set(value or ())
        for code, box in self.boxes.items():
            box.setChecked(code in wanted)

    def fields(self) -> tuple[QWidget, ...]:
        """The boxes."""
        return tuple(self.boxes.values())

    def entries(self) -> tuple[QWidget, ...]:
        """The box that Tab comes to."""
        return self.arrows.stops()

    def after(self, field: QWidget) -> tuple[QWidget, ...]:
        """Enter leaves the boxes."""
        return ()


class ChecksEditor(BoxesEditor):
    """Any number of codes, each with a box."""

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        holder = QWidget()
        flow = FlowLayout(holder, gap=3)
        column.addWidget(holder)
        for code, words in choices:
            flow.addWidget(self.add_box(code, words))


class CheckEditor(Editor):
    """One yes or no."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(as_caption(words))
        self._only(self.box)
        self.box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = self.layout()
        if row is not None:
            row.setAlignment(self.box, Qt.AlignmentFlag.AlignLeft)
        self.box.toggled.connect(lambda _: self.changed.emit())
        self.box.clicked.connect(lambda _=False: self.left.emit())

    def value(self) -> bool:
        """Whether the box is checked."""
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        """Check the box or not."""
        self.box.setChecked(bool(value))

    def fields(self) -> tuple[QWidget, ...]:
        """The box."""
        return (self.box,)


class SecretEditor(TextEditor):
    """A 合言葉: one line shown as dots; its value keeps every space."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )

    def value(self) -> str:
        """The words exactly as typed."""
        return self.line.text()

    def sizeHint(self) -> QSize:
        """As wide as any field."""
        return QSize(theme().px(Size.FIELD_WIDTH), super().sizeHint().height())
