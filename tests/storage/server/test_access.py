"""Row-level security, read from the catalog and tried through psql: never through the program."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from app.clock import Clock
from app.errors import KeyProblem, NotAllowed
from app.staff.permissions import Actor, Role
from app.storage.keys import (
    NewStaff,
    PassphraseOnly,
    create_key_file,
    unlock_with_passphrase,
)
from app.storage.records import (
    Staff,
)  # fmt: skip
from app.storage.server import access
from app.storage.server.opening import admit, dismiss, open_server_office, personal_login
from tests.storage.server.two_offices import DATABASE, OFFICE_TABLES, Two

UNPROTECTED = """
SELECT n.nspname || '.' || c.relname || ': ' || why FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (VALUES
    ('row security is off', c.relkind IN ('r', 'p') AND NOT c.relrowsecurity),
    ('not forced', c.relkind IN ('r', 'p') AND NOT c.relforcerowsecurity),
    ('no policy', c.relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive
        AND p.polroles <> array['teichaku_owner'::regrole::oid])),
    ('a policy asks for no office', c.relname NOT IN ('alembic_version', 'desk') AND EXISTS (
      SELECT FROM pg_policy p WHERE p.polrelid = c.oid
        AND p.polpermissive AND p.polroles <> array['teichaku_owner'::regrole::oid] AND position('access.office()' IN
        coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))) = 0)),
    ('a view with its owner''s rights', c.relkind = 'v'
      AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)),
    ('cannot be protected by row', c.relkind IN ('m', 'f')),
    ('granted to everybody', EXISTS (
      SELECT FROM aclexplode(c.relacl) a WHERE a.grantee = 0)),
    ('granted to a person', EXISTS (
      SELECT FROM aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
        WHERE r.rolcanlogin AND NOT r.rolsuper))
  ) AS found (why, so)
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND n.nspname NOT LIKE 'pg_temp%' AND n.nspname NOT LIKE 'pg_toast_temp%'
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND so ORDER BY 1
"""


def test_every_table_and_view_is_protected(two: Two) -> None:
    assert two.served.admin.execute(UNPROTECTED).fetchall() == []


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ("CREATE TABLE loose (office_id text)", "row security is off"),
        ("CREATE VIEW loose AS TABLE person", "owner's rights"),
        ("CREATE MATERIALIZED VIEW loose AS TABLE person", "cannot be protected"),
        ("CREATE POLICY loose ON person USING (true)", "asks for no office"),
        ("ALTER TABLE person NO FORCE ROW LEVEL SECURITY", "not forced"),
        ("GRANT SELECT ON person TO PUBLIC", "to everybody"),
    ],
)
def test_a_migration_without_protection_would_be_seen(two: Two, made: str, why: str) -> None:
    with two.served.admin.transaction(force_rollback=True):
        two.served.admin.execute(made)
        found = " ".join(str(row[0]) for row in two.served.admin.execute(UNPROTECTED))
    assert why in found


CASE_TABLES = (
    *("activity", "certificate", "episode", "event", "import_batch", "imported_row"),
    *("ledger_layout", "person", "saved_mapping", "stage_move"),
    *("application", "appointment", "assessment", "attachment", "attachment_part", "case_date"),
    *("health", "life_event", "need", "person_merge", "phrase", "placement", "plan", "plan_item"),
    *("related_person", "release_plan", "requirement", "stay", "task", "note_text"),
    *("organisation", "organisation_contact", "organisation_offer", "organisation_note"),
    *("municipality_year", "event_attendance", "consent", "disclosure", "wording"),
    *("meeting", "meeting_person", "meeting_member", "meeting_decision", "referral", "signal"),
    *("partner", "partner_key", "exchange", "aftercare_measure", "received_paper", "own_form"),
    "saved_list",
    "own_figure",
    "handover",
    *("funding_year", "funding_line", "funding_staff", "funding_hours", "spending"),
    "spending_trip",
    "subject_mark",
)
RESTRICTIONS = ("restriction", "restriction_staff")
ADDED_TO = (
    *("activity_revision", "settled_deadline", "referral_step", "disclosure_end"),
    *("letter", "letter_mark", "selection", "spending_revision", "report_submission"),
    "subject_release",
)
RETENTION = {
    **dict.fromkeys(("retention_rule", "retention_proposal"), "INSERT UPDATE"),
    "retention_hold": "DELETE INSERT UPDATE",
    **dict.fromkeys(("retention_item", "counted_case", "counted_contact"), "INSERT"),
}
ONLY_REMOVED = (
    *("activity_revision", "settled_deadline", "referral_step", "disclosure_end"),
    *("letter", "letter_mark", "selection", "restriction", "subject_release"),
)
"""Deleted after their 保存期間 alone: in the transaction that uses a second person's word."""
GRANTS = {
    access.READ: dict.fromkeys(
        (*CASE_TABLES, *ADDED_TO, *RESTRICTIONS, "letter_body", "subject_request", *RETENTION),
        "SELECT",
    ),
    access.WRITE: {
        **dict.fromkeys(CASE_TABLES, "DELETE INSERT UPDATE"),
        **dict.fromkeys(ADDED_TO, "INSERT"),
        "letter_body": "DELETE INSERT",
        "subject_request": "INSERT UPDATE",
        "restriction": "INSERT UPDATE",
        "restriction_staff": "DELETE INSERT",
        "office_key": "SELECT",
    },
    access.DESK: {
        **dict.fromkeys(
            ("alembic_version", "chain", "desk", "office", "setting", "staff"), "SELECT"
        ),
        **dict.fromkeys(("history_entry", "operation", "second_answer"), "INSERT SELECT"),
        "second_request": "INSERT SELECT UPDATE",
    },
    access.MANAGE: {
        **RETENTION,
        **dict.fromkeys((*ONLY_REMOVED, "subject_request"), "DELETE"),
        "office": "UPDATE",
        "office_key": "INSERT",
        "setting": "DELETE INSERT UPDATE",
        "signer": "SELECT",
        "staff": "INSERT UPDATE",
    },
    access.KEEPER: {"desk": "DELETE INSERT SELECT UPDATE", "staff": "SELECT"},
}


