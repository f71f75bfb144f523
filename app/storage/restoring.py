"""Putting an office back from a 控え: verified whole beside the data, then switched."""

from __future__ import annotations

import hmac
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import (
    FileProblem,
    KeyProblem,
    NeedsConfirmation,
    NotAllowed,
    StorageProblem,
    WrongPassphrase,
)
from app.history.chain import Head
from app.staff.permissions import Actor, Permission
from app.storage import failed_tries, migrate, switching
from app.storage.anchor import RESTORED, anchor_of
from app.storage.appending import head_of
from app.storage.embedded import checking, whereabouts
from app.storage.embedded.backup import KeysBeside, keys_of, refuse_lack_of_space
from app.storage.embedded.checking import Checked
from app.storage.embedded.engine import open_engine
from app.storage.embedded.lock import hold
from app.storage.folders import OfficeFolder
from app.storage.keys import opening as keys
from app.storage.keys.keyring_store import open_keyring
from app.storage.keys.opening import Unlocked
from app.storage.keys.slots import SlotKind
from app.storage.opening import drafts_of, signed_in
from app.storage.second_place import copy_whole
from app.storage.work import Office

Unlock = Callable[[OfficeFolder], Unlocked]
"""Opens the keys in a folder: with a passphrase, or with the recovery code."""
OTHER_OFFICE = (
    "この控えは、いまここにあるデータとは別の鍵で作られています（別の事業所の控えか、"
    "作り直す前の控えです）。いまのデータは消さずに、そばに残します。この控えに戻しますか。"
)


@dataclass(frozen=True)
class Restored:
    """What was put back: how many rows, up to which entry, by whom, and where the former data lies."""

    file: str
    rows: int
    head: Head
    actor: Actor
    former: Path | None
    keys_replaced: bool


def by_passphrase(staff_id: str, passphrase: str) -> Unlock:
    """Opens somebody's own slot; the keyring is asked where the slot needs it."""

    def unlock(folder: OfficeFolder) -> Unlocked:
        mine = [slot for slot in keys.read_slots(folder) if slot.staff_id == staff_id]
        alone = any(slot.kind is SlotKind.PASSPHRASE_ONLY for slot in mine)
        store = None if alone else open_keyring()
        return keys.unlock_with_passphrase(folder, staff_id, passphrase, store)

    return unlock


def by_code(code: str) -> Unlock:
    """Opens with the printed recovery code."""
    return lambda folder: keys.unlock_with_recovery(folder, code)


def restore(
    folder: OfficeFolder, source: Path, unlock: Unlock, clock: Clock, *, other: bool = False
) -> Restored:
    """Verify `source` in a folder of its own; only then it takes the place of the data here.

    The former data stays in a folder beside it. `other` says that a 控え with other keys is meant.
    """
    if folder.served:
        raise NotAllowed(
            "この PC は事務所のサーバーにつないでいます。何も変えていません。"
            "サーバーのデータは、サーバーの管理者が戻します（手引き「事務所のサーバーで使う」）。"
        )
    _refuse_unusual(source)
    folder.prepare()
    with hold(folder):
        switching.finish(folder)
        switching.clear_stage(folder)
        try:
            return _restore(folder, source, unlock, clock, other)
        except WrongPassphrase:
            failed_tries.note(folder, "", clock.now())
            raise
        except OSError as error:
            raise _failed(source) from error
        finally:
            # Once it is ready it is finished by `finish` alone.
            switching.leave_stage(folder)


def verify_backup(source: Path, fallback: OfficeFolder, unlock: Unlock) -> Checked:
    """Open a 控え where it lies and read all of it; by its own keys, else by those of `fallback`."""
    _refuse_unusual(source)
    beside = keys_of(source)
    unlocked = unlock(KeysBeside(beside) if beside.exists() else fallback)
    engine = open_engine(source, unlocked.data_key)
    try:
        chain_key = whereabouts.chain_key(engine, unlocked)
    finally:
        engine.dispose()
    return checking.check(source, unlocked.data_key, chain_key)


