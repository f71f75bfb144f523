"""The sheet with the card beside it: which cell is chosen, what goes there, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.reports.forms.catalogue import figure_words, short_words
from app.reports.forms.form import DATES, Input, ValueFormat, format_of
from app.reports.xlsx import cells
from app.reports.xlsx.cells import Place
from app.reports.xlsx.sheet_view import SheetView
from app.ui.screens.report.own_forms.sheet_grid import SheetGrid, tone_of
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button, link_button, primary_button, secondary_button
from app.ui.widgets.card import Card
from app.ui.widgets.editors import Editor
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph, ReasonLine

_CARD_WIDTH, _LEAST_GRID = 232, 140
_ANY = 16777215
_HINT = (
    "シートのセルを選ぶと（矢印キーでも移れます）、そこに入れるものを決められます。"
    "Enter で選び、Del で外します。"
)
_READ_ONLY_HINT = "色の付いたセルを選ぶと、そこに入るものがここに出ます。"

Kept = dict[str, list[str]]
"""Cell → name, figure, format: what a draft can hold."""


def kept_of(inputs: Iterable[Input]) -> Kept:
    """Inputs as the editor holds them."""
    return {one.cell: [one.name, one.figure, one.format.value] for one in inputs}


def inputs_of(kept: Mapping[str, Any]) -> tuple[Input, ...]:
    """The inputs of what the editor holds, from the top left."""
    ordered = sorted(kept.items(), key=lambda one: cells.place(one[0]))
    return tuple(
        Input(name, cell, figure, ValueFormat(kind)) for cell, (name, figure, kind) in ordered
    )


class CellCard(Card):
    """The chosen cell in words, and the three buttons."""

    def __init__(self) -> None:
        super().__init__("選んだセル")
        self._around = PlainLabel(tone=Tone.MUTED, elide=True)
        self._hint = ReasonLine()
        self._holds = Paragraph(strong=True)
        self._sentence = ReasonLine()
        self.put: Button = primary_button("入れるものを選ぶ")
        self.more: Button = secondary_button("別の数を足す")
        self.clear: Button = secondary_button("外す")
        self.guess: Button = link_button("見出しから候補を入れる")
        for part in (self._around, self._holds, self._sentence, self._hint):
            self.add(part)
        for button in (self.put, self.more, self.clear):
            button.setAutoDefault(False)
            self.add(button)
        self.body.addStretch(1)
        self.guess.setAutoDefault(False)
        self.add(self.guess)

    @property
    def words(self) -> str:
        """Everything the card says of the cell."""
        parts = (self._around, self._holds, self._sentence, self._hint)
        return " ".join(part.words for part in parts if part.words)

    def show_nothing(self, hint: str) -> None:
        """No cell is chosen."""
        self.set_title("選んだセル")
        for part in (self._around, self._holds, self._sentence):
            part.hide()
        self._hint.set_tone(Tone.MUTED)
        self._hint.set_words(hint)

    def show_cell(
        self, view: SheetView, spot: Place, holds: str, sentence: str, refusal: str
    ) -> None:
        """What a cell is called, what goes there and what to know of it."""
        name = view.names.get(spot, "")
        self.set_title(f"セル {cells.address(spot)}")
        self.set_caption(name)
        left, above = view.labels(spot)
        self._around.setText("　／　".join(filter(None, (left, above))))
        self._around.setVisible(bool(left or above))
        self._holds.set_words(holds)
        self._holds.setVisible(bool(holds))
        self._sentence.set_words(sentence)
        self._sentence.setVisible(bool(sentence))
        self._hint.set_tone(tone_of(refusal))
        self._hint.set_words(refusal or ("" if holds else view.hint(spot)))

    def judge(self, refusal: str, *, filled: bool, sums: bool) -> None:
        """Which buttons can be pressed, and why the others cannot."""
        _set(self.put, refusal)
        _set(self.more, refusal or ("" if sums else "集計の数が入っているセルで押せます。"))
        _set(self.clear, refusal or ("" if filled else "まだ何も入っていません。"))


class CellsEditor(Editor):
    """Its value is what goes into which cell; `wanted` asks for something to put (False) or add.

    `guessing` asks for what the words on the sheet propose.
    """

    wanted = Signal(bool)
    guessing = Signal()
    turned = Signal()
    """What stands beside the sheet has gone below it, or back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid, self.card = SheetGrid(), CellCard()
        self.sentences: Mapping[str, str] = {}
        self._kept: Kept = {}
        self._refusal = ""
        self._held = False
        holder = Card(flush=True)
        holder.add(self.grid, 1)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        lay(row, gap=2.5)
        row.addWidget(holder, 1)
        side = QVBoxLayout()
        lay(side, gap=0)
        side.addWidget(self.card)
        row.addLayout(side)
        self.setFocusProxy(self.grid)
        self.grid.chosen.connect(lambda _: self._show())
        self.grid.wanted.connect(lambda: self._want(more=False))
        self.grid.cleared.connect(self.take_away)
        self.card.put.clicked.connect(lambda: self._want(more=False))
        self.card.more.clicked.connect(lambda: self._want(more=True))
        self.card.clear.clicked.connect(self.take_away)
        self.card.guess.clicked.connect(self.guessing)
        theme().changed.connect(self._fit)
        self._fit()
        self._show()

    def value(self) -> Kept:
        """What goes into which cell."""
        return {cell: list(entry) for cell, entry in self._kept.items()}

    def set_value(self, value: Any) -> None:
        """Show other inputs on the same sheet."""
        self._kept = {cell: [str(part) for part in entry] for cell, entry in (value or {}).items()}
        self._mark()
        self.changed.emit()

    def fields(self) -> tuple[QWidget, ...]:
        """The sheet and the buttons beside it."""
        return (self.grid, self.card.put, self.card.more, self.card.clear, self.card.guess)

    def entries(self) -> tuple[QWidget, ...]:
        """Enter goes to the sheet."""
        return (self.grid,)

    def after(self, field: QWidget) -> tuple[QWidget, ...]:
        """Enter never leads from the sheet to a button."""
        return ()

    def set_read_only(self, read_only: bool) -> None:
        """While saving nothing is put; the sheet can be looked at all the time."""
        self._held = read_only
        self._show()

    def refuse(self, reason: str) -> None:
        """Say why this form cannot be changed at all; '' when it can."""
        self._refusal = reason
        for button in (self.card.put, self.card.more, self.card.clear, self.card.guess):
            button.setVisible(not reason)
        self._show()

    def show_view(self, view: SheetView) -> None:
        """Show a sheet; inputs that cannot stand there stay until they are taken away."""
        self.grid.show_view(view)
        self._mark()

    def put(self, figure: str, *, more: bool = False) -> None:
        """Put a figure or field into the chosen cell, or add a figure to the one that is there."""
        view, spot = self.grid.sheet.view, self.grid.spot
        if view is None or spot is None or self._why_not(view, spot):
            return
        cell = cells.address(spot)
        old = self._kept.get(cell)
        wanted = f"{old[1]}+{figure}" if more and old is not None else figure
        kind = format_of(wanted)
        if wanted in DATES and not view.look(spot).day:
            kind = ValueFormat.TEXT
        name = old[0] if old is not None else self._name(view, spot)
        self._kept[cell] = [name, wanted, kind.value]
        self._mark()
        self.changed.emit()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_all(self, inputs: Iterable[Input]) -> int:
        """Put what is proposed into cells that hold nothing yet; gives their number."""
        new = {cell: entry for cell, entry in kept_of(inputs).items() if cell not in self._kept}
        if new and not (self._refusal or self._held):
            self._kept |= new
            self._mark()
            self.changed.emit()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        return len(new)

    def take_away(self) -> None:
        """Leave the chosen cell as the form has it."""
        spot = self.grid.spot
        if spot is None or self._refusal or self._held:
            return
        if self._kept.pop(cells.address(spot), None) is not None:
            self._mark()
            self.changed.emit()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def figure(self) -> str:
        """What goes into the chosen cell now."""
        spot = self.grid.spot
        entry = self._kept.get(cells.address(spot)) if spot is not None else None
        return entry[1] if entry is not None else ""

    @property
    def cell(self) -> str:
        """The address of the chosen cell."""
        return "" if self.grid.spot is None else cells.address(self.grid.spot)

    def _name(self, view: SheetView, spot: Place) -> str:
        left, above = view.labels(spot)
        words = view.names.get(spot, "") or " ".join(filter(None, (left, above)))
        return (words or cells.address(spot))[:60]

    def _want(self, *, more: bool) -> None:
        view, spot = self.grid.sheet.view, self.grid.spot
        if view is not None and spot is not None and not self._why_not(view, spot):
            self.wanted.emit(more)

    def _why_not(self, view: SheetView, spot: Place) -> str:
        held = "保存しています。" if self._held else ""
        return self._refusal or held or view.refusal(spot)

    def _mark(self) -> None:
        self.grid.sheet.mark(
            {
                cells.place(cell): (short_words(entry[1]), figure_words(entry[1]))
                for cell, entry in self._kept.items()
            }
        )
        self._show()

    def _show(self) -> None:
        view, spot = self.grid.sheet.view, self.grid.spot
        if view is None or spot is None:
            self.card.show_nothing(_READ_ONLY_HINT if self._refusal else _HINT)
            self.card.judge(self._refusal or "先にセルを選んでください。", filled=False, sums=False)
            return
        entry = self._kept.get(cells.address(spot))
        figure = entry[1] if entry is not None else ""
        words = figure_words(figure) if figure else ""
        if entry is not None and figure in DATES and entry[2] == ValueFormat.TEXT:
            words += "（日付の書式でないセルなので、言葉で入れます）"
        sentence = self.sentences.get(figure, "")
        self.card.show_cell(view, spot, words, sentence, view.refusal(spot))
        reason = self._why_not(view, spot)
        sums = bool(figure) and not figure.startswith("$")
        self.card.judge(reason, filled=bool(figure), sums=sums)
        if figure and view.refusal(spot) and not (self._refusal or self._held):
            self.card.clear.allow()

    @property
    def below(self) -> int:
        """How high what stands below the sheet is, in pixels; 0 where it stands beside."""
        beside = self._row.direction() == QBoxLayout.Direction.LeftToRight
        return 0 if beside else self.card.sizeHint().height() + self._row.spacing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What the cell holds stands below the sheet where that is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= theme().px(_CARD_WIDTH + _LEAST_GRID)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        if self._row.direction() != (beside if wide else below):
            self._row.setDirection(beside if wide else below)
            self.turned.emit()
        self.card.setMinimumWidth(theme().px(_CARD_WIDTH) if wide else 0)
        self.card.setMaximumWidth(theme().px(_CARD_WIDTH) if wide else _ANY)
        self.grid.setMinimumHeight(theme().px(Size.ROW) * 6)


def _set(button: Button, reason: str) -> None:
    if reason:
        button.refuse(reason)
    else:
        button.allow()
