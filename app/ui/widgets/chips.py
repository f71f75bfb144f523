"""Chip filters: rounded pills that narrow a list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSizePolicy, QWidget

from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.icons import icon
from app.ui.widgets.labels import as_caption


class ChipFilter(Button):
    """A pill that is on or off; `switched` tells which."""

    switched = Signal(bool)

    def __init__(self, text: str, *, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self.setProperty("part", "chip")
        self.setCheckable(True)
        self.setChecked(checked)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self.switched)


class ChipMenu(Button):
    """A pill with a menu of choices; shows the choice, and is lit while one is made.

    `chosen` carries the code; the first entry, code "", takes the filter away.
    """

    chosen = Signal(str)

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[str, str]],
        *,
        none_words: str = "すべて",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self._title, self._none_words = title, none_words
        self._code = ""
        self.setProperty("part", "chip")
        self.setCheckable(True)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._choices: dict[str, str] = {}
        self.set_choices(choices)
        self._draw_icon()

    @property
    def code(self) -> str:
        """The code chosen, empty for none."""
        return self._code

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices, as (code, words)."""
        self._choices = {"": self._none_words, **dict(choices)}
        menu = QMenu(self)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        group = QActionGroup(menu)
        for code, words in self._choices.items():
            action = QAction(as_caption(words), menu, checkable=True)
            action.setData(code)
            action.setChecked(code == self._code)
            group.addAction(action)
            menu.addAction(action)
        menu.triggered.connect(lambda action: self.choose(str(action.data())))
        menu.aboutToHide.connect(self._show_choice)
        old = self.menu()
        self.setMenu(menu)
        if old is not None:
            old.deleteLater()
        if self._code not in self._choices:
            self.choose("")

    def choose(self, code: str) -> None:
        """Set the choice and tell about it when it is another one."""
        changed = code != self._code
        self._code = code
        for action in self.menu().actions():
            action.setChecked(action.data() == code)
        self._show_choice()
        if changed:
            self.chosen.emit(code)

    def _show_choice(self) -> None:
        self.set_words(self._choices[self._code] if self._code else self._title)
        self.setChecked(bool(self._code))
        self.setAccessibleName(f"{self._title} {self._choices[self._code]}")

    def _draw_icon(self) -> None:
        self.setIconSize(QSize(theme().px(Size.MARKER * 2), theme().px(Size.MARKER * 2)))
        self.setIcon(icon("chevron-down", Tone.MUTED))


class ChipChoice(QWidget):
    """Some pills of which exactly one is on; `chosen` carries its code."""

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        code: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        lay(layout, gap=2)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._chips: dict[str, ChipFilter] = {}
        for key, words in choices:
            chip = ChipFilter(words, checked=key == code)
            self._chips[key] = chip
            self._group.addButton(chip)
            layout.addWidget(chip)
            chip.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))

    @property
    def code(self) -> str:
        """The code of the pill that is on."""
        return next((key for key, chip in self._chips.items() if chip.isChecked()), "")

    def show_code(self, code: str) -> None:
        """Switch a pill on without telling about it."""
        self._chips[code].setChecked(True)

    def show_none(self) -> None:
        """Switch every pill off, as while something beside them is chosen."""
        self._group.setExclusive(False)
        for chip in self._chips.values():
            chip.setChecked(False)
        self._group.setExclusive(True)

    def choose(self, code: str) -> None:
        """Switch a pill on and tell about it."""
        self._chips[code].setChecked(True)
        self.chosen.emit(code)

    def set_words(self, code: str, words: str) -> None:
        """Show other words on a pill, such as a new count."""
        self._chips[code].set_words(words)
