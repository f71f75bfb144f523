"""Making and opening an office: folder, lock, key, engine, migration, then `Office`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from threading import RLock

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import KeyProblem, StorageProblem
from app.history.viewing import WINDOW_SETTING, window_of
from app.staff.office_kind import OfficeKind
from app.staff.permissions import Actor, Role
from app.storage import failed_tries, migrate, switching, unfinished
from app.storage.actors import actor_of, keeper_of_keys
from app.storage.anchor import RESTORED, NotTheSameHistory, anchor_of, refuse_older
from app.storage.appending import head_of
from app.storage.drafts import Drafts
from app.storage.embedded import whereabouts
from app.storage.embedded.engine import open_engine
from app.storage.embedded.lock import hold
from app.storage.folders import OfficeFolder
from app.storage.keeper import Keeper
from app.storage.keys import changing
from app.storage.keys.changing import NewRecovery, NewStaff, PassphraseOnly
from app.storage.keys.keyring_store import SecretStore
from app.storage.keys.opening import Unlocked, unlock_with_passphrase, unlock_with_recovery
from app.storage.keys.passphrase import Demands
from app.storage.keys.wrapping import Stretch
from app.storage.proving import tries_counted
from app.storage.records import OfficeRecord, Setting, Staff
from app.storage.transactions import for_writing
from app.storage.types import new_id
from app.storage.work import Office

DRAFTS_KEY = "drafts"


@dataclass(frozen=True)
class NewOffice:
    """What set-up asks about the office; `kind` is 'centre' or 'probation'."""

    kind: str
    name: str
    prefecture: str
    practice: bool = False


@dataclass(frozen=True)
class FirstStaff:
    """Who signs in first."""

    name: str
    role: Role
    passphrase: str = field(repr=False)


def create_office(
    folder: OfficeFolder,
    new: NewOffice,
    staff: FirstStaff,
    store: SecretStore | PassphraseOnly,
    clock: Clock,
) -> tuple[Office, Actor, NewRecovery]:
    """Make key file and data file in an empty folder; refused where an office already lies.

    Whoever is cut off on the way finds nothing there, or the office with its first entry.
    """
    folder.prepare()
    lock = hold(folder)
    try:
        switching.finish(folder)
        if folder.taken:
            raise changing.taken(folder)
        actor = Actor(new_id(), staff.name, staff.role, OfficeKind(new.kind))
        office_id, recovery = _made_ready(folder, new, staff, actor, store, clock)
        switching.finish(folder)
        unlocked = recovery.unlocked
        engine = open_engine(folder.data_file, unlocked.data_key)
    except BaseException:
        lock.release()
        raise
    drafts = drafts_of(folder, unlocked)
    office = _office(engine, office_id, unlocked, clock, new.practice, lock.release, drafts)
    office.anchor = anchor_of(folder, office_id, office.chain_key)
    _give_folder(office, folder, unlocked)
    office.signed_in = actor
    return office, actor, recovery


def _made_ready(
    folder: OfficeFolder,
    new: NewOffice,
    staff: FirstStaff,
    actor: Actor,
    store: SecretStore | PassphraseOnly,
    clock: Clock,
) -> tuple[str, NewRecovery]:
    """Make the whole office beside its place; gives its id and the code that opens it there."""
    who = NewStaff(actor.staff_id, staff.name, staff.passphrase, Demands(own=(new.name,)))
    try:
        stage = switching.empty_stage(folder)
        unlocked, recovery = changing.create_key_file(stage, who, store, clock=clock)
        engine = migrate.create_data_file(stage, unlocked.data_key)
        try:
            office_id = first_records(engine, new, staff, actor.staff_id, clock)
            drafts = drafts_of(stage, unlocked)
            office = _office(engine, office_id, unlocked, clock, new.practice, lambda: None, drafts)
            with office.work(actor) as work:
                work.tell("office.created", f"「{new.name}」のデータを作成", subject_kind="office")
        finally:
            engine.dispose()
        switching.mark_ready(folder, clock.local())
    except BaseException as error:
        with contextlib.suppress(OSError):  # what cannot go now goes before the next set-up
            switching.clear_stage(folder)
        if isinstance(error, OSError):
            raise _not_made(folder) from error
        raise
    return office_id, replace(recovery, folder=folder)


def _not_made(folder: OfficeFolder) -> StorageProblem:
    return StorageProblem(
        "事業所のデータを作れませんでした。フォルダーには何も残していません。"
        "書き込めるフォルダーか、ディスクに空きがあるかを確かめて、もう一度行ってください。",
        where=str(folder.path),
    )


def open_office(
    folder: OfficeFolder,
    staff_id: str,
    passphrase: str,
    store: SecretStore | None,
    clock: Clock,
    *,
    restored: bool = False,
    stretch: Stretch | None = None,
) -> tuple[Office, Actor]:
    """Open with a staff member's passphrase (and the keyring's secret).

    NotTheSameHistory when the data is older than when it was last open on this PC, or another;
    `restored` says that it comes from a backup and is to be opened all the same.
    """
    with tries_counted(folder, staff_id, clock):
        office, actor = open_unchecked(folder, staff_id, passphrase, store, clock, stretch)
    return admitted(office, actor, folder, restored=restored)


def open_unchecked(
    folder: OfficeFolder,
    staff_id: str,
    passphrase: str,
    store: SecretStore | None,
    clock: Clock,
    stretch: Stretch | None = None,
) -> tuple[Office, Actor]:
    """Open without holding the history against its anchors; nothing says that it was opened."""
    if folder.served:
        from app.storage.server.desk import open_desk  # the driver is loaded only for a server

        return open_desk(folder, staff_id, passphrase, store, clock, stretch)

    def unlock() -> Unlocked:
        return unlock_with_passphrase(folder, staff_id, passphrase, store, stretch=stretch)

    return _open(folder, unlock, clock)


def open_with_recovery(
    folder: OfficeFolder, code: str, clock: Clock, *, restored: bool = False
) -> tuple[Office, Actor]:
    """Open with the printed recovery code; the actor is センター長 until a passphrase is set."""
    if folder.served:
        raise KeyProblem(
            "サーバーにつなぐ PC には回復コードがありません。データはサーバーにそのままあります。"
            "責任者に、はじめの合言葉を出し直してもらってください。"
        )
    with tries_counted(folder, "", clock):
        office, actor = _open(folder, lambda: unlock_with_recovery(folder, code), clock)
    return admitted(office, actor, folder, restored=restored, by_code=True)


def admitted(
    office: Office,
    actor: Actor,
    folder: OfficeFolder,
    *,
    restored: bool = False,
    by_code: bool = False,
) -> tuple[Office, Actor]:
    """The office, once its history was held against its anchors and says who opened it."""
    try:
        _hold_against_anchors(office, actor, folder, restored=restored)
        _keep_views_as_set(office)
        _note_signed_in(office, actor, folder, by_code=by_code)
        office.signed_in = actor
        unfinished.clear()
    except BaseException:
        office.close()
        raise
    return office, actor


def _hold_against_anchors(
    office: Office, actor: Actor, folder: OfficeFolder, *, restored: bool
) -> None:
    anchor = anchor_of(folder, office.office_id, office.chain_key)
    try:
        with Session(office.engine) as session:
            found = head_of(session, office.office_id)
            refuse_older(session, office.office_id, anchor.read(), found)
    except NotTheSameHistory as older:
        if not restored:
            raise
        words = (
            f"控えから戻したデータとして開いた（履歴は第{older.found.seq}番まで。"
            f"この PC では前に第{older.anchored.seq}番まで見ていた）"
        )
        details = {"anchored": vars(older.anchored), "found": vars(older.found)}
        about = {"subject_kind": "office", "subject_id": office.office_id}
        office.note(actor, RESTORED, words, **about, details=details)
    office.anchor = anchor


def _keep_views_as_set(office: Office) -> None:
    with Session(office.engine) as session:
        kept = session.scalar(
            select(Setting.value).where(
                Setting.office_id == office.office_id, Setting.name == WINDOW_SETTING
            )
        )
    office.seen.window = window_of(kept)


def _note_signed_in(office: Office, actor: Actor, folder: OfficeFolder, *, by_code: bool) -> None:
    tries = failed_tries.read(folder)
    for one in tries.failed:
        words = "合言葉が違い、開けなかった" if one.staff_id else "回復コードが違い、開けなかった"
        about = {"subject_kind": "staff", "subject_id": one.staff_id or None}
        office.note(actor, "sign_in.failed", words, **about, details={"tried_at": one.at})
    if tries.more:
        words = f"合言葉が違い、開けなかった（ほかに{tries.more}回）"
        office.note(actor, "sign_in.failed", words, details={"more": tries.more})
    words = "回復コードで定着を開いた" if by_code else "定着を開いた"
    office.note(actor, "sign_in", words, subject_kind="staff", subject_id=actor.staff_id)
    if not office.owed and (tries.failed or tries.runs):
        failed_tries.forget(folder, "" if by_code else actor.staff_id)


def _open(
    folder: OfficeFolder, unlock: Callable[[], Unlocked], clock: Clock
) -> tuple[Office, Actor]:
    lock = hold(folder)
    try:
        switching.tidy(folder)
        unlocked = unlock()
        engine = open_engine(folder.data_file, unlocked.data_key)
        try:
            whereabouts.refuse_elsewhere(engine, str(folder.data_file))
            migrate.upgrade(engine, folder, unlocked.data_key, clock)
            drafts = drafts_of(folder, unlocked)
            office, actor = signed_in(engine, unlocked, clock, lock.release, drafts)
            _give_folder(office, folder, unlocked)
            changing.follow_name(folder, unlocked, actor.staff_id, actor.name)
            return office, actor
        except BaseException:
            engine.dispose()
            raise
    except BaseException:
        lock.release()
        raise


def _give_folder(office: Office, folder: OfficeFolder, unlocked: Unlocked) -> None:
    """What only an office in a file of this PC can do."""
    office.folder, office.recovery_opens = folder, partial(_recovery_opens, folder)
    office.keeper = Keeper(folder, unlocked.data_key, office.chain_key)
    office.still = RLock()


def _recovery_opens(folder: OfficeFolder, code: str) -> bool:
    """Whether this recovery code opens the keys; `InvalidInput` for one that is misspelt."""
    try:
        unlock_with_recovery(folder, code)
    except KeyProblem:
        return False
    return True


def first_records(
    engine: Engine, new: NewOffice, staff: FirstStaff, staff_id: str, clock: Clock
) -> str:
    """Keep the office and its first staff member; gives the office's id."""
    from app.places import center_for

    office_id, now = new_id(), clock.now()
    center = center_for(new.prefecture, new.name) if new.kind == "centre" else None
    with Session(for_writing(engine)) as session, session.begin():
        session.add(
            OfficeRecord(
                id=office_id,
                office_id=office_id,
                created_at=now,
                updated_at=now,
                kind=new.kind,
                name=new.name,
                prefecture=new.prefecture,
                center_no=center.number if center else None,
                practice=new.practice,
            )
        )
        session.add(
            Staff(
                id=staff_id,
                office_id=office_id,
                created_at=now,
                updated_at=now,
                name=staff.name,
                role=str(staff.role),
                active=True,
            )
        )
    return office_id


