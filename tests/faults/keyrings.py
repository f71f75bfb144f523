"""D4: the keyring is empty, locked, slow, broken, lies, or is another one. Nothing is made or overwritten.

Each case ends in a refusal for the user or in the very office; afterwards the files are as they were
and the recovery code opens.
"""

from __future__ import annotations

import base64
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.errors import KeyProblem, TeichakuError
from app.storage.folders import OfficeFolder
from app.storage.keys import NewStaff, changing, open_keyring
from app.storage.keys.keyring_store import KeyringStore
from app.storage.opening import create_office, open_office, open_with_recovery
from tests.conftest import MEMORY, NOW, MemoryKeyring
from tests.faults.judge import digest
from tests.faults.operations import CENTRE, FIRST
from tests.faults.scene import NEW_WORDS, WORDS, Scene
from tests.faults.sizes import Size
from tests.faults.tally import Tally

SLOW = 0.5


def store_of(backend: object) -> KeyringStore:
    """The store on this backend, whatever its class."""
    name = f"{type(backend).__module__}.{type(backend).__qualname__}"
    return open_keyring(backend, allowed=frozenset({name}))  # type: ignore[arg-type]


class Broken(MemoryKeyring):
    """A keyring with one thing wrong."""

    def __init__(
        self, kept: dict[tuple[str, str], str], wrong: Callable[[str], str | None]
    ) -> None:
        super().__init__()
        self.secrets, self.wrong = kept, wrong

    def get_password(self, service: str, username: str) -> str | None:
        """What is wrong with it."""
        return self.wrong(self.secrets[service, username])


def _raises(error: Exception) -> Callable[[str], str | None]:
    def wrong(_: str) -> str | None:
        raise error

    return wrong


def _slow(secret: str) -> str:
    time.sleep(SLOW)
    return secret


WRONG: dict[str, tuple[Callable[[str], str | None], bool]] = {
    "empty": (lambda _: None, False),
    "locked": (_raises(RuntimeError("Prompt dismissed")), False),
    "fails": (_raises(OSError(5, "Input/output error")), False),
    "slow": (_slow, True),
    "garbage": (lambda _: "%%%日本", False),
    "nothing but ''": (lambda _: "", False),
    "too short": (lambda _: base64.b64encode(b"x" * 31).decode(), False),
    "another office's secret": (lambda _: base64.b64encode(b"x" * 32).decode(), False),
    "the secret cut": (lambda secret: secret[:-8], False),
}
"""What the keyring answers, and whether the office opens all the same."""


def keyrings(size: Size) -> Iterator[tuple[str, Callable[[], list[Tally]]]]:
    """Twelve cases, all of them in every run."""
    yield "keyring", _keyrings


def _keyrings() -> list[Tally]:
    began = time.monotonic()
    tally = Tally("sign-in, key change", "D4 keyring empty, locked, slow, lying, another one")
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="teichaku-faults-", dir=place) as root:
        scene = Scene(Path(root) / "scene")
        scene.root.mkdir()
        scene.enter()
        backend = MemoryKeyring()
        office, actor, recovery = create_office(scene.folder, CENTRE, FIRST, store_of(backend), NOW)
        recovery.confirm(recovery.code)
        office.close()
        kept, staff = dict(backend.secrets), actor.staff_id
        files = _digests(scene.folder)
        for name, (wrong, opens) in WRONG.items():
            tally.tried += 1
            store = store_of(Broken(dict(kept), wrong))
            said = _opened(scene.folder, staff, store)
            if (said == "") != opens:
                tally.wrong("silent", f"{name}: {said or 'opened'}")
            if not opens and _digests(scene.folder) != files:
                tally.wrong("half", f"{name}: files were changed")
            files = _digests(scene.folder)
        _without_proof(tally, scene, store_of(_Forgets()), "forgets what is written")
        _without_proof(tally, scene, store_of(_Fails()), "refuses to be written to")
        _plaintext(tally)
        if _digests(scene.folder)["teichaku.keys"] != files["teichaku.keys"]:
            tally.wrong("half", "the key file was changed")
        try:
            open_with_recovery(scene.folder, recovery.code, NOW)[0].close()
        except TeichakuError as error:
            tally.wrong("lost", f"the recovery code no longer opens: {error}")
    tally.seconds = time.monotonic() - began
    return [tally]


class _Forgets(MemoryKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep nothing."""


class _Fails(MemoryKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        """Fail."""
        raise PermissionError(13, "denied")


class _Plaintext(MemoryKeyring):
    """Stands for a store that keeps its secrets in a readable file."""


def _opened(folder: OfficeFolder, staff: str, store: KeyringStore) -> str:
    try:
        open_office(folder, staff, WORDS, store, NOW)[0].close()
    except TeichakuError as error:
        return str(error)
    return ""


def _without_proof(tally: Tally, scene: Scene, store: KeyringStore, name: str) -> None:
    """Set-up and a new 合言葉 on a keyring that keeps nothing: neither leaves anything behind."""
    tally.tried += 1
    other = OfficeFolder(scene.root / "other")
    try:
        create_office(other, CENTRE, FIRST, store, NOW)[0].close()
        tally.wrong("silent", f"{name}: set up all the same")
    except KeyProblem:
        left = [path.name for path in other.path.iterdir() if path.name != "teichaku.lock"]
        if left:
            tally.wrong("half", f"{name}: left {left}")
    shutil.rmtree(other.path)
    office, _, recovery = create_office(other, CENTRE, FIRST, changing.PassphraseOnly(), NOW)
    office.close()
    before = digest(other.key_file)
    try:
        changing.add_staff_slot(other, recovery.unlocked, NewStaff("2", "見本", NEW_WORDS), store)
        tally.wrong("silent", f"{name}: gave somebody a key all the same")
    except KeyProblem:
        if digest(other.key_file) != before:
            tally.wrong("half", f"{name}: the key file was changed")
    shutil.rmtree(other.path)


def _plaintext(tally: Tally) -> None:
    tally.tried += 1
    try:
        open_keyring(_Plaintext())  # type: ignore[arg-type]
    except KeyProblem:
        return
    tally.wrong("plain", "a store in plain text was taken")


def _digests(folder: OfficeFolder) -> dict[str, str]:
    """What every file says, but for the lock and the tries."""
    found = (path for path in folder.path.rglob("*") if path.is_file())
    noted = (folder.lock_file, folder.tries_file)  # a wrong secret counts as a wrong 合言葉
    return {path.name: digest(path) for path in found if path not in noted}
