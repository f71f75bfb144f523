"""The one judge of all faults: opens what is left as a person would, and says what state it is in."""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pypdfium2
from sqlalchemy import select, text

from app.backups import queries as backups
from app.errors import TeichakuError
from app.history.chain import Link, check
from app.storage.anchor import RESTORED, NotTheSameHistory
from app.storage.embedded import backup, checking
from app.storage.keys.opening import unlock_with_passphrase
from app.storage.records import Base, HistoryEntry, Staff
from app.storage.whole.sealed import SealedReader
from app.storage.work import Office
from tests.faults.forked import Outcome, apart
from tests.faults.scene import CANARY, CODE, NEW_WORDS, WORDS, Scene

CODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp")
NEEDLES = tuple(CANARY.encode(coding) for coding in CODINGS)
_CLOSED = "not opened"
_TORN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, struct.error)
"""What the zip library says to a file of which a lost power left some sectors."""
_BESIDE = ("sign_in", "sign_in.failed", RESTORED, backups.MADE, backups.FAILED)
"""Entries of no record: that it was opened, that a 控え was made or tried. They are owed while the disk fails."""
_ESTABLISHED = re.compile(
    r"teichaku\.(db|keys|lock|anchor|tries)|backups(/teichaku-[\d-]+\.(db|keys|json))?"
    r"|drafts(/teichaku\w*\.draft)?|before-[\d-]+(/teichaku\.(db|keys|db-journal))?"
)


@dataclass(frozen=True)
class State:
    """What is there: the records, the keys, the files for others; and what is wrong in itself."""

    records: str
    keys: str
    files: str
    backups: int
    plain: tuple[str, ...]
    broken: tuple[str, ...]
    older: bool = False
    """Whether it was opened only as data that was put back from a 控え."""

    def differences(self, other: State) -> str:
        """Which parts differ."""
        names = ("records", "keys", "files")
        return " ".join(name for name in names if getattr(self, name) != getattr(other, name))


def state_of(scene: Scene) -> State:
    """Look at what is left of a scene; the office is opened (so what a crash left is taken back)."""
    plain = plain_words(scene)
    looked = apart(scene, lambda: None, lambda _, __: _look(scene))
    if looked.error:
        return State("", "", "", 0, plain, (f"judge: {looked.words[-1500:]}",))
    records, keys, files, kept, broken, older = looked.answer
    plain += plain_words(scene)
    if not records.startswith(_CLOSED):  # what cannot be opened yet is cleared by the next set-up
        plain += left_over(scene)
    found = tuple(dict.fromkeys(plain))
    return State(records, keys, files, kept, found, tuple(broken), older)


def plain_words(scene: Scene) -> tuple[str, ...]:
    """Files in which words of the case can be read, other than those that were asked for."""
    found = []
    for path in scene.root.rglob("*"):
        if not path.is_file() or path.name in ("given.json", "ledger.xlsx"):
            continue
        if path.parent == scene.out and not path.name.startswith("."):
            continue  # what the person asked for
        if any(needle in data for data in _contents(path) for needle in NEEDLES):
            found.append(f"{path.relative_to(scene.root)} can be read")
    return tuple(found)


def left_over(scene: Scene) -> tuple[str, ...]:
    """Files that nobody needs, after the office was opened and closed again."""
    office, found = scene.folder.path, []
    for path in office.rglob("*"):
        name = str(path.relative_to(office))
        if not _ESTABLISHED.fullmatch(name):
            found.append(f"office/{name} is left over")
    for folder in (scene.tmp, scene.out):
        hidden = folder == scene.out
        found += [
            f"{path.relative_to(scene.root)} is left over"
            for path in folder.rglob("*")
            if path.is_file() and (path.name.startswith(".") or not hidden)
        ]
    return tuple(found)


