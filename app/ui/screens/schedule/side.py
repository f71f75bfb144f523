"""The right side of 予定表: the card of what is chosen, or the form that is open."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.schedule.entry_card import EntryCard
from app.ui.theme import lay, theme
from app.ui.widgets.card import Card
from app.ui.widgets.page import Scrolled

_CARD_WIDTH, _FORM_WIDTH = 264, 420
_ANY = 16_777_215  # QWIDGETSIZE_MAX: no limit


class Side(QWidget):
    """`kept` carries the form and what its action gave back; `left` is sent when one goes."""

    kept = Signal(object, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = EntryCard()
        self.form: SavedForm | None = None
        self.narrow = False
        self._stack = QStackedWidget()
        shown = Scrolled()
        shown.add(self.card, 1)
        self._stack.addWidget(shown)
        self._form_card = Card()
        place = Scrolled()
        place.add(self._form_card, 1)
        self._stack.addWidget(place)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self._stack)
        theme().changed.connect(self.fit)
        self.fit()

    def open_form(self, form: SavedForm) -> None:
        """Show a form instead of the card."""
        self.close_form()
        self.form = form
        form.saved.connect(lambda result: self.kept.emit(form, result))
        form.left.connect(self.left)
        self._form_card.set_title(str(getattr(form, "heading", "")))
        self._form_card.add(form, 1)
        form.show()
        self._stack.setCurrentIndex(1)
        self.fit()

    def close_form(self) -> None:
        """Show the card again."""
        focused = QApplication.focusWidget()
        if focused is not None and self.has_keyboard(focused):
            focused.clearFocus()  # else hiding it hands the keyboard to any box of the board
        form, self.form = self.form, None
        if form is not None:
            form.hide()
            form.deleteLater()
        self._stack.setCurrentIndex(0)
        self.fit()

    def has_keyboard(self, widget: QWidget | None) -> bool:
        """Whether the keyboard is in the form."""
        return self.form is not None and widget is not None and self.form.isAncestorOf(widget)

    def fit(self) -> None:
        """A form needs more room than the card; in a narrow window it has all of it."""
        self.setVisible(self.form is not None or not self.narrow)
        if self.narrow:
            self.setMinimumWidth(0)
            self.setMaximumWidth(_ANY)
        else:
            self.setFixedWidth(theme().px(_CARD_WIDTH if self.form is None else _FORM_WIDTH))
