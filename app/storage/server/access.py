"""Who may do what on the server: group roles, one login role per person, and their office.

The office a role belongs to comes from `access.desk`, keyed by `session_user`, which a client
cannot choose (unlike a setting). Group roles are shared by all databases of a server; they own
nothing and cannot log in. `teichaku_keeper` is the only one that may make roles, and is reached
only through the functions below.
"""

from __future__ import annotations

import json

from app.staff.permissions import ALLOWED, USUAL, Permission, Role, RoleTable

OWNER = "teichaku_owner"
KEEPER = "teichaku_keeper"
DESK, READ, WRITE, MANAGE = (f"teichaku_{name}" for name in ("desk", "read", "write", "manage"))


_READING = frozenset(
    {
        *(Permission.READ_CASES, Permission.MAKE_REPORT, Permission.READ_FUNDING),
        *(Permission.EXPORT_NAMES, Permission.READ_HISTORY),
        *(Permission.MANAGE_OFFICE, Permission.MANAGE_KEYS),
    }
)
"""What needs no right to write records of cases; everything else does."""


def groups_of(role: Role, table: RoleTable = USUAL) -> tuple[str, ...]:
    """The groups that a person of this 役割 is in."""
    allowed = table.allowed(role)
    groups = [DESK]
    if Permission.READ_CASES in allowed:
        groups.append(READ)
    if allowed - _READING:
        groups.append(WRITE)
    if Permission.MANAGE_OFFICE in allowed:
        groups.append(MANAGE)
    return tuple(groups)


def login_role(staff_id: str) -> str:
    """The name of a person's login role; not personal data."""
    return f"teichaku_{staff_id}"


_NO_POWERS = "NOLOGIN NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS"
GROUP_ROLES = (
    *(
        f"""DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{name}') THEN
        CREATE ROLE {name} {_NO_POWERS} {"CREATEROLE" if name == KEEPER else "NOCREATEROLE"};
      END IF;
    END $$"""
        for name in (OWNER, KEEPER, DESK, READ, WRITE, MANAGE)
    ),
    f"GRANT {DESK}, {READ}, {WRITE}, {MANAGE} TO {KEEPER} WITH ADMIN OPTION",
    # An administrator who is no superuser makes and owns the database through these two.
    f"""DO $$ BEGIN
      IF NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
        EXECUTE pg_catalog.format('GRANT {OWNER}, {KEEPER} TO %I', current_user);
      END IF;
    END $$""",  # noqa: S608 - names of groups only
)


def _for_owner(table: str) -> str:
    """Only superusers pass policies by; whoever administers as the owner needs one of his own."""
    return f"CREATE POLICY owner ON {table} TO {OWNER} USING (true) WITH CHECK (true)"


_IN_GROUPS = "".join(
    f"""
      IF wanted = '{role}' THEN
        EXECUTE pg_catalog.format('GRANT {", ".join(groups_of(role))} TO %I', login);
      END IF;"""
    for role in Role
)

