"""The tables of new data, made by the migrations once in a run and then as they came out.

Two dozen revisions take half a second for every office that a test sets up, in a file or on a server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from app.storage import migrate
from app.storage.server.engine import driver_connection

Statement = tuple[str, tuple[object, ...]]
OWN = migrate.SCRIPTS

migrated = migrate.run_revisions
"""The migrations themselves; tests/storage/test_migrate runs them each time."""


@contextmanager
def tables_kept() -> Iterator[None]:
    """Meanwhile empty data gets its tables by the statements that made them the first time."""
    in_files: dict[str, list[Statement]] = {}
    on_servers: dict[str, str] = {}

    def run(connection: Connection, scripts: Path, target: str) -> None:
        if scripts != OWN:
            migrated(connection, scripts, target)
        elif connection.dialect.name == "sqlite":
            _in_file(connection, target, in_files)
        else:
            _on_server(connection, target, on_servers)

    migrate.run_revisions = run
    yield
    migrate.run_revisions = migrated


def _in_file(connection: Connection, target: str, kept: dict[str, list[Statement]]) -> None:
    if not _empty(connection):
        migrated(connection, OWN, target)
    elif target not in kept:
        migrated(connection, OWN, target)
        kept[target] = statements_of(connection)
    else:
        for statement, values in kept[target]:
            connection.exec_driver_sql(statement, values)


def _on_server(connection: Connection, target: str, kept: dict[str, str]) -> None:
    made = "SELECT to_regclass('public.alembic_version')"
    if connection.exec_driver_sql(made).scalar_one() is not None:
        migrated(connection, OWN, target)
    elif target not in kept:
        kept[target] = _listened(connection, target)
    else:
        driver_connection(connection).execute(kept[target])  # all of them in one question


def _listened(connection: Connection, target: str) -> str:
    """Run the migrations; gives all that they told the server, but for what they only asked."""
    told: list[str] = []

    def hear(_: object, __: object, statement: str, values: Any, *___: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            return
        if values:
            raise ValueError(f"a statement with values cannot be kept: {statement}")
        told.append(statement.replace("%%", "%"))

    event.listen(connection, "before_cursor_execute", hear)
    migrated(connection, OWN, target)
    event.remove(connection, "before_cursor_execute", hear)
    return ";\n".join(told)


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