def signed_in(
    engine: Engine,
    unlocked: Unlocked,
    clock: Clock,
    release: Callable[[], None],
    drafts: Drafts,
) -> tuple[Office, Actor]:
    with Session(engine) as session:
        record = session.query(OfficeRecord).one_or_none()
        if record is None:
            raise StorageProblem(
                "データファイルに事業所の記録がありません。ファイルには手を加えていません。"
                "控えからの復元を管理者に相談してください。"
            )
        if unlocked.slot.staff_id:
            staff = session.get(Staff, unlocked.slot.staff_id)
        else:
            staff = keeper_of_keys(session, record)
        if staff is None or not staff.active:
            raise KeyProblem(
                "この鍵の持ち主は、いまは登録されていません。データはそのままです。責任者に確かめてください。"
            )
        actor = actor_of(session, staff, record)
        office_id, practice = record.id, record.practice
    # only now: inside of the read it would take, and key, a second connection
    return _office(engine, office_id, unlocked, clock, practice, release, drafts), actor


def _office(
    engine: Engine,
    office_id: str,
    unlocked: Unlocked,
    clock: Clock,
    practice: bool,
    release: Callable[[], None],
    drafts: Drafts,
) -> Office:
    return Office(
        engine=engine,
        office_id=office_id,
        clock=clock,
        chain_key=whereabouts.chain_key(engine, unlocked),
        practice=practice,
        drafts=drafts,
        on_close=release,
    )


def drafts_of(folder: OfficeFolder, unlocked: Unlocked) -> Drafts:
    """The drafts beside a key file, sealed with a key of it."""
    return Drafts(folder.drafts, unlocked.subkey(DRAFTS_KEY))
