"""集計: the figures of a period with the cases behind them, and the form that is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.calendar.fiscal import Period, month_of
from app.errors import TeichakuError
from app.history.viewing import of_figure
from app.reports.counting.figure import Missing, Unit
from app.reports.counting.figure_set import FigureSet, Numbers, numbers_of
from app.reports.counting.figures import figures
from app.reports.counting.queries import Contents, contents
from app.storage.drafts import Draft as Waiting
from app.storage.work import Reading
from app.ui.desk import Desk, Screen, Where
from app.ui.jobs import Progress
from app.ui.notices import Notice
from app.ui.papers.staff_papers import TITLES, StaffPapersDialog
from app.ui.portions import in_portions
from app.ui.screens.report.contents_card import ContentsCard
from app.ui.screens.report.figure_table import UNSETTLED, FigureTable, SheetCard
from app.ui.screens.report.own.dialog import OwnFiguresDialog
from app.ui.screens.report.own.figure_form import KIND
from app.ui.screens.report.period_bar import JumpField, PeriodBar
from app.ui.screens.report.reserve import incomplete_words
from app.ui.screens.report.sheets import WORDS, Sheet, Spot, sheets
from app.ui.screens.report.writing import FormChoice, Writing, WrittenNote
from app.ui.theme import lay, theme
from app.ui.widgets.buttons import Button, MenuButton
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.page import Page, Scrolled

_COUNTED = ("person", "episode", "activity", "event", "stagemove", "ownfigure")
_UNITS = {
    Unit.CASES: "件",
    Unit.PERSONS: "人",
    Unit.MARKS: "",
    Unit.ACTIVITIES: "件",
    Unit.MINUTES: "分",
    Unit.EVENTS: "件",
    Unit.PARTICIPANTS: "人",
    Unit.ORGANISATIONS: "機関",
}
_SIDE_BY_SIDE = 1000
"""From this width (at scale 1) on the contents stand beside the tables, else below them."""
_CONTENTS_WIDTH = 400
_CONTENTS_HEIGHT = 176
_NO_CASES = "管理で台帳を取り込むか、ケースで「＋ 新しい人」から登録すると、ここに数が入ります。"
_SHOWN_GAPS = 2
_NOT_YET = (
    "この期間には、まだ数えていなかった数です。「独自の集計」で、いつから数えるかを決めます。"
)
_NONE_THEN = "この期間には、この区分のものはありません。"


@dataclass(frozen=True)
class Counted:
    """The figures of a period, and the numbers of the same period one year before."""

    now: FigureSet
    last: Numbers

    def read(self, reading: Reading, spot: Spot) -> Contents:
        """What a number counts; the year before is counted again for it, which few ask for."""
        if not spot.shows_last:
            return contents(reading, self.now, spot.path)
        last = figures(reading, self.last.period)
        if spot.path not in last.paths():
            return Contents(_NOT_YET if spot.last is None else _NONE_THEN, (), 0, ())
        return contents(reading, last, spot.path)


class FiguresScreen(Screen):
    """One period: tables on the left, what a number counts on the right."""

    place = "report"
    draft_kinds = (KIND,)
    keeps_typing = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        today = desk.office.clock.today()
        self.period = month_of(today).previous()
        self.counted: Counted | None = None
        self.unsettled: dict[str, list[Missing]] = {}
        """What may change a figure, by its path."""
        self.spot: Spot | None = None
        self._goes_to_numbers = False
        """Whether the keyboard waits for numbers that are being counted."""
        self.tables: list[FigureTable] = []
        self._asked = 0
        self._asked_contents = 0
        self._visited: set[str] = set()
        self.bar = PeriodBar(self.period)
        self.jump = JumpField(today)
        self.forms = FormChoice(desk)
        self.note = WrittenNote()
        self.writing = Writing(desk, self.forms, self.note, self)
        self.own_button = Button("独自の集計")
        self.own_button.set_hint("県や事業所が決めた数え方を加えます")
        self.own: OwnFiguresDialog | None = None
        self.papers = MenuButton("帳票", tuple(TITLES.items()))
        self.paper: StaffPapersDialog | None = None
        self.notice = NoticeBar()
        self._page = Page(WORDS[self.period.kind].title, parent=self)
        self.contents = ContentsCard(self._page)
        self._scroll = Scrolled(gap=3, parent=self._page)
        self._cards: list[SheetCard] = []
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._arrange()
        self._connect()

    def open(self, where: Where) -> None:
        """Show the period that is named, or the one shown before; `paper` asks for a 帳票."""
        if where.facts.get("paper"):
            self.show_paper(str(where.facts["paper"]))
        named = where.facts.get("period")
        wanted = named if isinstance(named, Period) else self.period
        if not self._stands(wanted):
            self.show_period(wanted)
        waiting = self.desk.drafts.find(str(where.facts.get("draft", "")))
        if where.facts.get("own") or waiting is not None:
            self.show_own(waiting)

    def read_again(self) -> None:
        """Count the period again."""
        self.show_period(self.period)

    def focus_first(self) -> None:
        """Go to the numbers."""
        if self.tables:
            self.tables[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._goes_to_numbers = True
            self.bar.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> bool:
        """From the cases back to the number they belong to; says whether the keyboard was there."""
        if not self.contents.has_keyboard():
            return False
        self._table_of_spot().setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def show_paper(self, kind: str) -> None:
        """Ask whose 業務日報 or 旅費・移動一覧 it is to be."""
        self.paper = StaffPapersDialog(self.desk, kind, self)
        self.paper.written.connect(self.note.show_path)
        self.paper.open()

    def show_own(self, waiting: Waiting | None = None) -> None:
        """Show what the office counts for itself, or go on with what was typed there."""
        self.own = OwnFiguresDialog(self.desk, self.bar.period, self)
        self.own.open()
        if waiting is not None:
            self.own.resume(waiting)

    def keep_typing(self) -> bool:
        """What is typed into the form of an own figure is on its way into a draft."""
        if self.own is not None and self.own.form is not None:
            self.own.form.keeper.flush()
        return self.desk.drafts.works

    def show_period(self, period: Period) -> None:
        """Count a period and the same one a year before; what is shown stays until they come."""
        self._asked += 1
        asked, desk = self._asked, self.desk
        self.bar.show_period(period)
        self.jump.kind = period.kind

        def count(progress: Progress) -> Counted:
            with desk.office.reading(desk.actor) as reading:
                # The year before comes first: its rows are gone before those that stay are read.
                before = period.previous_year()
                progress.step(0, 2, before.label)
                last = numbers_of(figures(reading, before))
                progress.step(1, 2, period.label)
                now = figures(reading, period)
                # Found here, not when the window asks: every case is looked at for it.
                _ = now.missing
                return Counted(now, last)

        desk.jobs.run(
            count,
            done=lambda counted: self._arrived(asked, counted),
            failed=self._failed,
            title="集計しています",
            owner=self,
            cancelled=self._back_to_shown,
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """While another place is shown the rows behind the numbers are not kept: `open` counts."""
        super().hideEvent(event)
        if not event.spontaneous() and self.window().isVisible():
            self._let_go()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the contents beside the tables or below them."""
        super().resizeEvent(event)
        self._place_contents()

    def _arrange(self) -> None:
        self._page.put_beside_title(self.bar)
        self._page.add_to_head(self.papers)
        self._page.add_to_head(self.writing.pdf)
        self._page.add_to_head(self.writing.write)
        second = QHBoxLayout()
        lay(second, gap=3)
        second.addWidget(self.forms)
        second.addStretch(1)
        second.addWidget(self.own_button)
        second.addWidget(self.jump)
        self._page.add(second)
        self._page.add(self.note)
        self._page.add(self.notice)
        lay(self._scroll.column, gap=3, margins=(0, 0, 1, 0))
        lay(self._split, gap=2.5)
        self._split.addWidget(self._scroll, 1)
        self._split.addWidget(self.contents)
        self._page.add(self._split, 1)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self._page)
        self._place_contents()

    def _connect(self) -> None:
        self.bar.chosen.connect(self.show_period)
        self.papers.chosen.connect(self.show_paper)
        self.own_button.clicked.connect(lambda: self.show_own())
        self.jump.chosen.connect(self.show_period)
        self.notice.acted.connect(self._mend_next)
        self.contents.case_opened.connect(self._open_case)
        self.desk.notices.changed.connect(self._heard)
        theme().changed.connect(self._place_contents)

    def _place_contents(self) -> None:
        beside = self.width() >= theme().px(_SIDE_BY_SIDE)
        directions = QBoxLayout.Direction
        self._split.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        most = 16777215
        if beside:
            self.contents.setFixedWidth(theme().px(_CONTENTS_WIDTH))
            self.contents.setMinimumHeight(0)
            self.contents.setMaximumHeight(most)
        else:
            self.contents.setMinimumWidth(0)
            self.contents.setMaximumWidth(most)
            self.contents.setFixedHeight(theme().px(_CONTENTS_HEIGHT))

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches(*_COUNTED):
            self.show_period(self.period)

    def _stands(self, period: Period) -> bool:
        """Whether a period is shown and no other on its way; changes are heard of meanwhile."""
        shown = self.counted is not None and self.counted.now.period == period
        return shown and self.isVisible() and self.bar.period == period

    def _let_go(self) -> None:
        """Of what was counted only what is shown stays; what is on its way is not waited for."""
        self._asked += 1
        self.counted = None
        self.writing.show_figures(None)

    def _failed(self, error: TeichakuError) -> None:
        self._back_to_shown()
        self.desk.explain(error)

    def _back_to_shown(self) -> None:
        self.bar.show_period(self.period)
        self.jump.kind = self.period.kind

    def _arrived(self, asked: int, counted: Counted) -> None:
        """Build the cards one by one, unseen; what is shown stays until all are there."""
        cards: list[SheetCard] = []

        def build(sheet: Sheet) -> None:
            if asked == self._asked:
                cards.append(SheetCard(sheet, self._scroll.inner))

        found = sheets(counted.now, counted.last)
        in_portions(
            [partial(build, sheet) for sheet in found],
            lambda: self._show(asked, counted, cards),
            self.desk.jobs,
            self,
        )

    def _show(self, asked: int, counted: Counted, cards: list[SheetCard]) -> None:
        if asked != self._asked:
            for card in cards:
                card.deleteLater()
            return
        if counted.now.period != self.period:
            self._visited.clear()
            self.note.hide()
        self.counted, self.unsettled = counted, {}
        self.period = counted.now.period
        self._page.set_title(WORDS[self.period.kind].title)
        self.forms.offer(self.period)
        self.writing.show_figures(counted.now)
        self._show_cards(cards)
        self._show_missing(counted.now)
        if counted.now.missing:
            self._find_unsettled(asked, counted.now)

    def _find_unsettled(self, asked: int, now: FigureSet) -> None:
        """Which figures each gap may change takes a moment with many of them: the numbers stand."""

        def find() -> dict[str, list[Missing]]:
            found: dict[str, list[Missing]] = {}
            for gap in now.missing:
                for path in gap.paths:
                    found.setdefault(path, []).append(gap)
            return found

        def found(unsettled: dict[str, list[Missing]]) -> None:
            if asked != self._asked:
                return
            self.unsettled = unsettled
            for table in self.tables:
                table.mark(unsettled.keys())
            self._show_missing(now)
            self._show_gaps()

        self.desk.jobs.run(find, done=found, failed=self.desk.explain, on="pool", owner=self)

    def _show_gaps(self) -> None:
        spot = self.spot
        shown = spot is not None and not spot.shows_last
        self.contents.show_gaps(self.unsettled.get(spot.path, []) if shown and spot else [])

    def _show_missing(self, found: FigureSet) -> None:
        gaps = found.missing
        if not found.cases:
            self.notice.set_notice("まだケースがありません", _NO_CASES)
            return
        if not gaps and not found.complete:
            words = incomplete_words(after_records=found.after_records)
            self.notice.set_notice("参考の数です", words)
            return
        words = "　｜　".join(_gap_words(gap) for gap in gaps[:_SHOWN_GAPS])
        if len(gaps) > _SHOWN_GAPS:
            words += f"　ほか {len(gaps) - _SHOWN_GAPS}件"
        if any(table.marked for table in self.tables):
            words += f"　{UNSETTLED}の数が変わることがあります"
        button = "順に直す" if any(gap.kind == "case" for gap in gaps) else ""
        self.notice.set_notice(f"足りないもの {len(gaps)}件" if gaps else "", words, button)

    def _mend_next(self) -> None:
        gaps = self.counted.now.missing if self.counted else ()
        cases = list(dict.fromkeys(gap.id for gap in gaps if gap.kind == "case"))
        left = [case for case in cases if case not in self._visited]
        if not left:
            self._visited.clear()
            left = cases
        if left:
            self._visited.add(left[0])
            self._open_case(left[0])

    def _open_case(self, case_id: str) -> None:
        self.desk.go(Where("cases", {"episode": case_id}))

    def _show_cards(self, cards: list[SheetCard]) -> None:
        waits = self._goes_to_numbers and self.focusWidget() is self.bar.back
        had_focus = waits or any(table.hasFocus() for table in self.tables)
        self._goes_to_numbers = False
        kept, place = self.spot, self._scroll.verticalScrollBar().value()
        for card in self._cards:
            self._scroll.column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = cards
        self.tables = [card.table for card in self._cards if card.table is not None]
        if self._scroll.column.count() == 0:
            self._scroll.end()
        for at, card in enumerate(self._cards):
            self._scroll.column.insertWidget(at, card)
        for at, table in enumerate(self.tables):
            table.spot_chosen.connect(lambda spot, table=table: self._choose(table, spot))
            table.left.connect(lambda step, at=at: self._to_table(at + step, step))
            table.row_opened.connect(lambda _: self.contents.focus_entries())
        self._choose_again(kept)
        self._scroll.verticalScrollBar().setValue(place)
        if had_focus:
            self._table_of_spot().setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_again(self, kept: Spot | None) -> None:
        self.spot = None
        if kept is not None:
            for table in self.tables:
                if table.choose_path(kept.path, shows_last=kept.shows_last):
                    return
        if not self.tables[0].choose_path("works.コーディネート.new"):
            self.tables[0].choose_first()

    def _table_of_spot(self) -> QWidget:
        found = (table for table in self.tables if table.currentIndex().isValid())
        return next(found, self.tables[0])

    def _to_table(self, at: int, step: int) -> None:
        if not 0 <= at < len(self.tables):
            return
        table = self.tables[at]
        table.choose_first(0 if step > 0 else table.rows.rowCount() - 1)
        table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(table, 0, theme().gap(10))

    def _choose(self, table: FigureTable, spot: Spot) -> None:
        for other in self.tables:
            if other is not table:
                other.forget()
        counted = self.counted
        if counted is None:
            return
        self.spot = spot
        self._asked_contents += 1
        asked = self._asked_contents
        shown = counted.last.period if spot.shows_last else counted.now.period
        self._show_gaps()
        unit = _UNITS[counted.now.figure(spot.path).unit]
        whole = counted.last.complete or not counted.now.cases  # an empty office lacks nothing
        self.contents.show_spot(spot, WORDS[self.period.kind].last_year, unit, whole_last=whole)
        self.desk.read(
            lambda reading: counted.read(reading, spot),
            lambda found: self._show_contents(asked, found),
            owner=self,
            title="",
            viewing=of_figure(f"{shown.label} {spot.title}"),
        )

    def _show_contents(self, asked: int, found: Contents) -> None:
        if asked == self._asked_contents:
            self.contents.show_contents(found)


def _gap_words(gap: Missing) -> str:
    kinds = {"activity": "支援経過", "event": "研修・啓発"}
    cause = gap.reason.partition("のため、")[0].rstrip("。")
    return f"{gap.number or kinds.get(gap.kind, '（番号なし）')} {cause}"
