"""復元の確認: a 控え is put back into a scratch folder, opened, compared with the data, and wiped."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import StorageProblem
from app.storage import migrate
from app.storage.embedded import checking
from app.storage.embedded.backup import keys_of, list_backups, moment_of, refuse_lack_of_space
from app.storage.embedded.engine import open_engine
from app.storage.folders import OfficeFolder
from app.storage.keeper import Keeper
from app.storage.kept_rows import as_json, hanging_on
from app.storage.keys import opening as keys
from app.storage.records import Episode, Person
from app.storage.records.base import OfOffice
from app.storage.second_place import copy_whole

CASES = 5


@dataclass(frozen=True)
class Compared:
    """One case: its 管理番号, how many of its records are the same, and how many were edited since."""

    number: str
    same: int
    edited: int


@dataclass(frozen=True)
class Drill:
    """What was tried and found; every case was the same as in the data, or edited since."""

    file: str
    taken_at: datetime
    size: int
    rows: int
    entries: int
    cases: tuple[Compared, ...]
    of_cases: int


def drill(keeper: Keeper, live: Engine, clock: Clock, *, cases: int = CASES) -> Drill:
    """Put the newest 控え back in a scratch folder and compare; StorageProblem where it does not hold."""
    newest = next(iter(list_backups(keeper.folder)), None)
    if newest is None:
        raise StorageProblem(
            "控えがまだありません。データはそのままです。先に「いま控えを作る」で控えを作ってください。",
            where=str(keeper.folder.backups),
        )
    scratch = OfficeFolder(keeper.folder.path / "drill")
    try:
        if scratch.path.exists():
            shutil.rmtree(scratch.path)
        scratch.path.mkdir(mode=0o700)
        refuse_lack_of_space(newest, scratch.path)
        copy_whole(newest, scratch.data_file)
        copy_whole(keys_of(newest), scratch.key_file)
        _refuse_other_keys(scratch, keeper.key)
        checked = checking.check(scratch.data_file, keeper.key, keeper.chain_key)
        engine = open_engine(scratch.data_file, keeper.key)
        try:
            migrate.upgrade(engine, scratch, keeper.key, clock)
            compared, total = _compare(engine, live, cases)
        finally:
            engine.dispose()
    except OSError as error:
        raise StorageProblem(
            f"控え「{newest.name}」を試しに戻せませんでした。データも控えもそのままです。"
            "ディスクに空きがあるかを確かめて、もう一度行ってください。",
            where=str(newest),
        ) from error
    finally:
        shutil.rmtree(scratch.path, ignore_errors=True)
    size = newest.stat().st_size
    taken = moment_of(newest).replace(microsecond=0)
    return Drill(newest.name, taken, size, checked.total, checked.head.seq, compared, total)


def _refuse_other_keys(scratch: OfficeFolder, key: bytes) -> None:
    """The key file beside the 控え must hold this very key, else nobody could open it one day."""
    file, mac = keys.load(scratch)
    if not hmac.compare_digest(file.mac(key), mac):
        raise StorageProblem(
            "控えのそばの鍵ファイルが、この控えのものではありません。データはそのままです。"
            "新しい控えを作って、もう一度確かめてください。"
        )


def _compare(then: Engine, now: Engine, cases: int) -> tuple[tuple[Compared, ...], int]:
    with Session(then) as before, Session(now) as after:
        ids = before.scalars(select(Episode.id)).all()
        chosen = secrets.SystemRandom().sample(ids, min(cases, len(ids)))
        return tuple(_case(before, after, one) for one in chosen), len(ids)


def _case(before: Session, after: Session, episode_id: str) -> Compared:
    episode = before.get_one(Episode, episode_id)
    same = edited = 0
    for record in _records_of(before, episode):
        live = after.get(type(record), record.id)
        version = getattr(record, "version", None)
        if live is None or getattr(live, "version", None) != version:
            edited += 1
        elif _print(record) == _print(live):
            same += 1
        else:
            raise StorageProblem(
                f"控えの中のケース「{episode.number}」の記録が、データと同じではありません。"
                "データには手を加えていません。新しい控えを作って確かめ、続くときは管理者に伝えてください。",
                where=type(record).__name__,
            )
    return Compared(episode.number, same, edited)


def _records_of(session: Session, episode: Episode) -> Iterator[OfOffice]:
    yield episode
    yield session.get_one(Person, episode.person_id)
    for parent, parent_id in ((Episode, episode.id), (Person, episode.person_id)):
        for _, kind, column in hanging_on(parent):
            if kind is not Episode:
                rows = select(kind).where(getattr(kind, column) == parent_id)
                yield from session.scalars(rows)


def _print(record: OfOffice) -> str:
    text = json.dumps(as_json(record), ensure_ascii=True, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)
