"""Small files written so that a crash leaves either the old or the new content, never a mixture."""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path

# Windows: access denied, sharing violation, lock violation; a virus scanner lets go soon.
_PASSING_TROUBLE = frozenset({5, 32, 33})
_WAITS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.0)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, durable when this returns."""
    temporary = _write_beside(path, content)
    try:
        replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_new(path: Path, content: bytes) -> None:
    """Like `write_atomically`, but raises FileExistsError instead of replacing anything."""
    temporary = _write_beside(path, content)
    try:
        place_new(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def clear_leftovers(folder: Path) -> list[Path]:
    """Delete the temporary files of writes that a crash cut off; the caller holds the lock.

    Gives those that are still in use: they are harmless and go at a later start.
    """
    return [path for path in folder.glob(".teichaku*.tmp*") if not _delete(path)]


def _delete(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def replace(source: Path, target: Path) -> None:
    """Rename over `target`, waiting up to 2.6 s for other programs to let go of it."""
    retry(lambda: source.replace(target))
    sync_folder(target.parent)


def place_new(source: Path, target: Path) -> None:
    """Rename to `target`, or raise FileExistsError when that is taken."""
    retry(lambda: _rename_exclusively(source, target))
    sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Make the file's content durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def retry(act: Callable[[], object], waits: tuple[float, ...] = _WAITS) -> None:
    """Do `act`; while another Windows program holds the file, wait and do it again."""
    for wait in waits:
        try:
            act()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _PASSING_TROUBLE:
                raise
            time.sleep(wait)
        else:
            return
    act()


if sys.platform == "win32":

    def sync_folder(folder: Path) -> None:
        """Make renames in the folder durable (Windows does that with the rename)."""

    def _rename_exclusively(source: Path, target: Path) -> None:
        source.rename(target)

else:

    def sync_folder(folder: Path) -> None:
        """Make renames in the folder durable."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _rename_exclusively(source: Path, target: Path) -> None:
        try:
            os.link(source, target)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if target.exists():
                raise FileExistsError(str(target)) from None
            source.rename(target)
        else:
            source.unlink()


def _write_beside(path: Path, content: bytes) -> Path:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
