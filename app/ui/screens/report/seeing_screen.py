"""動き: what moved over 24 months; every mark of every plot leads to the cases it counts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from app.calendar.fiscal import Period, month_of
from app.errors import TeichakuError
from app.history.viewing import of_figure
from app.reports.counting.queries import Contents
from app.reports.seeing.actions import write_seeing
from app.reports.seeing.plot import Mark, Plot
from app.reports.seeing.queries import Seeing, contents, seeing
from app.staff.permissions import Permission
from app.ui.desk import Desk, Screen, Where
from app.ui.notices import Notice
from app.ui.screens.report.contents_card import ContentsCard
from app.ui.screens.report.period_bar import JumpField
from app.ui.screens.report.places import PDF, ask_place
from app.ui.screens.report.writing import WrittenNote
from app.ui.theme import lay, theme
from app.ui.widgets.buttons import secondary_button, step_button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.mark_plot import MarkPlot
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.page import Page, Scrolled
from app.ui.widgets.paragraph import ReasonLine

_COUNTED = ("person", "episode", "activity", "stagemove", "task", "settleddeadline")
_SIDE_BY_SIDE = 1000
"""From this width (at scale 1) on the contents stand beside the plots, else below them."""
_TWO_PLOTS = 700
"""From this width (at scale 1) on two plots stand beside each other."""
_CONTENTS_WIDTH = 372
_CONTENTS_HEIGHT, _HINT_HEIGHT = 150, 68
_PAUSE_MS = 200
"""Cases are read when the ring stays at a mark, not for each one it passes."""
_HINT = "印を選ぶと（矢印キーでも移れます）、数えた件がここに出ます。"
_NO_CASES = "管理で台帳を取り込むか、ケースで「＋ 新しい人」から登録すると、ここに動きが出ます。"
_MORE = "印を選び直すか、集計で月ごとに見てください。"


class PlotCard(Card):
    """One plot with its title and note."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot.title, caption=plot.caption)
        self.plot = MarkPlot(plot)
        self._note = ReasonLine()
        self.add(self.plot)
        self.add(self._note)
        self.body.addStretch(1)
        self.show_plot(plot)

    def show_plot(self, plot: Plot) -> None:
        """Show the same plot of other months."""
        self.set_title(plot.title)
        self.set_caption(plot.caption)
        self.plot.set_plot(plot)
        self._note.set_words(plot.note)
        self._note.setVisible(bool(plot.note))


