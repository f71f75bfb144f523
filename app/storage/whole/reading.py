"""Taking データ一式 into an empty folder: filled beside, compared with its own list, then in place."""

from __future__ import annotations

import hashlib
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy import Connection, insert
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import DatabaseTooNew, FileProblem, StorageProblem
from app.history.chain import Head, refuse_broken
from app.storage import migrate, safe_files, switching
from app.storage.appending import follow
from app.storage.copying import tables
from app.storage.embedded import whereabouts
from app.storage.embedded.lock import hold
from app.storage.folders import OfficeFolder
from app.storage.keys import changing
from app.storage.keys.changing import NewRecovery, NewStaff, PassphraseOnly
from app.storage.keys.keyring_store import SecretStore
from app.storage.transactions import for_writing
from app.storage.whole import manifest as manifests
from app.storage.whole.manifest import Entry, Manifest, not_whole
from app.storage.whole.rows import Shape, read_line, shape_of
from app.storage.whole.sealed import SealedReader
from app.storage.whole.writing import FILES, PARTS, README, digest_of

_LARGEST = 128 * 1024 * 1024
_TABLE = re.compile(r"tables/([a-z_]{1,63})/(\d{6,})\.jsonl")
_FILE = re.compile(rf"{FILES}/([0-9a-f]{{32}})")
_BATCH = 500


@dataclass(frozen=True)
class TakenIn:
    """What was taken in: whose office, how many rows, and the recovery code of the new keys."""

    office: str
    rows: int
    entries: int
    head: Head
    staff: str
    recovery: NewRecovery = field(repr=False)


@dataclass(frozen=True)
class Newcomer:
    """The 合言葉 of the first key on this PC, and where its second half lies."""

    passphrase: str = field(repr=False)
    store: SecretStore | PassphraseOnly = field(repr=False)


def take_in(source: Path, code: str, folder: OfficeFolder, who: Newcomer, clock: Clock) -> TakenIn:
    """Make an office of a file of データ一式; refused where one lies. The first key is for who wrote it."""
    NewStaff("", "", who.passphrase).refuse_weak(who.store)
    if folder.taken:
        raise StorageProblem(
            "このフォルダーには、すでに事業所のデータがあります。上書きはしていません。"
            "別の空のフォルダーを指定してください。",
            where=str(folder.path),
        )
    folder.prepare()
    with hold(folder):
        switching.clear_stage(folder)
        try:
            return _take_in(source, code, folder, who, clock)
        except OSError as error:
            raise FileProblem(
                f"「{source.name}」を読み込めませんでした。何も作っていません。"
                "ファイルを読めるか、ディスクに空きがあるかを確かめてください。",
                where=str(source),
            ) from error
        finally:
            if not folder.taken:
                switching.clear_stage(folder)


def _take_in(source: Path, code: str, folder: OfficeFolder, who: Newcomer, clock: Clock) -> TakenIn:
    stage = switching.stage_of(folder)
    stage.path.mkdir(mode=0o700)
    with source.open("rb") as file:
        listed = _list_of(
            file, code
        )  # first the whole file: what it says of itself, and that it holds
    _refuse_newer(listed)
    staff = NewStaff(listed.made_by, "", who.passphrase)
    staff = replace(staff, name=_name_of(source, code, listed))
    unlocked, recovery = changing.create_key_file(stage, staff, who.store, clock=clock)
    engine = migrate.create_data_file(stage, unlocked.data_key, listed.revision)
    try:
        chain_key = bytes.fromhex(listed.chain_key)
        sealed = whereabouts.seal_chain_key(unlocked, chain_key)
        whereabouts.write(engine, chain_key=sealed)
        with for_writing(engine).begin() as connection, source.open("rb") as file:
            _fill(connection, file, code, listed)
            _compare(connection, listed)
        with Session(engine) as session:
            against = (Head(listed.head_seq, listed.head_mac),)
            checked = follow(session, listed.office_id, chain_key, against)
        refuse_broken(checked)
        migrate.upgrade(engine, stage, unlocked.data_key, clock)
    finally:
        engine.dispose()
    safe_files.sync_file(stage.data_file)
    switching.mark_ready(folder, clock.local())
    switching.finish(folder)
    total = sum(one.rows for one in listed.tables)
    made = replace(recovery, folder=folder)
    return TakenIn(listed.office, total, len(listed.entries), checked.head, staff.name, made)


