"""What the boards of 予定表 share: boxes that the arrow keys go between, one of them current."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.ui.screens.schedule.boxes import Box
from app.ui.screens.schedule.look import Look
from app.ui.theme import theme

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Board(QWidget):
    """`chosen` carries the box with the keyboard, `opened` one that was opened.

    Arrow keys go to the next box; past the first or last column `edge` (-1, +1) asks for the
    period before or after. Tab comes to one box only, the current one.
    """

    spoken_role = QAccessible.Role.List

    chosen = Signal(object)
    opened = Signal(object)
    edge = Signal(int)
    slot_wanted = Signal(object, int, str)
    """A free place was double-clicked: day, minute (-1 for none), and whose column."""
    day_wanted = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look: Look | None = None
        self.boxes: list[Box] = []
        self.current: Box | None = None
        self._lost = False
        self._last = ""
        """The key of the box that was chosen last: it is current again when there is room for it."""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme().changed.connect(self.place)

    def show_look(self, look: Look, *, fresh: bool = False) -> None:
        """Show these days; the keyboard stays where it was, on the board or outside of it.

        With `fresh` they are other days than before, and the keyboard comes to the first box.
        """
        focused = QApplication.focusWidget()
        inside = focused is not None and (focused is self or self.isAncestorOf(focused))
        kept = "" if fresh else self._last
        at = self.boxes.index(self.current) if self.current is not None else 0
        if inside and focused is not None:
            focused.clearFocus()
        for box in self.boxes:
            box.hide()
            box.deleteLater()
        self.look, self.boxes, self.current = look, [], None
        self.fill(look)
        there = {box.key for box in self.boxes}
        for box in self.boxes:
            self.follow(box)
            box.show()
        self.place()
        same = self.box_of(kept)
        if same is None and self.boxes and kept:
            same = self.boxes[min(at, len(self.boxes) - 1)]
        self._make_current(same or self.first())
        if kept not in there:  # what only lacks room is chosen again when there is some
            self._last = self.current.key if self.current is not None else ""
        if inside:
            self.focus_current()
        QTimer.singleShot(0, self, self._bring_into_sight)  # once what scrolls has its height

    def fill(self, look: Look) -> None:
        """Make the boxes, in the order in which they are read."""
        raise NotImplementedError

    def place(self) -> None:
        """Give every box its place."""
        raise NotImplementedError

    def first(self) -> Box | None:
        """Where the keyboard comes to when nothing was chosen yet."""
        return self.boxes[0] if self.boxes else None

    def box_of(self, key: str) -> Box | None:
        """The box with this key, or of this entry."""
        exact = next((box for box in self.boxes if box.key == key), None)
        entry = key.partition("/")[0]
        return exact or next((b for b in self.boxes if b.key.partition("/")[0] == entry), None)

    def select(self, key: str) -> bool:
        """Go to a box; says whether it is here."""
        box = self.box_of(key) if key else None
        if box is not None:
            self.go(box)
        return box is not None

    def go(self, box: Box) -> None:
        """Put the keyboard onto a box."""
        self._last = box.key
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.current is not box:  # a window in the background gives no keyboard
            self._entered(box)

    def select_end(self, side: int) -> None:
        """Go to the first box (or the last, when one came from behind)."""
        if self.boxes:
            self.go(self.boxes[0 if side > 0 else -1])
        else:
            self.focus_current()

    def focus_current(self) -> None:
        """Put the keyboard onto the current box, or the empty board."""
        last = self._last  # coming back to the board chooses nothing else
        (self.current or self).setFocus(Qt.FocusReason.OtherFocusReason)
        self._last = last

    def beside(self, box: Box, step: int) -> Box | None:
        """The box to the left or right of this one."""
        columns = sorted({other.column for other in self.boxes})
        at = columns.index(box.column) + step
        if not 0 <= at < len(columns):
            return None
        middle = self.rect_of(box).center().y()
        there = [other for other in self.boxes if other.column == columns[at]]
        return min(there, key=lambda other: abs(self.rect_of(other).center().y() - middle))

    def above(self, box: Box, step: int) -> Box | None:
        """The box above or below this one, in the same column."""
        same = [other for other in self.boxes if other.column == box.column]
        same.sort(key=lambda other: (self.rect_of(other).top(), self.rect_of(other).left()))
        at = same.index(box) + step
        return same[at] if 0 <= at < len(same) else None

    def rect_of(self, box: Box) -> QRect:
        """Where a box stands on the board."""
        return QRect(box.mapTo(self, QPoint(0, 0)), box.size())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go between the boxes."""
        arrow = _ARROWS.get(Qt.Key(event.key()))
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if arrow is None or not plain:
            super().keyPressEvent(event)
            return
        across, down = arrow
        box = self.current
        if box is None:
            if across:
                self.edge.emit(across)
            return
        found = self.beside(box, across) if across else self.above(box, down)
        if found is not None:
            self.go(found)
        elif across:
            self.edge.emit(across)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """An empty board shows where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take that away."""
        super().focusOutEvent(event)
        self.update()

    def follow(self, box: Box) -> None:
        """Listen to a box."""
        box.entered.connect(lambda: self._entered(box))
        box.opened.connect(lambda: self.opened.emit(box))

    def show_box(self, box: Box, shown: bool) -> None:
        """Take a box in, or out while there is no room for it."""
        if not shown and box.hasFocus():
            self._lost = True
            box.clearFocus()  # hidden with the keyboard it would hand it to any other box
        box.setVisible(shown)
        if shown and box not in self.boxes:
            self.boxes.append(box)
        elif not shown and box in self.boxes:
            self.boxes.remove(box)

    def settle(self) -> None:
        """After boxes came or went: their order, and a current one among them."""
        self.boxes.sort(key=lambda box: (box.column, self.rect_of(box).top()))
        last = next((box for box in self.boxes if box.key == self._last), None)
        if last is not None and last is not self.current:
            self._lost = self._lost or (self.current is not None and self.current.hasFocus())
            self._make_current(last)
        elif self.current is not None and self.current not in self.boxes:
            self._make_current(self.first())
        if self._lost:
            self._lost = False
            self.focus_current()

    def _entered(self, box: Box) -> None:
        self._last = box.key
        self._make_current(box)
        self._bring_into_sight()
        self.chosen.emit(box)

    def _bring_into_sight(self) -> None:
        area = self.current.parentWidget() if self.current is not None else None
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea) and self.current is not None:
            area.ensureWidgetVisible(self.current, 0, theme().gap(2))

    def _make_current(self, box: Box | None) -> None:
        if self.current is not None and self.current is not box:
            self.current.make_current(False)
        self.current = box
        if box is not None:
            box.make_current(True)
        # Tab must not stop at the board and again at its box
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if box else Qt.FocusPolicy.StrongFocus)
