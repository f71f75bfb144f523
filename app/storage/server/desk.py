"""席: a PC that works on the server's data. Its folder holds the invitation and people's keys.

Each person has a key file of their own, so that who opens one cannot connect as another.
"""

from __future__ import annotations

from app.clock import Clock
from app.errors import (
    FileProblem,
    KeyProblem,
    NotFound,
    StorageProblem,
    WrongPassphrase,
)
from app.staff.permissions import Actor
from app.storage import safe_files
from app.storage.folders import OfficeFolder
from app.storage.keys import changing
from app.storage.keys.changing import NewStaff, PassphraseOnly
from app.storage.keys.keyring_store import SecretStore
from app.storage.keys.opening import unlock_with_passphrase
from app.storage.keys.wrapping import Stretch
from app.storage.opening import admitted, drafts_of
from app.storage.server import access, invitation, starting
from app.storage.server.engine import Login, ServerPlace, open_server_engine
from app.storage.server.invitation import Invitation
from app.storage.server.opening import open_server_office, personal_login
from app.storage.work import Office


def join(
    folder: OfficeFolder,
    invited: Invitation,
    staff: NewStaff,
    first_password: str,
    store: SecretStore | PassphraseOnly,
    clock: Clock,
    *,
    beside_moved_data: bool = False,
) -> tuple[Office, Actor]:
    """Connect this PC for one person; `staff.passphrase` is what they will type from now on."""
    staff.refuse_weak(store)
    folder.prepare()
    if folder.served or not beside_moved_data:
        _refuse_other_office(folder, invited)
    place = _write_certificate(folder, invited)
    first = Login(access.login_role(staff.staff_id), first_password)
    try:
        _reach(place, invited, first, clock)[0].close()
    except KeyProblem as error:
        raise wrong_starting() from error
    person = folder.person(staff.staff_id)
    safe_files.write_atomically(folder.connection_file, invitation.write(invited))
    person.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    person.key_file.unlink(missing_ok=True)  # its password is the one that was just replaced
    unlocked, _ = changing.create_key_file(person, staff, store, clock=clock)
    own = personal_login(unlocked)
    engine = open_server_engine(place, first)
    try:
        starting.choose_own_password(engine, own)
    finally:
        engine.dispose()
    office, actor = _reach(place, invited, own, clock)
    office.folder, office.drafts = folder, drafts_of(person, unlocked)
    return admitted(office, actor, folder)


def join_by_name(
    folder: OfficeFolder,
    invited: Invitation,
    name: str,
    starting_typed: str,
    passphrase: str,
    store: SecretStore | PassphraseOnly,
    clock: Clock,
) -> tuple[Office, Actor]:
    """Connect this PC for somebody who typed name and はじめの合言葉."""
    staff = NewStaff(known_id(invited, name), " ".join(name.split()), passphrase)
    first = starting.starting_password(starting_typed)
    return join(folder, invited, staff, first, store, clock)


def wrong_starting() -> WrongPassphrase:
    """The server does not take this はじめの合言葉 (any more)."""
    return WrongPassphrase(
        "氏名か、はじめの合言葉が違うか、はじめの合言葉がもう使われています。何も変えていません。"
        "責任者に、はじめの合言葉を出し直してもらってください。"
    )


def known_id(invited: Invitation, name: str) -> str:
    """The id of the person with this name, or NotFound."""
    found = invited.staff_id(name)
    if found is None:
        raise NotFound(
            "この招待ファイルには、この氏名の人がいません。何も変えていません。"
            "氏名の字を確かめるか、責任者から、登録のあとに作り直した招待ファイルを受け取ってください。"
        )
    return found


def open_desk(
    folder: OfficeFolder,
    staff_id: str,
    passphrase: str,
    store: SecretStore | None,
    clock: Clock,
    stretch: Stretch | None = None,
) -> tuple[Office, Actor]:
    """Open the office on the server with the passphrase of one person of this PC."""
    invited = read_connection(folder)
    try:
        keys = folder.person(staff_id)
        unlocked = unlock_with_passphrase(keys, staff_id, passphrase, store, stretch=stretch)
    except WrongPassphrase as error:
        raise WrongPassphrase(
            "合言葉が違います。データはサーバーにそのままあります。"
            "大文字・小文字と入力モードを確かめて、もう一度入力してください。"
            "思い出せないときは、責任者に、はじめの合言葉を出し直してもらってください。"
        ) from error
    place, own = _write_certificate(folder, invited), personal_login(unlocked)
    office, actor = _reach(place, invited, own, clock)
    office.folder = folder
    office.drafts = drafts_of(folder.person(staff_id), unlocked)
    changing.follow_name(folder.person(staff_id), unlocked, staff_id, actor.name)
    return office, actor


def read_connection(folder: OfficeFolder) -> Invitation:
    """The invitation by which this PC was connected."""
    return invitation.read_file(folder.connection_file)


def connected_place(folder: OfficeFolder) -> ServerPlace:
    """The server of this desk, with the certificate it must show."""
    return _write_certificate(folder, read_connection(folder))


def _reach(
    place: ServerPlace, invited: Invitation, login: Login, clock: Clock
) -> tuple[Office, Actor]:
    office, actor = open_server_office(place, login, clock)
    if office.office_id != invited.office_id:
        office.close()
        raise StorageProblem(
            "つないだ先にあるのは、招待ファイルとは別の事業所のデータです。何も変えていません。"
            "責任者から、招待ファイルをもう一度受け取ってください。"
        )
    return office, actor


def _refuse_other_office(folder: OfficeFolder, invited: Invitation) -> None:
    if folder.served:
        before = read_connection(folder)
        if (before.office_id, before.public_key) != (invited.office_id, invited.public_key):
            raise FileProblem(
                "この招待ファイルは、この PC がつないでいる事業所のものではありません。つないでいません。"
                "何も変えていません。責任者に、確かめの言葉を読み上げてもらって見比べてください。"
            )
    elif folder.taken:
        raise StorageProblem(
            "このフォルダーには、すでに事業所のデータがあります。何も変えていません。"
            "別の空のフォルダーを選ぶか、「teichaku office move」でデータをサーバーに移してください。",
            where=str(folder.path),
        )


def _write_certificate(folder: OfficeFolder, invited: Invitation) -> ServerPlace:
    path, wanted = folder.certificate_file, invited.certificate.encode("ascii")
    if not path.exists() or path.read_bytes() != wanted:
        safe_files.write_atomically(path, wanted)
    return invited.place(path)