def test_the_grants_are_the_reviewed_ones(two: Two) -> None:
    rows = two.served.admin.execute(
        "SELECT grantee, table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type)"
        " FROM information_schema.role_table_grants WHERE table_schema IN ('public', 'access')"
        " AND grantee NOT IN (%s, 'postgres') GROUP BY 1, 2",
        [access.OWNER],
    ).fetchall()
    assert {(row[0], row[1]): row[2] for row in rows} == {
        (group, table): acts for group, tables in GRANTS.items() for table, acts in tables.items()
    }


def test_no_role_has_more_powers_than_it_needs(two: Two) -> None:
    rows = two.served.admin.execute(
        "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolcanlogin"
        " FROM pg_roles WHERE rolname LIKE 'teichaku_%'"
    ).fetchall()
    assert len(rows) > len(Role) + 6
    for name, *powers, login in rows:
        assert powers == [False, name == access.KEEPER, False, False], name
        assert login == (len(str(name)) == len("teichaku_") + 32), name
    owned = two.served.admin.execute(
        "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE rolcanlogin"
        " AND NOT rolsuper"
    ).fetchone()
    assert owned == (0,)
    members = two.served.admin.execute(
        "SELECT count(*) FROM pg_roles r WHERE rolcanlogin AND NOT rolsuper"
        " AND rolname LIKE 'teichaku_%%' AND (pg_has_role(oid, %s, 'MEMBER')"
        " OR pg_has_role(oid, %s, 'MEMBER'))",
        [access.OWNER, access.KEEPER],
    ).fetchone()
    assert members == (0,)


