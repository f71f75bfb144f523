"""No table can be forgotten: what names a hidden record is hidden in the file and on the server."""

from __future__ import annotations

import pytest

from app.storage.records import Base
from app.storage.restricting import BEHIND
from tests.storage.server.two_offices import Two

ELSEWHERE = {"disclosure.meeting_id": "what was handed over of one person tells nothing of another"}


def keys() -> list[tuple[str, str, str]]:
    """Every foreign key of the schema: table, column, the table it names."""
    return [
        (table.name, column.name, key.column.table.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
    ]


def test_whatever_names_a_record_that_may_be_hidden_is_behind_it() -> None:
    forgotten = {
        f"{table}.{column}"
        for table, column, named in keys()
        if named in BEHIND and BEHIND.get(table, {}).get(column) != named
    }
    assert forgotten == set(ELSEWHERE)


@pytest.mark.parametrize("table", sorted(BEHIND))
def test_the_server_hides_by_the_same_columns(two: Two, table: str) -> None:
    found = two.served.admin.execute(
        "SELECT cmd, qual FROM pg_policies WHERE schemaname = 'public' AND tablename = %s"
        " AND permissive = 'RESTRICTIVE' AND policyname = 'shown' AND roles = '{teichaku_desk}'",
        [table],
    ).fetchone()
    assert found is not None, "no policy hides it"
    assert found[0] == ("SELECT" if table == "history_entry" else "ALL")
    for column in BEHIND[table]:
        assert f"(NOT (({column})::text IN ( SELECT access.hidden_" in str(found[1])
