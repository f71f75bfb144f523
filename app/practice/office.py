"""Opening the practice centre, making it first where there is none."""

from __future__ import annotations

from app.clock import Clock
from app.practice.actions import fill
from app.practice.cases import NEIGHBOURS_SIGNS, PracticeData, practice_data
from app.staff.permissions import Actor, Role
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.opening import read_slots
from app.storage.opening import FirstStaff, NewOffice, create_office, open_office
from app.storage.work import Office

NAME = "見本県地域生活定着支援センター"
WHO = "試作 澪江"
PASSPHRASE = "練習用 もくれん つゆくさ あけび"  # noqa: S105 - published: only made-up people lie behind it


SEED = 20260401
NEIGHBOURS_SEED = 20260402


def open_practice(folder: OfficeFolder, clock: Clock) -> tuple[Office, Actor]:
    """The practice office of this folder; made and filled as of today when the folder is empty."""
    if folder.key_file.exists():
        slot = next(slot for slot in read_slots(folder) if slot.staff_id)
        return open_office(folder, slot.staff_id, PASSPHRASE, None, clock)
    return _made(folder, clock, practice_data(clock.today(), SEED))


def make_neighbours(folder: OfficeFolder, clock: Clock) -> tuple[Office, Actor]:
    """Another centre with other people, whose ledger can be taken in for practice."""
    return _made(folder, clock, practice_data(clock.today(), NEIGHBOURS_SEED, NEIGHBOURS_SIGNS))


def _made(folder: OfficeFolder, clock: Clock, data: PracticeData) -> tuple[Office, Actor]:
    office, actor, recovery = create_office(
        folder,
        NewOffice(kind="centre", name=NAME, prefecture="10", practice=True),
        FirstStaff(WHO, Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        clock,
    )
    recovery.confirm(recovery.code)
    with office.work(actor) as work:
        fill(work, data)
    return office, actor
