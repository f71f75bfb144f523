"""One round through a folder that offices share: take in what is new, leave what waits, tidy up.

Whoever wrote a file removes it, once the other side says that the letter is there: a synced folder
then ends empty, and two programs never move the same file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import FileProblem, InvalidInput, LetterRefused
from app.handoff.arriving.actions import Arrived, take_in
from app.handoff.carrying.queries import NAME, Waiting, here_already, our_own, undelivered
from app.handoff.sealing.files import ENDING, LARGEST, read_whole
from app.handoff.writing.actions import seal
from app.staff.permissions import Actor
from app.storage.safe_files import write_atomically
from app.storage.work import Office

_CUT_OFF = re.compile(rf"\.([0-9a-f]{{{NAME}}}){re.escape(ENDING)}\.[0-9a-f]+\.tmp")
_SECONDS_WRITTEN = 3600
"""Nobody writes one letter for longer; an older unfinished file was left by a round that was cut off."""
_OURS = re.compile(rf"[0-9a-f]{{{NAME}}}{re.escape(ENDING)}")


@dataclass(frozen=True)
class NotTaken:
    """A file that was left where it is, and why."""

    name: str
    code: str
    sentence: str


@dataclass(frozen=True)
class Round:
    """What one round did."""

    taken: tuple[Arrived, ...]
    left: tuple[NotTaken, ...]
    written: tuple[str, ...]
    """Names of the files that were written for the others."""
    removed: tuple[str, ...]
    held: tuple[tuple[Waiting, str], ...]
    """Letters that could not be sealed, with the reason."""


def go_round(
    office: Office, actor: Actor, folder: Path, step: Callable[[int, int], None] | None = None
) -> Round:
    """Carry letters through the folder once; every letter is a transaction of its own."""
    if not folder.is_dir():
        raise FileProblem(
            f"フォルダー「{folder.name}」が見つかりません。文は何も動かしていません。"
            "場所を確かめてから、もう一度始めてください。",
            where=str(folder),
        )
    taken, left = _take_in(office, actor, folder, step)
    written, removed, held = leave(office, actor, folder)
    return Round(taken, left, written, removed, held)


def _take_in(
    office: Office, actor: Actor, folder: Path, step: Callable[[int, int], None] | None
) -> tuple[tuple[Arrived, ...], tuple[NotTaken, ...]]:
    files = sorted(path for path in folder.iterdir() if _is_letter(path.name))
    reads = (_reader(path) for path in files)
    return take_files(
        office, actor, tuple(zip((one.name for one in files), reads, strict=True)), step
    )


def _reader(path: Path) -> Callable[[], bytes]:
    return lambda: read_whole(path, LARGEST, "too_large")


def take_files(
    office: Office,
    actor: Actor,
    files: Sequence[tuple[str, Callable[[], bytes]]],
    step: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Arrived, ...], tuple[NotTaken, ...]]:
    """Take files in, each by itself; those that are here by their name are not even read."""
    taken: list[Arrived] = []
    left: list[NotTaken] = []
    for number, (name, read) in enumerate(files):
        if step is not None:
            step(number, len(files))
        if _OURS.fullmatch(name) and _known(office, actor, name):
            continue
        try:
            data = read()
            with office.work(actor) as work:
                taken.append(take_in(work, data))
        except LetterRefused as refusal:
            left.append(NotTaken(name, refusal.where, refusal.message))
        except FileProblem as problem:  # an attachment of a kind that is not kept here
            left.append(NotTaken(name, problem.code, problem.message))
    return tuple(taken), tuple(left)


def _is_letter(name: str) -> bool:
    """Not a draft that somebody is writing at this moment."""
    return name.endswith(ENDING) and not name.startswith(".")


def _known(office: Office, actor: Actor, name: str) -> bool:
    with office.reading(actor) as reading:
        return here_already(reading, name[:NAME])


def leave(
    office: Office, actor: Actor, folder: Path
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[Waiting, str], ...]]:
    """Seal what waits into the folder and tidy up; says what was written, removed and held back."""
    with office.reading(actor) as reading:
        waiting = undelivered(reading)
    wanted = {f"{one.digest[:NAME]}{ENDING}": one for one in waiting if not one.on_paper}
    written: list[str] = []
    held: list[tuple[Waiting, str]] = []
    for name, one in wanted.items():
        if one.sealed and (folder / name).exists():
            continue  # a file whose letter is not marked was left by a round that was cut off
        try:
            with office.work(actor) as work:
                sealed = seal(work, one.id)
                write_atomically(folder / name, sealed.data)
        except InvalidInput as refused:
            held.append((one, next(iter(refused.by_field().values()))))
        except OSError as error:
            raise FileProblem(
                f"フォルダー「{folder.name}」に書けませんでした。文は残っていて、次の回に書きます。"
                "空きと書き込みの権限を確かめてください。",
                where=str(folder),
            ) from error
        else:
            written.append(name)
    return tuple(written), _tidy(office, actor, folder, set(wanted)), tuple(held)


def _tidy(office: Office, actor: Actor, folder: Path, wanted: set[str]) -> tuple[str, ...]:
    """Remove the files of our own letters that have arrived, and unfinished ones that were left."""
    removed: list[str] = []
    for path in sorted(folder.iterdir()):
        left = _CUT_OFF.fullmatch(path.name)
        if left is not None:
            age = office.clock.now().timestamp() - path.stat().st_mtime
            name = left[1] if age > _SECONDS_WRITTEN else ""
        else:
            done = _OURS.fullmatch(path.name) and path.name not in wanted
            name = path.name[:NAME] if done else ""
        if not name:
            continue
        with office.reading(actor) as reading:
            ours = our_own(reading, name)
        if ours:
            path.unlink(missing_ok=True)
            removed.append(path.name)
    return tuple(removed)
