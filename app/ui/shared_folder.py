"""The folder that offices share, watched while the desk is open: what is new is taken in by itself.

Nothing is accepted by itself: a letter that was taken in waits among the others. A folder on a network
that is gone can hold a call for a minute, so it is looked at on a thread that nothing waits for, not even
locking the desk. It is looked at from time to time; notices of the file system are not sent for folders
that another computer changes.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal

from app.errors import ConnectionLost, TeichakuError
from app.handoff.carrying.looking import Look, look
from app.staff.permissions import Actor, Permission
from app.storage.work import Office
from app.ui.jobs import JobRunner
from app.ui.line import ServerLine
from app.ui.notices import Notice, Notices
from app.ui.words import time_of_day

if TYPE_CHECKING:
    from app.handoff.carrying.rounds import NotTaken

PAUSE_MS = 20_000
SETTLE_MS = 2_000
_FOLDER, _WATCH = "handoff/folder", "handoff/watch"
_OFF = "共有フォルダーは、自動では見ていません。"


class Watch(StrEnum):
    """What happens by itself with the folder, on this PC."""

    OFF = "off"
    IN = "in"
    BOTH = "both"


@dataclass(frozen=True)
class _Turn:
    """What one turn did in the database."""

    taken: int
    left: tuple[NotTaken, ...]


class SharedFolder(QObject):
    """`changed` is sent whenever `words` say something else."""

    changed = Signal()
    _looked = Signal(object, object)

    def __init__(
        self,
        office: Office,
        actor: Actor,
        jobs: JobRunner,
        settings: QSettings,
        notices: Notices,
        line: ServerLine,
    ) -> None:
        super().__init__()
        self._office, self._actor, self._jobs = office, actor, jobs
        self._settings, self._line = settings, line
        self.pause_ms, self.settle_ms = PAUSE_MS, SETTLE_MS
        self.gone = False
        self.left: dict[str, str] = {}
        """Files that were not taken in, with the reason."""
        self.at: datetime | None = None
        """When the folder was last seen."""
        self._before = Look()
        self._open = self._looking = False
        self._to_leave = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._looked.connect(self._seen, Qt.ConnectionType.QueuedConnection)
        notices.changed.connect(self._heard)

    @property
    def folder(self) -> Path | None:
        """The folder, as it was chosen last."""
        kept = str(self._settings.value(_FOLDER) or "")
        return Path(kept) if kept else None

    @property
    def watch(self) -> Watch:
        """What happens by itself."""
        kept = str(self._settings.value(_WATCH) or "")
        return Watch(kept) if kept in set(Watch) and self.folder else Watch.OFF

    @property
    def words(self) -> str:
        """How it stands, in a sentence."""
        folder = self.folder
        if self.watch is Watch.OFF or folder is None:
            return _OFF
        name = folder.name or str(folder)
        if self.gone:
            return f"共有フォルダー「{name}」が見つかりません。文は失われていません。つながると、また見ます。"
        if self.left:
            first, why = next(iter(self.left.items()))
            more = f"ほか{len(self.left) - 1}" if len(self.left) > 1 else ""
            return f"「{name}」の「{first}」{more}を受け取っていません。{why}"
        seen = f"（最後 {time_of_day(self.at)}）" if self.at is not None else ""
        return f"共有フォルダー「{name}」を見ています{seen}。届いた文は未読に入ります。"

    def choose(self, folder: Path | None, watch: Watch) -> None:
        """Watch another folder, or otherwise, from now on."""
        self._settings.setValue(_FOLDER, str(folder) if folder is not None else "")
        self._settings.setValue(_WATCH, str(watch))
        self._before, self.gone, self.left, self.at = Look(), False, {}, None
        self._to_leave = True
        self.changed.emit()
        self._again(0)

    def start(self) -> None:
        """The desk is open: look from now on, where this person may take letters in."""
        self._open = not self._actor.refusal(Permission.DISCLOSE)
        self._again(0)

    def stop(self) -> None:
        """The desk is left."""
        self._open = False
        self._timer.stop()

    def _again(self, pause_ms: int) -> None:
        if self._open and self.watch is not Watch.OFF and not self._looking:
            self._timer.start(pause_ms)

    def _look(self) -> None:
        folder = self.folder
        if self._open and folder is not None and not self._looking:
            self._looking = True
            thread = threading.Thread(
                target=self._look_there, args=(folder, self._before), daemon=True
            )
            thread.start()

    def _look_there(self, folder: Path, before: Look) -> None:
        """On the thread: it may come back after the desk is gone."""
        found = look(folder, before)
        with contextlib.suppress(RuntimeError):
            self._looked.emit(folder, found)

    def _seen(self, folder: Path, found: Look) -> None:
        self._looking = False
        if not self._open or folder != self.folder:
            self._again(0)
            return
        if not found.gone:
            self.at = self._office.clock.now()
        if found.gone != self.gone:
            self.gone = found.gone
        leaves = self.watch is Watch.BOTH and self._to_leave and not found.gone
        if found.files or leaves:
            self._turn(folder, found, leaves=leaves)
        else:
            self._before = found
            self._rest(found)
        self.changed.emit()

    def _turn(self, folder: Path, found: Look, *, leaves: bool) -> None:
        before, self._to_leave = self._before, self._to_leave and not leaves

        def work() -> _Turn:
            from app.handoff.carrying.rounds import leave, take_files

            with self._line.waiting():
                taken, left = take_files(self._office, self._actor, found.files)
                if leaves:
                    leave(self._office, self._actor, folder)
                return _Turn(len(taken), left)

        def done(turn: _Turn) -> None:
            self._before = found
            tried = {name for name, _ in found.files}
            self.left = {name: why for name, why in self.left.items() if name in found.stamps}
            self.left = {name: why for name, why in self.left.items() if name not in tried}
            self.left |= {one.name: one.sentence for one in turn.left if one.code != "not_for_us"}
            self.changed.emit()
            self._rest(found)

        def failed(error: TeichakuError) -> None:
            # What was not taken in is handed on once more by the next look.
            self._before = replace(found, handed=before.handed)
            self._to_leave = self._to_leave or leaves
            if isinstance(error, ConnectionLost):
                self._line.lost()
            else:
                self.left = {folder.name: error.message}
                self.changed.emit()
            self._again(self.pause_ms)

        self._jobs.run(work, done=done, failed=failed, on="database", owner=self)

    def _rest(self, found: Look) -> None:
        arriving = any(found.handed.get(name) != stamp for name, stamp in found.stamps.items())
        self._again(self.settle_ms if arriving or found.more else self.pause_ms)

    def _heard(self, notice: Notice) -> None:
        if notice.touches("keptletter", "partnerkey", "partner"):
            self._to_leave = True
