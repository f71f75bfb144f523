"""Putting an office that was restored or set up in its place, whole or not at all.

What is to be put in place lies in `restoring`; a file `ready` in it says that it was verified and
where the former data goes. From then on the switch is finished by whoever comes next, so that a
power cut leaves the old office or the new one, and never the one's file with the other's journal.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from datetime import datetime
from pathlib import Path

from app.errors import StorageProblem
from app.storage import safe_files
from app.storage.embedded.header import journal_of
from app.storage.folders import OfficeFolder
from app.storage.second_place import copy_whole


def stage_of(folder: OfficeFolder) -> OfficeFolder:
    """Where an office is made ready before it takes the folder's place."""
    return OfficeFolder(folder.path / "restoring")


def clear_stage(folder: OfficeFolder) -> None:
    """Take away what an unfinished restore left; the office itself was not touched by it."""
    if stage_of(folder).path.exists():
        shutil.rmtree(stage_of(folder).path)


def tidy(folder: OfficeFolder) -> None:
    """Finish what is ready, and take away what never became so; the caller holds the office's lock."""
    if not finish(folder):
        leave_stage(folder)


def leave_stage(folder: OfficeFolder) -> None:
    """Take the stage away unless it is ready; what cannot go now goes when the office is next opened."""
    if not _ready(folder).exists():
        with contextlib.suppress(OSError):
            clear_stage(folder)


def empty_stage(folder: OfficeFolder) -> OfficeFolder:
    """The stage, with nothing in it."""
    clear_stage(folder)
    stage = stage_of(folder)
    stage.path.mkdir(mode=0o700)
    return stage


def mark_ready(folder: OfficeFolder, at: datetime) -> Path:
    """The stage is verified: from now on it takes the folder's place. Gives where the former data goes."""
    kept, number = folder.path / f"before-{at:%Y%m%d-%H%M%S}", 1
    while kept.exists():
        number += 1
        kept = folder.path / f"before-{at:%Y%m%d-%H%M%S}-{number}"
    content = json.dumps({"kept": kept.name}).encode()
    safe_files.sync_folder(stage_of(folder).path)
    safe_files.write_atomically(_ready(folder), content)
    return kept


def finish(folder: OfficeFolder) -> bool:
    """Do, or go on with, a switch that was made ready; says whether there was one.

    The caller holds the office's lock, and nothing of the folder is open.
    """
    if not _ready(folder).exists():
        return False
    stage = stage_of(folder)
    try:
        if stage.data_file.exists():
            kept = folder.path / str(json.loads(_ready(folder).read_bytes())["kept"])
            _keep_former(folder, kept)
            if stage.key_file.exists():
                safe_files.replace(stage.key_file, folder.key_file)
            safe_files.replace(stage.data_file, folder.data_file)
            safe_files.sync_folder(stage.path)  # else a power cut may bring the name back there
        shutil.rmtree(stage.path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageProblem(
            "用意したデータを、置き場所に移し終えられませんでした。用意したデータも、前のデータも残っています。"
            "ほかのプログラムがフォルダーを使っていないか、空きがあるかを確かめて、もう一度開いてください。",
            where=str(folder.path),
        ) from error
    return True


def _ready(folder: OfficeFolder) -> Path:
    return stage_of(folder).path / "ready"


def _keep_former(folder: OfficeFolder, kept: Path) -> None:
    journal = journal_of(folder.data_file)
    former = [path for path in (folder.data_file, journal, folder.key_file) if path.exists()]
    if not former:
        return
    kept.mkdir(mode=0o700, exist_ok=True)
    for path in former:
        if not (kept / path.name).exists():
            _keep(path, kept / path.name)
    safe_files.sync_folder(kept)
    # It belongs to the former data alone: the engine would play it into the new file.
    journal.unlink(missing_ok=True)
    safe_files.sync_folder(folder.path)


def _keep(path: Path, target: Path) -> None:
    """The same file under a second name, or a copy where the disk has no second names."""
    try:
        os.link(path, target)
    except OSError:
        temporary = target.with_name(f".{target.name}.tmp")
        copy_whole(path, temporary)
        safe_files.replace(temporary, target)
