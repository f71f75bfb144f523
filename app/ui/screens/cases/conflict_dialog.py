"""Both values side by side: one field after the other, which of them is to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.cases.conflicts import Side
from app.ui.dialogs import Choice, Dialog
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.chips import ChipChoice
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph

_SAVED_WORDS, _MINE_WORDS = "先に保存された値", "あなたの値"
_MESSAGE = (
    "同じ欄を、ほかの席が先に保存しました。あなたの入力はまだ保存していません。"
    "欄ごとに、残すほうを選んでください。"
)
_EMPTY = "空欄"
_SHOWN_AT_ONCE = 2
_SCROLLED_HEIGHT = 320


@dataclass(frozen=True)
class Asked:
    """One field that both changed, as words."""

    key: str
    label: str
    saved: str
    mine: str


class ConflictDialog(Dialog):
    """Opened above a form; `settled` carries the chosen sides when they are to be saved."""

    settled = Signal(object)

    def __init__(
        self, asked: Sequence[Asked], kept: int, taken: int, parent: QWidget | None = None
    ) -> None:
        choices = (
            Choice("no", "入力に戻る", safe=True),
            Choice("ok", "選んだ値で保存", kind="primary"),
        )
        title = "先に保存された値があります"
        super().__init__(title, _MESSAGE, choices, detail=_rest(kept, taken), parent=parent)
        self.choices: dict[str, ChipChoice] = {}
        self.words: dict[str, tuple[str, str]] = {}
        scrolled = len(asked) > _SHOWN_AT_ONCE
        place = Scrolled()
        for one in asked:
            part = self._field(one)
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

    @property
    def sides(self) -> dict[str, Side]:
        """What is chosen now."""
        return {key: Side(choice.code) for key, choice in self.choices.items()}

    def give(self, key: str) -> None:
        """Close; what was chosen goes to the form."""
        super().give(key)
        if key == "ok":
            self.settled.emit(self.sides)

    def _field(self, one: Asked) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        lay(grid, gap=1, margins=(0, 2, 0, 2))
        saved, mine = one.saved or _EMPTY, one.mine or _EMPTY
        self.words[one.key] = (saved, mine)
        choice = ChipChoice(
            ((Side.THEIRS, _SAVED_WORDS), (Side.MINE, _MINE_WORDS)), Side.THEIRS, part
        )
        choice.setAccessibleName(f"{one.label}に残す値")
        self.choices[one.key] = choice
        grid.addWidget(PlainLabel(one.label, strong=True), 0, 0, 1, 2)
        grid.setHorizontalSpacing(theme().gap(3))
        for line, (title, words) in enumerate(((_SAVED_WORDS, saved), (_MINE_WORDS, mine)), 1):
            label = PlainLabel(title, tone=Tone.MUTED, size="caption")
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Paragraph(words), line, 1)
        grid.addWidget(choice, 3, 1, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(1, 1)
        return part


def _rest(kept: int, taken: int) -> str:
    words = []
    if kept:
        words.append(f"あなただけが変えた{kept}欄は、そのまま保存します。")
    if taken:
        words.append(f"ほかの席だけが変えた{taken}欄は、その値を受け取ります。")
    return "".join(words)