def test_functions_are_for_those_who_need_them(two: Two) -> None:
    rows = two.served.admin.execute(
        "SELECT p.proname, p.prosecdef, bool_or(a.grantee = 0), p.proconfig::text FROM pg_proc p"
        " CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " WHERE p.pronamespace IN ('access'::regnamespace, 'public'::regnamespace) GROUP BY 1, 2, 4"
    ).fetchall()
    assert {(name, definer, public) for name, definer, public, _ in rows} == {
        ("office", False, True),
        ("removing", False, False),
        ("admit_role", True, False),
        ("dismiss_role", True, False),
        ("admit", True, False),
        ("dismiss", True, False),
        ("regroup", True, False),
        ("regroup_role", True, False),
        *((name, True, False) for name in ("hidden_cases", "hidden_records")),
        *((name, True, False) for name in ("history_head", "history_mac", "may")),
        *((f"counted_{name}", True, False) for name in ("person", "episode", "activity")),
    }
    assert all("search_path=pg_catalog, pg_temp" in str(row[3]) for row in rows)


def handling(table: str) -> Role:
    """Who handles such rows: money, forms and figures are the 事務's, 開示請求 センター長's."""
    clerical = ("funding", "spending", "own_")
    if table.startswith("subject_"):
        return Role.DIRECTOR
    return Role.CLERK if table.startswith(clerical) else Role.COUNSELLOR


@pytest.mark.parametrize("table", OFFICE_TABLES)
def test_psql_shows_only_the_own_office(two: Two, table: str) -> None:
    rows = two.psql(handling(table), f"SELECT DISTINCT office_id FROM {table}")
    assert rows == [two.served.office_id]
    both = two.served.admin.execute(f"SELECT count(DISTINCT office_id) FROM {table}").fetchone()
    assert both == (2,), "the other office has nothing here, so nothing was tested"


@pytest.mark.parametrize("table", OFFICE_TABLES)
def test_a_view_shows_no_more_than_its_table(two: Two, table: str) -> None:
    two.served.admin.execute(
        f"CREATE VIEW seen WITH (security_invoker = true) AS TABLE {table};"
        f"ALTER VIEW seen OWNER TO {access.OWNER}; GRANT SELECT ON seen TO {access.DESK}"
    )
    try:
        assert two.psql(handling(table), "SELECT DISTINCT office_id FROM seen") == [
            two.served.office_id
        ]
    finally:
        two.served.admin.execute("DROP VIEW seen")


UNIQUE = {
    "attachment_part": '"number": 2',
    "case_date": '"kind": "y"',
    "exchange": '"shared_id": "y"',
    "funding_hours": '"month": "2026-05-01"',
    "funding_line": '"category": "y"',
    "funding_year": '"fiscal_year": 2',
    "municipality_year": '"fiscal_year": 2',
    "need": '"domain": "y"',
    "partner": '"identity": "y"',
    "partner_key": '"fingerprint": "y"',
    "plan": '"kind": "y"',
    "requirement": '"code": "y"',
    "saved_mapping": '"signature": "y"',
    "spending_trip": '"activity_id": "y"',
    "subject_mark": '"item": "y"',
}
"""What makes a copy of a row a row of its own."""
ONLY_ONE = ("health", "release_plan")
"""A copy of such a row can only take its place."""


def _as_own(copied: str, table: str, other: str, own: str) -> str:
    """The same statement for a row of the own office, so that nothing else can refuse it."""
    renamed = copied.replace('"id"', f'{UNIQUE[table]}, "id"') if table in UNIQUE else copied
    if table in ONLY_ONE:
        taken = f"WITH taken AS (DELETE FROM {table} RETURNING *) "
        renamed = taken + renamed.replace(f"FROM {table} t", "FROM taken t")
    return renamed.replace(other, own)


