"""Copies of 添付 that other programs show: in a folder of this desk alone, gone when it closes.

The folder is the user's own. What a crash or another program keeps from going is taken away at the
next start; a desk that is still open holds a lock on its copies.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app import paths
from app.errors import Busy, FileProblem, StorageProblem
from app.storage.embedded.lock import OfficeLock, hold
from app.storage.folders import OfficeFolder

if TYPE_CHECKING:
    from app.attachments.queries import Content


class OpenedFiles:
    """The copies of one desk; `put` may run on any thread, one at a time."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root
        self._folder: Path | None = None
        self._lock: OfficeLock | None = None
        self._copies: dict[str, Path] = {}

    @property
    def copies(self) -> tuple[Path, ...]:
        """What lies there now."""
        return tuple(path for path in self._copies.values() if path.exists())

    def put(self, attachment_id: str, content: Content) -> Path:
        """A copy that only this user can read and nobody can write; FileProblem without room."""
        known = self._copies.get(attachment_id)
        if known is not None and known.exists():
            return known
        try:
            place = self._own_folder() / str(len(self._copies))
            place.mkdir(mode=0o700)
            path = place / content.name
            # remembered before anything is written: also half a copy is taken away
            self._copies[attachment_id] = path
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content.data)
            path.chmod(stat.S_IREAD)
        except (OSError, StorageProblem) as error:
            raise FileProblem(
                f"「{content.name}」を開くための写しを作れませんでした。添付はそのままです。"
                "PC の空き容量を確かめて、もう一度開いてください。",
                where=content.name,
            ) from error
        return path

    def wipe(self) -> int:
        """Take every copy away; how many another program still holds."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if self._folder is not None:
            _empty(self._folder)
        left = len(self.copies)
        self._folder = None
        self._copies.clear()
        return left

    def _own_folder(self) -> Path:
        if self._folder is None:
            root = self._root or paths.opened_folder()
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = root / secrets.token_hex(6)
            folder.mkdir(mode=0o700)
            self._lock = hold(OfficeFolder(folder))
            self._folder = folder
        return self._folder


def clear_left(root: Path | None = None) -> None:
    """Take away what earlier desks left; those that are still open keep theirs."""
    root = root or paths.opened_folder()
    for folder in root.iterdir() if root.is_dir() else ():
        with suppress(Busy, StorageProblem):  # another desk's, or still shown: later
            hold(OfficeFolder(folder)).release()
            _empty(folder)


def show_outside(path: Path) -> None:
    """Let the program that this PC has for the file show it; FileProblem when there is none."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        raise FileProblem(
            f"「{path.name}」を開くソフトが、この PC に見つかりませんでした。添付はそのままです。"
            "「写しを保存」で保存して、開けるPCで見てください。",
            where=path.name,
        )


_BINARY = getattr(os, "O_BINARY", 0)


def _empty(folder: Path) -> None:
    """Delete files and folders as far as other programs let go of them."""
    for place, folders, files in os.walk(folder, topdown=False):
        for name in files:
            path = Path(place) / name
            with suppress(OSError):
                path.chmod(stat.S_IREAD | stat.S_IWRITE)
                path.unlink()
        for name in folders:
            with suppress(OSError):
                (Path(place) / name).rmdir()
    with suppress(OSError):
        folder.rmdir()