def _restore(
    folder: OfficeFolder, source: Path, unlock: Unlock, clock: Clock, other: bool
) -> Restored:
    stage = switching.stage_of(folder)
    stage.path.mkdir(mode=0o700)
    refuse_lack_of_space(source, stage.path)
    copy_whole(source, stage.data_file)
    unlocked, replaced = _keys(folder, source, stage, unlock, other=other)
    engine = open_engine(stage.data_file, unlocked.data_key)
    try:
        whereabouts.refuse_elsewhere(engine, str(source))
        chain_key = whereabouts.chain_key(engine, unlocked)
        rows = checking.check(stage.data_file, unlocked.data_key, chain_key).total
        migrate.upgrade(engine, stage, unlocked.data_key, clock)
        drafts = drafts_of(folder, unlocked)
        office, actor = signed_in(engine, unlocked, clock, lambda: None, drafts)
        _refuse_unless_manager(actor)
        head = _tell(office, actor, source, folder)
    finally:
        engine.dispose()
    shutil.rmtree(stage.backups, ignore_errors=True)  # of the migration: the 控え itself is there
    taken = folder.data_file.exists() or folder.key_file.exists()
    former = switching.mark_ready(folder, clock.local())
    switching.finish(folder)
    anchor = anchor_of(folder, office.office_id, chain_key)
    anchor.follow(head)
    return Restored(source.name, rows, head, actor, former if taken else None, replaced)


def _keys(
    folder: OfficeFolder, source: Path, stage: OfficeFolder, unlock: Unlock, *, other: bool
) -> tuple[Unlocked, bool]:
    """The keys of the 控え. Where today's key file opens it too, that one stays: who left stays out."""
    beside = keys_of(source)
    if beside.exists():
        copy_whole(beside, stage.key_file)
    elif folder.key_file.exists():
        copy_whole(folder.key_file, stage.key_file)
    else:
        raise KeyProblem(
            f"控え「{source.name}」の鍵ファイル「{beside.name}」がそばにありません。何も変えていません。"
            "控えと同じ名前の .keys ファイルを、同じフォルダーに置いてください。",
            where=str(beside),
        )
    then = keys.load(stage)[0]
    try:
        now = keys.load(folder)[0] if folder.key_file.exists() else None
    except KeyProblem:
        now = None  # damaged: the keys of the 控え take its place
    if now is not None and now.db_id != then.db_id and not other:
        raise NeedsConfirmation(OTHER_OFFICE)
    if now is None or now.db_id != then.db_id:
        return unlock(stage), True
    today = _opened(unlock, folder)
    if today is None:
        return unlock(stage), True
    mac = keys.load(stage)[1]
    if not hmac.compare_digest(keys.load(stage)[0].mac(today.data_key), mac):
        return unlock(stage), True
    stage.key_file.unlink()
    return today, False


def _opened(unlock: Unlock, folder: OfficeFolder) -> Unlocked | None:
    """By today's keys; None where they do not open, though those of the 控え may."""
    try:
        return unlock(folder)
    except KeyProblem:
        return None


def _tell(office: Office, actor: Actor, source: Path, folder: OfficeFolder) -> Head:
    """Write into the restored data, before it counts, that it is one, and what was seen here last."""
    anchored = anchor_of(folder, office.office_id, office.chain_key).read()
    with Session(office.engine) as session:
        found = head_of(session, office.office_id)
    seen = max((one.seq for one in anchored), default=0)
    words = f"控え「{source.name}」から戻した（履歴は第{found.seq}番まで"
    words += f"。この PC では前に第{seen}番まで見ていた）" if seen > found.seq else "）"
    about = {"subject_kind": "office", "subject_id": office.office_id}
    details = {"file": source.name, "found": vars(found), "anchored": seen}
    office.note(actor, RESTORED, words, **about, details=details)
    if office.owed:
        raise _failed(source)
    with Session(office.engine) as session:
        return head_of(session, office.office_id)


def _refuse_unless_manager(actor: Actor) -> None:
    reason = actor.refusal(Permission.MANAGE_OFFICE)
    if reason:
        raise NotAllowed(f"控えから戻すことは、{reason}いまのデータはそのままです。")


def _refuse_unusual(source: Path) -> None:
    if not source.is_file():
        raise FileProblem(
            f"控え「{source.name}」が見つかりません。いまのデータはそのままです。"
            "控えのあるフォルダーの「teichaku-日付-時刻.db」を選んでください。",
            where=str(source),
        )


def _failed(source: Path) -> StorageProblem:
    return StorageProblem(
        f"控え「{source.name}」から戻せませんでした。いまのデータも控えもそのままです。"
        "ディスクに空きがあるか、控えを読めるかを確かめて、もう一度行ってください。",
        where=str(source),
    )
