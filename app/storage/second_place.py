"""A second place for 控え: another disk, a USB stick, a NAS; only encrypted files go there."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import StorageProblem, TeichakuError
from app.storage import safe_files

if TYPE_CHECKING:
    from app.backups.rules import Plan

_BLOCK = 1024 * 1024


def folder_in(place: Path, office_id: str) -> Path:
    """The office's own folder there: several offices may use one place, and its name says no name."""
    return place / f"teichaku-{office_id[-8:]}"


def carry(source: Path, place: Path, office_id: str, plan: Plan, now: datetime) -> Path:
    """Copy a verified 控え and its keys to the place, read them back, let go of old ones there.

    The place itself is never made: a stick that is not plugged in would become a folder of that name.
    """
    from app.storage.embedded import backup

    try:
        if not place.is_dir():
            raise _not_reached(place)
        target = folder_in(place, office_id)
        target.mkdir(mode=0o700, exist_ok=True)
        safe_files.clear_leftovers(target)
        backup.refuse_lack_of_space(source, target)
        for path in (backup.keys_of(source), source):
            _copy(path, target / path.name)
        backup.let_old_go(target, target / source.name, plan, now)
    except TeichakuError:
        raise
    except OSError as error:
        raise _not_reached(place) from error
    return target / source.name


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file's bytes, durable and read back; OSError where they differ."""
    whole = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(_BLOCK):
            whole.update(block)
            writing.write(block)
        writing.flush()
        os.fsync(writing.fileno())
    if digest(target) != whole.hexdigest():
        raise OSError("read back differently")


def _copy(source: Path, target: Path) -> None:
    temporary = target.with_name(f".{target.name}.tmp")
    try:
        copy_whole(source, temporary)
        safe_files.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _not_reached(place: Path) -> StorageProblem:
    return StorageProblem(
        "第二の置き場所に控えを写せませんでした。この PC のデータと控えはそのままです。"
        "USB メモリーやネットワークのフォルダーがつながっているか、書き込めるかを確かめてください。",
        where=str(place),
    )