class SeeingScreen(Screen):
    """Six plots on the left, what the chosen mark counts on the right."""

    place = "report"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        today = desk.office.clock.today()
        self.until = month_of(today).previous()
        self.cards: list[PlotCard] = []
        self.mark: Mark | None = None
        self._asked = 0
        self._asked_contents = 0
        self.back, self.on = step_button("left", "前の月まで"), step_button("right", "次の月まで")
        self._label = PlainLabel(strong=True)
        self.jump = JumpField(today)
        self.print = secondary_button("PDF")
        self.note, self.notice = WrittenNote(), NoticeBar()
        self.contents = ContentsCard()
        self._scroll = Scrolled(gap=3)
        self._grid_holder = QWidget()
        self._grid = QGridLayout(self._grid_holder)
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._arrange()
        self._connect()

    def open(self, where: Where) -> None:
        """Show the months up to the one that is named, or to the one shown before."""
        wanted = where.facts.get("period")
        self.show_until(month_of(wanted.last) if isinstance(wanted, Period) else self.until)

    def read_again(self) -> None:
        """Read the months again."""
        self.show_until(self.until)

    def focus_first(self) -> None:
        """Go to the first plot."""
        first = self.cards[0].plot if self.cards else self.back
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def go_back(self) -> bool:
        """From the cases back to the plot; says whether the keyboard was there."""
        if not self.contents.has_keyboard() or not self.cards:
            return False
        self._plot_of_mark().setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def may_go(self) -> bool:
        """Its months are read anew anyway; where something was chosen or written it stays."""
        latest = month_of(self.desk.office.clock.today()).previous()
        chosen = self.mark is not None or self.until != latest
        return not (chosen or self.note.isVisibleTo(self) or self.print.reason)

    def show_until(self, until: Period) -> None:
        """Read 24 months; what is shown stays until they come."""
        self._asked += 1
        asked = self._asked
        self.desk.read(
            lambda reading: seeing(reading, until),
            lambda found: self._arrived(asked, found),
            owner=self,
            title="動きを数えています",
        )

    def show_mark(self, mark: Mark) -> None:
        """Go to a mark and show its cases at once."""
        card = next(card for card in self.cards if mark in card.plot.plot.marks)
        card.plot.choose(mark)
        self._pause.stop()
        self._read_contents()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots in one or two columns, and the contents beside or below."""
        super().resizeEvent(event)
        self._place_parts()

    def _arrange(self) -> None:
        page = Page("動き（24か月）")
        for part in (self.back, self._label, self.on):
            page.put_beside_title(part)
        page.add_to_head(self.jump)
        page.add_to_head(self.print)
        page.add(self.note)
        page.add(self.notice)
        lay(self._grid, gap=2.5)
        lay(self._scroll.column, gap=3, margins=(0, 0, 1, 0))
        self._scroll.add(self._grid_holder)
        self._scroll.end()
        lay(self._split, gap=2.5)
        self._split.addWidget(self._scroll, 1)
        self._split.addWidget(self.contents)
        page.add(self._split, 1)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(page)
        self.contents.say(_HINT)
        reason = self.desk.actor.refusal(Permission.MAKE_REPORT)
        if reason:
            self.print.refuse(reason)
        self._place_parts()

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.show_until(self.until.stepped(-1)))
        self.on.clicked.connect(lambda: self.show_until(self.until.stepped(1)))
        self.jump.chosen.connect(lambda period: self.show_until(month_of(period.last)))
        self.print.clicked.connect(self._write)
        self.contents.case_opened.connect(
            lambda case_id: self.desk.go(Where("cases", {"episode": case_id}))
        )
        self._pause.timeout.connect(self._read_contents)
        self.desk.notices.changed.connect(self._heard)
        theme().changed.connect(self._place_parts)

    def _place_parts(self) -> None:
        width, t = self.width(), theme()
        beside = width >= t.px(_SIDE_BY_SIDE)
        directions, most = QBoxLayout.Direction, 16777215
        self._split.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        if beside:
            self.contents.setFixedWidth(t.px(_CONTENTS_WIDTH))
            self.contents.setMinimumHeight(0)
            self.contents.setMaximumHeight(most)
        else:
            self.contents.setMinimumWidth(0)
            self.contents.setMaximumWidth(most)
            chosen = self.mark is not None
            self.contents.setFixedHeight(t.px(_CONTENTS_HEIGHT if chosen else _HINT_HEIGHT))
        columns = 2 if width - (t.px(_CONTENTS_WIDTH) if beside else 0) >= t.px(_TWO_PLOTS) else 1
        for at, card in enumerate(self.cards):
            self._grid.addWidget(card, at // columns, at % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < columns))

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches(*_COUNTED):
            self.show_until(self.until)

    def _arrived(self, asked: int, found: Seeing) -> None:
        if asked != self._asked:
            return
        if found.until != self.until:
            self.note.hide()
        self.until = found.until
        self._label.setText(f"{found.until.label}まで")
        nothing = not any(plot.marks for plot in found.plots)
        self.notice.set_notice(*(("まだ動きがありません", _NO_CASES) if nothing else ("", "")))
        if not self.cards:
            for plot in found.plots:
                self._add_card(plot)
            self._place_parts()
        for card, plot in zip(self.cards, found.plots, strict=True):
            card.show_plot(plot)
        kept = next((card.plot.current for card in self.cards if card.plot.current), None)
        if kept is not None:
            self._show_mark(kept)
            return
        self.mark = None
        self._pause.stop()
        self.contents.say(_HINT)
        self._place_parts()

    def _add_card(self, plot: Plot) -> None:
        card = PlotCard(plot)
        card.plot.chosen.connect(lambda mark: self._choose(card, mark))
        card.plot.opened.connect(lambda _: self._enter())
        self.cards.append(card)

    def _plot_of_mark(self) -> MarkPlot:
        return next((card.plot for card in self.cards if card.plot.current), self.cards[0].plot)

    def _choose(self, card: PlotCard, mark: Mark) -> None:
        for other in self.cards:
            if other is not card:
                other.plot.forget()
        self._scroll.ensureWidgetVisible(card, 0, theme().gap(2))
        self._show_mark(mark)

    def _show_mark(self, mark: Mark) -> None:
        first, self.mark = self.mark is None, mark
        if first:
            self._place_parts()
        self._asked_contents += 1
        self.contents.say(mark.sentence, mark.said)
        self._pause.start()

    def _enter(self) -> None:
        """Into the list of cases, as soon as they are there."""
        if self._pause.isActive():
            self._pause.stop()
            self._read_contents(enter=True)
        else:
            self.contents.focus_entries()

    def _read_contents(self, *, enter: bool = False) -> None:
        mark, asked = self.mark, self._asked_contents
        if mark is None:
            return

        def show(found: Contents) -> None:
            if asked == self._asked_contents:
                self.contents.show_contents(found, _MORE)
                if enter:
                    self.contents.focus_entries()

        self.desk.read(
            lambda reading: contents(reading, mark),
            show,
            owner=self,
            title="",
            viewing=of_figure(f"動き {mark.title}"),
        )

    def _write(self) -> None:
        out = ask_place(self.desk, "書き出す先", f"動き_{self.until.label}まで", PDF)
        if out is None:
            return
        until = self.until
        self.print.refuse("いま書き出しています。")
        self.desk.write(
            lambda work: write_seeing(work, until, out),
            self._done,
            owner=self,
            failed=self._failed,
            title="動きを書き出しています",
        )

    def _done(self, path: Path) -> None:
        self.print.allow()
        self.note.show_path(path)
        self.note.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: TeichakuError) -> None:
        self.print.allow()
        self.desk.explain(error)
