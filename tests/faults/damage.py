"""D1 to D3: bytes flipped, files cut, grown, emptied, swapped and put back as they were yesterday.

What is read from a damaged file is refused, or is provably what was there; reading changes nothing.
The data file, the key file, letters and cards have long runs of their own (loops.py).
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from app.errors import TeichakuError
from app.storage import failed_tries
from app.storage.anchor import anchor_of
from app.storage.drafts import Draft, Drafts
from app.storage.embedded import backup, checking
from app.storage.embedded.header import PAGE
from app.storage.keys.opening import read_slots, unlock_with_passphrase
from app.storage.server.invitation import Invitation, public_key_of, read, sign, write
from tests.conftest import MEMORY, NOW
from tests.faults.judge import State, state_of
from tests.faults.operations import OPERATIONS, Desk, make, with_case
from tests.faults.scene import CANARY, WORDS, Scene
from tests.faults.sizes import Size
from tests.faults.tally import Tally
from tests.faults.workshop import SEED

Read = Callable[[], object]
SOME = 600
SMALL = 20_000
"""Bytes of a file that is cut at every length in every run."""
MOST = 200_000
"""How many bytes the aim flips of a file that has more: one look at a 控え takes 6 ms."""


class Refused(Exception):
    """What a reader says that does not raise by itself."""


def damage(size: Size) -> Iterator[tuple[str, Callable[[], list[Tally]]]]:
    """Each kind of file."""
    for name, kind in KINDS.items():
        yield f"damage {name}", partial(_in_a_scene, name, kind, size)


def _in_a_scene(name: str, kind: Callable[[Scene], tuple[Path, Read]], size: Size) -> list[Tally]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="teichaku-faults-", dir=_place()) as root:
        scene = Scene(Path(root) / "scene")
        scene.root.mkdir()
        scene.enter()
        path, look = kind(scene)
        tally = _damaged(name, path, look, random.Random(SEED), size)
    tally.seconds = time.monotonic() - began
    return [tally]


def _place() -> Path | None:
    return MEMORY if MEMORY.is_dir() else None


def _damaged(name: str, path: Path, look: Read, chance: random.Random, size: Size) -> Tally:
    tally = Tally(name, "D1-D3 flipped, cut, grown, emptied, pages swapped")
    whole, expected = path.read_bytes(), look()
    for what, content in _changed(whole, chance, size):
        if content == whole:
            continue
        path.write_bytes(content)
        tally.tried += 1
        try:
            found = look()
        except (TeichakuError, Refused) as refusal:
            if CANARY in str(refusal):
                tally.wrong("plain", f"{what}: in the message")
        except Exception as error:  # noqa: BLE001  # a crash is what is looked for
            tally.wrong("silent", f"{what}: {type(error).__name__} {error}")
        else:
            if found != expected:
                tally.wrong("silent", f"{what}: read as something else")
        if path.read_bytes() != content:
            tally.wrong("half", f"{what}: reading wrote into it")
    path.write_bytes(whole)
    assert look() == expected
    return tally


def _changed(whole: bytes, chance: random.Random, size: Size) -> Iterator[tuple[str, bytes]]:
    places = range(len(whole))
    flips = min(size.pick(SOME, MOST, len(whole)), len(whole))
    some = sorted(chance.sample(places, flips))
    for at in some:
        bit = 1 << chance.randrange(8)
        yield f"bit {bit} of byte {at}", whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :]
    few = size is Size.SLICE and len(whole) >= SMALL
    for length in some[:: max(1, flips // 60)] if few else places:
        yield f"cut at {length}", whole[:length]
    for more in (1, 511, PAGE, 1 << 20):
        yield f"{more} bytes more", whole + bytes(more)
    pages = [whole[at : at + PAGE] for at in range(0, len(whole), PAGE)]
    for one in range(min(len(pages), 60) if few else len(pages)):
        zeroed = [*pages[:one], bytes(len(pages[one])), *pages[one + 1 :]]
        yield f"page {one} zeroed", b"".join(zeroed)
        other = chance.randrange(len(pages))
        swapped = list(pages)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        yield f"pages {one} and {other} swapped", b"".join(swapped)
    yield "a plain SQLite file", b"SQLite format 3\0".ljust(max(len(whole), 100), b"\0")


def _anchor(scene: Scene) -> tuple[Path, Read]:
    with_case(scene)
    office, _ = scene.open()
    anchor = anchor_of(scene.folder, office.office_id, office.chain_key)
    office.close()
    anchor.files = (scene.folder.anchor_file,)

    def look() -> object:
        found = anchor.read()
        if not found:
            raise Refused
        return found

    return scene.folder.anchor_file, look


def _tries(scene: Scene) -> tuple[Path, Read]:
    """Holds no secret and is not sealed: whatever it says, nothing but the count may suffer."""
    with_case(scene)
    failed_tries.note(scene.folder, "somebody", NOW.now())

    def look() -> object:
        failed_tries.read(scene.folder)
        return "read"

    return scene.folder.tries_file, look


def _draft(scene: Scene) -> tuple[Path, Read]:
    drafts = Drafts(scene.root / "drafts", b"t" * 32)
    typed = {"content": f"{CANARY}の相談" * 40}
    kept = Draft("d", "office", "staff", "activity", "s", "e", NOW.now(), typed=typed)
    drafts.write(kept, drafts.turn())
    [path] = drafts.folder.iterdir()

    def look() -> object:
        found = drafts.list("office", "staff")
        if not found.drafts:
            assert found.ignored == 1
            raise Refused
        return [replace(one) for one in found.drafts]

    return path, look


def _backup(scene: Scene) -> tuple[Path, Read]:
    with_case(scene)
    staff = next(slot.staff_id for slot in read_slots(scene.folder) if slot.staff_id)
    unlocked = unlock_with_passphrase(scene.folder, staff, WORDS, None)
    made = backup.back_up(scene.folder, unlocked.data_key, clock=NOW)
    chain_key = unlocked.subkey("history chain")
    return made.path, lambda: checking.check(made.path, unlocked.data_key, chain_key)


def _invitation(scene: Scene) -> tuple[Path, Read]:
    path = scene.root / "office.teichaku-office"
    seed = bytes(range(32))
    plain = Invitation(
        host="192.0.2.10",
        port=5432,
        database="teichaku",
        certificate="-----BEGIN CERTIFICATE-----\n",
        office_id="0" * 31 + "1",
        office="見本県地域生活定着支援センター",
        people={"d" * 64: "a" * 32},
        public_key=public_key_of(seed),
    )
    path.write_bytes(write(sign(plain, seed)))
    return path, lambda: read(path.read_bytes())


KINDS = {
    "anchor": _anchor,
    "tries file": _tries,
    "draft": _draft,
    "backup": _backup,
    "invitation": _invitation,
}


def replayed(size: Size) -> Iterator[tuple[str, Callable[[], list[Tally]]]]:
    """Pages and files of yesterday put back, and another office's files put in their place."""
    yield "replayed data file", partial(_replayed, size)


