"""Files on their way into the data: read and checked on one worker, kept on the other, in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QImage, QImageWriter

from app.attachments import actions
from app.attachments.incoming import Step, read_file
from app.attachments.rules import CheckedFile, Owner, check_file
from app.errors import ConnectionLost, TeichakuError
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.jobs import Progress


@dataclass(frozen=True)
class Source:
    """A file to come: its name, and how it is read on a worker."""

    name: str
    read: Callable[[Step], CheckedFile]


@dataclass(frozen=True)
class Outcome:
    """What became of the files: ids of those kept, why others were not, how many were left out."""

    added: tuple[str, ...]
    refused: tuple[str, ...]
    left_out: int

    @property
    def words(self) -> str:
        """What is to be said; '' when everything was kept."""
        words = list(self.refused)
        if self.left_out:
            words.append(f"残りの{self.left_out}件は加えていません。")
        if words and self.added:
            words.insert(0, f"{len(self.added)}件を加えました。")
        return "\n".join(words)


_on_their_way: set[Adding] = set()
"""Those at work, which go on when the list that began them is rebuilt or put away."""


class Adding(QObject):
    """Adds files one after the other; each is kept whole or not at all.

    `holder` shows what became of them; when it is gone by then, only what went wrong is said.
    """

    ended = Signal(Outcome)

    def __init__(self, desk: Desk, holder: QObject) -> None:
        super().__init__()
        self.desk = desk
        self._holder = holder
        self.running = False
        self._owner: Owner | None = None
        self._waiting: list[Source] = []
        self._all = 0
        self._added: list[str] = []
        self._refused: list[str] = []

    def add(self, owner: Owner, sources: Sequence[Source]) -> None:
        """Begin; `ended` is sent when every file was kept or refused, or the person stopped."""
        if self.running or not sources:
            return
        self.running, self._owner = True, owner
        _on_their_way.add(self)
        self._waiting, self._all = list(sources), len(sources)
        self._added, self._refused = [], []
        self._next()

    def _next(self) -> None:
        if not self._waiting:
            self._end()
            return
        source = self._waiting[0]

        def read(progress: Progress) -> CheckedFile:
            return source.read(partial(_step, progress, source.name))

        self.desk.jobs.run(
            read,
            done=self._keep,
            failed=self._refuse,
            on="pool",
            title=f"添付を読んでいます{self._place()}",
            owner=self,
            cancelled=self._end,
        )

    def _keep(self, file: CheckedFile) -> None:
        owner = self._owner
        if owner is None:
            return

        def keep(work: Work, progress: Progress) -> str:
            return actions.add(work, owner, file, partial(_step, progress, file.name))

        self.desk.write_long(
            keep,
            self._kept,
            owner=self,
            title=f"添付を加えています{self._place()}",
            failed=self._refuse,
            cancelled=self._end,
        )

    def _kept(self, attachment_id: str) -> None:
        self._added.append(attachment_id)
        self._waiting.pop(0)
        self._next()

    def _refuse(self, error: TeichakuError) -> None:
        if isinstance(error, ConnectionLost):
            self.desk.explain(error)
            self._end()
            return
        self._refused.append(error.message)
        self._waiting.pop(0)
        self._next()

    def _end(self) -> None:
        self.running = False
        left, self._waiting = len(self._waiting), []
        outcome = Outcome(tuple(self._added), tuple(self._refused), left)
        _on_their_way.discard(self)
        if shiboken6.isValid(self._holder):
            self.ended.emit(outcome)
        elif outcome.words:
            self.desk.asking.inform(outcome.words)

    def _place(self) -> str:
        number = self._all - len(self._waiting) + 1
        return f"（{number}／{self._all}）" if self._all > 1 else ""


def from_path(path: Path) -> Source:
    """A file on a disk."""
    return Source(path.name, lambda step: read_file(path, step))


def sources_in(data: QMimeData, today: str) -> tuple[Source, ...]:
    """The files that were dropped or pasted, or the picture on the clipboard."""
    if data.hasUrls():
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        return tuple(from_path(path) for path in paths)
    if data.hasImage():
        image = QImage(data.imageData())
        if not image.isNull():
            name = f"貼り付けた画像 {today}.png"
            return (Source(name, lambda step: check_file(name, _png(image))),)
    return ()


def holds_files(data: QMimeData) -> bool:
    """Whether something that is dropped here can be a file."""
    return data.hasUrls() and any(url.isLocalFile() for url in data.urls())


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


def _step(progress: Progress, name: str, done: int, total: int) -> None:
    progress.step(done, total, name)
