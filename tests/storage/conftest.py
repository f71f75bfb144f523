"""An office's folder with real files, cheap key derivation, and a keyring in memory."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.storage import migrate
from app.storage.embedded.engine import open_engine
from app.storage.folders import OfficeFolder
from app.storage.keys import (
    Costs,
    KdfPolicy,
    KeyringStore,
    NewRecovery,
    NewStaff,
    PassphraseOnly,
    Unlocked,
    create_key_file,
    open_keyring,
)
from app.storage.transactions import for_writing

CANARY = "極秘山田カナリア壱弐参"
PASSPHRASE = "ひらけ とびら もくれん 2026"
STAFF = "staff-1"
_CHEAP = Costs(memory_kib=8, iterations=1, lanes=1)


class MemoryBackend:
    """Keeps secrets in a dictionary; tests must allow it by name."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[(service, username)]


@dataclass(frozen=True)
class Made:
    """A made office: folder, opened key, recovery code."""

    folder: OfficeFolder
    unlocked: Unlocked
    recovery: NewRecovery

    @property
    def key(self) -> bytes:
        return self.unlocked.data_key

    def engine(self) -> Engine:
        return open_engine(self.folder.data_file, self.key)


@pytest.fixture(scope="session")
def policy() -> KdfPolicy:
    """Derivation that costs microseconds, with a ceiling to match."""
    return KdfPolicy(costs=_CHEAP, floor=_CHEAP, ceiling=Costs(64, 9, 8))


@pytest.fixture
def folder(tmp_path: Path) -> OfficeFolder:
    made = OfficeFolder(tmp_path / "office")
    made.prepare()
    return made


@pytest.fixture
def backend() -> MemoryBackend:
    return MemoryBackend()


@pytest.fixture
def keyring_store(backend: MemoryBackend) -> KeyringStore:
    name = f"{MemoryBackend.__module__}.{MemoryBackend.__qualname__}"
    return open_keyring(backend, allowed=frozenset({name}))


@pytest.fixture(scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory, policy: KdfPolicy) -> Made:
    folder = OfficeFolder(tmp_path_factory.mktemp("made") / "office")
    folder.prepare()
    unlocked, recovery = create_key_file(
        folder, NewStaff(STAFF, "佐藤", PASSPHRASE), PassphraseOnly(), policy=policy
    )
    engine = open_engine(folder.data_file, unlocked.data_key, create=True)
    migrate.create_schema(engine)
    with for_writing(engine).begin() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT NOT NULL)"))
        connection.execute(
            text("INSERT INTO note (words) VALUES (:words)"),
            [{"words": f"{CANARY}{number}"} for number in range(50)],
        )
    engine.dispose()
    return Made(folder, unlocked, recovery)


@pytest.fixture
def made(folder: OfficeFolder, _made_once: Made) -> Made:
    """Key file and migrated data file with one table of records holding the canary."""
    shutil.copytree(_made_once.folder.path, folder.path, dirs_exist_ok=True)
    return replace(_made_once, folder=folder, recovery=replace(_made_once.recovery, folder=folder))


@pytest.fixture
def unchanged(folder: OfficeFolder) -> Iterator[Callable[[], None]]:
    """Call it once the files are as they should stay; the end of the test compares every byte."""
    taken: list[dict[str, str]] = []
    yield lambda: taken.append(snapshot(folder.path))
    assert taken, "the test never said what must stay"
    assert snapshot(folder.path) == taken[-1]


def snapshot(folder: Path) -> dict[str, str]:
    """The hash of every file below the folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def clear() -> Callable[[Exception], str]:
    """Checks that an error is one clear Japanese message and gives its text."""
    return clear_message


def clear_message(error: Exception) -> str:
    message = str(error)
    assert re.search("[ぁ-ん]", message), message
    assert message.endswith("。"), message
    assert message.count("。") >= 2, message
    assert len(message) < 300, message
    assert not re.search("[!！\n]|Error|error|None|Traceback", message), message
    assert CANARY not in message
    assert PASSPHRASE not in message
    return message


@pytest.fixture
def words() -> dict[str, str]:
    """The canary, the passphrase and the staff id that `made` uses."""
    return {"canary": CANARY, "passphrase": PASSPHRASE, "staff": STAFF}


@pytest.fixture
def root() -> Path:
    """The project's folder, for subprocesses."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture
def child_environment(root: Path) -> dict[str, str]:
    """Python that a test starts finds the program here, and what this run was given to find."""
    found = filter(None, (str(root), os.environ.get("PYTHONPATH")))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(found)}
