"""予定表: the board with its keys, and beside it what is chosen or being typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QMetaObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout

from app.history.viewing import of_list
from app.staff.permissions import Permission
from app.ui.desk import Desk, Screen, Where
from app.ui.draft_bar import DraftBar, place_of
from app.ui.newest import Newest
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.papers.preview import PaperPreview
from app.ui.screens.schedule.acts import Acts
from app.ui.screens.schedule.board import Board
from app.ui.screens.schedule.boxes import Box, DueBox, EntryBox, MoreBox
from app.ui.screens.schedule.form import Proposed
from app.ui.screens.schedule.forms import Forms
from app.ui.screens.schedule.head import Head
from app.ui.screens.schedule.hours import HourBoard
from app.ui.screens.schedule.leaving import export_own, preview_week
from app.ui.screens.schedule.look import ALL, MINE, Look, Wanted, look
from app.ui.screens.schedule.month import MonthBoard
from app.ui.screens.schedule.side import Side
from app.ui.screens.schedule.span import VIEWS, Span, View
from app.ui.theme import Size, lay, theme
from app.ui.widgets.buttons import Button, MenuButton
from app.ui.widgets.card import Card
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.page import Page

_VIEW, _WHOSE = "schedule/view", "schedule/whose"
_SHOWS = (
    *("appointment", "person", "episode", "casedate", "stagemove", "application", "certificate"),
    *("plan", "placement", "settleddeadline", "setting", "meeting", "meetingmember"),
)
_LEAVING = (
    ("names", "この週を印刷する（氏名あり）"),
    ("numbers", "この週を印刷する（番号だけ）"),
    ("file", "自分の予定を書き出す（.ics、氏名なし）"),
)
_OUT_OF_SIGHT = "保存しました。「全員」にすると、この予定が見えます。"
_CANCELLED = "取り消しました。「取消しも」にすると、この予定が見えます。"
_KEYS = "N 予定を入れる・Enter 開く・R 記録・PageUp/PageDown 前後"


class ScheduleScreen(Screen):
    """Facts of `Where`: day, view, entry, new, draft."""

    place = "schedule"
    keeps_typing = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.look: Look | None = None
        self.preview: PaperPreview | None = None
        kept = str(desk.settings.value(_VIEW, ""))
        view = View(kept) if kept in set(View) else View.WEEK
        whose = ALL if desk.settings.value(_WHOSE) == ALL else MINE
        self.wanted = Wanted(Span(view, desk.office.clock.today()), whose)
        self._newest = Newest()
        self._viewing = of_list("予定表")
        self._fresh = False
        self.head = Head(view, whose)
        self.drafts = DraftBar(desk, lambda draft: place_of(draft) == "schedule")
        self.notice = NoticeBar()
        self.hours, self.month = HourBoard(), MonthBoard()
        self.side = Side()
        self.forms = Forms(desk, self.side)
        self.acts = Acts(desk, self.side, self.forms, self.notice)
        self.leaving = MenuButton("印刷・書き出し", _LEAVING)
        self.plan_button = Button("予定を入れる", kind="primary", icon_name="plus", key_cap="N")
        self._arrange()
        self._connect()

    @property
    def board(self) -> Board:
        """The board that is shown."""
        return self.month if self.wanted.span.view is View.MONTH else self.hours

    @property
    def chosen(self) -> Box | None:
        """The box with the keyboard, or the last that had it."""
        return self.board.current

    def open(self, where: Where) -> None:
        """Show the days that `where` names; a form that is open stays as it is."""
        facts = where.facts
        self._viewing = of_list("予定表")
        day, view = facts.get("day"), facts.get("view")
        if isinstance(day, date):
            span = self.wanted.span
            self.wanted = replace(self.wanted, span=Span(view or span.view, day))
        waiting = self.desk.drafts.find(str(facts.get("draft", "")))
        entry = str(facts.get("entry", ""))
        self._read(lambda: self._opened(entry, waiting, bool(facts.get("new"))))

    def commands(self) -> Iterator[Command]:
        """The other views, the ways out, and what can be done with what is chosen."""
        for view, words in VIEWS:
            if view is not self.wanted.span.view:
                show = partial(self.show_view, view)
                yield Command(f"schedule.{view}", f"{words}の予定表", "予定表", show)
        for key, words in _LEAVING:
            yield Command(
                f"schedule.{key}", words, "予定表", partial(self._leave, key), "いんさつ かきだし"
            )
        for key, words in self.side.card.offers():
            refusal = self.side.card.refusal(key)
            act = partial(self.act, key)
            yield Command(f"schedule.{key}", f"この予定: {words}", "予定表", act, "", refusal)

    def read_again(self) -> None:
        """The days as they are now; a form stays as it is."""
        self._read()

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost; asks otherwise."""
        return self.forms.may_leave()

    def keep_typing(self) -> bool:
        """Whether all that is typed is on its way into drafts."""
        form = self.side.form
        if form is not None and form.saving:
            return False
        if form is not None:
            # words still being converted by the input method arrive first
            QMetaObject.invokeMethod(QGuiApplication.inputMethod(), "commit")
            form.keeper.flush()
        return self.desk.drafts.works and not self.desk.drafts.in_trouble

    def focus_first(self) -> None:
        """The form that is open, else the board."""
        if self.side.form is not None:
            self.side.form.focus_first()
        else:
            self.board.focus_current()

    def save(self) -> None:
        """Save the form that is open."""
        if self.side.form is not None:
            self.side.form.save()

    def go_back(self) -> bool:
        """Leave the form that is open; says whether there was one."""
        if self.side.form is None:
            return False
        self.side.form.leave()
        return True

    def plan(self, proposed: Proposed | None = None) -> None:
        """Open the form of a new 予定, once it is known who may be planned for."""
        if self.look is None:
            self._read(lambda: self.plan(proposed))
        else:
            self.acts.plan(proposed or self._proposed())

    def act(self, key: str) -> None:
        """Do something with what is chosen."""
        self.acts.do(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single keys, while nothing is being typed."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        if self.side.has_keyboard(QApplication.focusWidget()):
            super().keyPressEvent(event)
            return
        views = {Qt.Key.Key_1: View.DAY, Qt.Key.Key_2: View.WEEK, Qt.Key.Key_3: View.MONTH,
                 Qt.Key.Key_D: View.DAY, Qt.Key.Key_W: View.WEEK, Qt.Key.Key_M: View.MONTH}  # fmt: skip
        steps = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if control:
            steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_T: self.to_today,
            Qt.Key.Key_N: self.plan,
            Qt.Key.Key_R: lambda: self.act("record"),
            Qt.Key.Key_Delete: lambda: self.act("cancel"),
        }
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key in steps and (control or plain):
            self.step(steps[key])
        elif plain and key in views:
            self.show_view(views[key])
        elif plain and key in acts:
            acts[key]()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window shows the board or the form."""
        super().resizeEvent(event)
        self._fit()

    def step(self, steps: int) -> None:
        """Show the period before or after."""
        self._show_span(self.wanted.span.stepped(steps))

    def to_today(self) -> None:
        """Show the period with today."""
        self._show_span(Span(self.wanted.span.view, self.desk.office.clock.today()))

    def show_view(self, view: View, day: date | None = None) -> None:
        """Show a day, a week or a month around what is chosen."""
        box = self.chosen
        around = day or (self._day_of(box) if box is not None else self.wanted.span.day)
        chosen = box.key if box is not None else ""
        self.desk.settings.setValue(_VIEW, str(view))
        self._show_span(Span(view, around), chosen)

    def show_whose(self, whose: str) -> None:
        """Show one's own plans, everybody's, or those of a colleague."""
        self.desk.settings.setValue(_WHOSE, whose if whose in (MINE, ALL) else MINE)
        self.wanted = replace(self.wanted, whose=whose)
        self.head.show_whose(whose)
        self._show_more()

    def _show_span(self, span: Span, chosen: str = "") -> None:
        inside = self._board_has_keyboard()
        fresh = (span.first, span.last, span.view) != (
            self.wanted.span.first, self.wanted.span.last, self.wanted.span.view,
        )  # fmt: skip
        self.wanted = replace(self.wanted, span=span)

        def then() -> None:
            if inside and not self.board.select(chosen):
                self.board.focus_current()

        self._read(then, fresh=fresh)

    def _read(self, then: Callable[[], None] | None = None, *, fresh: bool = False) -> None:
        asked, wanted = self._newest.ask(then), self.wanted
        self._fresh = self._fresh or fresh
        self.desk.read(
            lambda reading: look(reading, wanted),
            lambda found: self._show(asked, found),
            owner=self,
            title="予定を読んでいます",
            viewing=self._viewing,
        )

    def _show(self, asked: int, found: Look) -> None:
        if not self._newest.is_newest(asked):
            return
        fresh, self._fresh = self._fresh, False
        self.look, self.acts.workers = found, found.workers
        span = found.wanted.span
        self._page.set_title(span.title(found.today), _KEYS)
        self.head.views.show_code(str(span.view))
        self.head.show_workers([name for name in found.workers if name != found.own])
        self.head.show_whose(found.wanted.whose)
        self.board.show_look(found, fresh=fresh)
        self._boards.setCurrentWidget(self.board)
        self._show_chosen()
        self._newest.go_on()

    def _opened(self, entry: str, waiting: Any, new: bool) -> None:
        if entry:
            self.board.select(entry)
        if waiting is not None and self.look is not None:
            self.forms.resume(self.look.workers, waiting)
        elif new and self.side.form is None:
            self.plan()

    def _show_chosen(self) -> None:
        """The card beside shows what is chosen, as it is now."""
        card, box, found = self.side.card, self.chosen, self.look
        if found is None or box is None or isinstance(box, MoreBox):
            card.show_nothing()
        elif isinstance(box, EntryBox):
            met = [other for other in found.entries if other.id in box.entry.meets]
            card.show_entry(box.entry, met, self.desk.actor, found.today)
        elif isinstance(box, DueBox):
            card.show_due(box.due, found.today)

    def _open_box(self, box: Box) -> None:
        if isinstance(box, MoreBox):
            if self.wanted.span.view is View.DAY:
                self.show_whose(box.whose)
            else:
                self.show_view(View.DAY, box.day)
        elif isinstance(box, EntryBox) and not box.entry.activity_id:
            self.act("open")
        else:
            self.act("case")

    def _proposed(self) -> Proposed:
        """A new 予定 begins on the day of what is chosen, else today where that is shown."""
        found, box = self.look, self.chosen
        own = found.worker or found.own if found is not None else ""
        span, today = self.wanted.span, self.desk.office.clock.today()
        day = today if span.holds(today) else span.day if span.view is View.DAY else span.first
        if span.view is View.MONTH and not span.holds(today):
            day = span.day
        return Proposed(self._day_of(box) if box is not None else day, worker=own)

    def _day_of(self, box: Box) -> date:
        if isinstance(box, EntryBox):
            return box.entry.day
        if isinstance(box, DueBox):
            return box.due.day
        return box.day if isinstance(box, MoreBox) else self.wanted.span.day

    def _edge(self, side: int) -> None:
        """Past the last column: the next period, at the end one comes from."""
        self.wanted = replace(self.wanted, span=self.wanted.span.stepped(side))
        self._read(lambda: self.board.select_end(side), fresh=True)

    def _kept(self, key: str, day: date | None) -> None:
        """A form is durable: show its day, and its entry with the keyboard."""
        if day is not None and not self.wanted.span.first <= day <= self.wanted.span.last:
            self.wanted = replace(self.wanted, span=Span(self.wanted.span.view, day))
        # what was cancelled keeps its day, and goes out of sight only where 取消しも is off
        self._read(lambda: self._back_to(key, _OUT_OF_SIGHT if day is not None else _CANCELLED))

    def _back_to(self, key: str, unseen: str = _OUT_OF_SIGHT) -> None:
        if self.board.select(key):
            return
        self.board.focus_current()
        if self.look is not None and key not in {entry.id for entry in self.look.entries}:
            self.notice.set_notice("", unseen)

    def _show_more(self) -> None:
        """Read what is wanted now; where something lies out of sight was said for what was shown."""
        if self.notice.words in (_OUT_OF_SIGHT, _CANCELLED):
            self.notice.set_notice("", "")
        self._read()

    def _leave(self, choice: str) -> None:
        if choice == "file":
            export_own(self.desk, self, lambda words: self.notice.set_notice("", words))
        elif self.look is not None:
            box = self.chosen
            day = self._day_of(box) if box is not None else self.wanted.span.day
            self.preview = preview_week(
                self.desk, day, self.look.worker,
                numbers_only=choice == "numbers", parent=self.window(),
            )  # fmt: skip

    def _heard(self, notice: Notice) -> None:
        if not self.isVisible() or not notice.touches(*_SHOWS):
            return
        self.forms.hear(notice)
        self._read()

    def _switch_cancelled(self, on: bool) -> None:
        self.wanted = replace(self.wanted, cancelled_too=on)
        self._show_more()

    def _board_has_keyboard(self) -> bool:
        widget = QApplication.focusWidget()
        return widget is not None and (widget is self.board or self.board.isAncestorOf(widget))

    def _fit(self) -> None:
        self.side.narrow = self.width() < theme().px(Size.TWO_HALVES)
        self.side.fit()
        self._card.setVisible(not self.side.narrow or self.side.form is None)

    def _arrange(self) -> None:
        self._page = Page("予定表")
        self._page.add_to_head(self.leaving)
        self._page.add_to_head(self.plan_button)
        self._boards = QStackedWidget()
        self._boards.setMinimumSize(1, 1)
        self._boards.addWidget(self.hours)
        self._boards.addWidget(self.month)
        self._card = Card(flush=True)
        self._card.add(self._boards, 1)
        row = QHBoxLayout()
        lay(row, gap=3.5)
        row.addWidget(self._card, 1)
        row.addWidget(self.side)
        for part in (self.drafts, self.notice, self.head):
            self._page.add(part)
        self._page.add(row, 1)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self._page)
        self.drafts.refresh()
        refusal = self.desk.actor.refusal(Permission.PLAN_DAYS)
        if refusal:
            self.plan_button.refuse(refusal)

    def _connect(self) -> None:
        head = self.head
        head.stepped.connect(self.step)
        head.today_wanted.connect(self.to_today)
        head.view_chosen.connect(lambda code: self.show_view(View(code)))
        head.whose_chosen.connect(self.show_whose)
        head.cancelled_switched.connect(self._switch_cancelled)
        self.leaving.chosen.connect(self._leave)
        self.plan_button.clicked.connect(lambda: self.plan())
        self.acts.written.connect(lambda key: self._read(lambda: self._back_to(key)))
        for board in (self.hours, self.month):
            board.chosen.connect(lambda _: self._show_chosen())
            board.opened.connect(self._open_box)
            board.edge.connect(self._edge)
            board.day_wanted.connect(lambda day: self.show_view(View.DAY, day))
            board.slot_wanted.connect(
                lambda day, minute, whose: self.plan(Proposed(day, minute, whose or self._own()))
            )
        self.forms.opened.connect(self._fit)
        self.forms.closed.connect(self._form_closed)
        self.forms.kept.connect(self._kept)
        self.drafts.wanted.connect(lambda waiting: self._opened("", waiting, False))
        self.desk.notices.changed.connect(self._heard)
        theme().changed.connect(self._fit)

    def _form_closed(self) -> None:
        self._fit()
        self.board.focus_current()

    def _own(self) -> str:
        return self.look.own if self.look is not None else self.desk.worker
