"""今日: what is late, whose custody or term ends, whom nobody has met for a while."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app import codes
from app.calendar.holidays import holiday_name
from app.cases import queries as cases
from app.deadlines import queries as deadlines
from app.deadlines.queries import Today
from app.deadlines.rules import SILENT_DAYS
from app.storage.drafts import Draft
from app.storage.work import Reading
from app.ui.desk import Desk, Screen, Where
from app.ui.draft_bar import DraftBar
from app.ui.notices import Notice
from app.ui.screens.today_lines import (
    Line,
    due_columns,
    due_line,
    recent_line,
    silent_columns,
    silent_line,
)
from app.ui.screens.today_plot import release_plot
from app.ui.tables import Column, ListModel
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipChoice
from app.ui.widgets.empty_hint import EmptyHint
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Page, Scrolled
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.plot import PlotAxis
from app.ui.words import day_to_act_on, long_day

SOON_DAYS = 7
"""「今週」: releases and moves this many days ahead stand on the left, the others in the plot."""
OpenCase = Callable[[Line | str], None]
_WHOSE = "today/whose"
_SHOWS = ("person", "episode", "activity", "stagemove")


@dataclass(frozen=True)
class Look:
    """What 今日 read: whose cases, the day, and whether the office has any case at all."""

    mine: bool
    worker: str
    today: Today
    any_case: bool


def own_worker(names: Sequence[str], actor_name: str) -> str:
    """The 担当者 among `names` that is the person signed in, by full or family name."""
    full = codes.squeezed(actor_name)
    words = actor_name.split()
    family = codes.squeezed(words[0]) if len(words) > 1 else full
    by_full = next((name for name in names if codes.squeezed(name) == full), None)
    by_family = next((name for name in names if codes.squeezed(name) == family), None)
    return by_full or by_family or actor_name


def look(reading: Reading, mine: bool | None) -> Look:
    """Read 今日; `mine` None shows one's own cases when there are any, else the whole centre."""
    names = cases.workers(reading)
    worker = own_worker(names, reading.actor.name)
    own = worker in names if mine is None else mine
    shown = deadlines.today(reading, worker=worker if own else "")
    return Look(own, worker, shown, cases.open_count(reading) > 0)


