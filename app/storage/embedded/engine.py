"""The SQLAlchemy engine over the encrypted data file.

Transactions begin explicitly: `BEGIN IMMEDIATE` for a writer, `BEGIN` for a reader, whose
connection cannot write at all. The driver's own implicit begin would leave schema changes outside
the transaction, so a migration that fails would lose tables.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlcipher3 import dbapi2

from app.errors import FileProblem, StorageProblem, TeichakuError
from app.storage import pool, restricting
from app.storage.embedded import driver, faults, rollback
from app.storage.embedded.header import refuse_unless_encrypted
from app.storage.pool import EndingPool
from app.storage.transactions import is_writing

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection as RawConnection

_CLOSED = "データは閉じたあとです。何も読み書きしていません。もう一度開いてください。"
_READ_ONLY_FLAG = "teichaku_read_only"


def open_engine(path: Path, key: bytes, *, create: bool = False) -> Engine:
    """Open the data file with its 32-byte key; only `create=True` makes a file, never over one."""
    if create:
        _make_empty(path)
    else:
        refuse_unless_encrypted(path)
        rollback.finish(path, key)

    opener = _Opener(path, key)
    engine = create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=opener,
        poolclass=EndingPool,
        pool_size=2,
        max_overflow=3,
        pool_timeout=driver.BUSY_SECONDS,
        pool_use_lifo=True,  # the one whose pages are warm comes first, the other stays small
        hide_parameters=True,
    )
    pool.at_end(engine, opener.forget)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _explain)
    restricting.follow_writes(engine)
    try:
        engine.connect().close()
    except BaseException:
        engine.dispose()
        raise
    return engine


class _Opener:
    """Makes connections until it is told to forget the key.

    Alembic keeps what it migrated in the listeners of tables it looked at, and with that the engine.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key

    def __call__(self) -> RawConnection:
        if not self._key:
            raise StorageProblem(_CLOSED, where=str(self._path))
        return driver.connect(self._path, self._key)

    def forget(self) -> None:
        self._key = b""


def already_there(path: Path) -> FileProblem:
    """A data file is to be made where one lies."""
    return FileProblem(
        f"「{path.name}」はすでにあります。上書きはしていません。"
        "別のフォルダーを選ぶか、今あるデータを開いてください。",
        where=str(path),
    )


def _make_empty(path: Path) -> None:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise already_there(path) from error
    except OSError as error:
        raise StorageProblem(
            "データファイルを作れませんでした。今あるファイルは変わっていません。"
            "フォルダーに書き込めるか、空きがあるかを確かめてください。",
            where=str(path),
        ) from error
    os.close(handle)


def _begin(connection: Connection) -> None:
    writing = is_writing(connection)
    if connection.info.get(_READ_ONLY_FLAG) != (not writing):
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
        connection.info[_READ_ONLY_FLAG] = not writing
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
    connection.exec_driver_sql(begin)
    restricting.cover(connection, begin)


def _explain(context: ExceptionContext) -> TeichakuError | None:
    original = context.original_exception
    if not isinstance(original, dbapi2.Error):
        return None
    if "readonly database" in str(original) and _reading(context):
        return None  # a reader that tries to write is a fault of the program
    return faults.translate(str(original))


def _reading(context: ExceptionContext) -> bool:
    connection = context.connection
    return connection is not None and bool(connection.info.get(_READ_ONLY_FLAG))
