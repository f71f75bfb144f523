"""What the server refuses tells nobody whether a hidden case is there.

Every foreign key is pointed at a hidden record, at one of another office and at none; every unique
key is used once with a hidden record's value and once with one that nobody has. What is said is the
same, word for word, but for the names of a table and a key that everybody knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from app.staff.permissions import Role
from app.storage.records import Base
from app.storage.records.base import OfOffice
from app.storage.restricting import BEHIND
from app.storage.server.opening import open_server_office
from tests.conftest import NOW
from tests.storage.server.test_access import UNIQUE
from tests.storage.server.test_rls_matrix import Login
from tests.storage.server.two_offices import Two, made_up

NOWHERE = "0" * 32
OWN_NAMES = {"exchange": {"shared_id": "hidden"}, "letter": {"digest": "hidden"}}
NAMED = {"imported_row": ("target_id",), "person_merge": ("kept_id", "gone_id")}
"""Columns that name a record without a foreign key."""
KNOWN_BY_WHOEVER_HAS_THEM = {
    "uq_exchange_office_id_shared_id": "made of 256 random bits by whoever asked; who knows it has"
    " the letter itself",
}
"""Unique keys that do tell, and why they tell nothing that is not known."""


@dataclass(frozen=True)
class Hidden:
    """A counsellor's login, and ids of records that are there but not for them."""

    login: Login
    ids: dict[str, str]
    visible: dict[str, dict[str, Any]]
    """table → a row that the counsellor sees."""


@pytest.fixture(scope="module")
def hidden(two: Two) -> Iterator[Hidden]:
    admin = two.served.admin
    visible: dict[str, dict[str, Any]] = {}
    for table in Base.metadata.sorted_tables:
        row = admin.execute(
            f"SELECT to_jsonb(t) FROM {table.name} t WHERE office_id = %s LIMIT 1",  # type: ignore[arg-type]
            [two.served.office_id],
        ).fetchone()
        if row is not None:
            visible[table.name] = dict(row[0])  # type: ignore[call-overload]
    office, director = open_server_office(two.place, two.served.login, NOW)
    kinds = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    rows = {name: str(row["id"]) for name, row in visible.items() if "id" in row}
    ids: dict[str, str] = {}
    with office.work(director) as work:
        for table in Base.metadata.sorted_tables:
            kind = kinds[table.name]
            if table.name in BEHIND and issubclass(kind, OfOffice) and table.name != "restriction":
                if table.name == "restriction_staff":
                    continue
                made = made_up(kind, rows) | OWN_NAMES.get(table.name, {})
                made |= dict.fromkeys(NAMED.get(table.name, ()), rows["person"])
                rows[table.name] = ids[table.name] = work.add(kind(**made)).id
                work.session.flush()
        made = {"person_id": ids["person"], "by": "x", "reason": "x"}
        ids["restriction"] = work.add(kinds["restriction"](**made)).id
        work.session.flush()
    office.close()
    login = Login(two, Role.COUNSELLOR)
    count = login.connection.execute("SELECT count(*) FROM person").fetchone()
    login.connection.rollback()
    assert count == (1,), "the second person is hidden"
    yield Hidden(login, ids, visible)
    login.connection.close()
    admin.execute("UPDATE restriction SET lifted_at = 'x' WHERE id = %s", [ids["restriction"]])


def said(hidden: Hidden, table: str, row: dict[str, Any]) -> tuple[str, str]:
    """What the server says to a new row: state and words; nothing is kept."""
    insert = f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, %s::jsonb)).*"
    try:
        hidden.login.connection.execute(insert, [json.dumps(row)])  # type: ignore[arg-type]
    except psycopg.Error as error:
        words = (error.diag.message_primary, error.diag.message_detail, error.diag.message_hint)
        return error.sqlstate or "", "|".join(word or "" for word in words)
    finally:
        hidden.login.connection.rollback()
    return "", ""


def keys() -> list[tuple[str, str, str]]:
    """Foreign keys that name what may be hidden."""
    return [
        (table.name, column.name, key.column.table.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in BEHIND
    ]


@pytest.mark.parametrize(("table", "column", "parent"), keys())
def test_a_key_to_a_hidden_record_is_refused_like_one_to_none(
    two: Two, hidden: Hidden, table: str, column: str, parent: str
) -> None:
    fresh = json.loads("{" + UNIQUE.get(table, "") + "}")
    row = {**hidden.visible[table], **fresh, "id": "new"}
    if table in ("health", "release_plan", "letter_body"):
        row[column] = NOWHERE  # only one for each of those that are seen
    answers = {
        said(hidden, table, {**row, column: key})
        for key in (hidden.ids[parent], two.theirs[parent], NOWHERE)
    }
    assert len(answers) == 1, answers
    assert answers.pop()[0] == "42501"


def unique_keys(two: Two) -> list[tuple[str, str, list[str]]]:
    rows = two.served.admin.execute(
        "SELECT t.relname, i.relname, array_agg(a.attname ORDER BY a.attnum) FROM pg_index x"
        " JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid"
        " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey)"
        " WHERE x.indisunique AND NOT x.indisprimary AND t.relnamespace = 'public'::regnamespace"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    return [(str(row[0]), str(row[1]), list(row[2])) for row in rows]  # type: ignore[call-overload]


def test_a_value_that_a_hidden_record_has_is_refused_like_a_new_one(
    two: Two, hidden: Hidden
) -> None:
    told, tried = set(), 0
    for table, index, columns in unique_keys(two):
        if table not in BEHIND or table == "history_entry":
            continue  # the history's numbers are everybody's
        theirs = two.served.admin.execute(
            f"SELECT to_jsonb(t) FROM {table} t WHERE id = %s",  # type: ignore[arg-type]
            [hidden.ids[table]],
        ).fetchone()
        assert theirs is not None
        known = dict(theirs[0])  # type: ignore[call-overload]
        taken = {column: known[column] for column in columns}
        own = [c for c in columns if c != "office_id" and not c.endswith("_id")] or ["shared_id"]
        new = {**taken, **{c: 99 if isinstance(taken.get(c), int) else "zz" for c in own}}
        row = {**hidden.visible[table], "id": "new"}
        tried += 1
        if said(hidden, table, {**row, **taken}) != said(hidden, table, {**row, **new}):
            told.add(index)
    assert tried > 8
    assert told == set(KNOWN_BY_WHOEVER_HAS_THEM)


@pytest.mark.parametrize("table", sorted(BEHIND.keys() - {"history_entry", "restriction_staff"}))
def test_nothing_is_changed_or_taken_away_that_is_hidden(hidden: Hidden, table: str) -> None:
    key = hidden.ids.get(table)
    if key is None:
        return  # written by the program beside another record
    for act in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        answers = {hidden.login.tried(f"{act} WHERE id = %s", one) for one in (key, NOWHERE)}
        assert len(answers) == 1 and answers.pop()[1] == 0
