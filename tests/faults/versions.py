"""D5: files of every earlier form are opened and brought up, killed on the way and failing on the way.

A file of an earlier form is made by that form's own migrations; rows that it could hold are put in
as plain SQL. A newer form, and a file that was left half way, are refused and not touched.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, Table, inspect, select

from app.errors import DatabaseDamaged, DatabaseTooNew, TeichakuError
from app.storage import migrate
from app.storage.embedded.engine import open_engine
from app.storage.keys.opening import read_slots, unlock_with_passphrase
from app.storage.records import Base
from app.storage.transactions import for_writing
from tests.conftest import MEMORY
from tests.faults.forked import apart
from tests.faults.judge import digest, plain_words
from tests.faults.operations import Desk, Operation, nothing, with_case
from tests.faults.scene import WORDS, Scene
from tests.faults.sizes import Size
from tests.faults.tally import Tally

CARRIED = ("office", "staff", "person", "episode", "activity", "history_entry", "operation")


def made_at(revision: str, scene: Scene) -> None:
    """An office in the form of a revision, holding what of a case that form could hold."""
    with_case(scene)
    given = scene.given
    folder = scene.folder
    staff = next(slot.staff_id for slot in read_slots(folder) if slot.staff_id)
    key = unlock_with_passphrase(folder, staff, WORDS, None).data_key
    engine = open_engine(folder.data_file, key)
    rows = {name: _rows(engine, Base.metadata.tables[name]) for name in CARRIED}
    engine.dispose()
    folder.data_file.unlink()
    old = open_engine(folder.data_file, key, create=True)
    with migrate._one_transaction(old) as connection:
        migrate.run_revisions(connection, migrate.SCRIPTS, revision)
    there = set(inspect(old).get_table_names())
    with for_writing(old).begin() as connection:
        for name in CARRIED:
            if name in there:
                table = Table(name, MetaData(), autoload_with=old)
                for row in rows[name]:
                    known = {k: v for k, v in row.items() if k in table.columns}
                    connection.execute(table.insert().values(known))
    old.dispose()
    for kept in (folder.anchor_file, *(scene.root / "home").rglob("*.json")):
        kept.unlink(missing_ok=True)
    scene.give(**given, revision=revision)


def _rows(engine: Engine, table: Table) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        raw = Table(table.name, MetaData(), autoload_with=engine)
        return [dict(row._mapping) for row in connection.execute(select(raw))]


def bring_up(desk: Desk) -> None:
    """Open it: a 控え is made, and the form is brought up."""
    desk.office, desk.actor = desk.scene.open()
    desk.acknowledged()
    desk.office.close()


def migrations() -> list[Operation]:
    """One operation for each earlier form."""
    return [
        Operation(f"migration from {revision}", partial(made_at, revision), bring_up, nothing,
                  weight=8)
        for revision in migrate.REVISIONS[:-1]
    ]  # fmt: skip


def versions(size: Size) -> Iterator[tuple[str, Callable[[], list[Tally]]]]:
    """Forms that this program does not know."""
    yield "form of the data", _refused


def _refused() -> list[Tally]:
    began = time.monotonic()
    tally = Tally("opening", "D5 a newer form, or one left half way")
    cases = {
        "a newer form": ("UPDATE alembic_version SET version_num = '9999'", DatabaseTooNew),
        "no form": ("DELETE FROM alembic_version", DatabaseDamaged),
        "no table of forms": ("DROP TABLE alembic_version", DatabaseDamaged),
        "two forms": ("INSERT INTO alembic_version VALUES ('0002')", DatabaseDamaged),
    }
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="teichaku-faults-", dir=place) as root:
        before = Scene(Path(root) / "before")
        before.root.mkdir()
        before.enter()
        with_case(before)
        for number, (name, (statement, wanted)) in enumerate(cases.items()):
            scene = before.copy(Path(root) / f"case{number}")
            staff = next(slot.staff_id for slot in read_slots(scene.folder) if slot.staff_id)
            key = unlock_with_passphrase(scene.folder, staff, WORDS, None).data_key
            engine = open_engine(scene.folder.data_file, key)
            with for_writing(engine).begin() as connection:
                connection.exec_driver_sql(statement)
            engine.dispose()
            found = digest(scene.folder.data_file)
            tally.tried += 1
            said = apart(scene, lambda: None, partial(_open, scene))
            if said.error != wanted.__name__:
                tally.wrong("silent", f"{name}: {said.error or 'opened'} {said.words[:300]}")
            if digest(scene.folder.data_file) != found:
                tally.wrong("half", f"{name}: the file was written to")
            tally.plain += len(plain_words(scene))
    tally.seconds = time.monotonic() - began
    return [tally]


def _open(scene: Scene, *_: object) -> None:
    try:
        scene.open()[0].close()
    except TeichakuError:
        raise