@pytest.mark.parametrize("table", CASE_TABLES)
def test_rows_of_another_office_cannot_be_changed_or_made(two: Two, table: str) -> None:
    who = handling(table)
    row, office, own = two.theirs[table], two.other_office, two.served.office_id
    changed = f"WITH c AS (UPDATE {table} SET id = id RETURNING office_id) "
    assert set(two.psql(who, f"BEGIN; {changed} TABLE c; ROLLBACK")) == {two.served.office_id}
    gone = f"WITH c AS (DELETE FROM {table} WHERE id = '{row}' RETURNING 1) TABLE c"
    assert two.psql(who, gone) == []
    given_away = f"UPDATE {table} SET office_id = '{office}'"
    assert "row-level security" in two.refused(who, given_away)
    values = f'{{"id": "new", "office_id": "{office}"}}'
    copied = (
        f"INSERT INTO {table} SELECT"
        f" (jsonb_populate_record(NULL::{table}, to_jsonb(t) || '{values}')).* FROM {table} t"
        " LIMIT 1"
    )
    assert "row-level security" in two.refused(who, copied)
    two.psql(
        who, f"BEGIN; {_as_own(copied, table, office, own)}"
    )  # so it was not refused for something else


@pytest.mark.parametrize(
    ("table", "column", "parent"),
    [
        ("episode", "person_id", "person"),
        ("certificate", "person_id", "person"),
        ("activity", "episode_id", "episode"),
        ("activity", "person_id", "person"),
        ("stage_move", "episode_id", "episode"),
        ("imported_row", "batch_id", "import_batch"),
        ("ledger_layout", "batch_id", "import_batch"),
    ],
)
def test_a_row_cannot_hang_on_an_invisible_one(
    two: Two, table: str, column: str, parent: str
) -> None:
    """And what is said does not tell whether the invisible one exists."""
    said = {
        two.refused(Role.COUNSELLOR, f"UPDATE {table} SET {column} = '{key}'")
        for key in (two.theirs[parent], "0" * 32)
    }
    assert len(said) == 1
    assert "row-level security" in said.pop()


@pytest.mark.parametrize(
    "sql",
    [
        f"SET ROLE {access.OWNER}",
        f"SET ROLE {access.KEEPER}",
        f"SET ROLE {access.MANAGE}",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
        "SET row_security = off; TABLE person",
        "TRUNCATE person",
        "DELETE FROM history_entry",
        "UPDATE history_entry SET words = 'x'",
        "DELETE FROM operation",
        "UPDATE staff SET role = 'director'",
        "UPDATE office SET name = 'x'",
        "UPDATE access.desk SET office_id = 'x'",
        "INSERT INTO access.desk VALUES ('x', 'x', 'x')",
        "CREATE TABLE mine (x int)",
        "CREATE TEMP TABLE desk (x int)",
        "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE x",
        "ALTER ROLE postgres PASSWORD 'x'",
        "COPY person TO PROGRAM 'cat'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT access.admit_role('x', 'x', 'director', 'x')",
        "SELECT access.dismiss_role('postgres')",
    ],
)
def test_ways_around_are_closed(two: Two, sql: str) -> None:
    assert "ERROR" in two.refused(Role.COUNSELLOR, sql)


def test_a_setting_of_the_client_does_not_choose_the_office(two: Two) -> None:
    sql = f"SET app.office = '{two.other_office}'; SET search_path = pg_temp, public;"
    assert two.psql(Role.COUNSELLOR, f"{sql} SELECT DISTINCT office_id FROM person") == [
        two.served.office_id
    ]
    assert len(two.psql(Role.COUNSELLOR, "SELECT role_name FROM access.desk")) == 1
    assert len(two.psql(Role.COUNSELLOR, "SELECT key FROM access.chain")) == 1


def test_the_other_roles_see_what_the_program_would_show(two: Two) -> None:
    counted = "SELECT count(*) FROM person WHERE office_id = %s"
    [own] = two.served.admin.execute(counted, [two.served.office_id]).fetchall()
    assert two.psql(Role.AUDITOR, "SELECT count(*) FROM person") == [str(*own)] != ["0"]
    assert "permission denied" in two.refused(Role.AUDITOR, "UPDATE person SET note = 'x'")
    assert "permission denied" in two.refused(Role.ADMIN, "TABLE person")
    assert two.psql(Role.ADMIN, "SELECT count(*) FROM office") == ["1"]


