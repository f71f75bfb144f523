"""The main window: places, the way back, search, counts, the staff menu, and leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStyle, QWidget

from app.staff.office_kind import OfficeKind, not_offered
from app.staff.permissions import Actor, Permission
from app.staff.queries import OfficeFacts
from app.storage.desks import Change
from app.storage.work import Office
from app.ui.asking import Asking
from app.ui.backups.watch import BackupWatch
from app.ui.coming import Coming
from app.ui.desk import Desk, LaterScreen, Screen, Where, made_in_portions
from app.ui.frame.counts import COUNTS, counted
from app.ui.frame.keys import KEYS_WORDS, give_keys
from app.ui.frame.main_frame import MainFrame
from app.ui.frame.places import Place
from app.ui.frame.presenting_bar import PresentingBar
from app.ui.jobs import JobRunner
from app.ui.letter_given import letters_in
from app.ui.line_words import LineWords
from app.ui.lock.leaving import Leaving
from app.ui.lock.reasons import Reason
from app.ui.lock.standing import Standing
from app.ui.manual.key import open_manual, page_of_screen
from app.ui.notices import Notice, Notices
from app.ui.office_words import office_word
from app.ui.palette.commands import Command
from app.ui.palette.of_window import actions, ways
from app.ui.palette.palette import SearchPalette
from app.ui.portions import Portion
from app.ui.theme import Tone, theme
from app.ui.widgets.labels import as_title, as_tooltip
from app.ui.words import time_of_day

PLACES = (
    Place("today", "今日"),
    Place("cases", "ケース"),
    Place("schedule", "予定表"),
    Place("meetings", "会議"),
    Place("handoff", "広域"),
    Place("network", "関係機関"),
    Place("report", "報告"),
    Place("admin", "管理"),
)
_NEEDS = {
    "today": Permission.READ_CASES,
    "cases": Permission.READ_CASES,
    "schedule": Permission.READ_CASES,
    "meetings": Permission.READ_CASES,
    "handoff": Permission.READ_CASES,
    "network": Permission.READ_CASES,
    "report": Permission.MAKE_REPORT,
    "history": Permission.READ_HISTORY,
    "retention": Permission.READ_CASES,
}
_KEPT_STEPS = 50


SCREENS: dict[str, Callable[[Desk], Screen]] = {
    "today": LaterScreen("app.ui.screens.today", "TodayScreen"),
    "cases": LaterScreen("app.ui.screens.cases.screen", "CasesScreen"),
    "schedule": LaterScreen("app.ui.screens.schedule.screen", "ScheduleScreen"),
    "meetings": LaterScreen("app.ui.screens.meetings.screen", "MeetingsScreen"),
    "handoff": LaterScreen("app.ui.screens.exchange.screen", "ExchangeScreen"),
    "network": LaterScreen("app.ui.screens.network.screen", "NetworkScreen"),
    "report": LaterScreen("app.ui.screens.report.screen", "ReportScreen"),
    "admin": LaterScreen("app.ui.screens.ledger_import.screen", "ImportScreen"),
    "history": LaterScreen("app.ui.screens.history", "HistoryScreen"),
    "staff": LaterScreen("app.ui.screens.staff.screen", "StaffScreen"),
    "backups": LaterScreen("app.ui.screens.backups.screen", "BackupsScreen"),
    "subject_access": LaterScreen("app.ui.screens.subject_access.screen", "SubjectAccessScreen"),
    "retention": LaterScreen("app.ui.screens.retention.screen", "RetentionScreen"),
}
"""Place → the screen shown there."""
MODULES = (
    *(screen.module for screen in SCREENS.values() if isinstance(screen, LaterScreen)),
    "app.ui.screens.cases.page",
    "app.ui.screens.cases.case_commands",
    "app.cases.moving.queries",
    "app.cases.hints.queries",
    "app.cases.notes.queries",
    "app.network.organisations.queries",
    "app.ui.screens.rules_dialog",
    "app.ui.papers.staff_papers",
    "app.ui.manual.window",
)
"""Where the code is of what is shown later; what draws papers and makes workbooks waits until one is wanted."""
_WITHIN = dict.fromkeys(("history", "staff", "backups", "subject_access", "retention"), "admin")
"""A screen that has no place of its own on the left → the place it is reached from."""
_ONCE = frozenset(
    {
        *("record", "new", "service", "draft", "task", "rules", "entry", "section", "paper"),
        *("ask", "files", "settings", "own"),
    }
)


def _lasting(where: Where) -> Where:
    """What is worth coming back to: the case, not the form that was opened over it."""
    facts = {name: fact for name, fact in where.facts.items() if name not in _ONCE}
    return Where(where.place, facts)


@dataclass(frozen=True)
class SignedIn:
    """An opened office, who signed in, and what the office says about itself."""

    office: Office
    actor: Actor
    facts: OfficeFacts


class MainWindow(MainFrame):
    """One signed-in desk. `left` is sent once, when the window lets go: True means lock."""

    left = Signal(bool)
    guard_wanted = Signal()
    ending = Signal(object, object)
    """What the certificate of the data's end says, and where it goes."""

    def __init__(
        self,
        signed_in: SignedIn,
        jobs: JobRunner,
        asking: Asking,
        settings: QSettings,
        *,
        at_once: bool = True,
    ) -> None:
        """Without `at_once` it is built as far as the frame; `portions` are the rest."""
        super().__init__()
        self.desk = Desk(
            office=signed_in.office,
            actor=signed_in.actor,
            office_name=signed_in.facts.name,
            prefecture=signed_in.facts.prefecture,
            kind=OfficeKind(signed_in.facts.kind),
            jobs=jobs,
            notices=Notices(self),
            asking=asking,
            settings=settings,
            go=self._go_there,
            saved=self._show_saved,
            room=self._stack,
        )
        self.setAcceptDrops(True)
        self._coming = Coming(self._stack, jobs)
        self._trail: list[Where] = []
        self._where: Where | None = None
        self.leaving = Leaving(self)
        self._offered = tuple(self._places())
        self._signed_in = signed_in
        theme().changed.connect(self._fill_staff_menu)
        if at_once:
            for build in self.portions():
                build()

    def _furnish(self) -> None:
        """What lies in the frame, and what listens to the office."""
        office, facts = self._signed_in.office, self._signed_in.facts
        self.set_places(self._offered)
        self._dress(self._signed_in)
        self.presenting_bar = PresentingBar(self.desk, self)
        self.strips.addWidget(self.presenting_bar)
        keys = QShortcut(QKeySequence("Ctrl+Shift+P"), self)
        keys.activated.connect(self.presenting_bar.toggle)
        give_keys(self.places.buttons.values(), self._refusal, self)
        self.palette_search = SearchPalette(self, self.desk, self._commands, SCREENS)
        self.record_wanted.connect(self.record)
        self.save_wanted.connect(self._save)
        self.help_wanted.connect(self.show_manual)
        self.staff_chosen.connect(self._staff)
        self.desk.notices.changed.connect(self._heard)
        self._follow_line()
        self.backups = BackupWatch(self.desk, self.status, practice=facts.practice, parent=self)
        self.leaving.struck.connect(lambda _: self.backups.give_up())
        office.listeners.append(self._pass_on)
        office.onlookers.append(self.desk.notices.tell_looked)
        office.watch()
        self._restore()

    def portions(self) -> Iterator[Portion]:
        """What to call after one that was not built at once: what lies in the frame, the first screen
        part by part, and all that begins with it."""
        yield self._furnish
        first = "admin" if self._refusal("today") else "today"
        yield from self._making(first)
        yield lambda: self._begin(first)

    def _begin(self, first: str) -> None:
        self.show_where(Where(first))
        self._count()
        self.standing = Standing(self.desk, self.lock, self)
        self.desk.drafts.read()
        self.desk.shared.start()

    @property
    def where(self) -> Where | None:
        """What is shown now."""
        return self._where

    @property
    def shown(self) -> Screen | None:
        """The screen that is shown now."""
        page = self.page(self.current)
        return page if isinstance(page, Screen) else None

    def fit_screen(self) -> None:
        """Fill a screen that is too small for the window, so that its foot stays in sight."""
        room = self.screen().availableGeometry()
        title_bar = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        if self.width() > room.width() or self.height() + title_bar > room.height():
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def go(self, key: str, *, keyboard: bool = True) -> bool:
        """Show a place; says whether it was shown."""
        return self.show_where(Where(key))

    def show_where(self, where: Where) -> bool:
        """Show `where` and remember the way back; a screen with unsaved typing is asked first."""
        if self._refusal(where.place) or not self._screen_may_leave(where):
            self._light_place()
            return False
        self._remember_case()
        lasting = _lasting(where)
        if not self._trail or lasting != self._trail[-1]:
            self._trail = [*self._trail, lasting][-_KEPT_STEPS:]
        self._open(where)
        return True

    def back(self) -> bool:
        """Esc: leave the search, then what is open in the screen, then the screen itself."""
        if self.top.search.field.hasFocus() or self._hits.isVisible():
            self.top.search.left.emit()
            return True
        within = getattr(self.shown, "go_back", None)
        if within is not None and within():
            return True
        if len(self._trail) < 2 or not self._screen_may_leave(self._trail[-2]):
            return False
        self._trail.pop()
        self._open(self._trail[-1])
        return True

    def lock(self, reason: str = Reason.AWAY) -> None:
        """離席: everything off the screen at once, then back to sign-in; typing is kept as drafts."""
        self.leaving.lock(reason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close once nothing is unsaved and nothing is on its way to the disk."""
        event.setAccepted(self.leaving.close())

    def pages(self) -> list[QWidget]:
        """Every page that was made."""
        return list(self._pages.values())

    def place_to_come_back(self) -> Where | None:
        """The place that is shown, with the case that is open in it."""
        self._remember_case()
        return self._trail[-1] if self._trail else None

    def stop_listening(self) -> None:
        """The office tells this window nothing more, and no name is kept to be hidden."""
        self.backups.stop()
        self.presenting_bar.end()
        self.desk.office.listeners.remove(self._pass_on)
        self.desk.office.onlookers.remove(self.desk.notices.tell_looked)

    def _remember_case(self) -> None:
        """The way back leads to the case that was open last, however it was opened."""
        episode = getattr(self.shown, "episode_id", "")
        if episode and self._trail:
            here = self._trail[-1]
            self._trail[-1] = Where(here.place, {**here.facts, "episode": episode})

    def _go_there(self, where: Where) -> None:
        self.show_where(where)

    def _screen_may_leave(self, to: Where | None = None) -> bool:
        screen = self.shown
        if screen is None or (screen.keeps_typing and to is not None and to.place == screen.place):
            return True
        if screen.waits_typed and to is not None and screen.keep_typing():
            return True
        return screen.may_leave()

    def _open(self, where: Where) -> None:
        self._where = where
        screen, place = self.page(where.place), where.place
        if isinstance(screen, Screen):
            self._coming.call_off()
            self._show_screen(screen, where)
            return
        self.await_page(place, _WITHIN.get(place, place))
        self._coming.show(
            place, partial(self._making, place), partial(self._whole, where),
            gone=self._not_made, code=getattr(SCREENS[place], "module", ""),
        )  # fmt: skip

    def _show_screen(self, screen: Screen, where: Where, *, keyboard: bool = True) -> None:
        super().go(where.place, keyboard=keyboard)
        self._light_place()
        screen.open(where)
        if keyboard:
            screen.focus_first()

    def _making(self, place: str) -> Iterator[Portion]:
        """What makes the screen of a place, which is a page of the window after the last."""
        return made_in_portions(self.desk, SCREENS[place], partial(self._take_in, place))

    def _take_in(self, place: str, made: Screen) -> None:
        if place == "today":
            made.late_counted.connect(self._show_late)  # type: ignore[attr-defined]
        self.add_page(place, made, place=_WITHIN.get(place, ""))

    def _whole(self, where: Where, waited: bool | None) -> None:
        """The screen that was waited for is there, unless the desk was locked meanwhile."""
        screen = self.page(where.place)
        if isinstance(screen, Screen) and not self.leaving.reason:
            self._show_screen(screen, where, keyboard=waited is not False)

    def _not_made(self) -> None:
        """Back to where one was."""
        self._trail.pop()
        if self._trail:
            self._open(self._trail[-1])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Letters may be dropped anywhere."""
        if letters_in(event.mimeData().urls()) and not self._refusal("handoff"):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in the letters that were dropped."""
        files = letters_in(event.mimeData().urls())
        if files:
            event.acceptProposedAction()
            self.show_where(Where("handoff", {"leaf": "letters", "files": files}))

    def _dress(self, signed_in: SignedIn) -> None:
        self.top.set_office(signed_in.facts.name)
        self.setWindowTitle(as_title(signed_in.facts.name))
        self.status.set_encryption("暗号化")
        if signed_in.facts.practice:
            self.status.set_practice(office_word(self.desk.kind, "practice"))
        refusal = signed_in.actor.refusal(Permission.RECORD_ACTIVITY)
        if refusal:
            self.top.record.refuse(refusal)
        for place, button in self.places.buttons.items():
            button.setEnabled(not self._refusal(place))
            button.setToolTip(as_tooltip(self._refusal(place)))
        self._fill_staff_menu()

    def _places(self) -> Iterator[Place]:
        """The places of this kind of office; who may see none of the others keeps 管理."""
        kind = self.desk.kind
        for place in PLACES:
            if place.key in ("cases", "handoff"):
                yield Place(place.key, office_word(kind, place.key), place.icon)
            elif not not_offered(kind, place.key) or self._only(place.key):
                yield place

    def _only(self, place: str) -> bool:
        return place == "admin" and bool(self._refusal("today"))

    def _refusal(self, place: str) -> str:
        refused = not_offered(self.desk.kind, place)
        if refused and place != "admin":
            return refused
        needed = _NEEDS.get(place)
        return self.desk.actor.refusal(needed) if needed is not None else ""

    def _fill_staff_menu(self) -> None:
        other = ("light", "明るい表示にする") if theme().dark else ("dark", "暗い表示にする")
        entries = (
            other,
            ("larger", "文字を大きく（Ctrl ＋）"),
            ("smaller", "文字を小さく（Ctrl －）"),
            ("staff", "職員・役割・担当の引継ぎ"),
            ("subject_access", "開示請求"),
            ("own", "自分の合言葉を替える"),
            ("present", "発表モード（Ctrl Shift P）"),
            ("lock", "離席（鍵をかける）"),
            ("guard", "離席と画面の守り"),
            ("quit", "定着を終了する"),
        )
        self.top.set_staff(self.desk.actor.name, entries)

    def _staff(self, key: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "light": lambda: theme().set_dark(False),
            "dark": lambda: theme().set_dark(True),
            "larger": lambda: theme().step(1),
            "smaller": lambda: theme().step(-1),
            "staff": lambda: self.show_where(Where("staff", {"leaf": "people"})),
            "subject_access": lambda: self.show_where(Where("subject_access")),
            "own": lambda: self.show_where(Where("staff", {"leaf": "people", "own": True})),
            "present": self.presenting_bar.toggle,
            "lock": self.lock,
            "guard": self.guard_wanted.emit,
            "quit": self.close,
        }
        acts[key]()

    def _commands(self) -> Iterator[Command]:
        yield from actions(self.desk, self)
        if self.shown is not None:
            yield from self.shown.commands()
        yield from ways(self.desk, self._offered, self._refusal, self)

    def record(self) -> None:
        """Record a 支援経過 for the case that is shown, or ask whose."""
        screen, where = self.shown, self.where
        named = where.facts.get("episode", "") if where is not None else ""
        episode = getattr(screen, "episode_id", "") or (named if self.current == "cases" else "")
        if episode:
            self.show_where(Where("cases", {"episode": episode, "record": True}))
        else:
            self.palette_search.ask_whose()

    def present(self) -> None:
        """発表モード: hide what names people, or show it again."""
        self.presenting_bar.toggle()

    def show_manual(self) -> None:
        """手引き: the page for what is shown."""
        key = page_of_screen(self.shown, self.focusWidget())
        open_manual(self, key, asking=self.desk.asking, jobs=self.desk.jobs)

    def show_keys(self) -> None:
        """The keys there are."""
        self.desk.asking.inform("キーボードの使い方", detail=KEYS_WORDS)

    def quit(self) -> None:
        """Close the window."""
        self.close()

    def _save(self) -> None:
        save = getattr(self.shown, "save", None)
        if save is not None:
            save()

    def _show_saved(self) -> None:
        moment = time_of_day(self.desk.office.clock.now())
        self.status.set_saved(f"保存済み {moment}", Tone.GOOD)

    def _show_late(self, late: int) -> None:
        self.set_count("today", 0, late)

    def _heard(self, notice: Notice) -> None:
        touched = [place for place, (_, *kinds) in COUNTS.items() if notice.touches(*kinds)]
        if touched:
            self._count(touched)

    def _count(self, places: Iterable[str] = ()) -> None:
        """Ask how many there are at these places, at all that are counted when none is named.

        The screen that is shown asks first.
        """
        if not self.desk.actor.may(Permission.READ_CASES):
            return
        for place in places or COUNTS:
            query = partial(counted, *COUNTS[place][0])
            show = partial(self._show_count, place)
            self.desk.read(query, show, owner=self, title="", later=True)

    def _show_count(self, place: str, count: int | tuple[int, int]) -> None:
        self.set_count(place, *(count if isinstance(count, tuple) else (count,)))

    def _follow_line(self) -> None:
        """Say how the server answers, and read again what is shown when it is back."""
        line = self.desk.line
        self._line_words = LineWords(self.desk, self.notice, self.status)
        line.changed.connect(self._line_words.show)
        line.came.connect(self._read_again)
        self.notice.acted.connect(line.try_now)
        self._line_words.show()

    def _read_again(self) -> None:
        self.desk.drafts.read()
        self._count()
        if self.shown is not None:
            self.shown.read_again()

    def _pass_on(self, change: Change) -> None:
        self.desk.notices.tell(Notice(change.kinds, change.ids, change.by, change.many))

    def _restore(self) -> None:
        kept = self.desk.settings.value("window/geometry")
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            self.resize(theme().px(1366), theme().px(768))
