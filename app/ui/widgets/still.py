"""A part of a scrolled column stays where it is on the screen while other parts change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget
from shiboken6 import isValid

from app.ui.theme import theme

_SETTLED_MS = 250
"""So long after the last change of the layout nothing moves any more."""
_UNSEEN_MS = 30
"""So long after the last change the picture of before is left standing."""


class Still(QObject):
    """Holds the part that `choose` names, from `hold` until the layout is settled.

    What is rebuilt has no height for a moment: the column becomes short, the scroll bar is cut
    off at its end, and the height comes back in later passes of the layout.
    """

    def __init__(self, area: QScrollArea, choose: Callable[[], QWidget | None]) -> None:
        super().__init__(area)
        self._area, self._choose = area, choose
        self._bar = area.verticalScrollBar()
        self._part: QWidget | None = None
        self._at = 0
        self._sought: QWidget | None = None
        self._moving = False
        self._rest = self._timer(_SETTLED_MS, self._settled)
        self._unseen = self._timer(_UNSEEN_MS, self._show)
        self._next = self._timer(0, self._put_back)
        self._bar.rangeChanged.connect(self._put_back)
        self._bar.valueChanged.connect(self._scrolled)
        column = area.widget()
        if column is not None:
            column.installEventFilter(self)

    @property
    def rests(self) -> bool:
        """Whether the layout is settled."""
        return not self._rest.isActive()

    def hold(self) -> None:
        """Something is about to change around the part."""
        if self._part is None:
            self._take()
        if self._part is not None:
            self._area.viewport().setUpdatesEnabled(False)
        self._go_on()

    def seek(self, part: QWidget) -> None:
        """Bring a part into sight once the layout is settled."""
        self._sought = part
        self._go_on()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A part changed its size, perhaps without changing that of the column."""
        if event.type() == QEvent.Type.LayoutRequest and self._part is not None:
            self._next.start()
        return super().eventFilter(watched, event)

    def _timer(self, pause: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=pause)
        timer.timeout.connect(act)
        return timer

    def _go_on(self) -> None:
        self._rest.start()
        self._unseen.start()

    def _take(self) -> None:
        self._part = self._choose()
        if self._part is not None:
            self._at = self._height_of(self._part)

    def _height_of(self, part: QWidget) -> int:
        return part.mapTo(self._area, QPoint()).y()

    def _scrolled(self) -> None:
        """The person, or the keyboard, went elsewhere meanwhile."""
        if self._part is not None and not self._moving and isValid(self._bar):
            self._take()

    def _put_back(self) -> None:
        part = self._part
        if part is None or not isValid(self._bar):  # the column itself goes, part by part
            return
        if not isValid(part) or not part.isVisible():
            self._let_go()
            return
        self._moving = True
        self._bar.setValue(self._bar.value() + self._height_of(part) - self._at)
        self._moving = False
        self._go_on()

    def _show(self) -> None:
        self._area.viewport().setUpdatesEnabled(True)

    def _let_go(self) -> None:
        self._part = None
        self._show()

    def _settled(self) -> None:
        self._let_go()
        part, self._sought = self._sought, None
        if part is not None and isValid(part) and part.isVisible():
            self._area.ensureWidgetVisible(part, 0, theme().gap(2))
