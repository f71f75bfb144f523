"""Who has a key, who of them was here last, and opening the office for one: sign-in without its window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from app.clock import Clock
from app.errors import KeyProblem
from app.staff.permissions import Actor
from app.storage import failed_tries
from app.storage.folders import OfficeFolder
from app.storage.keys.ahead import Ahead
from app.storage.keys.keyring_store import open_keyring
from app.storage.keys.opening import read_slots
from app.storage.keys.slots import Slot, SlotKind

if TYPE_CHECKING:
    from app.storage.work import Office

_LAST = "sign_in/last"


@dataclass(frozen=True)
class KnownPerson:
    """Somebody with a key; `alone` when the 合言葉 opens it without the machine's key store."""

    staff_id: str
    name: str
    alone: bool


def known_people(slots: tuple[Slot, ...]) -> tuple[KnownPerson, ...]:
    """The people of the key slots, each once, in the order they were added."""
    people: dict[str, KnownPerson] = {}
    for slot in slots:
        if not slot.staff_id:
            continue
        alone = slot.kind is SlotKind.PASSPHRASE_ONLY
        before = people.get(slot.staff_id)
        alone = alone and (before is None or before.alone)
        people[slot.staff_id] = KnownPerson(slot.staff_id, slot.name, alone)
    return tuple(people.values())


def last_here(people: Sequence[KnownPerson], settings: QSettings) -> int:
    """Where among them stands who signed in last on this machine; 0 when nobody of them did."""
    ids = [person.staff_id for person in people]
    last = settings.value(_LAST)
    return ids.index(last) if last in ids else 0


def given_for(folder: OfficeFolder, settings: QSettings) -> KnownPerson | None:
    """Whose a 合言葉 is that came with the start; None where somebody must be asked, or must wait."""
    try:
        people = known_people(read_slots(folder))
    except KeyProblem:
        return None  # the sign-in reads them again, and says what is wrong
    if not people:
        return None
    person = people[last_here(people, settings)]
    waits = failed_tries.wait_left(failed_tries.read(folder), person.staff_id, Clock().now())
    return person if waits <= 0 else None


def remember_last(actor: Actor, settings: QSettings) -> None:
    """They are proposed next time."""
    settings.setValue(_LAST, actor.staff_id)


def opening(
    folder: OfficeFolder,
    person: KnownPerson,
    passphrase: str,
    clock: Clock,
    *,
    restored: bool = False,
) -> Callable[[], tuple[Office, Actor]]:
    """What opens the office for them, on a worker; `restored`: the data comes from a backup.

    The 合言葉 is stretched from now on, while that worker reads the code.
    """
    ahead = Ahead(folder, person.staff_id, passphrase)

    def open_it() -> tuple[Office, Actor]:
        from app.storage.opening import open_office

        store = None if person.alone else open_keyring()
        return open_office(
            folder, person.staff_id, passphrase, store, clock, restored=restored, stretch=ahead
        )

    return open_it
