"""Every role × every table, view and function × every act, tried through the person's own login.

What is found is compared with `rls_matrix.txt`, which people have reviewed: a change of it is read
in the same commit as the change that made it. TEICHAKU_REVIEW_MATRIX=1 writes the file anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

from app.staff.permissions import Role
from tests.storage.server.test_access import UNIQUE
from tests.storage.server.two_offices import DATABASE, Two

EXPECTED = Path(__file__).with_name("rls_matrix.txt")
ACTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
_TABLES = """SELECT n.nspname, c.relname, c.relkind FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND n.nspname NOT LIKE 'pg_temp%' AND n.nspname NOT LIKE 'pg_toast_temp%' ORDER BY 1, 2"""
_FUNCTIONS = """SELECT p.oid, n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 2, 3"""
_KEYED = {"desk": "role_name", "chain": "office_id", "signer": "office_id"}
"""Tables without ids: what an update may set to itself."""


class Login:
    """One person's plain connection, in which everything is undone."""

    def __init__(self, two: Two, role: Role) -> None:
        login = two.logins[role]
        self.two, self.own = two, two.served.office_id
        self.connection = psycopg.connect(
            host=two.place.host,
            port=two.place.port,
            dbname=DATABASE,
            user=login.role,
            password=login.password,
            sslmode="verify-full",
            sslrootcert=str(two.place.certificate),
        )

    def tried(self, statement: str, *values: Any) -> tuple[str, int]:
        """What becomes of a statement, and how many rows it met."""
        try:
            cursor = self.connection.execute(statement, values)  # type: ignore[arg-type]
            return "done", cursor.rowcount
        except errors.InsufficientPrivilege as refused:
            return ("rls" if "row-level" in str(refused) else "denied"), 0
        except (errors.UniqueViolation, errors.ForeignKeyViolation):
            return "done", 1  # nothing but the rows themselves stood in the way
        except errors.ObjectNotInPrerequisiteState:
            return "no", 0  # a view that cannot be written
        finally:
            self.connection.rollback()


def seen(login: Login, name: str, columns: set[str]) -> str:
    told, rows = login.tried(f"SELECT * FROM {name}")
    if told != "done" or "office_id" not in columns:
        return told if told != "done" else "yes" if rows else "none"
    for other, word in ((login.own, "none"), (login.two.other_office, "OTHERS")):
        query = f"SELECT * FROM {name} WHERE office_id {'=' if word == 'OTHERS' else '<>'} %s"
        _, met = login.tried(query, other)
        if met:
            return "OTHERS"
    return "own" if rows else "none"


def changed(login: Login, name: str, columns: set[str], act: str) -> str:
    key = _KEYED.get(name.partition(".")[2], "id" if "id" in columns else sorted(columns)[0])
    what = f"UPDATE {name} SET {key} = {key}" if act == "UPDATE" else f"DELETE FROM {name}"
    if "office_id" in columns:
        _, met = login.tried(f"{what} WHERE office_id = %s", login.two.other_office)
        if met:
            return "OTHERS"
    told, met = login.tried(what)
    return told if told != "done" else ("own" if met else "none")


def made(login: Login, name: str, columns: set[str]) -> str:
    schema, _, table = name.partition(".")
    where = f" WHERE office_id = '{login.own}'" if "office_id" in columns else ""
    row = login.two.served.admin.execute(
        f"SELECT to_jsonb(t) FROM {name} t{where} LIMIT 1"
    ).fetchone()
    if schema != "public" or row is None:
        probe = sql.SQL("INSERT INTO {} DEFAULT VALUES").format(sql.Identifier(schema, table))
        try:
            login.connection.execute(probe)
        except errors.InsufficientPrivilege as refused:
            return "rls" if "row-level" in str(refused) else "denied"
        except psycopg.Error:
            return "no"
        finally:
            login.connection.rollback()
        return "yes"
    own: dict[str, Any] = dict(row[0])  # type: ignore[call-overload]
    own |= json.loads("{" + UNIQUE.get(table, "") + "}")
    if "id" in columns:
        own["id"] = "new"
    insert = f"INSERT INTO {name} SELECT (jsonb_populate_record(NULL::{name}, %s::jsonb)).*"
    if "office_id" in columns:
        told, _ = login.tried(insert, json.dumps({**own, "office_id": login.two.other_office}))
        if told == "done":
            return "OTHERS"
    told, _ = login.tried(insert, json.dumps(own))
    return "own" if told == "done" else told


def found(two: Two, roles: Iterable[Role] = tuple(Role)) -> Iterator[str]:
    admin = two.served.admin
    tables = admin.execute(_TABLES).fetchall()  # type: ignore[arg-type]
    columns: dict[str, set[str]] = {}
    for row in admin.execute(
        "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns"
    ):
        columns.setdefault(str(row[0]), set()).add(str(row[1]))
    functions = admin.execute(_FUNCTIONS).fetchall()  # type: ignore[arg-type]
    for role in roles:
        login = Login(two, role)
        for schema, table, kind in tables:
            name = f"{schema}.{table}"
            if kind == b"S" or kind == "S":
                yield f"{role} {name} is a sequence"
                continue
            acts = (
                seen(login, name, columns[name]),
                made(login, name, columns[name]),
                changed(login, name, columns[name], "UPDATE"),
                changed(login, name, columns[name], "DELETE"),
            )
            yield f"{role} {name} {' '.join(acts)}"
        for oid, schema, name, arguments in functions:
            may = login.connection.execute(
                "SELECT has_schema_privilege(%s, 'USAGE') AND has_function_privilege(%s::oid,"
                " 'EXECUTE')",
                [schema, oid],
            ).fetchone()
            login.connection.rollback()
            yield f"{role} {schema}.{name}({arguments}) {'may' if may and may[0] else 'denied'}"
        login.connection.close()


def test_what_every_role_may_do_is_what_was_reviewed(two: Two) -> None:
    lines = sorted(found(two))
    if os.environ.get("TEICHAKU_REVIEW_MATRIX"):
        EXPECTED.write_text("\n".join(("# role table select insert update delete", *lines, "")))
    assert not [line for line in lines if "OTHERS" in line], "another office's rows"
    reviewed = EXPECTED.read_text(encoding="utf-8").splitlines()[1:]
    assert lines == reviewed


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE loose (office_id text); GRANT SELECT ON loose TO teichaku_desk",
        "GRANT DELETE ON history_entry TO teichaku_write;"
        " CREATE POLICY loose ON history_entry FOR DELETE TO teichaku_write USING (true)",
        "CREATE VIEW loose AS TABLE person; GRANT SELECT ON loose TO teichaku_desk",
    ],
)
def test_a_loosened_table_is_found(two: Two, statement: str) -> None:
    """Without undoing: the logins are other connections."""
    admin, roles = two.served.admin, (Role.COUNSELLOR,)
    before = sorted(found(two, roles))
    admin.execute(statement)  # type: ignore[arg-type]
    try:
        assert sorted(found(two, roles)) != before
    finally:
        for undo in (
            "DROP VIEW IF EXISTS loose" if "VIEW" in statement else "DROP TABLE IF EXISTS loose",
            "DROP POLICY IF EXISTS loose ON history_entry",
            "REVOKE DELETE ON history_entry FROM teichaku_write",
        ):
            admin.execute(undo)  # type: ignore[arg-type]
