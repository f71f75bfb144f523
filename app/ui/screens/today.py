"""今日: what is late, due, ends soon or waits for an answer, and why; the first page of the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QLineEdit, QVBoxLayout

from app.calendar.holidays import holiday_name
from app.history.viewing import of_list
from app.staff.permissions import Permission
from app.storage.drafts import Draft
from app.storage.work import Reading
from app.ui.backups.reminder import BackupReminder
from app.ui.desk import Desk, Screen, Where
from app.ui.draft_bar import DraftBar, place_of
from app.ui.notices import Notice
from app.ui.office_words import office_word
from app.ui.palette.commands import Command
from app.ui.portions import Portion
from app.ui.screens.today_asked import AskedCard
from app.ui.screens.today_left import Acts, LeftCard
from app.ui.screens.today_lines import Line
from app.ui.screens.today_requests import RequestsCard
from app.ui.screens.today_right import RightColumn
from app.ui.screens.today_tasks import DRAFT
from app.ui.theme import Size, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipChoice
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.page import Page, Scrolled
from app.ui.widgets.tab_order import follow_eye
from app.ui.words import long_day

if TYPE_CHECKING:
    from app.deadlines.beside.queries import Beside
    from app.ui.papers.staff_papers import StaffPapersDialog
    from app.ui.screens.rules_dialog import RulesDialog
    from app.ui.screens.today_look import Look

_WHOSE = "today/whose"
_KEYS = "Enter でケースを開く・Space で済み"
_SHOWS = (
    *("person", "episode", "activity", "stagemove", "casedate", "application", "certificate"),
    *("plan", "placement", "task", "settleddeadline", "setting", "appointment", "meeting"),
    *("referral", "consent", "aftercaremeasure", "exchange", "keptletter", "lettermark"),
    *("handover", "secondrequest", "secondanswer", "subjectrequest"),
)


def _look(reading: Reading, mine: bool | None) -> Look:
    from app.ui.screens.today_look import look

    return look(reading, mine)


def _look_beside(reading: Reading, mine: bool | None) -> Beside:
    from app.ui.screens.today_look import look_beside

    return look_beside(reading, mine)


class TodayScreen(Screen):
    """The first page of the day; `late_counted` tells the left side how many are late."""

    place = "today"
    late_counted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.look: Look | None = None
        self.beside: Beside | None = None
        kept = desk.settings.value(_WHOSE)
        self._mine: bool | None = None if kept not in ("mine", "all") else kept == "mine"
        self._asked = 0
        self._left_unread = False
        self._viewing = of_list("今日")
        self._focus_when_read = False
        self._to_task = False
        self.rules: RulesDialog | None = None
        self._take_back: Callable[[Any], object] | None = None
        acts = Acts(self._open_case, self._settle)
        self._page = Page("今日", parent=self)
        self._whole = office_word(desk.kind, "whole")
        self._whose = ChipChoice((("mine", "自分の担当"), ("all", self._whole)), "mine")
        self._whose.chosen.connect(self._choose_whose)
        self._page.add_to_head(self._whose)
        self.daily = Button("業務日報")
        self.daily.clicked.connect(self.show_daily)
        self.paper: StaffPapersDialog | None = None
        self._page.add_to_head(self.daily)
        self._scroll = Scrolled(parent=self._page)
        self._left = LeftCard(acts, self._scroll.inner)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        lay(self._halves, gap=3.5)
        self._halves.addWidget(self._left, 60)
        self._scroll.column.addLayout(self._halves, 1)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self._page)
        self._left.hint.acted.connect(self._act_on_hint)
        self._left.rules_wanted.connect(self.show_rules)
        self._acts = acts
        self.build_rest()

    def portions(self) -> Iterator[Portion]:
        """The right half, and the bars above both."""
        yield self._make_right
        yield self._make_bars

    def _make_right(self) -> None:
        desk = self.desk
        self._right = RightColumn(desk, self._acts, self._scroll.inner)
        self._halves.addWidget(self._right, 40)

    def _make_bars(self) -> None:
        desk = self.desk
        self.drafts = DraftBar(desk, whole=True)
        self.drafts.wanted.connect(self._open_draft)
        self._page.add(self.drafts)
        self.drafts.refresh()  # shown before it has its place it would be a window of its own
        self.backups = BackupReminder(desk, self)
        self._page.add(self.backups)
        self.settled = NoticeBar(parent=self)
        self.settled.acted.connect(self._undo)
        self._page.add(self.settled)
        self.asked = AskedCard(desk)
        self._page.add(self.asked)
        self.requests = RequestsCard(desk)
        self._page.add(self.requests)
        self._page.add(self._scroll, 1)
        desk.notices.changed.connect(self._heard)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the halves below each other where both beside would cut their words."""
        super().resizeEvent(event)
        wide = self.width() >= theme().px(Size.TWO_HALVES)
        direction = QBoxLayout.Direction
        self._halves.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def open(self, where: Where) -> None:
        """Read the day again; `task` goes to the line of a new task, `rules` shows the rules."""
        if where.facts.get("rules"):
            self.show_rules()
        waiting = self.desk.drafts.find(str(where.facts.get("draft", "")))
        if waiting is not None and waiting.kind == DRAFT:
            self._right.tasks.take_draft(waiting)
        self._to_task = bool(where.facts.get("task"))
        self._viewing = of_list("今日")
        self.backups.read()
        self.read_again()

    def read_again(self) -> None:
        """The day as it is now."""
        self._asked += 1
        self._left_unread = False
        self._ask(self._asked)
        asked, mine = self._asked, self._mine
        self.asked.read(self._viewing)
        self.desk.read(
            lambda reading: _look_beside(reading, mine),
            lambda found: self._show_beside(asked, found),
            owner=self,
            title="",
            viewing=self._viewing,
            later=True,
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever goes to another place first does not wait until the days were read here."""
        super().hideEvent(event)
        self._left_unread = not event.spontaneous()

    def _ask(self, asked: int, *, later: bool = False) -> None:
        """Ask for the days; left before they are there, they are asked for once nobody else waits."""
        mine = self._mine
        self.desk.read(
            lambda reading: _look(reading, mine),
            lambda found: self._show(asked, found),
            owner=self,
            title="" if later else "今日を読んでいます",
            viewing=self._viewing,
            later=later,
            wanted=None if later else lambda: asked == self._asked and not self._left_unread,
            unread=lambda: self._ask_later(asked),
        )

    def _ask_later(self, asked: int) -> None:
        if asked == self._asked and self.window().isVisible():
            self._ask(asked, later=True)

    def commands(self) -> tuple[Command, ...]:
        """The other half of the office."""
        own = self._whose.code == "mine"
        words = f"{self._whole}を見る" if own else "自分の担当を見る"
        other = "all" if own else "mine"
        also = "せんたーぜんたい じぶん たんとう"
        return (Command("today.whose", words, "今日", lambda: self._whose.choose(other), also),)

    def focus_first(self) -> None:
        """Go to the first line that is due, or to the line of a new task."""
        if self._to_task:
            self._right.tasks.title.setFocus()
            return
        self._focus_when_read = self.look is None
        first = self._left.first_list()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._left.hint.isVisible():
            self._left.hint.focus_button()

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches(*_SHOWS):
            self.read_again()

    def _choose_whose(self, code: str) -> None:
        self._mine = code == "mine"
        self.desk.settings.setValue(_WHOSE, code)
        self.read_again()

    def _show(self, asked: int, found: Look) -> None:
        if asked != self._asked:
            return
        self.look = found
        self.desk.worker = found.worker
        day = found.today.day
        holiday = holiday_name(day)
        words = long_day(day) + (f" {holiday}" if holiday else "")
        self._page.set_title("今日", f"{words}　{_KEYS}")
        if self._whose.code != ("mine" if found.mine else "all"):
            self._whose.show_code("mine" if found.mine else "all")
        self._left.show_day(found.today, self._empty_hint(found))
        self._right.show_day(found.today, found.worker)
        if self._focus_when_read and not isinstance(QApplication.focusWidget(), QLineEdit):
            self.focus_first()
        self._focus_when_read = False
        follow_eye(self._left, self._right)  # lists that were made now
        self._count_late()

    def _show_beside(self, asked: int, found: Beside) -> None:
        if asked != self._asked:
            return
        self.beside = found
        self._right.show_beside(found)
        follow_eye(self._left, self._right)
        self.requests.show_requests(found.requests, found.day)
        self._count_late()

    def _count_late(self) -> None:
        """As soon as both were read, whichever came last."""
        if self.look is not None and self.beside is not None:
            late = self.look.today.overdue, self.beside.tasks.late, self.beside.late_requests
            self.late_counted.emit(sum(late))

    def _settle(self, line: Line) -> None:
        """Mark a line as done; the bar above says so and takes it back."""
        from app.deadlines import actions
        from app.deadlines.tasks import actions as tasks

        settles = line.settles
        refusal = self.desk.actor.refusal(Permission.PLAN_DAYS)
        if settles is None or refusal:
            self.settled.set_notice("", refusal)
            return
        rule, due, task, version = settles.rule, settles.due, settles.task, settles.version
        if due is not None:
            episode = line.episode_id
            self._write(
                lambda work: actions.settle(work, episode, rule, due, "done"),
                lambda work: actions.settle(
                    work, episode, rule, due, "open", note="済みを取り消した"
                ),
                line,
            )
        elif task:
            self._write(
                lambda work: tasks.tick_task(work, task, version, done=True),
                lambda work: tasks.tick_task(work, task, version + 1, done=False),
                line,
            )

    def _write(
        self, action: Callable[[Any], object], take_back: Callable[[Any], object], line: Line
    ) -> None:
        def kept(_: object) -> None:
            self._take_back = take_back
            who = f"（{line.name}）" if line.name else ""
            self.settled.set_notice("済み", f"{line.what}{who}", "元に戻す")

        self.desk.write(action, kept, owner=self)

    def _undo(self) -> None:
        take_back, self._take_back = self._take_back, None
        self.settled.set_notice("", "")
        if take_back is not None:
            self.desk.write(take_back, lambda _: self.focus_first(), owner=self)

    def show_daily(self) -> None:
        """Ask whose 業務日報 of which day is to be printed."""
        from app.ui.papers.staff_papers import DAILY, StaffPapersDialog

        self.paper = StaffPapersDialog(self.desk, DAILY, self)
        self.paper.open()

    def show_rules(self) -> None:
        """Show the rules behind the dates."""
        from app.ui.screens.rules_dialog import RulesDialog

        self.rules = RulesDialog(self.desk, self)
        self.rules.open()

    def _act_on_hint(self) -> None:
        if self.look is not None and self.look.any_case:
            self._whose.choose("all")
        else:
            self.desk.go(Where(office_word(self.desk.kind, "begin_place")))

    def keep_typing(self) -> bool:
        """A task that is being typed is on its way into a draft."""
        self._right.tasks.keeper.flush()
        return self.desk.drafts.works

    def _open_draft(self, draft: Draft) -> None:
        if draft.kind == DRAFT:
            self._right.tasks.take_draft(draft)
            return
        facts = {"episode": draft.episode_id} if draft.episode_id else {}
        self.desk.go(Where(place_of(draft), {**facts, "draft": draft.name}))

    def _open_case(self, line: Line) -> None:
        if line.exchange_id:
            self.desk.go(Where("handoff", {"leaf": "exchanges", "exchange": line.exchange_id}))
        elif line.meeting_id:
            self.desk.go(Where("meetings", {"meeting": line.meeting_id}))
        elif line.episode_id:
            self.desk.go(Where("cases", {"episode": line.episode_id}))

    def _empty_hint(self, found: Look) -> tuple[str, str]:
        kind = self.desk.kind
        if found.any_case:
            return "担当しているケースはまだありません。", f"{self._whole}を見る"
        return office_word(kind, "no_case"), office_word(kind, "begin")