def test_a_list_of_ones_own_is_shown_to_nobody_else(two: Two) -> None:
    values = "jsonb_build_object('id', 'mine', 'owner_id', repeat('0', 32))"
    two.served.admin.execute(
        "INSERT INTO saved_list SELECT (jsonb_populate_record(NULL::saved_list, to_jsonb(t) ||"
        f" {values})).* FROM saved_list t WHERE office_id = '{two.served.office_id}'"
    )
    try:
        seen = "SELECT count(*) FROM saved_list WHERE id = 'mine'"
        for role in (Role.COUNSELLOR, Role.AUDITOR):
            assert two.psql(role, seen) == ["0"]
        gone = "WITH c AS (DELETE FROM saved_list WHERE id = 'mine' RETURNING 1) TABLE c"
        assert two.psql(Role.COUNSELLOR, gone) == []
        passed_on = "UPDATE saved_list SET owner_id = repeat('0', 32)"
        assert "row-level security" in two.refused(Role.COUNSELLOR, passed_on)
    finally:
        assert two.served.admin.execute("DELETE FROM saved_list WHERE id = 'mine'").rowcount == 1


def test_only_a_manager_lets_people_in_and_out(two: Two) -> None:
    office, actor = open_server_office(two.place, two.served.login, Clock())
    with office.work(actor) as work:
        staff = work.add(Staff(name="新 人", role="counsellor", active=True)).id
        work.session.flush()
        login = admit(work, staff)
    theirs, person = open_server_office(two.place, login, Clock())
    assert person == Actor(staff, "新 人", Role.COUNSELLOR)
    with pytest.raises(NotAllowed), theirs.work(person) as work:
        dismiss(work, actor.staff_id)
    call = text("SELECT access.dismiss(:staff)")
    with pytest.raises(NotAllowed), theirs.work(person) as work:
        work.session.execute(call, {"staff": actor.staff_id})
    with office.work(actor) as work:
        dismiss(work, staff)
    with pytest.raises(Exception), theirs.reading(person) as reading:  # noqa: B017
        reading.session.execute(text("SELECT 1"))
    theirs.close()
    with pytest.raises(KeyProblem):
        open_server_office(two.place, login, Clock())
    office.close()


def test_the_key_file_of_a_desk_is_the_way_in(two: Two, folder: Any, policy: Any) -> None:
    """The password is a key made from the unlocked slot: keyring secret and passphrase."""
    office, actor = open_server_office(two.place, two.served.login, Clock())
    with office.work(actor) as work:
        staff = work.add(Staff(name="新 人", role="clerk", active=True)).id
        work.session.flush()
        words = "long enough by far"
        unlocked, _ = create_key_file(
            folder, NewStaff(staff, "新 人", words), PassphraseOnly(), policy=policy
        )
        admit(work, staff, personal_login(unlocked).password)
    office.close()
    again = personal_login(unlock_with_passphrase(folder, staff, words, None, policy=policy))
    theirs, person = open_server_office(two.place, again, Clock())
    theirs.close()
    assert person.staff_id == staff


def test_a_manager_of_one_office_has_no_hold_on_another(two: Two) -> None:
    office, actor = open_server_office(two.place, two.other, Clock())
    staff = two.logins[Role.COUNSELLOR].role.removeprefix("teichaku_")
    for act in (admit, dismiss):
        with pytest.raises(NotAllowed), office.work(actor) as work:
            act(work, staff)
    office.close()


def test_without_encryption_nobody_gets_in(two: Two) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"reject|no encryption"):
        psycopg.connect(
            host=two.place.host,
            port=two.place.port,
            dbname=DATABASE,
            user=two.served.login.role,
            password=two.served.login.password,
            sslmode="disable",
        )
