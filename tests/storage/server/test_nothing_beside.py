"""Ways to data beside tables and views: functions, columns, sequences, schemas, catalogs, powers."""

from __future__ import annotations

import psycopg
import pytest

from app.staff.permissions import Role
from app.storage.server import access
from app.storage.server.engine import Login
from tests.storage.server.two_offices import DATABASE, Two

OURS = "NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
GROUPS = (access.DESK, access.READ, access.WRITE, access.MANAGE)
READABLE = (
    "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
    " WHERE has_table_privilege(format('%I.%I', table_schema, table_name), 'SELECT')"
)
HOLDING = {"public.person", "pg_catalog.pg_stats", "pg_catalog.pg_stat_activity"}
CANARY = ("カナ", "リア壱弐参")
"""In two halves, so that the question for it does not hold it."""

CALLERS = {
    "admit": access.MANAGE,
    "dismiss": access.MANAGE,
    "regroup": access.MANAGE,
    "removing": access.MANAGE,
    "hidden_cases": access.DESK,
    "hidden_records": access.DESK,
    "history_head": access.DESK,
    "history_mac": access.DESK,
    "may": access.DESK,
    "counted_person": access.READ,
    "counted_episode": access.READ,
    "counted_activity": access.READ,
}
"""Functions that run with their owner's rights, and the one group that may call each: who is who on
the server, what is hidden from the caller, the last mac of the history, what the caller's 役割 may,
and how many there are."""
WITHIN = ("admit_role", "dismiss_role", "regroup_role")
"""The same, called by those alone."""
_CALLED = ", ".join(f"('access.{name}', '{group}')" for name, group in CALLERS.items())

OPEN_BESIDE = f"""
WITH schemas AS (
  SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
    WHERE nspname {OURS} AND nspname NOT LIKE 'pg\\_temp%' AND nspname NOT LIKE 'pg\\_toast\\_temp%'
), functions AS (
  SELECT p.*, s.nspname || '.' || p.proname AS named FROM pg_proc p
    JOIN schemas s ON s.oid = p.pronamespace
), told (what, why) AS (
  SELECT nspname, 'a schema nobody knows' FROM schemas WHERE nspname NOT IN ('public', 'access', 'counted')
  UNION ALL SELECT nspname, 'somebody may make things in it' FROM schemas,
    aclexplode(coalesce(nspacl, acldefault('n', nspowner))) a
    WHERE a.privilege_type = 'CREATE' AND a.grantee <> nspowner
      AND a.grantee <> '{access.OWNER}'::regrole
  UNION ALL SELECT named, 'runs with its owner''s rights' FROM functions
    WHERE prosecdef AND named <> ALL (%(own_rights)s)
  UNION ALL SELECT named, 'finds what the caller puts in its way' FROM functions
    WHERE NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false)
  UNION ALL SELECT named, 'may be called by ' || coalesce(r.rolname, 'everybody') FROM functions
    CROSS JOIN LATERAL aclexplode(coalesce(proacl, acldefault('f', proowner))) a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE a.grantee <> proowner AND (named, coalesce(r.rolname, 'everybody')) NOT IN
      (('access.office', 'everybody'), {_CALLED})
  UNION ALL SELECT a.attrelid::regclass::text || '.' || a.attname, 'a column granted by itself'
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN schemas s ON s.oid = c.relnamespace WHERE a.attacl IS NOT NULL
  UNION ALL SELECT c.oid::regclass::text, 'a sequence tells how many there are'
    FROM pg_class c JOIN schemas s ON s.oid = c.relnamespace WHERE c.relkind = 'S'
  UNION ALL SELECT c.oid::regclass::text || '.' || t.tgname, 'a trigger carries rows elsewhere'
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal
  UNION ALL SELECT c.oid::regclass::text || '.' || r.rulename, 'a rule carries rows elsewhere'
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    JOIN schemas s ON s.oid = c.relnamespace WHERE c.relkind <> 'v'
  UNION ALL SELECT evtname, 'an event trigger' FROM pg_event_trigger
  UNION ALL SELECT extname, 'an extension' FROM pg_extension WHERE extname <> 'plpgsql'
  UNION ALL SELECT pubname, 'a publication sends rows elsewhere' FROM pg_publication
  UNION ALL SELECT srvname, 'a foreign server' FROM pg_foreign_server
  UNION ALL SELECT oid::text, 'a large object has no row security' FROM pg_largeobject_metadata
  UNION ALL SELECT d.defaclrole::regrole::text, 'what is made later is granted already'
    FROM pg_default_acl d
  UNION ALL SELECT datname, 'somebody may make schemas or temporary tables' FROM pg_database,
    aclexplode(coalesce(datacl, acldefault('d', datdba))) a
    WHERE datname = current_database() AND a.privilege_type <> 'CONNECT' AND a.grantee <> datdba
  UNION ALL SELECT m.rolname, 'is a member of ' || r.rolname FROM pg_auth_members am
    JOIN pg_roles m ON m.oid = am.member JOIN pg_roles r ON r.oid = am.roleid
    WHERE m.rolname LIKE 'teichaku\\_%' AND r.rolname <> ALL (%(groups)s)
)
SELECT what || ': ' || why FROM told ORDER BY 1
"""


