"""データの消去: keys first, then everything that was sealed with them; what is left is said.

Without a key what remains on a disk's spare blocks is noise: the slots and the keyring's secrets
are what is destroyed, files are named and removed after that.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from app import paths
from app.errors import KeyProblem, StorageProblem
from app.storage import second_place
from app.storage.embedded.backup import KeysBeside
from app.storage.embedded.lock import hold
from app.storage.folders import OfficeFolder
from app.storage.keys import opening as keys
from app.storage.keys.keyring_store import open_keyring
from app.storage.keys.slots import SlotKind

HERE, SECOND = "この PC", "第二の置き場所"
_KEYS = (".keys",)
_NOT_LISTED = (
    "データのフォルダーを読み取れませんでした。何も消していません。"
    "フォルダーを開けるか、ディスクに空きがあるかを確かめて、もう一度行ってください。"
)


@dataclass(frozen=True)
class Found:
    """A file of the office: where it lies, what it is called there, how large, its SHA-256."""

    place: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Wiped:
    """What is gone, what could not be removed and why, and how many secrets the keyring lost."""

    gone: tuple[Found, ...]
    left: tuple[tuple[str, str], ...]
    secrets: int


def files_of(folder: OfficeFolder, office_id: str, second: str) -> tuple[tuple[str, Path], ...]:
    """Every file of the office that can be reached from here, key files first."""
    found = [(HERE, path) for path in sorted(folder.path.rglob("*")) if path.is_file()]
    found.append((HERE, paths.anchors_folder() / f"{office_id}.json"))
    if second:
        there = second_place.folder_in(Path(second), office_id)
        found += [(SECOND, path) for path in sorted(there.rglob("*")) if path.is_file()]
    known = [one for one in found if one[1].is_file() and one[1] != folder.lock_file]
    return tuple(sorted(known, key=lambda one: (one[1].suffix not in _KEYS, str(one[1]))))


def wipe(folder: OfficeFolder, office_id: str, second: str) -> Wiped:
    """Destroy the office of this folder; the caller has closed it and asked whoever must agree."""
    gone: list[Found] = []
    left: list[tuple[str, str]] = []
    with hold(folder):
        try:
            files = files_of(folder, office_id, second)
        except OSError as error:
            raise StorageProblem(_NOT_LISTED, where=str(folder.path)) from error
        forgotten, unforgotten = _forget_secrets([path for _, path in files])
        left += unforgotten
        for place, path in files:
            try:
                what = Found(place, path.name, path.stat().st_size, second_place.digest(path))
                _destroy(path)
            except OSError as error:
                left.append((str(path), error.strerror or "消せませんでした"))
            else:
                gone.append(what)
    if second and not second_place.folder_in(Path(second), office_id).is_dir():
        left.append((second, "第二の置き場所に届きませんでした。そこにある控えは残っています"))
    try:
        _remove_folders(folder, office_id, second)
    except OSError as error:
        left.append((str(folder.path), error.strerror or "空のフォルダーが残りました"))
    return Wiped(tuple(gone), tuple(left), forgotten)


def _forget_secrets(files: list[Path]) -> tuple[int, list[tuple[str, str]]]:
    """Every half of a key that this user's keyring holds for these key files."""
    names: set[str] = set()
    for path in files:
        if path.suffix in _KEYS:
            names |= _names_in(path)
    if not names:
        return 0, []
    try:
        store = open_keyring()
        held = [name for name in sorted(names) if store.read(name) is not None]
        for name in held:
            store.forget(name)
    except KeyProblem as problem:
        return 0, [("PC の鍵の保管場所", problem.message)]
    return len(held), []


def _names_in(path: Path) -> set[str]:
    try:
        file = keys.load(KeysBeside(path))[0]
    except KeyProblem:
        return set()  # what is damaged names no secret
    return {
        keys.secret_name(file.db_id, slot.id) for slot in file.slots if slot.kind is SlotKind.STAFF
    }


def _destroy(path: Path) -> None:
    if path.suffix in _KEYS:
        with path.open("rb+") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    path.unlink()


def _remove_folders(folder: OfficeFolder, office_id: str, second: str) -> None:
    folder.lock_file.unlink(missing_ok=True)
    roots = [folder.path]
    if second:
        roots.append(second_place.folder_in(Path(second), office_id))
    for root in roots:
        for path in sorted((one for one in root.rglob("*") if one.is_dir()), reverse=True):
            _remove_empty(path)
        _remove_empty(root)


def _remove_empty(path: Path) -> bool:
    try:
        path.rmdir()
    except OSError:
        return False  # something that is not ours lies in it
    return True
