"""One condition of an own figure: a field, and a box for every code it may have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme import lay
from app.ui.widgets.editors import ChecksEditor, ChoiceEditor, Editor

Choices = Sequence[tuple[str, str]]
NONE = ("", "なし")


class ConditionEditor(Editor):
    """The value is (field, code, code …), or nothing; the boxes follow the field."""

    def __init__(
        self, codes_of: Callable[[str], Choices], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._codes_of, self._name = codes_of, name
        self.field = ChoiceEditor([NONE])
        self.boxes: ChecksEditor | None = None
        self._column = QVBoxLayout(self)
        lay(self._column, gap=1)
        self._column.addWidget(self.field)
        self.begin_at(self.field)
        self.field.combo.setAccessibleName(name)
        self.field.changed.connect(self._field_chosen)
        self.field.left.connect(self.left)

    def offer(self, fields: Choices) -> None:
        """Offer other fields, and the codes as they are now; what still fits is kept."""
        kept = self.value()
        offer_only(self.field, [NONE, *fields])
        self._show_boxes()
        if self.boxes is not None and kept and kept[0] == self.field.value():
            self.boxes.set_value(kept[1:])

    def value(self) -> tuple[str, ...]:
        """The field and its codes; () without a field."""
        if self.boxes is None:
            return ()
        return (self.field.value(), *self.boxes.value())

    def set_value(self, value: Any) -> None:
        """Choose a field and its codes."""
        field, *codes = tuple(value or ()) or ("",)
        self.field.set_value(field)
        if self.boxes is not None:
            self.boxes.set_value(codes)

    def complaint(self) -> str:
        """A field without any code is no condition."""
        return "1つ以上選んでください。" if len(self.value()) == 1 else ""

    def fields(self) -> tuple[QWidget, ...]:
        """The combo box and the boxes."""
        return (*self.field.fields(), *(self.boxes.fields() if self.boxes is not None else ()))

    def after(self, field: QWidget) -> tuple[QWidget, ...]:
        """From the field to its boxes; Enter leaves those."""
        inside = self.boxes is not None and field not in self.boxes.fields()
        return self.boxes.entries() if self.boxes is not None and inside else ()

    def _field_chosen(self) -> None:
        self._show_boxes()
        self.changed.emit()

    def _show_boxes(self) -> None:
        if self.boxes is not None:
            self._column.removeWidget(self.boxes)
            self.boxes.hide()
            self.boxes.deleteLater()
            self.boxes = None
        chosen = self.field.value()
        if chosen:
            self.boxes = ChecksEditor(self._codes_of(chosen))
            for box in self.boxes.fields():
                box.setAccessibleName(f"{self._name}　{box.property('text')}")
            self.boxes.changed.connect(self.changed)
            self.boxes.left.connect(self.left)
            self._column.addWidget(self.boxes)
            self.boxes.show()
        self.fields_changed.emit()


def offer_only(editor: ChoiceEditor, choices: Choices) -> None:
    """Offer these and nothing else; what was chosen is kept where it is among them."""
    kept, quiet = editor.value(), editor.combo.blockSignals(True)
    editor.combo.clear()
    editor.set_choices(choices)
    if kept in dict(choices):
        editor.set_value(kept)
    editor.combo.blockSignals(quiet)