# Each statement is run once, by the database administrator, in the new database.
ACCESS_SCHEMA = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    f"GRANT ALL ON SCHEMA public TO {OWNER}",
    f"GRANT USAGE ON SCHEMA public TO {DESK}",
    f"CREATE SCHEMA access AUTHORIZATION {OWNER}",
    f"GRANT USAGE ON SCHEMA access TO {DESK}, {KEEPER}",
    # Only who may create there can be given a function; taken back at the end.
    f"GRANT CREATE ON SCHEMA access TO {KEEPER}",
    """CREATE TABLE access.desk (
      role_name name PRIMARY KEY,
      office_id varchar(32) NOT NULL,
      staff_id varchar(32) NOT NULL UNIQUE
    )""",
    "CREATE TABLE access.chain (office_id varchar(32) PRIMARY KEY, key varchar(64) NOT NULL)",
    "CREATE TABLE access.signer (office_id varchar(32) PRIMARY KEY, seed varchar(64) NOT NULL)",
    """CREATE FUNCTION access.office() RETURNS varchar LANGUAGE sql STABLE PARALLEL SAFE
      SET search_path = pg_catalog, pg_temp
      AS 'SELECT office_id FROM access.desk WHERE role_name = session_user'""",
    *(f"ALTER TABLE access.{name} OWNER TO {OWNER}" for name in ("desk", "chain", "signer")),
    f"ALTER FUNCTION access.office() OWNER TO {OWNER}",
    *(_for_owner(f"access.{name}") for name in ("desk", "chain", "signer")),
    "CREATE POLICY own ON access.desk FOR SELECT USING (role_name = session_user)",
    f"CREATE POLICY keeper ON access.desk TO {KEEPER} USING (true) WITH CHECK (true)",
    "CREATE POLICY own ON access.chain FOR SELECT USING (office_id = (SELECT access.office()))",
    "CREATE POLICY own ON access.signer FOR SELECT USING (office_id = (SELECT access.office()))",
    f"GRANT SELECT ON access.desk, access.chain TO {DESK}",
    f"GRANT SELECT ON access.signer TO {MANAGE}",
    "ALTER TABLE access.desk ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    "ALTER TABLE access.chain ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    "ALTER TABLE access.signer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON access.desk TO {KEEPER}",
    f"""CREATE FUNCTION access.admit_role(office varchar, staff varchar, wanted varchar,
        verifier text) RETURNS name LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, pg_temp AS $$
    DECLARE login name := 'teichaku_' || staff;
    BEGIN
      IF verifier NOT LIKE 'SCRAM-SHA-256$%' OR staff !~ '^[0-9a-f]{{32}}$' THEN
        RAISE EXCEPTION 'not a verifier or not a staff id' USING ERRCODE = '22023';
      END IF;
      IF EXISTS (SELECT FROM access.desk WHERE role_name = login AND office_id = office) THEN
        EXECUTE format('ALTER ROLE %I PASSWORD %L', login, verifier);
        EXECUTE format('REVOKE {DESK}, {READ}, {WRITE}, {MANAGE} FROM %I', login);
      ELSE
        EXECUTE format('CREATE ROLE %I LOGIN {_NO_POWERS.removeprefix("NOLOGIN ")}'
          ' NOCREATEROLE PASSWORD %L', login, verifier);
        INSERT INTO access.desk VALUES (login, office, staff);
      END IF;{_IN_GROUPS}
      RETURN login;
    END $$""",  # noqa: S608 - names of groups only
    f"""CREATE FUNCTION access.dismiss_role(login name) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      DELETE FROM access.desk WHERE role_name = login;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'no such desk' USING ERRCODE = '42704';
      END IF;
      EXECUTE format('ALTER ROLE %I NOLOGIN', login);
      EXECUTE format('GRANT %I TO {KEEPER}', login);
      PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = login;
      EXECUTE format('DROP ROLE %I', login);
    END $$""",  # noqa: S608 - the name of a group only
    "REVOKE ALL ON FUNCTION access.admit_role(varchar, varchar, varchar, text) FROM PUBLIC",
    "REVOKE ALL ON FUNCTION access.dismiss_role(name) FROM PUBLIC",
    f"ALTER FUNCTION access.admit_role(varchar, varchar, varchar, text) OWNER TO {KEEPER}",
    f"ALTER FUNCTION access.dismiss_role(name) OWNER TO {KEEPER}",
)

# Run once the tables are there: what a manager calls. They see only the caller's own office,
# since they run with the caller's rights up to the two functions above.
FOR_MANAGERS = (
    f"""CREATE FUNCTION access.admit(person varchar, verifier text) RETURNS name
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE wanted varchar;
    BEGIN
      IF NOT pg_has_role(session_user, '{MANAGE}', 'MEMBER') THEN
        RAISE EXCEPTION 'only for managers' USING ERRCODE = '42501';
      END IF;
      SELECT role INTO wanted FROM public.staff
        WHERE id = person AND office_id = access.office() AND active;
      IF wanted IS NULL THEN
        RAISE EXCEPTION 'no such person' USING ERRCODE = '42501';
      END IF;
      RETURN access.admit_role(access.office(), person, wanted, verifier);
    END $$""",  # noqa: S608 - the name of a group only
    f"""CREATE FUNCTION access.dismiss(person varchar) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE login name;
    BEGIN
      IF NOT pg_has_role(session_user, '{MANAGE}', 'MEMBER') THEN
        RAISE EXCEPTION 'only for managers' USING ERRCODE = '42501';
      END IF;
      SELECT role_name INTO login FROM access.desk
        WHERE staff_id = person AND office_id = access.office();
      IF login IS NULL OR login = session_user THEN
        RAISE EXCEPTION 'no such person, or oneself' USING ERRCODE = '42501';
      END IF;
      PERFORM access.dismiss_role(login);
    END $$""",  # noqa: S608 - the name of a group only
    "REVOKE ALL ON FUNCTION access.admit(varchar, text), access.dismiss(varchar) FROM PUBLIC",
    f"GRANT USAGE ON SCHEMA public TO {KEEPER}",
    f"GRANT SELECT ON public.staff TO {KEEPER}",
    f"ALTER FUNCTION access.admit(varchar, text) OWNER TO {KEEPER}",
    f"ALTER FUNCTION access.dismiss(varchar) OWNER TO {KEEPER}",
    f"GRANT EXECUTE ON FUNCTION access.admit(varchar, text), access.dismiss(varchar) TO {MANAGE}",
    f"REVOKE CREATE ON SCHEMA access FROM {KEEPER}",
)


