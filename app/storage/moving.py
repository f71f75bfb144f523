"""Carrying an office from the embedded file to a server, and back.

At every moment one side counts. On the server an office counts once somebody of it has a login; a
file counts unless it says `arriving` or `moved to`. An interrupted move is finished, or begun
again, by the same command.
"""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from app.clock import Clock
from app.errors import NotAllowed, StorageProblem
from app.staff.permissions import Actor, Permission
from app.storage import copying, migrate, safe_files
from app.storage.copying import Counted
from app.storage.embedded import backup, whereabouts
from app.storage.embedded.engine import open_engine
from app.storage.embedded.lock import hold
from app.storage.folders import OfficeFolder
from app.storage.keys import changing
from app.storage.keys.changing import NewRecovery, NewStaff, PassphraseOnly
from app.storage.keys.keyring_store import SecretStore
from app.storage.keys.opening import Unlocked, unlock_with_passphrase
from app.storage.keys.passphrase import Demands
from app.storage.opening import FirstStaff, NewOffice, drafts_of, signed_in
from app.storage.server import arriving, desk
from app.storage.server.access import login_role
from app.storage.server.arriving import Started, administering
from app.storage.server.engine import Login, ServerPlace
from app.storage.server.invitation import Invitation
from app.storage.server.making import add_office
from app.storage.server.opening import open_server_office
from app.storage.server.starting import invite, start_again_by_admin, starting_password
from app.storage.transactions import for_writing
from app.storage.work import Office


@dataclass(frozen=True)
class Signing:
    """Who moves the office: a manager, with the 合言葉 and the place of its second half."""

    staff_id: str
    passphrase: str
    store: SecretStore | PassphraseOnly

    @property
    def keyring(self) -> SecretStore | None:
        """The key store to unlock with."""
        return None if isinstance(self.store, PassphraseOnly) else self.store


@dataclass(frozen=True)
class ToServer:
    """What was carried over, and what the others need to connect."""

    counted: tuple[Counted, ...]
    backup: backup.Backup | None
    invitation: Invitation
    others: tuple[Started, ...]


@dataclass(frozen=True)
class ToFile:
    """What was carried back, and the new file's recovery code."""

    counted: tuple[Counted, ...]
    recovery: NewRecovery | None


@dataclass(frozen=True)
class _Left:
    engine: Engine
    unlocked: Unlocked
    actor: Actor
    office_id: str
    chain_key: bytes


def move_to_server(
    folder: OfficeFolder, who: Signing, place: ServerPlace, admin: Login, clock: Clock
) -> ToServer:
    """Carry the folder's office over; the folder then is a desk of the server."""
    if folder.served:
        raise _already(place)
    with hold(folder):
        unlocked = unlock_with_passphrase(folder, who.staff_id, who.passphrase, who.keyring)
        engine = open_engine(folder.data_file, unlocked.data_key)
        try:
            moved = whereabouts.read(engine).get(whereabouts.MOVED)
            if moved is not None and moved != _address(place):
                whereabouts.refuse_elsewhere(engine, str(folder.data_file))
            made = None
            if moved is None:
                whereabouts.refuse_elsewhere(engine, str(folder.data_file))
                _refuse_drafts(folder)
                migrate.upgrade(engine, folder, unlocked.data_key, clock)
                made = backup.back_up(folder, unlocked.data_key, clock=clock)
            left = _left(folder, engine, unlocked, clock)
            arriving.ready_database(place, admin)
            with administering(place, admin) as server:
                counted = _carry_over(left, server, place, folder, moved=moved is not None)
                everybody = _let_in(left, server, place, admin)
        finally:
            engine.dispose()
        mine = next(one for one in everybody if one.staff_id == left.actor.staff_id)
        login = Login(login_role(mine.staff_id), starting_password(mine.starting))
        office, _, invited = first_desk(folder, place, login, left.actor.name, who, clock)
        office.close()
    return ToServer(counted, made, invited, tuple(one for one in everybody if one is not mine))