def _contents(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with contextlib.suppress(*_TORN), zipfile.ZipFile(io.BytesIO(data)) as parts:
            yield from (_as_far_as_whole(parts, name) for name in parts.namelist())


def _as_far_as_whole(parts: zipfile.ZipFile, name: str) -> bytes:
    """What of a part can still be unpacked, where sectors of it were lost."""
    found = bytearray()
    with contextlib.suppress(*_TORN), parts.open(name) as part:
        while more := part.read(512):
            found += more
    return bytes(found)


def _look(scene: Scene) -> tuple[str, str, str, int, list[str], bool]:
    broken: list[str] = []
    older = False
    keys = _keys(scene)
    words = NEW_WORDS if keys.startswith("new") else WORDS
    try:
        office, older = _opened(scene, words)
    except (TeichakuError, StopIteration) as error:
        records = f"{_CLOSED}: {type(error).__name__} {error}"
    else:
        try:
            records = fingerprint(office)
            broken += unsound(office, scene)
        finally:
            office.close()
    kept = len(backup.list_backups(scene.folder))
    return records, keys, _files(scene), kept, broken, older


def _opened(scene: Scene, words: str) -> tuple[Office, bool]:
    """The office, also where a 控え was put back; whether it was."""
    try:
        return scene.open(words)[0], False
    except NotTheSameHistory:
        return scene.open(words, restored=True)[0], True


def fingerprint(office: Office) -> str:
    """Every table's rows and the length of all that is in them, without that it was opened."""
    told = []
    with office.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            size, count = 0, 0
            # As it is written: compiling a hundred selects costs a judge more than all the rest.
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"'):
                if table.name == "history_entry" and row._mapping["kind"] in _BESIDE:
                    continue
                if table.name == "operation":
                    continue  # one for each entry
                count += 1
                size += sum(len(str(one)) for one in row if not isinstance(one, bytes | int))
            told.append(f"{table.name} {count} {size}")
    return "\n".join(told)


def unsound(office: Office, scene: Scene) -> list[str]:
    """What is wrong with pages, references, the history's chain or a backup."""
    found = []
    with office.engine.connect() as connection:
        for pragma, whole in (
            ("cipher_integrity_check", []),
            ("integrity_check", [("ok",)]),
            ("foreign_key_check", []),
        ):
            rows = [tuple(row) for row in connection.execute(text(f"PRAGMA {pragma}"))]
            if rows != whole:
                found.append(f"{pragma}: {rows[:3]}")
        names = Link.__dataclass_fields__
        entries = connection.execute(select(HistoryEntry.__table__).order_by(HistoryEntry.seq))
        links = [(Link(**{name: row._mapping[name] for name in names}), row.mac) for row in entries]
        checked = check(office.chain_key, links)
        if checked.broken is not None:
            found.append(f"history: {checked.broken}")
        staff = connection.execute(select(Staff.id)).scalars().first()
    if staff is not None:
        with contextlib.suppress(TeichakuError):
            key = unlock_with_passphrase(scene.folder, staff, WORDS, None).data_key
            found += [
                f"backup {path.name}: {error}"
                for path in backup.list_backups(scene.folder)
                if (error := _unverified(path, key))
            ]
    return found


def _unverified(path: Path, key: bytes) -> str:
    try:
        checking.check(path, key)
    except TeichakuError as error:
        return str(error)
    return "" if path.with_suffix(".keys").exists() else "its keys are missing"


def _keys(scene: Scene) -> str:
    """Which 合言葉 open, and how many slots there are."""
    from app.storage.keys.opening import read_slots

    try:
        slots = read_slots(scene.folder)
    except TeichakuError as error:
        return f"no keys: {error}"
    kinds = Counter(f"{slot.kind.value} {slot.confirmed}" for slot in slots)
    first = next((slot.staff_id for slot in slots if slot.staff_id), "")
    opening = [
        name for name, words in (("old", WORDS), ("new", NEW_WORDS)) if _opens(scene, first, words)
    ]
    return f"{'+'.join(opening)} {sorted(kinds.items())}"


def _opens(scene: Scene, staff: str, words: str) -> bool:
    try:
        unlock_with_passphrase(scene.folder, staff, words, None)
    except TeichakuError:
        return False
    return True


def _files(scene: Scene) -> str:
    """What lies in the folder for others: old, new and whole, or half."""
    told = [
        f"{path.name if path.suffix != '.teichaku' else 'letter'} {_whole(path)}"
        for path in sorted(scene.out.iterdir())
        if not path.name.startswith(".")
    ]
    return "\n".join(sorted(told))


def _whole(path: Path) -> str:
    data = path.read_bytes()
    if data == b"of an earlier time":
        return "old"
    try:
        if path.suffix == ".xlsx":
            openpyxl.load_workbook(io.BytesIO(data)).close()
        elif path.suffix == ".pdf":
            pypdfium2.PdfDocument(data).close()
        elif path.suffix == ".teichaku-whole":
            reader = SealedReader(io.BytesIO(data), CODE)
            while reader.read(1 << 16):
                pass
        elif path.suffix == ".teichaku":
            assert len(data) > 2_000
    except Exception as error:  # noqa: BLE001  # whatever the reader says: it is not whole
        return f"half {len(data)} {type(error).__name__}"
    return "new"


def digest(path: Path) -> str:
    """The content of a file as one number."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What a fault left behind, in the words of the table; '' when nothing is wrong."""

    lost: str = ""
    half: str = ""
    silent: str = ""
    plain: str = ""


def verdict(
    stages: list[State], found: State, outcome: Outcome, *, apart: bool, destroys: bool = False
) -> Verdict:
    """Hold a state against the stages of an undisturbed run."""
    if destroys and outcome.acknowledged:
        found = _being_destroyed(found, stages[-1])
        stages = [replace(stage, backups=0) for stage in stages]
    said = [needle for needle in (CANARY, *NAMES) if needle in outcome.words]
    plain = "; ".join([*found.plain, *(["words of the case in an error"] if said else [])])
    half = "; ".join(found.broken)
    silent = "hung" if outcome.hung else ""
    allowed = stages[outcome.acknowledged : outcome.acknowledged + 2]
    lost = "" if found.backups >= allowed[0].backups else "a 控え is gone"
    if not outcome.error and not outcome.killed:
        allowed = stages[-1:]
    if not any(_same(found, stage) for stage in allowed) and not (
        apart and _pieces(found, allowed)
    ):
        earlier = stages[: outcome.acknowledged]
        words = f"after {outcome.acknowledged} steps: {_told(found, allowed)}"
        if not outcome.error and not outcome.killed:
            silent = f"done, it was said; {words}"
        elif any(_same(found, stage) for stage in earlier):
            lost = "; ".join(filter(None, (lost, words)))
        else:
            half = "; ".join(filter(None, (half, words)))
    return Verdict(lost, half, silent, plain)


NAMES = (WORDS, NEW_WORDS)


def _being_destroyed(found: State, at_the_end: State) -> State:
    """Whatever no 合言葉 opens is gone; 控え go before the data, so that it can be begun again."""
    broken = tuple(one for one in found.broken if not one.startswith("backup "))
    opening, _, _ = found.keys.partition(" ")
    if found.records.startswith(_CLOSED) and opening in ("", "no"):
        return replace(at_the_end, plain=found.plain, files=found.files, broken=broken)
    return replace(found, broken=broken)


def _pieces(found: State, allowed: list[State]) -> bool:
    """Whether the records, the keys and each file by itself are as in one or another of the stages."""
    if not all(
        getattr(found, part) in {getattr(stage, part) for stage in allowed}
        for part in ("records", "keys")
    ):
        return False
    lines = {line for stage in allowed for line in stage.files.split("\n")}
    return set(found.files.split("\n")) <= lines


def _same(one: State, other: State) -> bool:
    return not one.differences(other)


def _told(found: State, allowed: list[State]) -> str:
    parts = found.differences(allowed[-1])
    lines = []
    for part in parts.split():
        mine = set(str(getattr(found, part)).split("\n"))
        theirs = set(str(getattr(allowed[-1], part)).split("\n"))
        lines.append(f"{part}: {sorted(mine - theirs)[:4]} for {sorted(theirs - mine)[:4]}")
    return "; ".join(lines)
