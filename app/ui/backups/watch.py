"""Makes 控え by itself while the program is open, and says at the foot how it stands.

Beside the database worker: that one serves the screens, which go on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from PySide6.QtCore import QObject, QTimer, Signal

from app.backups import queries
from app.backups.making import Kept, make
from app.backups.rules import Plan, Standing, due
from app.clock import JST
from app.errors import TeichakuError
from app.ui.backups.words import MAKING, foot_words
from app.ui.desk import Desk
from app.ui.frame.status_bar import StatusLine
from app.ui.jobs import Job, Progress
from app.ui.notices import Notice
from app.ui.theme import Tone

LOOK_MS = 60_000
FIRST_LOOK_MS = 5_000
"""The day's first 控え waits until the window stands."""


class BackupWatch(QObject):
    """`changed` says that there is a new 控え, or that one could not be made."""

    changed = Signal()

    def __init__(self, desk: Desk, status: StatusLine, *, practice: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._status = desk, status
        self.automatic = desk.office.keeper is not None and not practice
        self.busy = False
        self.plan, self.standing = Plan(), Standing()
        self._known = self._stopped = False
        self._made_at_head = -1
        self._job: object = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        desk.notices.changed.connect(self._heard)

    def start(self) -> None:
        """Say how it stands, and make what is due from now on; nothing for an office on a server."""
        if self._desk.office.keeper is None:
            return
        self.read()
        if self.automatic:
            QTimer.singleShot(FIRST_LOOK_MS, self, self.look)
            self._timer.start()

    def stop(self) -> None:
        """The desk closes; a last one may still be made, but nothing is read any more."""
        self._timer.stop()
        self._stopped = True

    def give_up(self) -> None:
        """The desk is locked: its key does not wait until a copy ends."""
        if self.busy and isinstance(self._job, Job):
            self._job.cancel()

    def read(self) -> None:
        """Ask the history how it stands."""
        self._desk.read(
            lambda reading: (queries.plan(reading), queries.standing(reading)),
            self._take,
            owner=self,
            title="",
            failed=self._unread,
            later=True,
        )

    def look(self) -> None:
        """Make one where one is due."""
        if self._known and not self.busy:
            now = self._now()
            begins = datetime.combine(now.astimezone(JST).date(), time(), tzinfo=JST)
            if due(self.standing, self.plan, now, begins):
                self.make()
            else:
                self._say()

    def make(
        self,
        done: Callable[[Kept], None] | None = None,
        failed: Callable[[TeichakuError], None] | None = None,
        *,
        title: str = "",
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Make one now; `failed` hears of it too, the foot of the window says it in any case."""
        office, actor = self._desk.office, self._desk.actor
        self.busy = True
        self._status.set_backup(MAKING)

        def work(progress: Progress) -> Kept:
            return make(office, actor, lambda done, total: progress.step(done, total))

        def made(kept: Kept) -> None:
            self._ended()
            if done is not None:
                done(kept)

        def refused(error: TeichakuError) -> None:
            self._ended()
            if failed is not None:
                failed(error)

        def stopped() -> None:
            self._ended()
            if cancelled is not None:
                cancelled()

        self._job = self._desk.jobs.run(
            work, done=made, failed=refused, on="pool", title=title, owner=self, cancelled=stopped
        )

    @property
    def wanted_at_leaving(self) -> bool:
        """Whether something was recorded since the last one."""
        anchor = self._desk.office.anchor
        return self.automatic and anchor is not None and anchor.seq != self._made_at_head

    def _ended(self) -> None:
        self.busy = False
        anchor = self._desk.office.anchor
        self._made_at_head = anchor.seq if anchor is not None else -1
        if not self._stopped:
            self.read()
            self.changed.emit()

    def _take(self, found: tuple[Plan, Standing]) -> None:
        self._known = True
        self.plan, self.standing = found
        if not self.busy:
            self._say()

    def _unread(self, error: TeichakuError) -> None:
        self._status.set_backup("控えの記録を読めません", Tone.WARNING)

    def _say(self) -> None:
        words, tone = foot_words(self.standing, self._now(), self._desk.office.clock.today())
        self._status.set_backup(words, tone if self.automatic else Tone.MUTED)

    def _now(self) -> datetime:
        return self._desk.office.clock.now()

    def _heard(self, notice: Notice) -> None:
        if self._known and notice.touches("setting"):
            self.read()