def create_on_server(
    folder: OfficeFolder,
    new: NewOffice,
    first: FirstStaff,
    store: SecretStore | PassphraseOnly,
    place: ServerPlace,
    admin: Login,
    clock: Clock,
) -> Invitation:
    """Make a new office on the server, and the folder its first desk."""
    if folder.taken:
        raise _target_taken(folder)
    demands = Demands(own=(new.name,))
    NewStaff("", first.name, first.passphrase, demands).refuse_weak(store)
    folder.prepare()
    arriving.ready_database(place, admin)
    with administering(place, admin) as server:
        arriving.refuse_filled(server)
    _, director, login = add_office(place, admin, new, first, clock)
    who = Signing(director.staff_id, first.passphrase, store)
    office, _, invited = first_desk(folder, place, login, director.name, who, clock)
    office.close()
    return invited


def first_desk(
    folder: OfficeFolder, place: ServerPlace, login: Login, name: str, who: Signing, clock: Clock
) -> tuple[Office, Actor, Invitation]:
    """Make the manager's own PC the first desk; gives the invitation for all the others."""
    office, actor = open_server_office(place, login, clock)
    try:
        with office.reading(actor) as reading:
            invited = invite(reading, place)
    finally:
        office.close()
    staff = NewStaff(actor.staff_id, name, who.passphrase)
    office, actor = desk.join(
        folder, invited, staff, login.password, who.store, clock, beside_moved_data=True
    )
    return office, actor, invited


def _left(folder: OfficeFolder, engine: Engine, unlocked: Unlocked, clock: Clock) -> _Left:
    office, actor = signed_in(engine, unlocked, clock, lambda: None, drafts_of(folder, unlocked))
    _refuse_unless_manager(actor)
    return _Left(engine, unlocked, actor, office.office_id, office.chain_key)


def _carry_over(
    left: _Left, server: Engine, place: ServerPlace, folder: OfficeFolder, *, moved: bool
) -> tuple[Counted, ...]:
    """Copy and compare while nobody can use the copy; then the file no longer counts."""
    with left.engine.connect() as source, for_writing(server).begin() as target:
        if not moved:
            if arriving.in_use(target, left.office_id):
                raise _already(place)
            copying.clear_office(target, left.office_id)
            copying.copy_office(source, target, left.office_id)
        if arriving.in_use(target, left.office_id):
            return ()  # people have worked there since
        counted = copying.compare(source, target, left.office_id)
    if not moved:
        whereabouts.write(left.engine, moved_to=_address(place))
        make_read_only(folder)
    return counted


def _let_in(left: _Left, server: Engine, place: ServerPlace, admin: Login) -> tuple[Started, ...]:
    """Everybody, or only who moves when the office was in use on the server already."""
    with server.connect() as connection:
        used = arriving.in_use(connection, left.office_id)
    if not used:
        return arriving.let_everybody_in(server, left.office_id, left.chain_key)
    name, staff_id = left.actor.name, left.actor.staff_id
    again = start_again_by_admin(place, admin, left.office_id, name)
    return (Started(staff_id, name, again),)


def move_to_file(
    desk_folder: OfficeFolder, target: OfficeFolder, who: Signing, admin: Login, clock: Clock
) -> ToFile:
    """Carry the office of a desk back into a new file; nobody can use the server's copy then.

    The file is made in a folder of its own inside `target` and only then put in its place.
    """
    place = desk.connected_place(desk_folder)
    stage = OfficeFolder(target.path / "arriving")
    if target.taken and not stage.key_file.exists():
        raise _target_taken(target)
    office_id = desk.read_connection(desk_folder).office_id
    target.prepare()
    with hold(target), administering(place, admin) as server:
        with server.connect() as connection:
            used = arriving.in_use(connection, office_id)
        if not used and stage.key_file.exists():
            counted, recovery = _compare_again(stage, who, server, office_id), None
        else:
            for path in (stage.data_file, stage.key_file):
                path.unlink(missing_ok=True)  # an unfinished copy; the server still counts
            office, actor = desk.open_desk(
                desk_folder, who.staff_id, who.passphrase, who.keyring, clock
            )
            office.close()
            _refuse_unless_manager(actor)
            counted, recovery = _carry_back(stage, who, server, office, actor, clock)
        _put_in_place(stage, target)
    if recovery is not None:
        recovery = replace(recovery, folder=target)
    return ToFile(counted, recovery)


