"""Both values side by side: one field after the other, which of them is to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from app.cases.conflicts import Side
from app.ui.dialogs import Choice, Dialog
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.chips import ChipFilter
from app.ui.widgets.labels import PlainLabel, Rule
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tab_order import go_through

_WORDS = {Side.THEIRS: "先に保存された内容", Side.MINE: "あなたの入力"}
_MESSAGE = (
    "同じ欄を、ほかの席が先に保存しました。あなたの入力はまだ保存していません。"
    "欄ごとに、残すほうを選んでください（←→キーでも選べます）。"
)
_EMPTY = "空欄"
_SHOWN_AT_ONCE = 2
_SCROLLED_HEIGHT = 280


@dataclass(frozen=True)
class Asked:
    """One field that both changed, as words."""

    key: str
    label: str
    saved: str
    mine: str


class SideChoice(QWidget):
    """One field: its two values beside each other, and which of them is kept."""

    def __init__(self, asked: Asked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values = {Side.THEIRS: asked.saved or _EMPTY, Side.MINE: asked.mine or _EMPTY}
        self.chips: dict[Side, ChipFilter] = {}
        self.shown: dict[Side, Paragraph] = {}
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        lay(grid, gap=1, margins=(0, 2, 0, 2))
        grid.setHorizontalSpacing(theme().gap(4))
        grid.addWidget(PlainLabel(asked.label, strong=True), 0, 0, 1, 2)
        for column, (side, words) in enumerate(_WORDS.items()):
            chip = ChipFilter(words)
            chip.setAccessibleName(f"{asked.label}　{words}　{self.values[side]}")
            self.chips[side] = chip
            self._group.addButton(chip)
            self.shown[side] = value = _Value(self.values[side], chip)
            grid.addWidget(chip, 1, column, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(value, 2, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        self.choose(Side.THEIRS)

    @property
    def code(self) -> Side:
        """Whose value is kept."""
        return next(side for side, chip in self.chips.items() if chip.isChecked())

    def choose(self, side: Side) -> None:
        """Keep this value."""
        self.chips[side].setChecked(True)


class _Value(Paragraph):
    """A value; muted while the other one is kept, and chosen by a click on it."""

    def __init__(self, words: str, chip: ChipFilter) -> None:
        super().__init__(words, tone=Tone.MUTED)
        self._chip = chip
        chip.toggled.connect(lambda on: self.set_tone(Tone.TEXT if on else Tone.MUTED))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """As a click on its pill."""
        self._chip.click()


class ConflictDialog(Dialog):
    """Opened above a form; `settled` carries the chosen sides when they are to be saved."""

    settled = Signal(object)

    def __init__(
        self, asked: Sequence[Asked], kept: int, taken: int, parent: QWidget | None = None
    ) -> None:
        choices = (
            Choice("no", "入力に戻る", safe=True),
            Choice("ok", "選んだ内容で保存", kind="primary"),
        )
        title = "先に保存された内容があります"
        super().__init__(title, _MESSAGE, choices, detail=_rest(kept, taken), parent=parent)
        self.setFixedWidth(theme().px(Size.WIZARD_WIDTH))
        self.choices = {one.key: SideChoice(one) for one in asked}
        scrolled = len(asked) > _SHOWN_AT_ONCE
        place = Scrolled(gap=1)
        for choice in self.choices.values():
            for part in (Rule(), choice):
                if scrolled:
                    place.add(part)
                else:
                    self.body.addWidget(part)
        if scrolled:
            place.end()
            place.setMinimumHeight(theme().px(_SCROLLED_HEIGHT))
            self.body.addWidget(place)
        else:
            place.deleteLater()
        self._order_keys()

    @property
    def words(self) -> dict[str, tuple[str, str]]:
        """Both values of each field, the one saved first before one's own."""
        return {
            key: (choice.values[Side.THEIRS], choice.values[Side.MINE])
            for key, choice in self.choices.items()
        }

    @property
    def sides(self) -> dict[str, Side]:
        """What is chosen now."""
        return {key: choice.code for key, choice in self.choices.items()}

    def give(self, key: str) -> None:
        """Close; what was chosen goes to the form."""
        super().give(key)
        if key == "ok":
            self.settled.emit(self.sides)

    def _order_keys(self) -> None:
        """Tab follows the eye, from the first field to the buttons; Enter stays the safe answer."""
        parts = [chip for choice in self.choices.values() for chip in choice.chips.values()]
        stops: list[QWidget] = [*parts, *self.buttons.values()]
        go_through(stops)
        stops[0].setFocus(Qt.FocusReason.OtherFocusReason)


def _rest(kept: int, taken: int) -> str:
    words = []
    if kept:
        words.append(f"あなただけが変えた{kept}欄は、そのまま保存します。")
    if taken:
        words.append(f"ほかの席だけが変えた{taken}欄は、その内容を残します。")
    return "".join(words)
