"""Files for others that are being written: which folders hold their drafts until they are in place.

A draft lies in a folder that somebody chose and may hold names in plain text. Whoever is killed
while writing leaves it there; the next start takes it away. A note is a file named after the
draft's mark and says the folder, never the file's name; it is locked while its writer lives.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from app import paths
from app.storage.embedded.lock import seize
from app.storage.safe_files import sync_folder

_MARK = re.compile(r"[0-9a-f]{16}")


@contextlib.contextmanager
def noted(folder: Path, mark: str) -> Iterator[None]:
    """A draft whose name ends with this mark (and its suffix) is being written in the folder."""
    note = paths.unfinished_folder() / mark
    handle = _begun(note, str(folder.absolute()))
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)
            with contextlib.suppress(OSError):
                if not _drafts(folder, mark):
                    sync_folder(
                        folder
                    )  # a power cut must not bring the draft back without its note
                    note.unlink()


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder for parts of such a file; it goes with all that is in it, at the latest at a next start."""
    mark = secrets.token_hex(8)
    own = paths.unfinished_folder()
    with noted(own, mark):
        folder = own / f".teichaku-parts-{mark}"
        folder.mkdir(mode=0o700, parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # what cannot go now stays noted


def clear() -> None:
    """Take away the drafts of writers that no longer live."""
    folder = paths.unfinished_folder()
    notes = list(folder.iterdir()) if folder.is_dir() else []
    for note in notes:
        if _MARK.fullmatch(note.name):
            # A disk that is not there, or a file still in use: the note stays for a later start.
            with contextlib.suppress(OSError):
                _clear(note)


def _begun(note: Path, folder: str) -> int | None:
    try:
        note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(note, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return None  # the file can be written without it; only a kill would leave the draft
    try:
        os.write(handle, os.fsencode(folder))
        os.fsync(handle)
        sync_folder(note.parent)
        seize(handle)
    except OSError:
        os.close(handle)
        note.unlink(missing_ok=True)
        return None
    return handle


def _drafts(folder: Path, mark: str) -> list[Path]:
    return [
        path
        for path in folder.iterdir()
        if path.name.startswith(".teichaku-") and path.stem.endswith(f"-{mark}")
    ]


def _clear(note: Path) -> None:
    handle = os.open(note, os.O_RDWR)
    try:
        seize(handle)
        folder = _folder_in(os.read(handle, 4096))
        for draft in _drafts(folder, note.name) if folder is not None else ():
            if draft.is_dir():
                shutil.rmtree(draft)
            else:
                draft.unlink(missing_ok=True)
    finally:
        os.close(handle)
    note.unlink(missing_ok=True)


def _folder_in(note: bytes) -> Path | None:
    """The folder a note names; None where the power went off before it was on the disk, and no draft was begun."""
    try:
        folder = Path(os.fsdecode(note))
    except UnicodeDecodeError:
        return None
    return folder if folder.is_absolute() and b"\0" not in note else None