def _carry_back(
    stage: OfficeFolder,
    who: Signing,
    server: Engine,
    office: Office,
    actor: Actor,
    clock: Clock,
) -> tuple[tuple[Counted, ...], NewRecovery]:
    stage.prepare()
    staff = NewStaff(actor.staff_id, actor.name, who.passphrase)
    unlocked, recovery = changing.create_key_file(stage, staff, who.store, clock=clock)
    engine = migrate.create_data_file(stage, unlocked.data_key)
    sealed = whereabouts.seal_chain_key(unlocked, office.chain_key)
    try:
        whereabouts.write(engine, arriving="1", chain_key=sealed)
        with for_writing(server).begin() as source:
            arriving.hold_still(source)
            with for_writing(engine).begin() as written:
                copying.copy_office(source, written, office.office_id)
            with engine.connect() as read:
                counted = copying.compare(source, read, office.office_id)
            arriving.let_everybody_out(source, office.office_id)
        whereabouts.write(engine, arriving=None)
    finally:
        engine.dispose()
    return counted, recovery


def _compare_again(
    stage: OfficeFolder, who: Signing, server: Engine, office_id: str
) -> tuple[Counted, ...]:
    """The server's copy was closed already: compare once more, and let the file count."""
    if not stage.data_file.exists():
        return ()  # it lies in its place already
    unlocked = unlock_with_passphrase(stage, who.staff_id, who.passphrase, who.keyring)
    engine = open_engine(stage.data_file, unlocked.data_key)
    try:
        with server.connect() as source, engine.connect() as read:
            counted = copying.compare(source, read, office_id)
        whereabouts.write(engine, arriving=None)
    finally:
        engine.dispose()
    return counted


def _put_in_place(stage: OfficeFolder, target: OfficeFolder) -> None:
    for made, wanted in ((stage.data_file, target.data_file), (stage.key_file, target.key_file)):
        if made.exists():
            safe_files.replace(made, wanted)
    shutil.rmtree(stage.path)


def _refuse_drafts(folder: OfficeFolder) -> None:
    """Drafts are sealed with the file's key, which is not used any more after the move."""
    if any(folder.drafts.glob("*.draft")):
        raise StorageProblem(
            "保存していない書きかけが残っています。何も移していません。"
            "定着を開いて、書きかけを保存するか消してから、もう一度行ってください。",
            where=str(folder.drafts),
        )


def make_read_only(folder: OfficeFolder) -> None:
    """Take the right to write from the file as well."""
    folder.data_file.chmod(stat.S_IREAD)


def _address(place: ServerPlace) -> str:
    return f"{place.host}:{place.port} {place.database}"


def _refuse_unless_manager(actor: Actor) -> None:
    reason = actor.refusal(Permission.MANAGE_OFFICE) or actor.refusal(Permission.MANAGE_KEYS)
    if reason:
        raise NotAllowed(reason)


def _already(place: ServerPlace) -> StorageProblem:
    return StorageProblem(
        "この事業所のデータは、すでにサーバーにあります。何も変えていません。"
        "招待ファイルでサーバーにつないで開いてください。",
        where=_address(place),
    )


def _target_taken(target: OfficeFolder) -> StorageProblem:
    return StorageProblem(
        "このフォルダーには、すでに事業所のデータがあります。上書きはしていません。"
        "サーバーのデータもそのままです。別の空のフォルダーを指定してください。",
        where=str(target.path),
    )
