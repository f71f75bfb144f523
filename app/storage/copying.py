"""Copying an office's records from one engine to another, and comparing them one by one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import Connection, CursorResult, LargeBinary, Row, Table, delete, insert, select

from app.errors import StorageProblem
from app.storage.records import Base

_BATCH = 1000
_LARGE_BATCH = 8
"""Rows at a time of a table with parts of files: each may have half a megabyte."""


@dataclass(frozen=True)
class Counted:
    """How many records of one table are the same on both sides, and a digest of them all."""

    table: str
    rows: int
    digest: str


def tables() -> tuple[Table, ...]:
    """Every table of an office, each after those it refers to."""
    return tuple(Base.metadata.sorted_tables)


def copy_office(source: Connection, target: Connection, office_id: str) -> None:
    """Copy every record with its id, version and times; inside the caller's two transactions."""
    for table in tables():
        with _rows(source, table, office_id) as found:
            for batch in found.partitions(_batch(table)):
                target.execute(insert(table), [dict(row._mapping) for row in batch])


def clear_office(target: Connection, office_id: str) -> None:
    """Take away what an interrupted copy left."""
    for table in reversed(tables()):
        target.execute(delete(table).where(table.c.office_id == office_id))


def compare(left: Connection, right: Connection, office_id: str) -> tuple[Counted, ...]:
    """Count and compare record by record; StorageProblem names the first table that differs."""
    return tuple(compare_table(left, right, table, office_id) for table in tables())


def compare_table(left: Connection, right: Connection, table: Table, office_id: str) -> Counted:
    """Count and compare one table; StorageProblem when it differs."""
    whole, count = hashlib.sha256(), 0
    with _rows(left, table, office_id) as ours, _rows(right, table, office_id) as theirs:
        for one, other in zip_longest(map(_digest, ours), map(_digest, theirs)):
            if one != other:
                raise _different(table)
            whole.update(one or b"")
            count += 1
    return Counted(table.name, count, whole.hexdigest())


def _different(table: Table) -> StorageProblem:
    return StorageProblem(
        f"移したデータを数え直したところ、元と同じではありませんでした（{table.name}）。"
        "元のデータはそのまま使えます。移した先は使えないようにしてあります。"
        "もう一度行い、同じなら管理者に伝えてください。",
        where=table.name,
    )


def _digest(row: Row[tuple[object, ...]]) -> bytes:
    text = json.dumps(list(row), ensure_ascii=True, default=_plain)
    return hashlib.sha256(text.encode()).digest()


def _plain(value: object) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)


def _batch(table: Table) -> int:
    large = any(isinstance(column.type, LargeBinary) for column in table.columns)
    return _LARGE_BATCH if large else _BATCH


def _rows(connection: Connection, table: Table, office_id: str) -> CursorResult[tuple[object, ...]]:
    found = (
        select(table)
        .where(table.c.office_id == office_id)
        .order_by(*table.primary_key.columns)
        .execution_options(yield_per=_batch(table))
    )
    return connection.execute(found)
