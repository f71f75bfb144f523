"""The right half of 今日: releases ahead, tasks, answers awaited, people nobody was in touch with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.staff.office_kind import OfficeKind
from app.ui.desk import Desk
from app.ui.office_words import office_word
from app.ui.screens.today_left import Acts, Lines, open_from
from app.ui.screens.today_lines import (
    Line,
    due_line,
    exchange_line,
    home_columns,
    silent_columns,
    silent_line,
    waiting_columns,
    waiting_line,
)
from app.ui.screens.today_plot import release_plot
from app.ui.screens.today_tasks import TasksCard
from app.ui.tables import ListModel
from app.ui.theme import Tone, lay
from app.ui.widgets.card import Card
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.plot import PlotAxis

if TYPE_CHECKING:
    from app.deadlines.beside.queries import Beside
    from app.deadlines.queries import Today

FEW_ANSWERS = 5
_EXCHANGES = "待っているやりとり"
_NO_HOME = "帰住先の決まっていない釈放"


class RightColumn(QWidget):
    """The plot of the next 90 days, and three lists of what else waits."""

    def __init__(self, desk: Desk, acts: Acts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        office = self._office = desk.kind
        self.tasks = TasksCard(desk, acts, self)
        column = QVBoxLayout(self)
        lay(column, gap=3)
        title = office_word(office, "releases")
        self._plot_card = Card(title, caption="色の帯は官庁の閉庁日", parent=self)
        self.plot = PlotAxis()
        self.plot.row_chosen.connect(
            lambda key: acts.open_case(Line(key, "", Tone.TEXT, "", "", "", ""))
        )
        self._more = Paragraph(tone=Tone.MUTED)
        self._plot_card.add(self.plot)
        self._plot_card.add(self._more)
        self.homeless = _NoHome(acts, self) if office is OfficeKind.PROBATION else None
        self.exchanges = _Exchanges(acts, self)
        self.waiting = _Waiting(acts, office, self)
        self.silent = _Silent(acts, self)
        first, others = (self._plot_card,), (self.exchanges, self.waiting)
        cards: tuple[QWidget, ...] = (*first, self.tasks, *others, self.silent)
        if self.homeless is not None:
            cards = (*first, self.homeless, *others, self.tasks, self.silent)
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)

    def show_day(self, today: Today, worker: str) -> None:
        """Show who is ahead; a new task is for `worker`."""
        plot = release_plot(today.releases.items, today.day)
        self.plot.set_plot(plot)
        self.plot.setVisible(bool(plot.rows))
        left_out = today.releases.count - len(plot.rows)
        words = f"ほかに{left_out}人" if left_out else ""
        if not plot.rows:
            words = office_word(self._office, "no_release")
        self._more.set_words(words)
        self._more.setVisible(bool(words))
        self.tasks.worker = worker
        if self.homeless is not None:
            self.homeless.show_day(today)

    def show_beside(self, found: Beside) -> None:
        """Show what is to be done, who answers, who was silent."""
        self.tasks.show_tasks(found.tasks, found.day)
        self.exchanges.show_beside(found)
        self.waiting.show_beside(found)
        self.silent.show_beside(found)


class _NoHome(Card):
    """Releases ahead of people whose home is not decided."""

    def __init__(self, acts: Acts, parent: QWidget) -> None:
        super().__init__(_NO_HOME, parent=parent)
        self.lines = Lines(_NO_HOME, home_columns(), acts, heading=False, parent=self)
        self._none = Paragraph("釈放が近い人の帰住先は、すべて決まっています。", tone=Tone.MUTED)
        self.add(self.lines)
        self.add(self._none)
        self._none.hide()  # said only once it was read

    def show_day(self, today: Today) -> None:
        """Show them, the nearest release first."""
        rows = [due_line(item, today.day) for item in today.releases.items if not item.destination]
        self.lines.show_rows(rows, len(rows))
        self._none.setVisible(not rows)
        self.set_caption(f"{len(rows)}人" if rows else "")


class _Exchanges(Card):
    """やりとり that wait for us or whose answer is late; goes away where there is none."""

    def __init__(self, acts: Acts, parent: QWidget) -> None:
        super().__init__(_EXCHANGES, parent=parent)
        self.lines = Lines(
            _EXCHANGES, home_columns(), acts, heading=False, few=FEW_ANSWERS, parent=self
        )
        self.add(self.lines)
        self.hide()

    def show_beside(self, found: Beside) -> None:
        """Show them, the most urgent first."""
        rows = [exchange_line(item, found.day) for item in found.exchanges]
        self.lines.show_rows(rows, found.exchange_count)
        self.setVisible(bool(rows))


class _Waiting(Card):
    """返事を待っているもの."""

    def __init__(self, acts: Acts, office: OfficeKind, parent: QWidget) -> None:
        super().__init__(office_word(office, "waiting"), parent=parent)
        self.lines = Lines(
            "返事を待っているもの",
            waiting_columns(),
            acts,
            heading=False,
            few=FEW_ANSWERS,
            parent=self,
        )
        self._none = Paragraph(office_word(office, "no_waiting"), tone=Tone.MUTED)
        self.add(self.lines)
        self.add(self._none)
        self._none.hide()  # said only once it was read

    def show_beside(self, found: Beside) -> None:
        """Show the answers that are awaited, the longest first."""
        rows: Sequence[Line] = [waiting_line(item, found.day) for item in found.waiting]
        self.lines.show_rows(rows, len(rows))
        self._none.setVisible(not rows)
        self.set_caption("長いものから8件" if found.more_waiting else "")


class _Silent(Card):
    """しばらく連絡のない人."""

    def __init__(self, acts: Acts, parent: QWidget) -> None:
        super().__init__("しばらく連絡のない人", parent=parent)
        self.model = ListModel(silent_columns(), parent=self)
        self._table = ListTable(
            self.model, header=False, fit=True, edge=False, passing=True, parent=self
        )
        self._table.setAccessibleName("しばらく連絡のない人")
        open_from(self._table, self.model, acts)
        self._nobody = Paragraph("しばらく連絡のない人はいません。", tone=Tone.MUTED)
        self.add(self._table)
        self.add(self._nobody)
        self._nobody.hide()  # said only once it was read

    def show_beside(self, found: Beside) -> None:
        """Show who was silent, the longest first."""
        self.model.show_rows([silent_line(item, found.day) for item in found.silent])
        self._table.setVisible(bool(found.silent))
        self._nobody.setVisible(not found.silent)
        self.set_caption("長い人から8人" if found.more_silent else "目安は業務ごと")