class TodayScreen(Screen):
    """The first page of the day; `late_counted` tells the left side how many are late."""

    place = "today"
    late_counted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.look: Look | None = None
        kept = desk.settings.value(_WHOSE)
        self._mine: bool | None = None if kept not in ("mine", "all") else kept == "mine"
        self._asked = 0
        self._focus_when_read = False
        self._page = Page("今日")
        self._whose = ChipChoice((("mine", "自分の担当"), ("all", "センター全体")), "mine")
        self._whose.chosen.connect(self._choose_whose)
        self._page.add_to_head(self._whose)
        self._left = _LeftCard(self._open_case)
        self._right = _RightColumn(self._open_case)
        self._left.hint.acted.connect(self._act_on_hint)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        lay(self._halves, gap=3.5)
        self._halves.addWidget(self._left, 60)
        self._halves.addWidget(self._right, 40)
        self.drafts = DraftBar(desk, whole=True)
        self.drafts.wanted.connect(self._open_draft)
        self._page.add(self.drafts)
        self.drafts.refresh()  # shown before it has its place it would be a window of its own
        scroll = Scrolled()
        scroll.column.addLayout(self._halves, 1)
        self._page.add(scroll, 1)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self._page)
        desk.notices.changed.connect(self._heard)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the halves below each other where both beside would cut their words."""
        super().resizeEvent(event)
        wide = self.width() >= theme().px(Size.TWO_HALVES)
        direction = QBoxLayout.Direction
        self._halves.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def open(self, where: Where) -> None:
        """Read the day again."""
        self._asked += 1
        asked, mine = self._asked, self._mine
        self.desk.read(
            lambda reading: look(reading, mine),
            lambda found: self._show(asked, found),
            owner=self,
            title="今日を読んでいます",
        )

    def read_again(self) -> None:
        """The day as it is now."""
        self.open(Where(self.place))

    def focus_first(self) -> None:
        """Go to the first line that is due."""
        self._focus_when_read = self.look is None
        first = self._left.first_list()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._left.hint.isVisible():
            self._left.hint.setFocus(Qt.FocusReason.OtherFocusReason)

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches(*_SHOWS):
            self.open(Where(self.place))

    def _choose_whose(self, code: str) -> None:
        self._mine = code == "mine"
        self.desk.settings.setValue(_WHOSE, code)
        self.open(Where(self.place))

    def _show(self, asked: int, found: Look) -> None:
        if asked != self._asked:
            return
        self.look = found
        self.desk.worker = found.worker
        day = found.today.day
        holiday = holiday_name(day)
        self._page.set_title("今日", long_day(day) + (f" {holiday}" if holiday else ""))
        if self._whose.code != ("mine" if found.mine else "all"):
            self._whose.show_code("mine" if found.mine else "all")
        self._left.show_day(found)
        self._right.show_day(found.today)
        self.late_counted.emit(len(found.today.late))
        if self._focus_when_read and not isinstance(QApplication.focusWidget(), QLineEdit):
            self.focus_first()

    def _act_on_hint(self) -> None:
        if self.look is not None and self.look.any_case:
            self._whose.choose("all")
        else:
            self.desk.go(Where("admin"))

    def _open_draft(self, draft: Draft) -> None:
        facts = {"episode": draft.episode_id} if draft.episode_id else {}
        self.desk.go(Where("cases", {**facts, "draft": draft.name}))

    def _open_case(self, row: Line | str) -> None:
        episode_id = row if isinstance(row, str) else row.episode_id
        if episode_id:
            self.desk.go(Where("cases", {"episode": episode_id}))


class _Lines(QWidget):
    """A heading and the lines below it; goes away when there are none."""

    def __init__(self, title: str, columns: Sequence[Column], open_case: OpenCase) -> None:
        super().__init__()
        self._model = ListModel(columns, parent=self)
        self.table = ListTable(self._model, header=False, fit=True, two_lines=True, edge=False)
        self.table.setAccessibleName(title)
        _open_from(self.table, self._model, open_case)
        column = QVBoxLayout(self)
        lay(column, gap=1, margins=(0, 0, 0, 1))
        column.addWidget(PlainLabel(title, tone=Tone.MUTED, strong=True))
        column.addWidget(self.table)

    def show_rows(self, rows: Sequence[Line]) -> None:
        """Show these lines."""
        self._model.show_rows(tuple(rows))
        self.setVisible(bool(rows))


class _LeftCard(Card):
    """Due lines by urgency, and what was recorded lately."""

    def __init__(self, open_case: OpenCase) -> None:
        super().__init__()
        self.hint = EmptyHint()
        side = Size.CARD_PADDING / Size.GRID
        self._calm = Paragraph(tone=Tone.MUTED)
        self._lines = {
            "late": _Lines("遅れ", due_columns(), open_case),
            "custody": _Lines("勾留満期が近い", due_columns(), open_case),
            "soon": _Lines("釈放・移行が近い（7日以内）", due_columns(), open_case),
            "recent": _Lines("最近の記録", due_columns(), open_case),
        }
        lay(self.body, gap=2, margins=(side, 0, side, 0))
        self.add(self._calm)
        for lines in self._lines.values():
            self.add(lines)
        self.add(self.hint, 100)
        self.body.addStretch(1)
        for part in (self.hint, self._calm, *self._lines.values()):
            part.hide()

    def first_list(self) -> ListTable | None:
        """The uppermost list that has lines."""
        shown = (lines.table for lines in self._lines.values() if not lines.isHidden())
        return next(shown, None)

    def show_day(self, found: Look) -> None:
        """Show the lines of the day, or the hint that helps where there are none."""
        today = found.today
        soon = [item for item in today.releases if (item.due.day - today.day).days <= SOON_DAYS]
        day = today.day
        self._lines["late"].show_rows([due_line(item, day) for item in today.late])
        self._lines["custody"].show_rows([due_line(item, day) for item in today.custody])
        self._lines["soon"].show_rows([due_line(item, day) for item in soon])
        self._lines["recent"].show_rows([recent_line(item, day) for item in today.recent])
        calm = not (today.late or today.custody or soon)
        empty = calm and not today.recent and today.open_cases == 0
        self._calm.set_words(_calm_words(today))
        self._calm.setVisible(calm and not empty)
        self.hint.setVisible(empty)
        self.hint.set_hint(*_empty_hint(found))


class _RightColumn(QWidget):
    """The plot of the next 90 days, and the people nobody was in touch with."""

    def __init__(self, open_case: OpenCase) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        lay(column, gap=3)
        self._plot_card = Card("釈放・移行まで（90日）", caption="色の帯は官庁の閉庁日")
        self._plot = PlotAxis()
        self._plot.row_chosen.connect(open_case)
        self._more = Paragraph(tone=Tone.MUTED)
        self._plot_card.add(self._plot)
        self._plot_card.add(self._more)
        self._silent_card = Card("しばらく連絡のない人", caption=f"{SILENT_DAYS}日より長く")
        self._model = ListModel(silent_columns(), parent=self)
        self._silent = ListTable(self._model, header=False, fit=True, edge=False)
        self._silent.setAccessibleName("しばらく連絡のない人")
        _open_from(self._silent, self._model, open_case)
        self._nobody = Paragraph(
            f"{SILENT_DAYS}日より長く連絡のない人はいません。", tone=Tone.MUTED
        )
        self._silent_card.add(self._silent)
        self._silent_card.add(self._nobody)
        column.addWidget(self._plot_card)
        column.addWidget(self._silent_card)
        column.addStretch(1)

    def show_day(self, today: Today) -> None:
        """Show who is ahead and who was silent."""
        plot, left_out = release_plot(today.releases, today.day)
        self._plot.set_plot(plot)
        self._plot.setVisible(bool(plot.rows))
        words = f"ほかに{left_out}人" if left_out else ""
        if not plot.rows:
            words = "90日以内に釈放・移行の日が決まっている人はいません。"
        self._more.set_words(words)
        self._more.setVisible(bool(words))
        self._model.show_rows([silent_line(item, today.day) for item in today.silent])
        self._silent.setVisible(bool(today.silent))
        self._nobody.setVisible(not today.silent)


def _open_from(table: ListTable, model: ListModel, open_case: OpenCase) -> None:
    """Let Enter and a click open the case of a line."""

    def clicked(index: QModelIndex) -> None:
        line = model.row(index.row())
        if isinstance(line, Line):
            open_case(line)

    table.row_opened.connect(open_case)
    table.clicked.connect(clicked)


def _calm_words(today: Today) -> str:
    if not today.releases:
        return "遅れているものも、7日以内の釈放・移行も、勾留満期もありません。"
    first = today.releases[0]
    return (
        "遅れているものも、7日以内の釈放・移行もありません。"
        f"次は {day_to_act_on(first.due.day, today.day)} の{first.due.words}（{first.name}）です。"
    )


def _empty_hint(found: Look) -> tuple[str, str]:
    if found.any_case:
        return "担当しているケースはまだありません。", "センター全体を見る"
    return "まだケースがありません。管理の「台帳取込」から始められます。", "台帳取込を開く"
