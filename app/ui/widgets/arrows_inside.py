"""Arrow keys go from box to box inside of a group; Tab comes to one of them and leaves the group."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_ALONG = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ACROSS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_CHANGES = (QEvent.Type.EnabledChange, QEvent.Type.ShowToParent, QEvent.Type.HideToParent)


class ArrowsInside(QObject):
    """Event filter for the boxes of one group, added in the order of the eye.

    `entered` says whether the keyboard is in the group.
    """

    entered = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._boxes: list[QWidget] = []
        self._here: QWidget | None = None

    def add(self, box: QWidget) -> None:
        """One more box at the end."""
        self._boxes.append(box)
        box.installEventFilter(self)
        self._stop_at(self._here or box)

    def stops(self) -> tuple[QWidget, ...]:
        """The box that Tab comes to; nothing where none can be checked."""
        return () if self._here is None else (self._here,)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move, the box that has the keyboard is the one Tab comes back to."""
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return self._moved(event)
        if kind == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._stop_at(watched)
            self.entered.emit(True)
        elif kind == QEvent.Type.FocusOut:
            self.entered.emit(False)
        elif kind in _CHANGES:
            self._stop_at(self._here)
        return False

    def _moved(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        open_ones = self._open()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or self._here not in open_ones:
            return False
        if key in _ALONG:
            place = open_ones.index(self._here) + _ALONG[key]
            found = open_ones[max(0, min(place, len(open_ones) - 1))]
        elif key in _ACROSS:
            found = self._across(open_ones, self._here, _ACROSS[key])
        else:
            return False
        found.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _across(self, open_ones: list[QWidget], here: QWidget, way: int) -> QWidget:
        """The nearest box of the next line above or below; the same where there is none."""
        middle = _middle(here)
        beyond = [one for one in open_ones if (_middle(one).y() - middle.y()) * way > 0]
        if not beyond:
            return here
        line = min((_middle(one).y() for one in beyond), key=lambda y: abs(y - middle.y()))
        of_line = [one for one in beyond if _middle(one).y() == line]
        return min(of_line, key=lambda one: abs(_left(one) - _left(here)))

    def _open(self) -> list[QWidget]:
        return [one for one in self._boxes if one.isEnabledTo(one.window()) and not one.isHidden()]

    def _stop_at(self, wanted: QWidget | None) -> None:
        open_ones = self._open()
        self._here = wanted if wanted in open_ones else next(iter(open_ones), None)
        for box in self._boxes:
            stop = box is self._here
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)


def _middle(box: QWidget) -> QPoint:
    return box.mapToGlobal(box.rect().center())


def _left(box: QWidget) -> int:
    return box.mapToGlobal(QPoint()).x()
