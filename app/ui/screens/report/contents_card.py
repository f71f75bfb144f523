"""この数の中身: what a number counts, the cases in it, and the cases that nearly are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.reports.counting.figure import Missing
from app.reports.counting.queries import Beside, Contents, Entry
from app.reports.submissions.rules import ROW_WORDS
from app.ui.screens.report.sheets import Spot
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone, theme
from app.ui.widgets.card import Card
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import Paragraph, ReasonLine, Run

_LEAST_ROWS = 1
_AS_A_MONTH = "期間を月にすると、すべて出ます。"
_HINT = "左の数を選ぶと、数えた件と、数えなかった近い件がここに出ます。"


class ContentsCard(Card):
    """The cases behind one number; `case_opened` carries the id of the case clicked."""

    case_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("この数の中身", parent=parent)
        self._sentence = ReasonLine(_HINT)
        self._compared = Paragraph()
        self._explained = ReasonLine()
        self.entries = _Rows(_entry_columns(), "数えたもの", self)
        self._more = ReasonLine()
        self._beside_title = PlainLabel(
            "入らなかったもの（近いもの）", tone=Tone.MUTED, strong=True
        )
        self.beside = _Rows(_beside_columns(), "入らなかったもの", self, two_lines=True)
        self._gaps_title = PlainLabel(
            "足りないもの（直すと、この数が変わることがあります）", tone=Tone.WARNING, strong=True
        )
        self.gaps = _Rows(_gap_columns(), "足りないもの", self, two_lines=True)
        for part in (self._sentence, self._compared, self._explained):
            self.add(part)
        self.add(self.entries, 300)
        self.add(self._more)
        self.add(self._gaps_title)
        self.add(self.gaps, 120)
        self.add(self._beside_title)
        self.add(self.beside, 200)
        self.body.addStretch(1)
        for table in (self.entries, self.gaps, self.beside):
            table.row_opened.connect(self._open)
            table.clicked.connect(self._clicked)
        self.clear()

    @property
    def sentence(self) -> str:
        """What the chosen number counts, in words."""
        return self._sentence.words

    @property
    def compared(self) -> str:
        """The number beside last year's, in words."""
        return self._compared.words

    @property
    def explained(self) -> str:
        """Why marks are more than persons, in words."""
        return self._explained.words

    def clear(self) -> None:
        """Say how to choose a number."""
        self.set_title("この数の中身")
        self.set_caption("")
        self._sentence.set_words(_HINT)
        shown = (self._compared, self._explained, self.entries, self._more)
        for part in (*shown, self._gaps_title, self.gaps, self._beside_title, self.beside):
            part.hide()

    def show_spot(self, spot: Spot, last_word: str, unit: str, *, whole_last: bool) -> None:
        """Name the number at once; what it counts comes from the data file."""
        number = spot.last if spot.shows_last else spot.number
        counted = "" if number is None else f" ＝ {number:,}"
        self.set_title(f"{spot.title}{counted}")
        self.set_caption("この数の中身")
        self._compared.set_words(_compared(spot, last_word, unit, whole_last))
        self._compared.show()

    def say(self, sentence: str, title: str = "") -> None:
        """Say a sentence alone; what it counts comes later."""
        self.clear()
        if title:
            self.set_title(title)
            self.set_caption("この数の中身")
        self._sentence.set_words(sentence)

    def show_contents(self, found: Contents, advice: str = _AS_A_MONTH) -> None:
        """Show the sentence and the lists; `advice` says how to see more than there is room for."""
        self._sentence.set_words(found.sentence)
        self._explained.set_words(found.explained)
        self._explained.setVisible(bool(found.explained))
        self.entries.show_rows(found.entries)
        more = found.total - len(found.entries)
        words = f"ほか {more:,}件。{advice}" if more else ""
        self._more.set_words(words)
        self._more.setVisible(bool(more))
        self._beside_title.setVisible(bool(found.beside))
        self.beside.show_rows(found.beside)

    def show_gaps(self, found: Sequence[Missing]) -> None:
        """What is missing that may change the number."""
        self._gaps_title.setVisible(bool(found))
        self.gaps.show_rows(found)

    def focus_entries(self) -> None:
        """Go to the first case, of those beside the number when it counts none."""
        table = self.entries if self.entries.rows.rowCount() else self.beside
        if table.rows.rowCount():
            table.choose_row(0)
            table.setFocus(Qt.FocusReason.OtherFocusReason)

    def has_keyboard(self) -> bool:
        """Whether the keyboard is in one of the lists."""
        return any(table.hasFocus() for table in (self.entries, self.gaps, self.beside))

    def _clicked(self, index: QModelIndex) -> None:
        table = self.sender()
        if isinstance(table, _Rows):
            self._open(table.rows.row(index.row()))

    def _open(self, row: Any) -> None:
        case = row.id if isinstance(row, Missing) and row.kind == "case" else ""
        if isinstance(row, (Entry, Beside)):
            case = row.case_id
        if case:
            self.case_opened.emit(case)


class _Rows(ListTable):
    """A list that is no higher than its rows, and scrolls where there is less room."""

    def __init__(
        self, columns: Sequence[Column], name: str, parent: QWidget, *, two_lines: bool = False
    ) -> None:
        model = ListModel(columns)
        super().__init__(model, edge=False, header=False, two_lines=two_lines, parent=parent)
        model.setParent(self)
        self._two = two_lines
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._limit)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows, or go away without any."""
        self.rows.show_rows(tuple(rows))
        self.setVisible(bool(rows))
        self._limit()

    def _limit(self) -> None:
        rows, height = self.rows.rowCount(), theme().row_height(self._two)
        self.setMaximumHeight(rows * height + 1)
        self.setMinimumHeight(min(rows, _LEAST_ROWS) * height)


def _entry_columns() -> tuple[Column, ...]:
    return (
        Column("番号", "number", width=88, sortable=False, whole=True),
        Column("日付", "day", Kind.DATE, width=72, sortable=False),
        Column("内容", "words", Kind.MUTED, width=108, stretch=True, sortable=False),
        Column("氏名", "name", width=86, sortable=False),
    )


def _beside_columns() -> tuple[Column, ...]:
    def words(row: Beside) -> Cell:
        return Cell(f"{row.number}　{row.name}".strip(), row.reason)

    return (Column("理由", "reason", stretch=True, sortable=False, cell=words),)


def _gap_columns() -> tuple[Column, ...]:
    def words(row: Missing) -> Cell:
        number = row.number or ROW_WORDS.get(row.kind, "（番号なし）")
        return Cell(number, row.reason, hint=row.reason)

    return (Column("足りないもの", "reason", stretch=True, sortable=False, cell=words),)


def _compared(spot: Spot, last_word: str, unit: str, whole_last: bool) -> Sequence[Run]:
    if spot.last is None:
        return [Run(f"{last_word}は数えていません。", Tone.MUTED)]
    change = spot.number - spot.last
    sign = f"＋{change:,}" if change > 0 else f"－{-change:,}" if change < 0 else "±0"
    runs = [Run(f"{last_word} {spot.last:,}{unit}（{sign}）", Tone.MUTED)]
    if not whole_last:
        runs.append(Run(f"　{last_word}の記録は一部だけです。", Tone.WARNING))
    return runs
