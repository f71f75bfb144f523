"""One connection to the encrypted file, with every setting asserted.

The settings come from power-loss and damage trials: a rollback journal with synchronous=EXTRA
lost no acknowledged save and reported nearly all damage, which a write-ahead log did not.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

from app.errors import StorageProblem
from app.storage.embedded import faults
from app.storage.embedded.header import PAGE

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

KEY_BYTES = 32
BUSY_SECONDS = 5
CACHE = -40960
"""What a connection may keep of the file (minus KiB).

At 100,000 episodes the widest search asks again for nearly as much: with 32 MB it reads pages anew.
"""

# pragma, value to set, value it must then report
_SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("busy_timeout", str(BUSY_SECONDS * 1000), str(BUSY_SECONDS * 1000)),
    ("temp_store", "MEMORY", "2"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("cache_size", str(CACHE), str(CACHE)),
    ("foreign_keys", "ON", "1"),
    ("secure_delete", "ON", "1"),
    ("journal_mode", "DELETE", "delete"),
    ("synchronous", "EXTRA", "3"),
)


def connect(path: Path, key: bytes, *, mode: str = "rw") -> Connection:
    """Open `path` with the raw data key; `mode` is SQLite's: ro or rw; neither makes a file."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"the data key has {KEY_BYTES} bytes")
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    try:
        connection = dbapi2.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS
        )
    except dbapi2.Error as error:
        raise _as_problem(error, path) from error
    try:
        _settle(connection, key)
        _refuse_cut_file(connection, path)
    except dbapi2.Error as error:
        connection.close()
        raise _as_problem(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection


def pragma(connection: Connection, text: str) -> str:
    """Run one PRAGMA and give its first value as text (empty when it returns nothing)."""
    row = connection.execute(f"PRAGMA {text}").fetchone()
    return "" if row is None or row[0] is None else str(row[0])


def _settle(connection: Connection, key: bytes) -> None:
    pragma(connection, "cipher_log_level = NONE")  # else a wrong key prints on stderr
    pragma(connection, f"key = \"x'{key.hex()}'\"")
    if not pragma(connection, "cipher_version"):
        raise StorageProblem(
            "暗号化の部品が使えないため、データを開きませんでした。ファイルには手を加えていません。"
            "プログラムをインストールし直してください。"
        )
    for name, value, _ in _SETTINGS:
        pragma(connection, f"{name} = {value}")
    for name, _, expected in _SETTINGS:
        found = pragma(connection, name)
        if found != expected:
            raise RuntimeError(f"PRAGMA {name} is {found!r}, not {expected!r}")
    _refuse_extension_loading(connection)


def _refuse_extension_loading(connection: Connection) -> None:
    connection.enable_load_extension(False)
    try:
        connection.execute("SELECT load_extension('')")
    except dbapi2.OperationalError as error:
        if "not authorized" in str(error):
            return
        raise
    raise RuntimeError("extension loading is possible")


def _refuse_cut_file(connection: Connection, path: Path) -> None:
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    pages = int(pragma(connection, "page_count"))
    # Read after the engine rolled an interrupted save back, so both must agree exactly.
    if int(pragma(connection, "page_size")) == PAGE and pages * PAGE != path.stat().st_size:
        raise faults.damaged(str(path))


def _as_problem(error: Exception, path: Path) -> Exception:
    known = faults.translate(str(error), where=str(path))
    return known if known is not None else error
