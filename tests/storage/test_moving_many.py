"""A made-up office carried to a server and back by the commands; TEICHAKU_MOVED says how large it is."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.attachments import actions as attachments
from app.attachments.rules import Owner, OwnerKind, check_file
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.clock import Clock
from app.commands.line import run
from app.history.chain import Link, check
from app.staff.permissions import Actor
from app.storage.embedded import driver
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import read_slots
from app.storage.opening import open_office
from app.storage.records import AttachmentPart, Base, HistoryEntry
from app.storage.work import Office
from bench.baselines.ledger_openpyxl import insert
from bench.made_up import PASSPHRASE, made_up
from bench.made_up_rows import Rows
from bench.made_up_sections import SectionRows
from tests.throwaway_server import ThrowawayServer

EPISODES = int(os.environ.get("TEICHAKU_MOVED", "40"))
AT_ONCE = 5_000
FILES = 3
_CALL = ActivityInput("R8.4.14", "phone", "15", "本人", "様子を聞いた。", "計測 係")


@dataclass
class Carried:
    """The office in its folder, and the words of the commands that carry it."""

    root: Path
    server: ThrowawayServer
    database: str
    took: dict[str, float] = field(default_factory=dict)

    @property
    def folder(self) -> OfficeFolder:
        return OfficeFolder(self.root / "office")

    @property
    def home(self) -> OfficeFolder:
        return OfficeFolder(self.root / "home")

    def kept(self, name: str, words: str) -> str:
        path = self.root / name
        path.write_text(words, encoding="utf-8")
        return str(path)

    def move(self, *way: str) -> dict[str, Any]:
        admin = f"{self.server.admin.role}\n{self.server.admin.password}\n"
        words = ["office", "move", *way, "--admin-file", self.kept("admin.txt", admin), "--json"]
        words += ["--data", str(self.folder.path)]
        words += ["--passphrase-file", self.kept("words.txt", PASSPHRASE)]
        out, err = io.StringIO(), io.StringIO()
        began = time.monotonic()
        assert run(words, out, err) == 0, err.getvalue() + out.getvalue()
        self.took[way[0]] = time.monotonic() - began
        told: dict[str, Any] = json.loads(out.getvalue())
        return told

    def open(self, folder: OfficeFolder) -> tuple[Office, Actor]:
        slot = next(slot for slot in read_slots(folder) if slot.staff_id)
        return open_office(folder, slot.staff_id, PASSPHRASE, None, Clock())


@pytest.fixture
def carried(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, server: ThrowawayServer
) -> Iterator[Carried]:
    made = made_up(EPISODES, tmp_path_factory.mktemp("made"))
    shutil.copytree(made.folder.path, tmp_path / "office")
    carried = Carried(tmp_path, server, f"many_{secrets.token_hex(4)}")
    rows = Rows(random.Random(EPISODES), made.office_id, EPISODES, 0).numbered
    with closing(driver.connect(carried.folder.data_file, made.key)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for record, row in SectionRows(random.Random(EPISODES), made.office_id, rows).rows():
            insert(connection, record, [row])
        connection.execute("COMMIT")
    yield carried
    dropped = f"DROP DATABASE IF EXISTS {carried.database} WITH (FORCE)"
    assert server.psql(server.admin, "postgres", dropped).returncode == 0
    role = f"DROP ROLE IF EXISTS teichaku_{made.staff_id}"
    assert server.psql(server.admin, "postgres", role).returncode == 0


def work_a_little(carried: Carried) -> None:
    """Contacts with their history, and files with their bytes."""
    office, actor = carried.open(carried.folder)
    episodes = Rows(random.Random(EPISODES), office.office_id, EPISODES, 0).numbered[:FILES]
    for episode in episodes:
        given = check_file("診断書.pdf", b"%PDF-1.7\n" + secrets.token_bytes(700_000))
        with office.work(actor) as work:
            contacts.record_activity(work, episode["id"], _CALL)
            attachments.add(work, Owner(OwnerKind.EPISODE, episode["id"]), given)
    office.close()


def digests(office: Office, actor: Actor) -> dict[str, tuple[int, str]]:
    """Of every table: how many records, and all of them in order of their keys as one digest."""
    found = {}
    with office.reading(actor) as reading:
        for table in Base.metadata.sorted_tables:
            digest, count = hashlib.sha256(), 0
            asked = select(table).order_by(*table.primary_key.columns)
            for row in reading.session.execute(asked, execution_options={"yield_per": AT_ONCE}):
                if table.name == "history_entry" and "sign_in" in row:
                    continue  # that it was opened to look
                digest.update(repr(tuple(row)).encode())
                count += 1
            found[table.name] = count, digest.hexdigest()
    return found


def seen(carried: Carried, folder: OfficeFolder) -> dict[str, tuple[int, str]]:
    """The records there, whose history must hold together."""
    office, actor = carried.open(folder)
    try:
        with office.reading(actor) as reading:
            entries = reading.session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq))
            names = Link.__dataclass_fields__
            links = [
                (Link(**{name: getattr(entry, name) for name in names}), entry.mac)
                for entry in entries
            ]
            assert check(office.chain_key, links).broken is None
            parts = reading.session.scalar(select(func.count()).select_from(AttachmentPart))
        assert parts and parts >= FILES
        return digests(office, actor)
    finally:
        office.close()


@pytest.mark.long
def test_a_large_office_there_and_back_is_equal_record_by_record(
    carried: Carried, record_property: Callable[[str, object], None]
) -> None:
    work_a_little(carried)
    before = seen(carried, carried.folder)
    assert before["episode"][0] == EPISODES and before["history_entry"][0] >= 2 * FILES
    assert len([name for name, (count, _) in before.items() if count]) > 30
    place = ("--database", carried.database, "--certificate", str(carried.server.certificate))
    invitation = ("--out", str(carried.root / "office.teichaku-office"))
    carried.move("--to-server", f"127.0.0.1:{carried.server.port}", *place, *invitation)
    assert seen(carried, carried.folder) == before
    carried.move("--to-file", str(carried.home.path))
    assert seen(carried, carried.home) == before
    record_property("records", sum(count for count, _ in before.values()))
    record_property("seconds", carried.took)
