"""The lists of 提出: what is missing, what came late, which figures moved and through what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Signal

from app.calendar import wareki
from app.reports.counting.standing import partial
from app.reports.submissions.checks.queries import Gap
from app.reports.submissions.difference import Moved
from app.reports.submissions.rules import ROW_WORDS, cause_words, causes_of, member_words
from app.reports.submissions.since.queries import Difference
from app.reports.submissions.snapshot import Late
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone, theme
from app.ui.widgets.card import Card
from app.ui.widgets.list_table import ListTable

_MOST_ROWS = 8
_NAMED = 3


@dataclass(frozen=True)
class MovedLine:
    """One figure that moved, in words; `case_id` opens the first case behind it."""

    name: str
    sentence: str
    before: int
    after: int
    cases: str
    causes: str
    case_id: str
    on_form: bool


class LinesCard(Card):
    """A titled list as high as its rows, up to a few; `case_opened` carries the id of a case."""

    case_opened = Signal(str)

    def __init__(self, name: str, columns: Sequence[Column], *, two_lines: bool = False) -> None:
        super().__init__(name, flush=True)
        self._name, self._two = name, two_lines
        self.model = ListModel(columns)
        self.table = ListTable(self.model, two_lines=two_lines)
        self.model.setParent(self.table)
        self.table.setAccessibleName(name)
        self.add(self.table)
        self.table.row_opened.connect(self._open)
        self.table.clicked.connect(self._clicked)
        theme().changed.connect(self._limit)

    def show_lines(self, lines: Sequence[Any], caption: str = "") -> None:
        """Show these lines, or go away without any."""
        self.set_title(f"{self._name} {len(lines):,}件")
        self.set_caption(caption)
        self.model.show_rows(tuple(lines))
        self.setVisible(bool(lines))
        self._limit()

    def _limit(self) -> None:
        rows = min(self.model.rowCount(), _MOST_ROWS)
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(head + rows * theme().row_height(self._two) + 2)

    def _clicked(self, index: QModelIndex) -> None:
        self._open(self.model.row(index.row()))

    def _open(self, row: Any) -> None:
        if row is not None and row.case_id:
            self.case_opened.emit(row.case_id)


def gaps_card() -> LinesCard:
    """Which case, which field, which figure it would change."""
    return LinesCard(
        "足りないもの",
        (
            Column("番号", "number", width=96, sortable=False, whole=True),
            Column("足りないもの", "reason", stretch=True, cell=_gap_words, sortable=False),
        ),
        two_lines=True,
    )


def late_card() -> LinesCard:
    """What was recorded only after the last report."""
    return LinesCard(
        "前の提出より後の記録",
        (
            Column("番号", "number", width=96, cell=_late_number, sortable=False, whole=True),
            Column("種類", "kind", Kind.MUTED, width=96, cell=_late_kind, sortable=False),
            Column("実施日", "day", Kind.DATE, width=84, cell=_late_day, sortable=False),
            Column("記録日", "recorded", Kind.DATE, stretch=True, cell=_recorded, sortable=False),
        ),
    )


def moved_card() -> LinesCard:
    """Figure by figure: then, now, and the cases that moved it."""
    return LinesCard(
        "提出した後に変わった数",
        (
            Column("集計", "name", width=170, stretch=True, cell=_moved_name, sortable=False),
            Column("提出時", "before", Kind.NUMBER, width=58, cell=_before, sortable=False),
            Column("いま", "after", Kind.NUMBER, width=58, cell=_after, sortable=False),
            Column("動かした件", "cases", width=226, cell=_cases, sortable=False),
        ),
        two_lines=True,
    )


def moved_lines(found: Difference) -> tuple[MovedLine, ...]:
    """The figures that moved, in words: those on the form first, then those with another number."""
    order = sorted(
        found.moved, key=lambda one: (one.path not in found.on_form, one.before == one.after)
    )
    return tuple(_line(one, found) for one in order)


def _line(one: Moved, found: Difference) -> MovedLine:
    signs = [("＋", member) for member in one.entered]
    signs += [("－", member) for member in one.left]
    signs += [("±", after) for _, after in one.reweighed]
    named = [f"{sign}{member_words(member, found.numbers)}" for sign, member in signs]
    causes = [cause_words(causes_of(member, found.causes)) for _, member in signs]
    more = len(named) - _NAMED
    alive = [case for member in one.members for case in member.case_ids]
    return MovedLine(
        one.label,
        one.sentence,
        one.before,
        one.after,
        "、".join(named[:_NAMED]) + (f" ほか{more}件" if more > 0 else ""),
        "、".join(tuple(filter(None, dict.fromkeys(causes)))[:_NAMED])
        or "数え方の版が変わりました",
        alive[0] if alive else "",
        one.path in found.on_form,
    )


def _gap_words(row: Gap) -> Cell:
    tags = (("確定の前に", Tone.WARNING),) if row.blocks else ()
    return Cell(row.reason, f"変わる数: {row.effect}", tags=tags, hint=row.effect)


def _late_number(row: Late) -> str:
    return row.number or "（番号なし）"


def _late_kind(row: Late) -> str:
    return ROW_WORDS.get(row.kind, "ケース")


def _late_day(row: Late) -> str:
    return wareki.short(partial(row.day))


def _recorded(row: Late) -> str:
    return wareki.short(partial(row.recorded))


def _moved_name(row: MovedLine) -> Cell:
    tags = (("様式", Tone.ACCENT),) if row.on_form else ()
    return Cell(row.name, row.sentence, tags=tags, hint=row.sentence)


def _before(row: MovedLine) -> str:
    return f"{row.before:,}"


def _after(row: MovedLine) -> Cell:
    return Cell(f"{row.after:,}", strong=row.before != row.after)


def _cases(row: MovedLine) -> Cell:
    return Cell(row.cases, row.causes, hint=f"{row.cases}（{row.causes}）")