def _replayed(size: Size) -> list[Tally]:
    began = time.monotonic()
    files = Tally("data file", "D3 yesterday's file, another office's file")
    pages = Tally("data file", "D3 one page of yesterday put back")
    with tempfile.TemporaryDirectory(prefix="teichaku-faults-", dir=_place()) as root:
        scene = Scene(Path(root) / "scene")
        scene.root.mkdir()
        scene.enter()
        with_case(scene)
        yesterday = scene.folder.data_file.read_bytes()
        for name in ("save case", "add contact"):
            desk = Desk(scene)
            desk.office, desk.actor = scene.open()
            OPERATIONS[name].act(desk)
        today = scene.folder.data_file.read_bytes()
        expected = state_of(scene.copy(Path(root) / "expected"))
        _whole_files(files, scene, yesterday, Path(root))
        _pages(pages, scene, (yesterday, today), expected, Path(root))
    files.seconds = pages.seconds = (time.monotonic() - began) / 2
    return [files, pages]


def _whole_files(tally: Tally, scene: Scene, yesterday: bytes, root: Path) -> None:
    other = Scene(root / "other")
    other.root.mkdir()
    make(other.folder)[0].close()
    for what, content in (
        ("yesterday's data file", yesterday),
        ("another office's data file", other.folder.data_file.read_bytes()),
        ("an empty file", b""),
        ("a plain SQLite file", b"SQLite format 3\0".ljust(PAGE, b"\0")),
    ):
        tried = scene.copy(root / "tried")
        tried.folder.data_file.write_bytes(content)
        tally.tried += 1
        found = state_of(tried)
        if "not opened" not in found.records and not found.older:
            tally.wrong("silent", f"{what} was opened")
        if not found.older and tried.folder.data_file.read_bytes() != content:
            tally.wrong("half", f"{what} was written to")
        shutil.rmtree(tried.root)


def _pages(
    tally: Tally, scene: Scene, both: tuple[bytes, bytes], expected: State, root: Path
) -> None:
    yesterday, today = both
    for at in range(0, len(yesterday), PAGE):
        old = yesterday[at : at + PAGE]
        if old == today[at : at + PAGE]:
            continue
        tried = scene.copy(root / "tried")
        tried.folder.data_file.write_bytes(today[:at] + old + today[at + PAGE :])
        tally.tried += 1
        found = state_of(tried)
        refused = "not opened" in found.records or found.broken or found.older
        if not refused and found.records != expected.records:
            tally.wrong("silent", f"page {at // PAGE} of yesterday was read")
        shutil.rmtree(tried.root)
