"""What every screen is given: the opened office, who sits here, and the shared parts of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QWidget

from app.errors import TeichakuError
from app.staff.permissions import Actor
from app.storage.work import Office, Reading, Work
from app.ui.asking import Asking
from app.ui.drafts import DraftShelf
from app.ui.jobs import JobRunner
from app.ui.notices import Notices

T = TypeVar("T")


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
    worker: str = field(init=False)
    """How the 担当者 who sits here is written in the cases; new records propose it."""
    drafts: DraftShelf = field(init=False)
    """What is typed and not saved, here and from before."""

    def __post_init__(self) -> None:
        """The drafts are those of the person who sits here."""
        self.worker = self.actor.name
        self.drafts = DraftShelf(self.office, self.actor, self.jobs, self.asking.error)

    def read(
        self,
        query: Callable[[Reading], T],
        done: Callable[[T], None],
        *,
        owner: QObject,
        failed: Callable[[TeichakuError], None] | None = None,
        title: str = "読み込んでいます",
    ) -> None:
        """Run a query on the database worker; `done` gets the frozen result on the GUI thread."""

        def work() -> T:
            with self.office.reading(self.actor) as reading:
                return query(reading)

        self.jobs.run(
            work,
            done=done,
            failed=failed or self.asking.error,
            on="database",
            title=title,
            owner=owner,
        )

    def write(
        self,
        action: Callable[[Work], T],
        done: Callable[[T], None],
        *,
        owner: QObject,
        failed: Callable[[TeichakuError], None] | None = None,
        title: str = "保存しています",
        operation_id: str = "",
    ) -> None:
        """Run an action as one Work; `done` comes only after it is durable."""

        def work() -> T:
            with self.office.work(self.actor, operation_id or None) as opened:
                return action(opened)

        def kept(result: T) -> None:
            self.saved()
            done(result)

        self.jobs.run(
            work,
            done=kept,
            failed=failed or self.asking.error,
            on="database",
            title=title,
            owner=owner,
        )


class Screen(QWidget):
    """A place of the window: shown through `open`, asked through `may_leave`."""

    place = ""
    keeps_typing = False
    """Whether unsaved typing waits inside while the screen itself shows something else."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def open(self, where: Where) -> None:
        """Show what `where` names; reads what it needs."""
        raise TypeError(f"{type(self).__name__} does not say how it opens")

    def may_leave(self) -> bool:
        """Whether the window may show another place; a screen with unsaved typing asks first."""
        return True

    def keep_typing(self) -> bool:
        """Before the desk closes: whether all that is typed is on its way into drafts."""
        return False

    def focus_first(self) -> None:
        """Put the keyboard where work on this screen begins."""
        self.setFocus()
