"""R5 and R6: a disk that is really full, and folders that are read-only, gone, held or pulled out."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.storage.embedded import driver
from app.storage.keys.opening import read_slots, unlock_with_passphrase
from tests.faults.forked import Outcome, apart, work
from tests.faults.scene import WORDS, Scene
from tests.faults.sizes import Size
from tests.faults.tally import Tally
from tests.faults.workshop import Workshop

LEAST = 4096
"""A size of nothing would mean one without bounds."""
STEP, ROOM, SIZES = 16 * 1024, 1024 * 1024, 8
PLENTY = "64m"


class NoMount(Exception):
    """This machine lets nobody mount: a full disk cannot be tried, which the suite says."""


def mount(*words: str) -> None:
    """Mount, or say that it cannot be done here."""
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoMount(f"cannot mount here: {done.stderr.strip()}")


def why_not() -> str:
    """Why no disk can be mounted here; '' where one can."""
    with tempfile.TemporaryDirectory() as place:
        try:
            mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", place)
        except NoMount as refused:
            return str(refused)
        subprocess.run(["umount", place], check=True)
    return ""


@contextmanager
def _on_a_disk(shop: Workshop, free: int) -> Iterator[tuple[Scene, Path]]:
    """A copy of the scene on a small disk of its own with so many bytes free."""
    root = shop.root / "disk"
    root.mkdir()
    mount("-t", "tmpfs", "-o", f"size={PLENTY}", "tmpfs", str(root))
    try:
        scene = shop.before.copy(root / "scene")
        scene.enter_folders()
        used = shutil.disk_usage(root).used
        mount("-o", f"remount,size={used + free + LEAST}", str(root))
        yield scene, root
    finally:
        subprocess.run(["umount", "-l", str(root)], check=True)
        shutil.rmtree(root)  # what was written where the disk had been


def full_disk(shop: Workshop) -> Tally:
    """From no room at all to a megabyte; afterwards there is room again, and it can be done."""
    tally = Tally(shop.operation.name, "R5 disk full (tmpfs)")
    sizes = list(range(0, ROOM + 1, STEP))
    few = shop.size.pick(shop.few(SIZES), SIZES, SIZES)
    some = [sizes[at * (len(sizes) - 1) // (few - 1)] for at in range(few)]
    for free in sizes if shop.size is Size.FULL else some:
        with _on_a_disk(shop, free) as (scene, root):
            outcome = work(shop.operation, scene)
            mount("-o", f"remount,size={PLENTY}", str(root))
            shop.judge(tally, scene, outcome, f"{free // 1024} KiB free", again=True)
    return tally


def unreachable(shop: Workshop) -> Tally:
    """The folder is read-only, moved away, deleted, held by another process, or pulled out."""
    tally = Tally(shop.operation.name, "R6 read-only, missing, held, pulled out")
    for name, case in CASES.items():
        with _on_a_disk(shop, 32 * ROOM) as (scene, root):
            outcome = case(shop, scene, root)
            if outcome is not None:
                shop.judge(tally, scene, outcome, name, again=True)
    return tally


def _read_only(shop: Workshop, scene: Scene, root: Path) -> Outcome:
    office = str(scene.folder.path)

    def disturb() -> None:
        mount("--bind", office, office)
        mount("-o", "remount,bind,ro", office)

    scene.folder.path.mkdir(exist_ok=True)
    try:
        return work(shop.operation, scene, disturb_first=disturb)
    finally:
        subprocess.run(["umount", "-l", office], check=True)


def _gone_while_open(shop: Workshop, scene: Scene, root: Path) -> Outcome | None:
    """Moved away once it is open, and back afterwards; what was done meanwhile may not count."""
    if not shop.before.folder.taken:
        return None  # it would be made where the folder had been
    away = root / "away"
    scene.folder.path.mkdir(exist_ok=True)
    outcome = work(shop.operation, scene, disturb_first=lambda: scene.folder.path.rename(away))
    if away.exists():
        shutil.rmtree(scene.folder.path, ignore_errors=True)
        away.rename(scene.folder.path)
    return outcome


def _pulled_out(shop: Workshop, scene: Scene, root: Path) -> Outcome | None:
    """The disk goes at some moment while it is written, and comes back as the program left it."""
    if not shop.before.folder.taken:
        return None  # it would be made where the disk had been
    keep = shop.root / "keep"
    keep.mkdir()
    mount("--bind", str(root), str(keep))
    try:
        outcome = work(
            shop.operation,
            scene,
            disturb_first=lambda: subprocess.run(["umount", "-l", str(root)], check=True) and None,
        )
    finally:
        mount("--bind", str(keep), str(root))
        subprocess.run(["umount", "-l", str(keep)], check=True)
        keep.rmdir()
    return outcome


def _held(shop: Workshop, scene: Scene, root: Path) -> Outcome | None:
    """Another process has the office: it is not opened, and nothing changes."""
    if shop.operation.before is not None:
        return None
    handle = os.open(scene.folder.lock_file, os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        return apart(scene, lambda: None, lambda *_: scene.open()[0].close())
    finally:
        os.close(handle)


def _busy(shop: Workshop, scene: Scene, root: Path) -> Outcome | None:
    """Another program writes into the data file for longer than anybody waits."""
    if shop.operation.before is not None:
        return None
    staff = next(slot.staff_id for slot in read_slots(scene.folder) if slot.staff_id)
    key = unlock_with_passphrase(scene.folder, staff, WORDS, None).data_key
    held: list[object] = []

    def disturb() -> None:
        connection = driver.connect(scene.folder.data_file, key)
        connection.execute("BEGIN IMMEDIATE")
        held.append(connection)

    try:
        return work(shop.operation, scene, disturb_first=disturb)
    finally:
        for connection in held:
            connection.close()  # type: ignore[attr-defined]


CASES: dict[str, Callable[[Workshop, Scene, Path], Outcome | None]] = {
    "read-only": _read_only,
    "moved away while open": _gone_while_open,
    "pulled out": _pulled_out,
    "held by another process": _held,
    "busy for long": _busy,
}
