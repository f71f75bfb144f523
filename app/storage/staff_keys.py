"""Keys of the people of an open office: given, replaced and taken away by whoever may handle keys.

Each change needs the 合言葉 of the one who makes it, since an open office does not keep the data key
where it could be taken from. On a server a key lies at each person's own desk, and what lets
somebody in is their login there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.errors import KeyProblem
from app.storage.folders import OfficeFolder
from app.storage.keys import changing
from app.storage.keys.changing import NewRecovery, NewStaff, PassphraseOnly
from app.storage.keys.keyring_store import SecretStore, open_keyring
from app.storage.keys.opening import Unlocked, load, read_slots, secret_name
from app.storage.keys.passphrase import SHORTEST, Demands
from app.storage.keys.slots import SlotKind
from app.storage.other_person import store_of
from app.storage.proving import proved
from app.storage.records import OfficeRecord, Setting
from app.storage.work import Office, Reading

SHORTEST_SETTING = "passphrase_shortest"
_NO_FOLDER = "この席では鍵を扱えません。何も変えていません。ふだん使う PC で行ってください。"


@dataclass(frozen=True)
class KeysHere:
    """For each person with a key at this desk: whether the 合言葉 alone opens each of them."""

    of: Mapping[str, tuple[bool, ...]]
    served: bool


def keys_here(folder: OfficeFolder | None) -> KeysHere:
    """Whose keys lie at this desk."""
    if folder is None:
        return KeysHere({}, False)
    found: dict[str, tuple[bool, ...]] = {}
    for slot in read_slots(folder):
        if slot.staff_id:
            alone = slot.kind is SlotKind.PASSPHRASE_ONLY
            found[slot.staff_id] = (*found.get(slot.staff_id, ()), alone)
    return KeysHere(found, folder.served)


def demands(reading: Reading) -> Demands:
    """What the office asks of a new 合言葉."""
    office = reading.get(OfficeRecord, reading.office_id)
    kept = reading.session.scalar(
        select(Setting.value).where(
            Setting.office_id == reading.office_id, Setting.name == SHORTEST_SETTING
        )
    )
    shortest = kept if isinstance(kept, int) and kept > SHORTEST else SHORTEST
    return Demands(shortest, (office.name,))


def proof(office: Office, staff_id: str, passphrase: str) -> Unlocked:
    """The data key, by the 合言葉 of who sits here; WrongPassphrase or TooSoon."""
    folder = _folder(office)
    return proved(folder, staff_id, passphrase, store_of(folder, staff_id), office.clock)


def give_key(office: Office, by: Unlocked, staff: NewStaff, *, again: bool = False) -> None:
    """A slot for somebody, of the same kind as the giver's; `again` replaces what they had."""
    folder, change = _folder(office), changing.add_staff_slot
    if again:
        change = changing.replace_passphrase
    change(folder, by, staff, _same_kind(by), clock=office.clock)


def change_own(office: Office, by: Unlocked, staff: NewStaff) -> None:
    """A new 合言葉 in place of one's own; the drafts and the login of a server stay as they are."""
    folder = _folder(office)
    keys = folder.person(staff.staff_id) if folder.served else folder
    changing.replace_passphrase(keys, by, staff, _same_kind(by), clock=office.clock)


def take_keys(office: Office, by: Unlocked, staff_id: str) -> None:
    """Take every slot of somebody away; what is asked of them at this desk is asked no more."""
    folder = _folder(office)
    for slot in read_slots(folder):
        if slot.staff_id == staff_id:
            changing.remove_slot(folder, by, slot.id, _store(slot.kind))


def forget_desk(office: Office, staff_id: str) -> None:
    """On a server: remove somebody's key and drafts from this desk; their login is gone already."""
    person = _folder(office).person(staff_id)
    if not person.key_file.exists():
        return
    keys, _ = load(person)
    for slot in keys.slots:
        if slot.kind is SlotKind.STAFF:
            open_keyring().forget(secret_name(keys.db_id, slot.id))
    person.key_file.unlink()


def new_recovery(office: Office, by: Unlocked) -> NewRecovery:
    """A new recovery code, to be printed and typed back once."""
    return changing.new_recovery(_folder(office), by, clock=office.clock)


def _same_kind(by: Unlocked) -> SecretStore | PassphraseOnly:
    return _store(by.slot.kind)


def _store(kind: SlotKind) -> SecretStore | PassphraseOnly:
    return PassphraseOnly() if kind is SlotKind.PASSPHRASE_ONLY else open_keyring()


def _folder(office: Office) -> OfficeFolder:
    if office.folder is None:
        raise KeyProblem(_NO_FOLDER)
    return office.folder
