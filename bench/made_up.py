"""An office full of made-up people at a wanted size, kept in a temporary folder between runs.

The same size always gives the same rows. The file is a real one: key file, migrations, encryption.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlcipher3.dbapi2 import Connection

from app.clock import Clock, fixed
from app.staff.permissions import Actor, Role
from app.storage.embedded import driver
from app.storage.embedded.engine import open_engine
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.opening import read_slots, unlock_with_passphrase
from app.storage.migrate import SCRIPTS
from app.storage.opening import FirstStaff, NewOffice, create_office
from app.storage.records import Activity, Episode, Event, NoteText, Person
from app.storage.work import Office
from bench.baselines.ledger_openpyxl import insert
from bench.made_up_rows import TODAY, Rows

PASSPHRASE = "計測のための もくれん つゆくさ"
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9)
FIGURES_SIZE = 20_000
"""Episodes of the office in which figures and reports are counted: 200,000 contacts."""
STAFF = "計測 係"
"""Nobody's 担当者, so that lists begin with the whole centre."""


@dataclass(frozen=True)
class MadeUp:
    """A made-up office on disk."""

    folder: OfficeFolder
    staff_id: str
    office_id: str
    key: bytes
    size: int

    def connect(self) -> Connection:
        """A raw connection with the program's own settings, for the baselines."""
        return driver.connect(self.folder.data_file, self.key)

    def open(self, data_file: Path | None = None) -> tuple[Office, Actor]:
        """The program's way in, without the lock: benchmarks read it, or write to a copy."""
        engine = open_engine(data_file or self.folder.data_file, self.key)
        office = Office(engine, self.office_id, clock(), bytes(32), practice=True)
        return office, Actor(self.staff_id, STAFF, Role.DIRECTOR)


def clock() -> Clock:
    """The moment at which every benchmark reads and writes."""
    return fixed(NOW)


def activities_per_episode(size: int) -> int:
    """Twenty contacts each, 2 million at 100,000 episodes; ten in the office of the figures."""
    return 10 if size == FIGURES_SIZE else 20


def made_up(size: int, root: Path | None = None) -> MadeUp:
    """The office with so many episodes, made on first use."""
    folder = (root or _kept()) / str(size)
    if not folder.exists():
        making = folder.with_name(f".{size}-{os.getpid()}")
        shutil.rmtree(making, ignore_errors=True)
        _make(OfficeFolder(making), size)
        making.rename(folder)
    office = OfficeFolder(folder)
    slot = next(slot for slot in read_slots(office) if slot.staff_id)
    key = unlock_with_passphrase(office, slot.staff_id, PASSPHRASE, None).data_key
    with closing(driver.connect(office.data_file, key)) as connection:
        (office_id,) = connection.execute("SELECT id FROM office").fetchone()
    return MadeUp(office, slot.staff_id, office_id, key, size)


def _kept() -> Path:
    """A folder for this generator and this schema: another version makes its own."""
    here = Path(__file__).resolve().parent
    sources = [here / "made_up.py", here / "made_up_rows.py"]
    sources += sorted((SCRIPTS / "versions").glob("*.py"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    folder = Path(tempfile.gettempdir()) / f"teichaku-bench-{digest[:12]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _make(folder: OfficeFolder, size: int) -> None:
    office, _, recovery = create_office(
        folder,
        NewOffice(kind="centre", name="計測用センター", prefecture="10", practice=True),
        FirstStaff(STAFF, Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        clock(),
    )
    recovery.confirm(recovery.code)
    office_id, key = office.office_id, recovery.unlocked.data_key
    office.close()
    rows = Rows(random.Random(size), office_id, size, activities_per_episode(size))
    with closing(driver.connect(folder.data_file, key)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for record, found in (
            (Person, rows.persons()),
            (Episode, rows.episodes()),
            (Activity, rows.activities()),
            (NoteText, rows.notes()),
            (Event, rows.events()),
        ):
            insert(connection, record, found)
        connection.execute("COMMIT")
