"""One row of the ledger: what was read, what is wrong, and the choice that is left to people."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.calendar.partial import PartialDate
from app.ledgers.check import FIELD_LABELS
from app.ledgers.columns import CASE_KINDS
from app.ledgers.planned import PlanRow, SuspectedPair
from app.ledgers.result_sheet import field_words, handling, value_words
from app.reports.counting.words import start_day
from app.ui.screens.ledger_import.taking import Side, Taking
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipChoice, ChipFilter
from app.ui.widgets.labels import PlainLabel, Rule
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tag import Tag
from app.ui.words import short_day

TONES = {
    "新規": Tone.GOOD,
    "続き": Tone.GOOD,
    "補う": Tone.GOOD,
    "書き換え": Tone.WARNING,
    "確認": Tone.WARNING,
    "同じ人？": Tone.WARNING,
    "不可": Tone.ERROR,
    "除く": Tone.MUTED,
    "登録済み": Tone.MUTED,
    "読まない行": Tone.MUTED,
}
_HINT = "左の行を選ぶと、読み取った値と、なおし方がここに出ます。"
_COMPARED = ("name", "kana", "birth", "sex", "number")


class RowCard(Card):
    """`row_decided` and `pair_decided` carry the key and the choice."""

    row_decided = Signal(object, str)
    pair_decided = Signal(str, str)

    def __init__(self) -> None:
        super().__init__("この行")
        self.row: PlanRow | None = None
        self.choice: ChipChoice | None = None
        self.pair_choice: ChipChoice | None = None
        self._pair_key = ""
        self._tag = Tag("")
        self.add_to_head(self._tag)
        self._scroll = Scrolled(gap=2)
        self.add(self._scroll, 1)
        self._parts: list[QWidget] = []
        self._scroll.end()
        self.clear()

    def clear(self) -> None:
        """Say how to choose a row."""
        self.row = None
        self.set_title("この行")
        self._tag.hide()
        self._fill([Paragraph(_HINT, tone=Tone.MUTED)])

    def show_row(self, row: PlanRow, taking: Taking) -> None:
        """Show one row of the plan."""
        again = self.row is not None and self.row.key == row.key
        place = self._scroll.verticalScrollBar().value() if again else 0
        self.row = row
        pair = taking.pair_of(row)
        if not again:
            self.choice = self.pair_choice = None
        if pair is None or pair.key != self._pair_key:
            self.pair_choice = None
        self.set_title(f"{row.sheet}　{row.row}行目")
        word = handling(row)
        self._tag.set_word(word, TONES[word])
        self._tag.show()
        parts: list[QWidget] = []
        if pair is not None:
            parts += self._pair(pair, taking)
        parts += self._problems(row)
        parts += self._row_choice(row)
        parts += _values(row)
        self._fill(parts)
        self._scroll.verticalScrollBar().setValue(place)

    def focus_choice(self) -> None:
        """Put the keyboard on the first open choice."""
        chips = self.chips()
        if chips:
            next((chip for chip in chips if chip.isChecked()), chips[0]).setFocus()

    def chips(self) -> list[ChipFilter]:
        """The pills of the open choices, in order."""
        return [*_pills(self.pair_choice), *_pills(self.choice)]

    def _fill(self, parts: list[QWidget]) -> None:
        """Show these parts; a choice that stays keeps the keyboard."""
        for old in self._parts:
            self._scroll.column.removeWidget(old)
            if old not in parts:
                old.hide()
                old.deleteLater()
        self._parts = parts
        for at, part in enumerate(parts):
            left = (
                Qt.AlignmentFlag.AlignLeft if isinstance(part, ChipChoice) else Qt.AlignmentFlag(0)
            )
            self._scroll.column.insertWidget(at, part, 0, left)
            part.show()

    def _problems(self, row: PlanRow) -> list[QWidget]:
        words = list(dict.fromkeys(p.words for p in row.problems if p.severity != "ask"))
        if not words:
            return [Paragraph(row.words)]
        bad = row.disposition in ("reject", "exclude")
        return [Paragraph(one, tone=Tone.ERROR if bad else Tone.TEXT) for one in words]

    def _row_choice(self, row: PlanRow) -> list[QWidget]:
        if row.disposition == "reject":
            self.choice = None
            words = "台帳のこの行を直して、同じファイルをもう一度読むと取り込めます。"
            return [Paragraph(words, tone=Tone.MUTED, size=Size.CAPTION)]
        now = "leave" if row.disposition == "exclude" else "take"
        if self.choice is not None:
            self.choice.show_code(now)
            return [self.choice]
        self.choice = ChipChoice((("take", "取り込む"), ("leave", "除く")), now)
        self.choice.chosen.connect(lambda code: self.row_decided.emit(row.key, code))
        return [self.choice]

    def _pair(self, pair: SuspectedPair, taking: Taking) -> list[QWidget]:
        first, second = taking.sides(pair)
        grid_holder = QWidget()
        grid_holder.setProperty("part", "scrolled")
        grid = QGridLayout(grid_holder)
        lay(grid, gap=1)
        for spacer in (1, 3):
            grid.setColumnMinimumWidth(spacer, theme().gap(1))
        for column, side in ((2, first), (4, second)):
            where = f"{side.sheet} {side.row}行目" if side.row else side.sheet
            grid.addWidget(Paragraph(where, tone=Tone.MUTED, size=Size.CAPTION), 0, column)
            grid.setColumnStretch(column, 1)
        for at, name in enumerate(_COMPARED, start=1):
            grid.addWidget(PlainLabel(field_words(name), tone=Tone.MUTED, size="caption"), at, 0)
            for column, side in ((2, first), (4, second)):
                grid.addWidget(_compared(name, side, first, second), at, column)
        chips = self._pair_chips(pair)
        state = "" if pair.choice else "選ぶまでは別の人として取り込みます。"
        why = Paragraph(f"{pair.why}。{state}", tone=Tone.WARNING)
        return [why, grid_holder, chips, Rule()]

    def _pair_chips(self, pair: SuspectedPair) -> ChipChoice:
        now = pair.choice or "different"
        if self.pair_choice is not None:
            self.pair_choice.show_code(now)
            return self.pair_choice
        key = self._pair_key = pair.key
        self.pair_choice = ChipChoice((("same", "同じ人"), ("different", "別の人")), now)
        self.pair_choice.chosen.connect(lambda code: self.pair_decided.emit(key, code))
        return self.pair_choice


def _pills(choice: ChipChoice | None) -> list[ChipFilter]:
    return choice.findChildren(ChipFilter) if choice is not None else []


def _compared(name: str, side: Side, first: Side, second: Side) -> Paragraph:
    value = side.values.get(name)
    words = short_day(value) if isinstance(value, PartialDate) else value_words(name, value) or "—"
    differs = first.values.get(name) != second.values.get(name)
    return Paragraph(words, strong=differs)


def _label(name: str, row: PlanRow) -> str:
    """The field's word; a start is called as its 業務 calls it."""
    case = name == "start" and row.service in CASE_KINDS
    return start_day(row.service) if case else field_words(name)


def _values(row: PlanRow) -> list[QWidget]:
    holder = QWidget()
    holder.setProperty("part", "scrolled")
    grid = QGridLayout(holder)
    lay(grid, gap=0.5)
    grid.setColumnMinimumWidth(1, theme().gap(2))
    grid.setColumnStretch(2, 1)
    lines = [
        (_label(name, row), value_words(name, row.values[name], row.service), Tone.TEXT)
        for name in FIELD_LABELS
        if name in row.values and name != "service"
    ]
    lines += [
        (field_words(name), f"「{text}」（文字のまま残します）", Tone.WARNING)
        for name, text in row.kept.items()
    ]
    lines += [(title, text, Tone.MUTED) for title, text in row.extra.items()]
    at = 0
    for title, words, tone in lines:
        if words:
            grid.addWidget(PlainLabel(title, tone=Tone.MUTED, size="caption"), at, 0)
            grid.addWidget(Paragraph(words, tone=tone), at, 2)
            at += 1
    heading = PlainLabel("読み取った値", tone=Tone.MUTED, strong=True)
    return [Rule(), heading, holder]
