"""Bringing the data file to the form this program knows, whole or not at all.

Alembic takes a third of a second to import, so the revisions are also named here: a start that has
nothing to migrate costs one SELECT.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from app.clock import Clock
from app.errors import DatabaseDamaged, DatabaseTooNew, StorageProblem, TeichakuError
from app.storage import pool, safe_files
from app.storage.embedded import faults
from app.storage.embedded.engine import already_there, open_engine
from app.storage.folders import OfficeFolder
from app.storage.transactions import for_writing

if TYPE_CHECKING:
    from app.storage.embedded.backup import Backup

SCRIPTS = Path(__file__).resolve().parent / "migrations"
REVISIONS = (
    *("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010"),
    *("0011", "0012", "0013", "0014", "0015", "0016", "0021", "0017", "0024", "0023"),
    *("0022", "0025"),
)
LATEST = REVISIONS[-1]
_VERSION_TABLE = "alembic_version"
_SYSTEM_CLOCK = Clock()


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did, and the backup of the file before it."""

    before: str
    after: str
    backup: Backup


def create_schema(engine: Engine, revision: str = LATEST) -> None:
    """Run every migration up to `revision` on a data file that was just created and holds nothing."""
    with engine.connect() as connection:
        if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
            raise StorageProblem(
                "このデータファイルにはすでに内容があります。上書きはしていません。"
                "別の空のフォルダーを選んでください。"
            )
    _migrate(engine, SCRIPTS, revision)


def create_data_file(folder: OfficeFolder, key: bytes, revision: str = LATEST) -> Engine:
    """Make the data file of a new office and open it; it appears only once it is whole.

    The caller holds the office's lock.
    """
    if folder.data_file.exists():
        raise already_there(folder.data_file)
    safe_files.clear_leftovers(folder.path)
    temporary = folder.path / f".{folder.data_file.name}.tmp"
    engine = open_engine(temporary, key, create=True)
    try:
        create_schema(engine, revision)
        engine.dispose()
        safe_files.place_new(temporary, folder.data_file)
    except FileExistsError as error:
        raise already_there(folder.data_file) from error
    finally:
        pool.end(engine)
        safe_files.clear_leftovers(folder.path)
    return open_engine(folder.data_file, key)


def upgrade(
    engine: Engine, folder: OfficeFolder, key: bytes, clock: Clock = _SYSTEM_CLOCK
) -> Upgraded | None:
    """Migrate if the file is older, after a verified backup; None when there was nothing to do."""
    before = refuse_unknown(engine, folder)
    if before == LATEST:
        return None
    from app.storage.embedded import backup

    made = backup.back_up(folder, key, clock=clock)
    try:
        _migrate(engine, SCRIPTS, LATEST)
    except TeichakuError:
        raise
    except Exception as error:
        raise StorageProblem(
            f"データを新しい形（{before} から {LATEST}）に直せませんでした。"
            f"データは直す前のまま残っていて、控え「{made.path.name}」も取ってあります。"
            "前の版のプログラムで仕事を続け、この表示を管理者に伝えてください。",
            where=str(folder.data_file),
        ) from error
    return Upgraded(before, LATEST, made)


def refuse_unknown(engine: Engine, folder: OfficeFolder) -> str:
    """The file's revision; DatabaseTooNew or DatabaseDamaged when this program does not know it."""
    found = current_revision(engine)
    if found is None:
        raise DatabaseDamaged(
            "データファイルの中に、形の版の記録がありません。作成の途中で止まったファイルのおそれがあります。"
            "ファイルには手を加えていません。控えから復元してください。",
            where=str(folder.data_file),
        )
    refuse_newer(found, str(folder.data_file))
    return found


def refuse_newer(found: str, where: str = "") -> None:
    """Raise DatabaseTooNew when a later program made this form of the data."""
    if found not in REVISIONS:
        raise DatabaseTooNew(
            f"このデータは、より新しい版のプログラムで使われています（データの形 {found}、"
            f"このプログラムが扱えるのは {LATEST} まで）。データには手を加えていません。"
            "新しい版のプログラムを入れてから開いてください。",
            where=where,
        )


def current_revision(engine: Engine) -> str | None:
    """The revision the file says it has; None when it says none."""
    with engine.connect() as connection:
        try:
            rows = connection.exec_driver_sql(f"SELECT version_num FROM {_VERSION_TABLE}").all()  # noqa: S608
        except OperationalError as error:
            if "no such table" not in str(error.orig):
                raise
            rows = []
    return str(rows[0][0]) if len(rows) == 1 else None


def run_revisions(connection: Connection, scripts: Path, target: str) -> None:
    """Run what is missing up to `target`, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _migrate(engine: Engine, scripts: Path, target: str) -> None:
    with _one_transaction(engine) as connection:
        run_revisions(connection, scripts, target)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise faults.damaged()


@contextlib.contextmanager
def _one_transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may be rebuilt; foreign keys are checked at its end."""
    with for_writing(engine).connect() as connection:
        raw = connection.connection.dbapi_connection
        if raw is None:
            raise RuntimeError("no driver connection")
        # Only outside a transaction; else dropping a rebuilt table deletes the rows that refer to it.
        raw.execute("PRAGMA foreign_keys = OFF")
        # Nothing reaches the file before the commit, so a failure leaves every byte as it was.
        raw.execute("PRAGMA cache_spill = OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            raw.execute("PRAGMA foreign_keys = ON")
            raw.execute("PRAGMA cache_spill = ON")
