"""What every screen is given: the opened office, who sits here, and the shared parts of the window."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QWidget

from app.errors import ConnectionLost, Stumbled, TeichakuError
from app.history.viewing import Viewing
from app.staff.office_kind import OfficeKind
from app.staff.permissions import Actor
from app.storage.retrying import Tries, retrying
from app.storage.work import Office, Reading, Work
from app.ui.asking import Asking
from app.ui.attachments.opened import OpenedFiles
from app.ui.drafts import DraftShelf
from app.ui.jobs import Cancelled, JobRunner, Progress
from app.ui.line import ServerLine
from app.ui.notices import Notices
from app.ui.palette.commands import Command
from app.ui.portions import Portion, dressing
from app.ui.shared_folder import SharedFolder

T = TypeVar("T")
AGAIN_SECONDS = 5.0
"""A save is not tried again later than this: the person hears of it, and goes on typing."""


@dataclass(frozen=True)
class Where:
    """A place in the window: its code, and what to show there (a case, a filter, a month)."""

    place: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Desk:
    """One signed-in desk. Screens read and write only through `read` and `write`."""

    office: Office
    actor: Actor
    office_name: str
    prefecture: str
    jobs: JobRunner
    notices: Notices
    asking: Asking
    settings: QSettings
    go: Callable[[Where], None]
    """Show another place; a screen with unsaved typing is asked first."""
    saved: Callable[[], None] = lambda: None
    """Told after every durable save, for the time at the foot of the window."""
    kind: OfficeKind = OfficeKind.CENTRE
    """What the office is: which episodes and places it has (`app/staff/office_kind.py`)."""
    worker: str = field(init=False)
    """How the 担当者 who sits here is written in the cases; new records propose it."""
    room: QWidget | None = None
    """Where the window shows its screens. Made there, a screen is dressed once, not again when it is put there."""
    in_portions: bool = False
    """Whether the screen that is being made leaves its `portions` to whoever makes it."""
    line: ServerLine = field(init=False)
    """Whether the office's server answers."""
    drafts: DraftShelf = field(init=False)
    """What is typed and not saved, here and from before."""
    shared: SharedFolder = field(init=False)
    """The folder through which letters come and go by themselves."""
    opened: OpenedFiles = field(default_factory=OpenedFiles, init=False)
    """Copies of files that other programs show while the desk is open."""

    def __post_init__(self) -> None:
        """The drafts are those of the person who sits here."""
        self.worker = self.actor.name
        self.line = ServerLine(self.office, self.jobs)
        self.shared = SharedFolder(
            self.office, self.actor, self.jobs, self.settings, self.notices, self.line
        )
        self.drafts = DraftShelf(self.office, self.actor, self.jobs, self.explain)

    def explain(self, error: TeichakuError) -> None:
        """Say why something did not work: a lost connection in the window, the rest in a dialog."""
        if isinstance(error, ConnectionLost):
            self.line.lost()
        elif not isinstance(error, Stumbled):  # that one was told with its number
            self.asking.error(error)

    def read(
        self,
        query: Callable[[Reading], T],
        done: Callable[[T], None],
        *,
        owner: QObject,
        failed: Callable[[TeichakuError], None] | None = None,
        title: str = "読み込んでいます",
        viewing: Viewing | None = None,
        later: bool = False,
        wanted: Callable[[], bool] | None = None,
        unread: Callable[[], None] | None = None,
    ) -> None:
        """Run a query on the database worker; `done` gets the frozen result on the GUI thread.

        What is asked `later` waits until nobody else waits for that worker. What is no longer `wanted`,
        as that worker finds before each of its questions, ends there: `unread` hears of it.

        With `viewing` the result is handed out only once the history says who saw it.
        """

        def still() -> None:
            if wanted is not None and not wanted():
                raise Cancelled

        def work() -> T:
            still()
            with self.line.waiting(), self.office.reading(self.actor, viewing) as reading:
                if wanted is not None:
                    reading.before_each(still)
                return query(reading)

        self.jobs.run(
            work,
            done=done,
            failed=failed or self.explain,
            on="later" if later else "database",
            title=title,
            owner=owner,
            cancelled=unread,
        )

    def saw(self, viewing: Viewing, *, owner: QObject) -> None:
        """Write down a view that shows nothing new, like a search whose results stood there."""

        def work() -> None:
            with self.line.waiting():
                self.office.note_view(self.actor, viewing)

        self.jobs.run(
            work, done=lambda _: None, failed=self.explain, on="database", title="", owner=owner
        )

    def write(
        self,
        action: Callable[[Work], T],
        done: Callable[[T], None],
        *,
        owner: QObject,
        failed: Callable[[TeichakuError], None] | None = None,
        title: str = "保存しています",
        tries: Tries | None = None,
    ) -> None:
        """Run an action as one Work; `done` comes only after it is durable.

        After a lost connection it is tried again, and kept once. With the same `tries` a later
        call finds out whether an earlier one was kept after all.
        """
        known = tries or Tries()

        def work() -> T:
            with self.line.waiting():
                return retrying(self.office, self.actor, action, tries=known, within=AGAIN_SECONDS)

        self.jobs.run(
            work,
            done=self._kept(done),
            failed=failed or self.explain,
            on="database",
            title=title,
            owner=owner,
        )

    def write_long(
        self,
        action: Callable[[Work, Progress], T],
        done: Callable[[T], None],
        *,
        owner: QObject,
        title: str,
        failed: Callable[[TeichakuError], None] | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Like `write`, for an action that tells how far it is; stopped, it keeps nothing."""
        known = Tries()

        def work(progress: Progress) -> T:
            with self.line.waiting():
                return retrying(
                    self.office,
                    self.actor,
                    lambda work: action(work, progress),
                    tries=known,
                    within=AGAIN_SECONDS,
                )

        self.jobs.run(
            work,
            done=self._kept(done),
            failed=failed or self.explain,
            on="database",
            title=title,
            owner=owner,
            cancelled=cancelled,
        )

    def made_in(self, room: QWidget, make: Callable[[Desk], T]) -> T:
        """A screen, made within what will show it."""
        outer, self.room = self.room, room
        try:
            return make(self)
        finally:
            self.room = outer

    def _kept(self, done: Callable[[T], None]) -> Callable[[T], None]:
        def kept(result: T) -> None:
            self.saved()
            done(result)

        return kept


class Screen(QWidget):
    """A place of the window: shown through `open`, asked through `may_leave`."""

    place = ""
    keeps_typing = False
    """Whether unsaved typing waits inside while the screen itself shows something else."""
    waits_typed = False
    """Whether what is typed waits here as a draft while another place is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.room)
        self.desk = desk

    def portions(self) -> Iterator[Portion]:
        """What builds the rest, each for an event of its own; the screen is unseen and unused before."""
        return iter(())

    def build_rest(self) -> None:
        """At the end of being made: build the portions now, unless each is to have its own event."""
        if not self.desk.in_portions:
            for build in self.portions():
                build()

    def open(self, where: Where) -> None:
        """Show what `where` names; reads what it needs."""
        raise TypeError(f"{type(self).__name__} does not say how it opens")

    def may_leave(self) -> bool:
        """Whether the window may show another place; a screen with unsaved typing asks first."""
        return True

    def may_go(self) -> bool:
        """Whether it need not be kept while another is shown: made anew it shows the same."""
        return False

    def keep_typing(self) -> bool:
        """Before the desk closes: whether all that is typed is on its way into drafts."""
        return False

    def read_again(self) -> None:
        """The server is back: read what is shown, and leave what is typed alone."""

    def commands(self) -> Iterable[Command]:
        """What Ctrl+K offers for what is shown now."""
        return ()

    def focus_first(self) -> None:
        """Put the keyboard where work on this screen begins."""
        self.setFocus()


@dataclass(frozen=True)
class LaterScreen:
    """A screen whose module is imported when it is first shown: a quick start."""

    module: str
    name: str

    def __call__(self, desk: Desk) -> Screen:
        return cast(Screen, getattr(importlib.import_module(self.module), self.name)(desk))


def made_in_portions(
    desk: Desk, make: Callable[[Desk], Screen], take_in: Callable[[Screen], object]
) -> Iterator[Portion]:
    """What makes a screen and dresses it, unseen; the last hands it over. Given up before, it goes."""
    made: list[Screen] = []

    def begin() -> None:
        desk.in_portions = True
        try:
            made.append(make(desk))
        finally:
            desk.in_portions = False

    try:
        yield begin
        yield from made[0].portions()
        yield from dressing(made[0])
        yield lambda: take_in(made.pop())
    finally:
        for screen in made:
            if shiboken6.isValid(screen):
                screen.deleteLater()
