"""The tables of a new data file, made by the migrations once in a run and then as they came out.

Two dozen revisions take more than half a second for every office that a test sets up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from app.storage import migrate

Statement = tuple[str, tuple[object, ...]]
OWN = migrate.SCRIPTS

migrated = migrate.run_revisions
"""The migrations themselves; tests/storage/test_migrate runs them each time."""


@contextmanager
def tables_kept() -> Iterator[None]:
    """Meanwhile an empty data file gets its tables by the statements that SQLite itself keeps."""
    kept: dict[str, list[Statement]] = {}

    def run(connection: Connection, scripts: Path, target: str) -> None:
        if scripts != OWN or connection.dialect.name != "sqlite" or not _empty(connection):
            migrated(connection, scripts, target)
        elif target not in kept:
            migrated(connection, scripts, target)
            kept[target] = statements_of(connection)
        else:
            for statement, values in kept[target]:
                connection.exec_driver_sql(statement, values)

    migrate.run_revisions = run
    yield
    migrate.run_revisions = migrated


def _empty(connection: Connection) -> bool:
    return not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()


def statements_of(connection: Connection) -> list[Statement]:
    """What makes the same tables, indexes and triggers in an empty file, with the same rows."""
    made: list[Statement] = []
    for kind, name, sql in connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    ).all():
        made.append((sql, ()))
        rows = (
            connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() if kind == "table" else ()
        )
        for row in rows:
            marks = ", ".join("?" * len(row))
            made.append((f'INSERT INTO "{name}" VALUES ({marks})', tuple(row)))
    return made
