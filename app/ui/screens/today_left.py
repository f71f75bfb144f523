"""The left half of 今日: due lines by urgency, and what was recorded lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.screens.today_lines import Line, due_columns, due_line, plan_line, recent_line
from app.ui.tables import Column, ListModel
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import link_button
from app.ui.widgets.card import Card
from app.ui.widgets.empty_hint import EmptyHint
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import Paragraph
from app.ui.words import day_to_act_on

if TYPE_CHECKING:
    from app.deadlines.queries import Part, Today

FEW = 8
"""Lines of one part that are shown before somebody asks for all."""

_PARTS = {
    "late": "遅れ・過ぎた期限",
    "custody": "身柄の期限",
    "plans": "今日の予定",
    "due_today": "今日の期限",
    "week": "今週（7日以内）",
    "later": "この先",
    "recent": "最近の記録",
}
"""The parts of the card and their headings, from above."""


@dataclass(frozen=True)
class Acts:
    """What a line can do: open its case, and be settled."""

    open_case: Callable[[Line], None]
    settle: Callable[[Line], None]


class Lines(QWidget):
    """A heading and the lines below it; goes away when there are none.

    Enter and a click open the case, Space settles the line.
    """

    grown = Signal()

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        acts: Acts,
        *,
        heading: bool = True,
        few: int = FEW,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._few, self._count, self._whole = title, few, 0, False
        self._rows: tuple[Line, ...] = ()
        self._acts = acts
        self.model = ListModel(columns, parent=self)
        self._table: ListTable | None = None
        self._title = PlainLabel(title, tone=Tone.MUTED, strong=True)
        self._more = link_button("")
        self._more.clicked.connect(self._show_all)
        column = QVBoxLayout(self)
        lay(column, gap=1, margins=(0, 0, 0, 1))
        column.addWidget(self._title)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._title.setVisible(heading)
        self._column = column

    @property
    def table(self) -> ListTable:
        """The list; made when there is a line for it, which many days have of few parts."""
        if self._table is None:
            self._table = table = ListTable(
                self.model,
                header=False,
                fit=True,
                two_lines=True,
                edge=False,
                passing=True,
                row_key=_key,
                parent=self,
            )
            table.setAccessibleName(self._name)
            self._column.insertWidget(1, table)
            open_from(table, self.model, self._acts)
        return self._table

    def show_rows(self, rows: Sequence[Line], count: int) -> None:
        """Show the first of these lines; `count` is how many there are altogether."""
        if not rows and self._table is None:
            self.hide()
            return
        kept, focused = self.table.currentIndex().row(), self.table.hasFocus()
        self._rows, self._count = tuple(rows), count
        shown = self._rows if self._whole else self._rows[: self._few]
        self.model.show_rows(shown)
        left = count - len(shown)
        words = f"ほかに{left}件" + ("（近いものから表示しています）" if self._whole else "を見る")
        self._more.set_words(words if left > 0 else "")
        self._more.setVisible(left > 0)
        self._more.setEnabled(not self._whole)
        self._title.setText(f"{self._name} {count}件" if count > 1 else self._name)
        self.setVisible(bool(rows))
        if focused and shown and not self.table.currentIndex().isValid():
            self.table.choose_row(min(max(0, kept), len(shown) - 1))

    def _show_all(self) -> None:
        self._whole = True
        self.show_rows(self._rows, self._count)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grown.emit()


class LeftCard(Card):
    """遅れ · 身柄 · 今日 · 今週 · この先, and what was recorded lately."""

    rules_wanted = Signal()

    def __init__(self, acts: Acts, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.hint = EmptyHint(parent=self)
        self._rules = link_button("期限の決まりを見る")
        self._rules.clicked.connect(self.rules_wanted)
        side = Size.CARD_PADDING / Size.GRID
        self._calm = Paragraph(tone=Tone.MUTED)
        self.lines = {
            name: Lines(words, due_columns(), acts, parent=self) for name, words in _PARTS.items()
        }
        lay(self.body, gap=2, margins=(side, 0, side, 0))
        self.add(self._calm)
        for lines in self.lines.values():
            self.add(lines)
        self.add(self.hint, 100)
        self.body.addStretch(1)
        self.body.addWidget(self._rules, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.hint, self._calm, *self.lines.values()):
            part.hide()

    def first_list(self) -> ListTable | None:
        """The uppermost list that has lines."""
        shown = (lines.table for lines in self.lines.values() if not lines.isHidden())
        return next(shown, None)

    def show_day(self, today: Today, empty_words: tuple[str, str]) -> None:
        """Show the lines of the day, or the hint that helps where there are none."""
        parts = {
            "late": today.late,
            "custody": today.custody,
            "due_today": today.due_today,
            "week": today.week,
            "later": today.later,
        }
        for name, part in parts.items():
            self.lines[name].show_rows(_due_lines(part, today), part.count)
        plans = [plan_line(plan) for plan in today.plans]
        self.lines["plans"].show_rows(plans, len(plans))
        recent = [recent_line(item, today.day) for item in today.recent]
        self.lines["recent"].show_rows(recent, len(recent))
        near = ("late", "custody", "due_today", "week")
        calm = not today.plans and not any(parts[name].count for name in near)
        empty = calm and not today.recent and today.open_cases == 0
        self._calm.set_words(_calm_words(today))
        self._calm.setVisible(calm and not empty)
        self.hint.setVisible(empty)
        self._rules.setVisible(not empty)
        self.hint.set_hint(*empty_words)


def open_from(table: ListTable, model: ListModel, acts: Acts) -> None:
    """Let Enter and a click open the case of a line, and Space settle it."""

    def clicked(index: QModelIndex) -> None:
        line = model.row(index.row())
        if isinstance(line, Line):
            acts.open_case(line)

    def settled() -> None:
        line = table.chosen_row()
        if isinstance(line, Line) and line.settles is not None:
            acts.settle(line)

    table.row_opened.connect(acts.open_case)
    table.clicked.connect(clicked)
    key = QShortcut(QKeySequence(Qt.Key.Key_Space), table)
    key.setContext(Qt.ShortcutContext.WidgetShortcut)
    key.activated.connect(settled)


def _due_lines(part: Part, today: Today) -> list[Line]:
    return [due_line(item, today.day) for item in part.items]


def _key(line: Line) -> tuple[str, object, str]:
    return line.episode_id, line.settles, line.what


def _calm_words(today: Today) -> str:
    if not today.releases.items:
        return "遅れているものも、7日以内の期限も、釈放・移行の予定もありません。"
    first = today.releases.items[0]
    return (
        "遅れているものも、7日以内の期限もありません。"
        f"次は {day_to_act_on(first.due.day, today.day)} の{first.due.words}（{first.name}）です。"
    )
