"""The places on the left: where one can go, with counts, red only for what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import Size, Tone, lay, repolish, theme
from app.ui.widgets.icons import drawing
from app.ui.widgets.labels import KeyCap, PlainLabel


@dataclass(frozen=True)
class Place:
    """One place: its key, its name, and the name of its drawing."""

    key: str
    title: str
    icon: str = ""


class PlaceButton(QPushButton):
    """A place with its count; arrow keys go to the place above or below."""

    def __init__(self, place: Place, key_cap: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.setProperty("part", "place")
        self.setCheckable(not key_cap)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        lay(row, gap=2, margins=(2.5, 0, 2.5, 0))
        self._icon = PlainLabel()
        self._icon.setVisible(bool(place.icon))
        self._title = PlainLabel(place.title)
        self._count = PlainLabel(size="count")
        self._count.hide()
        row.addWidget(self._icon)
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self._count, 0, Qt.AlignmentFlag.AlignVCenter)
        if key_cap:
            row.addWidget(KeyCap(key_cap))
        for label in (self._icon, self._title, self._count):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.toggled.connect(lambda _: self._dress())
        theme().changed.connect(self._dress)
        self.set_count(0, 0)
        self._dress()

    def set_count(self, count: int, late: int) -> None:
        """Show how many there are, or in red and in words how many are late."""
        self._count.setText(f"遅れ {late}" if late else str(count))
        self._count.setProperty("part", "late" if late else "count")
        self._count.setVisible(bool(late or count))
        repolish(self._count)
        words = f"、遅れ {late}件" if late else f"、{count}件" if count else ""
        self.setAccessibleName(f"{self.place.title}{words}")

    def sizeHint(self) -> QSize:
        """One row of the left side."""
        return QSize(theme().px(Size.PLACES_WIDTH) - theme().gap(4), theme().px(Size.PLACE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there, arrow keys move."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key == Qt.Key.Key_Down:
            self.focusNextChild()
        elif key == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Grey words while the place cannot be reached."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._dress()

    def _dress(self) -> None:
        here = self.isChecked()
        tone = Tone.ACCENT if here else Tone.TEXT if self.isCheckable() else Tone.MUTED
        self._title.setProperty("strong", here)
        self._title.set_tone(tone)
        if self.place.icon:
            color = theme().color(Tone.ACCENT if here else Tone.MUTED)
            self._icon.setPixmap(drawing(self.place.icon, color, theme().px(Size.ICON)))
        self.updateGeometry()


class PlaceList(QFrame):
    """The left side; `chosen` carries the key of a place, `help_wanted` is the 手引き."""

    chosen = Signal(str)
    help_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "places")
        self.buttons: dict[str, PlaceButton] = {}
        column = QVBoxLayout(self)
        lay(column, gap=0.5, margins=(2, 3, 2.25, 3))
        self._list = QVBoxLayout()
        lay(self._list, gap=0.5)
        column.addLayout(self._list)
        column.addStretch(1)
        self._help = PlaceButton(Place("help", "手引き"), "F1")
        self._help.clicked.connect(self.help_wanted)
        column.addWidget(self._help)
        self._fit()
        theme().changed.connect(self._fit)

    def set_places(self, places: Sequence[Place]) -> None:
        """Show these places, from top to bottom."""
        for button in self.buttons.values():
            self._list.removeWidget(button)
            button.deleteLater()
        self.buttons = {place.key: PlaceButton(place) for place in places}
        for key, button in self.buttons.items():
            self._list.addWidget(button)
            button.clicked.connect(lambda _=False, key=key: self._choose(key))

    def show_current(self, key: str) -> None:
        """Light up the place one is at, and no other."""
        for name, button in self.buttons.items():
            button.setChecked(name == key)

    def _choose(self, key: str) -> None:
        self.buttons[key].setChecked(True)
        self.chosen.emit(key)

    def _fit(self) -> None:
        self.setFixedWidth(theme().px(Size.PLACES_WIDTH))