def open_beside(two: Two) -> list[str]:
    """Everything in the catalog that could show more than the tables and views do."""
    own_rights = [f"access.{name}" for name in (*CALLERS, *WITHIN)]
    given = {"groups": list(GROUPS), "own_rights": own_rights}
    rows = two.served.admin.execute(OPEN_BESIDE.replace("%'", "%%'"), given)
    return [str(row[0]) for row in rows]


def test_there_is_no_way_beside_the_tables(two: Two) -> None:
    assert open_beside(two) == []


LOOSE = "CREATE FUNCTION loose() RETURNS bigint LANGUAGE sql"
BODY = "AS 'SELECT count(*) FROM public.person'"
PATH = "SET search_path = pg_catalog, pg_temp"


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (f"{LOOSE} SECURITY DEFINER {PATH} {BODY}", "loose: runs with its owner's rights"),
        (f"{LOOSE} {BODY}", "loose: finds what the caller puts in its way"),
        (f"{LOOSE} {PATH} {BODY}", "loose: may be called by everybody"),
        (
            f"GRANT EXECUTE ON FUNCTION access.dismiss_role(name) TO {access.DESK}",
            f"dismiss_role: may be called by {access.DESK}",
        ),
        (f"GRANT SELECT (name) ON office TO {access.DESK}", "a column granted by itself"),
        (f"GRANT UPDATE (role) ON staff TO {access.WRITE}", "a column granted by itself"),
        ("CREATE SEQUENCE loose", "a sequence"),
        ("CREATE TABLE loose (id int GENERATED ALWAYS AS IDENTITY)", "a sequence"),
        ("CREATE SCHEMA loose", "a schema nobody knows"),
        (f"GRANT CREATE ON SCHEMA public TO {access.WRITE}", "somebody may make things in it"),
        ("CREATE RULE loose AS ON INSERT TO person DO ALSO NOTIFY loose", "a rule carries"),
        (
            "CREATE TRIGGER loose AFTER INSERT ON person"
            " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "a trigger carries",
        ),
        ("SELECT lo_create(4711)", "4711: a large object"),
        ("CREATE PUBLICATION loose FOR TABLE person", "a publication"),
        (
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {access.DESK}",
            "granted already",
        ),
        (f"GRANT TEMP ON DATABASE {DATABASE} TO PUBLIC", "temporary tables"),
        (f"GRANT pg_read_all_data TO {access.READ}", "is a member of pg_read_all_data"),
        (f"GRANT {access.OWNER} TO {access.MANAGE}", f"is a member of {access.OWNER}"),
    ],
)
def test_a_way_beside_would_be_seen(two: Two, made: str, why: str) -> None:
    with two.served.admin.transaction(force_rollback=True):
        two.served.admin.execute(made)
        assert any(why in told for told in open_beside(two))


def test_a_counsellor_calls_nothing_but_what_tells_the_own_office(two: Two) -> None:
    callable_ = (
        "SELECT routine_schema || '.' || routine_name FROM information_schema.routines"
        f" WHERE routine_schema {OURS} AND has_function_privilege("
        "substring(specific_name from '[0-9]+$')::oid, 'EXECUTE')"
    )
    known = [f"access.{name}" for name, group in CALLERS.items() if group != access.MANAGE]
    assert sorted(two.psql(Role.COUNSELLOR, callable_)) == sorted(["access.office", *known])
    assert two.psql(Role.COUNSELLOR, "SELECT access.office()") == [two.served.office_id]


def _holding(two: Two, login: Login, names: list[str]) -> set[str]:
    """In which of these relations psql finds the words, as this login."""
    first, second = CANARY
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name} t"
        f" WHERE t::text LIKE '%{first}' || '{second}%')"
        for name in names
    )
    done = two.server.psql(login, DATABASE, asked)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_no_relation_of_any_schema_shows_words_of_another_office(two: Two) -> None:
    """Also not the statistics of the planner, or what others are asking just now."""
    words = "".join(CANARY)
    two.served.admin.execute(  # all unlike, so that the planner keeps some
        "UPDATE person SET note = CASE office_id WHEN %s THEN %s ELSE id END",
        [two.other_office, words],
    )
    two.served.admin.execute("ANALYZE person")
    with psycopg.connect(
        host=two.place.host,
        port=two.place.port,
        dbname=DATABASE,
        user=two.other.role,
        password=two.other.password,
        sslmode="verify-full",
        sslrootcert=str(two.place.certificate),
    ) as neighbour:
        neighbour.execute(f"SELECT '{words}'")
        readable = two.psql(Role.COUNSELLOR, READABLE)
        found = _holding(two, two.logins[Role.COUNSELLOR], readable)
        there = _holding(two, two.server.admin, list(HOLDING))
    two.served.admin.execute("UPDATE person SET note = 'x'")
    assert len(readable) > 100 and set(readable) >= HOLDING
    assert there == HOLDING, "so the words were there to be found"
    assert found == set()