# Run at every preparation and upgrade, by the administrator: an office's own table of roles.
FOR_OWN_TABLE = (
    f"GRANT CREATE ON SCHEMA access TO {KEEPER}",
    f"""CREATE OR REPLACE FUNCTION access.regroup_role(login name, wanted text[]) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE one text;
    BEGIN
      IF NOT EXISTS (SELECT FROM access.desk WHERE role_name = login) THEN
        RAISE EXCEPTION 'no such desk' USING ERRCODE = '42704';
      END IF;
      EXECUTE format('REVOKE {DESK}, {READ}, {WRITE}, {MANAGE} FROM %I', login);
      FOREACH one IN ARRAY wanted LOOP
        IF one NOT IN ('{DESK}', '{READ}', '{WRITE}', '{MANAGE}') THEN
          RAISE EXCEPTION 'not a group' USING ERRCODE = '22023';
        END IF;
        EXECUTE format('GRANT %I TO %I', one, login);
      END LOOP;
    END $$""",  # noqa: S608 - names of groups only
    "REVOKE ALL ON FUNCTION access.regroup_role(name, text[]) FROM PUBLIC",
    f"ALTER FUNCTION access.regroup_role(name, text[]) OWNER TO {KEEPER}",
    f"""CREATE OR REPLACE FUNCTION access.regroup(person varchar, wanted text[]) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE login name;
    BEGIN
      IF NOT pg_has_role(session_user, '{MANAGE}', 'MEMBER') THEN
        RAISE EXCEPTION 'only for managers' USING ERRCODE = '42501';
      END IF;
      SELECT role_name INTO login FROM access.desk
        WHERE staff_id = person AND office_id = access.office();
      IF login IS NOT NULL THEN
        PERFORM access.regroup_role(login, wanted);
      END IF;
    END $$""",  # noqa: S608 - the name of a group only
    "REVOKE ALL ON FUNCTION access.regroup(varchar, text[]) FROM PUBLIC",
    f"ALTER FUNCTION access.regroup(varchar, text[]) OWNER TO {KEEPER}",
    f"GRANT EXECUTE ON FUNCTION access.regroup(varchar, text[]) TO {MANAGE}",
    f"REVOKE CREATE ON SCHEMA access FROM {KEEPER}",
)

_USUALLY = json.dumps({str(role): sorted(map(str, ALLOWED[role])) for role in Role})

# Run before the migrations, whose policies ask it, and so at every preparation and upgrade.
MAY = (
    f"""CREATE OR REPLACE FUNCTION access.may(VARIADIC wanted text[]) RETURNS boolean
      LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
      SET search_path = pg_catalog, pg_temp AS $$
    DECLARE me varchar; mine varchar; turned jsonb; usually jsonb := '{_USUALLY}';
    BEGIN
      SELECT staff_id INTO me FROM access.desk WHERE role_name = session_user;
      IF me IS NULL THEN RETURN true; END IF;
      SELECT role INTO mine FROM public.staff WHERE id = me AND active;
      IF mine IS NULL THEN RETURN false; END IF;
      SELECT value::jsonb -> mine INTO turned FROM public.setting
        WHERE office_id = access.office() AND name = 'role_permissions';
      RETURN EXISTS (SELECT FROM unnest(wanted) one
        WHERE (usually -> mine ? one) <> coalesce(turned ? one, false));
    END $$""",  # noqa: S608 - names of roles and permissions only
    "REVOKE ALL ON FUNCTION access.may(text[]) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION access.may(text[]) TO {DESK}",
)
"""Whether the caller's 役割 has one of these permissions in their office's table of roles.

Who is not one of the staff (the administrator) is left to the other policies.
"""


def _every_table(act: str) -> str:
    return f"""DO $$ DECLARE found regclass; BEGIN
  FOR found IN SELECT oid FROM pg_catalog.pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
  LOOP
    {act}
  END LOOP;
END $$"""  # noqa: S608 - names of catalogs only


FORCE_EVERY_TABLE = _every_table(
    f"""EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', found);
    IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = found AND polname = 'owner') THEN
      EXECUTE format('{_for_owner("%s")}', found);
    END IF;"""
)
"""A table without a policy of its own then shows nothing to anybody but its owner."""

UNFORCE_EVERY_TABLE = _every_table(
    "EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', found);"
)
"""For the owner's migrations, inside their transaction."""