def _list_of(file: BinaryIO, code: str) -> Manifest:
    """Read the whole file once: every entry as its list says, and nothing else in it."""
    found: list[Entry] = []
    last = b""
    for name, content in _entries(file, code):
        if last:
            raise not_whole(name)
        if name == manifests.NAME:
            last = content
        else:
            found.append(Entry(name, len(content), hashlib.sha256(content).hexdigest()))
    if not last:
        raise not_whole()
    listed = manifests.read(last)
    if tuple(found) != listed.entries:
        raise not_whole()
    known = {one.name for one in listed.tables}
    for entry in found:
        named = _TABLE.fullmatch(entry.name)
        if named is None and entry.name != README and not _FILE.fullmatch(entry.name):
            raise not_whole(entry.name)
        if named is not None and named[1] not in known:
            raise not_whole(entry.name)
    return listed


def _entries(file: BinaryIO, code: str) -> Iterator[tuple[str, bytes]]:
    reader = SealedReader(file, code)
    try:
        with tarfile.open(fileobj=cast(Any, reader), mode="r|") as archive:
            for info in archive:
                taken = archive.extractfile(info) if info.isreg() else None
                if taken is None or info.size > _LARGEST:
                    raise not_whole(info.name)
                yield info.name, taken.read()
        while rest := reader.read(1024 * 1024):
            if rest.strip(b"\0"):  # an archive ends in zeros
                raise not_whole()
    except (tarfile.TarError, EOFError, UnicodeError) as error:
        raise not_whole() from error


def _fill(connection: Connection, file: BinaryIO, code: str, listed: Manifest) -> None:
    shapes = {one.name: one.shape for one in listed.tables}
    contents: dict[str, bytes] = {}
    try:
        for name, content in _entries(file, code):
            named = _TABLE.fullmatch(name)
            if named is not None:
                _insert(connection, shapes[named[1]], content, contents)
            elif _FILE.fullmatch(name):
                contents = {name: content}  # its parts come next
    except (ValueError, KeyError, TypeError) as error:
        raise not_whole() from error


def _insert(connection: Connection, shape: Shape, content: bytes, files: dict[str, bytes]) -> None:
    batch: list[dict[str, Any]] = []
    for line in content.splitlines(keepends=True):
        row = _part(line, shape, files) if shape.name == PARTS else _row(line, shape)
        batch.append(row)
        if len(batch) >= _BATCH:
            connection.execute(insert(shape.clause), batch)
            batch = []
    if batch:
        connection.execute(insert(shape.clause), batch)


def _row(line: bytes, shape: Shape) -> dict[str, Any]:
    try:
        return read_line(line, shape)
    except (ValueError, TypeError, RecursionError) as error:
        raise not_whole(shape.name) from error


def _part(line: bytes, shape: Shape, files: dict[str, bytes]) -> dict[str, Any]:
    pointed = replace(shape, columns={**shape.columns, "content": "json"})
    row = _row(line, pointed)
    place = row["content"]
    whole = files[place["file"]]
    offset, length = int(place["offset"]), int(place["length"])
    if not 0 <= offset <= offset + length <= len(whole):
        raise ValueError("place")
    return {**row, "content": whole[offset : offset + length]}


def _compare(connection: Connection, listed: Manifest) -> None:
    """Written again, every table gives the lines that came."""
    for one in listed.tables:
        if digest_of(connection, one.shape, listed.office_id) != (one.rows, one.sha256):
            raise not_whole(one.name)


def _refuse_newer(listed: Manifest) -> None:
    migrate.refuse_newer(listed.revision)
    if listed.revision == migrate.LATEST:
        ours = {record.name: shape_of(record) for record in tables()}
        if {one.name: one.shape for one in listed.tables} != ours:
            raise DatabaseTooNew(
                "このデータ一式の表は、このプログラムの知っている形と違います。何も変えていません。"
                "書き出したときと同じか、より新しい版のプログラムで読み込んでください。"
            )


def _name_of(source: Path, code: str, listed: Manifest) -> str:
    """What the person is called whose key is made first."""
    with source.open("rb") as file:
        for name, content in _entries(file, code):
            named = _TABLE.fullmatch(name)
            if named is not None and named[1] == "staff":
                shape = next(one.shape for one in listed.tables if one.name == "staff")
                for line in content.splitlines():
                    row = _row(line, shape)
                    if row["id"] == listed.made_by and row["active"]:
                        return str(row["name"])
    raise not_whole("staff")
