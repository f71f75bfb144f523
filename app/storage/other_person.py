"""A second person at the same desk: their own 合言葉, and what they do is done as themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.errors import KeyProblem
from app.staff.permissions import Actor
from app.storage.actors import actor_of
from app.storage.folders import OfficeFolder
from app.storage.keys.keyring_store import SecretStore, open_keyring
from app.storage.keys.opening import read_slots
from app.storage.keys.slots import SlotKind
from app.storage.opening import open_unchecked
from app.storage.proving import proved, tries_counted
from app.storage.records import OfficeRecord, Staff
from app.storage.work import Office

_NOT_HERE = (
    "この PC には、この職員の鍵がありません。何も変えていません。"
    "その人の席で確認してもらうか、この PC で一度開いてもらってください。"
)


def people_with_keys(folder: OfficeFolder | None) -> frozenset[str]:
    """Ids of everybody whose 合言葉 can be typed at this desk."""
    if folder is None:
        return frozenset()
    return frozenset(slot.staff_id for slot in read_slots(folder) if slot.staff_id)


def store_of(folder: OfficeFolder, staff_id: str) -> SecretStore | None:
    """The machine's key store, where this person's key needs one."""
    mine = [slot.kind for slot in read_slots(folder) if slot.staff_id == staff_id]
    alone = all(kind is SlotKind.PASSPHRASE_ONLY for kind in mine)
    return None if alone else open_keyring()


@contextmanager
def as_other_person(
    office: Office, staff_id: str, passphrase: str
) -> Iterator[tuple[Office, Actor]]:
    """The office as the second person has it; WrongPassphrase when it is not their 合言葉.

    On a server it is their own connection, so that the server knows who it is.
    """
    folder = office.folder
    if folder is None or staff_id not in people_with_keys(folder):
        raise KeyProblem(_NOT_HERE)
    store = store_of(folder, staff_id)
    if folder.served:
        with tries_counted(folder, staff_id, office.clock):
            other, actor = open_unchecked(folder, staff_id, passphrase, store, office.clock)
        other.anchor = office.anchor
        try:
            yield other, actor
        finally:
            other.anchor = None  # it is the desk's, which stays open
            other.close()
        return
    proved(folder, staff_id, passphrase, store, office.clock)
    with Session(office.engine) as session:
        staff = session.get(Staff, staff_id)
        record = session.get(OfficeRecord, office.office_id)
        if staff is None or record is None or not staff.active:
            raise KeyProblem(_NOT_HERE)
        actor = actor_of(session, staff, record)
    yield office, actor
