"""A 控え of an office with attachments, made as the program makes it while somebody works on.

Ours is copied beside the saves, verified page by page, its history followed, synced and written
down. The baseline is what a careful script would do with nobody at work: the engine's own copy,
both of its checks, the rows counted, synced. The goal is 60 s for a gigabyte with the window usable,
so a contact is saved on this thread over and over meanwhile, and what each save took is told too.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from threading import Thread
from time import perf_counter, sleep
from unittest.mock import patch

from sqlcipher3.dbapi2 import Connection

from app.attachments import actions as attachments
from app.attachments.rules import LARGEST, Owner, OwnerKind, check_file
from app.backups.making import make
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.staff.permissions import Actor
from app.storage.embedded import driver
from app.storage.embedded.backup import Backup
from app.storage.embedded.checking import count_rows
from app.storage.folders import OfficeFolder
from app.storage.opening import open_office
from app.storage.work import Office
from bench import Result
from bench.made_up import PASSPHRASE, MadeUp, clock, made_up
from bench.measuring import clock as timer
from bench.measuring import digest, p95
from bench.processes import folders_at

EPISODES = 1_000
MEGABYTES = {1_000: 10, 10_000: 100, 100_000: 1_000}
"""How much is attached at each of the sizes that benchmarks have."""
PAUSE_S = 0.1
"""Between two saves; people pause longer."""
_CALL = ActivityInput("R8.4.14", "phone", "15", "本人", "様子を聞いた。", "計測 係")
_ALONE = 20


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size on an office of 1,000 episodes."""
    for size in sizes:
        yield from measure(made_up(EPISODES), MEGABYTES[size])


def measure(office: MadeUp, megabytes: int = 1) -> Iterator[Result]:
    """On a copy, which is filled first; `size` of the results is that of the office."""
    with tempfile.TemporaryDirectory() as root, patch.dict(os.environ, folders_at(root)):
        folder = OfficeFolder(Path(shutil.copytree(office.folder.path, Path(root) / "office")))
        opened, actor = open_office(folder, office.staff_id, PASSPHRASE, None, clock())
        with closing(opened):
            episode = _attach(opened, actor, office, megabytes * 1_000_000)
            alone = [_save(opened, actor, episode) for _ in range(_ALONE)]
            made, ours, saves = _ours(opened, actor, episode)
        copied, theirs = _by_hand(folder.data_file, Path(root) / "copy.db", office.key)
        # the history ends with the entry that tells of the copy, which cannot be in it
        lost = len(saves) + _ALONE - _contacts_since(office, folder, episode)
        whole = made.rows == sum(_rows(made.path, office.key).values())
        same = whole and made.rows <= sum(copied.values()) and lost == 0
        name = f"backup of {megabytes:,} MB"
        shown = digest(_attached(made.path, office.key))
        yield Result(name, office.size, ours, theirs, same, rows=shown)
        name = f"save beside the {name}"
        yield Result(name, office.size, median(saves), median(alone), same, p95(saves))


def _attach(opened: Office, actor: Actor, office: MadeUp, wanted: int) -> str:
    """Attach made-up files until so many bytes are kept; gives the episode that owns them."""
    with closing(office.connect()) as connection:
        (episode,) = connection.execute("SELECT min(id) FROM episode").fetchone()
    noise = random.Random(wanted)
    left, number = wanted, 0
    while left > 0:
        content = b"%PDF-1.4\n" + noise.randbytes(min(left, LARGEST) - 9)
        with opened.work(actor) as work:
            owner = Owner(OwnerKind.EPISODE, episode)
            attachments.add(work, owner, check_file(f"{number}.pdf", content))
        left, number = left - len(content), number + 1
    return str(episode)


def _save(opened: Office, actor: Actor, episode: str) -> float:
    began = timer()
    with opened.work(actor) as work:
        contacts.record_activity(work, episode, _CALL)
    return timer() - began


def _ours(opened: Office, actor: Actor, episode: str) -> tuple[Backup, float, list[float]]:
    """The 控え, its seconds, and those of each save meanwhile."""
    made: list[Backup] = []
    failed: list[BaseException] = []

    def back_up() -> None:
        try:
            made.append(make(opened, actor).backup)
        except BaseException as error:  # noqa: BLE001 - raised below, on the thread that waits
            failed.append(error)

    worker = Thread(target=back_up)
    began, saves = perf_counter(), list[float]()
    worker.start()
    while worker.is_alive() or not saves:
        saves.append(_save(opened, actor, episode))
        sleep(PAUSE_S)
    worker.join()
    if failed:
        raise failed[0]
    return made[0], perf_counter() - began, saves


def _by_hand(source: Path, target: Path, key: bytes) -> tuple[dict[str, int], float]:
    began = perf_counter()
    with (
        closing(driver.connect(source, key)) as from_,
        closing(driver.connect(target, key, mode="rwc")) as to,
    ):
        from_.backup(to)
        if to.execute("PRAGMA cipher_integrity_check").fetchall():
            raise ValueError("a page is not authentic")
        if to.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise ValueError("the structure is not whole")
        rows = count_rows(to)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    return rows, perf_counter() - began


def _rows(path: Path, key: bytes) -> dict[str, int]:
    with closing(driver.connect(path, key)) as connection:
        return count_rows(connection)


def _attached(path: Path, key: bytes) -> list[object]:
    """What is attached: the same at each run."""
    with closing(driver.connect(path, key)) as connection:
        sql = "SELECT file_name, size, sha256 FROM attachment ORDER BY file_name"
        return [list(row) for row in connection.execute(sql)]


def _contacts_since(office: MadeUp, folder: OfficeFolder, episode: str) -> int:
    """How many contacts of the episode the data has now that it did not begin with."""
    with (
        closing(office.connect()) as before,
        closing(driver.connect(folder.data_file, office.key)) as now,
    ):
        return _contacts(now, episode) - _contacts(before, episode)


def _contacts(connection: Connection, episode: str) -> int:
    sql = "SELECT count(*) FROM activity WHERE episode_id = ?"
    (count,) = connection.execute(sql, (episode,)).fetchone()
    return int(count)
