"""担当限定: who alone may see a person's cases; on a server the rows that hang on them are hidden.

A restrictive policy per table takes away what the reader may not see from what the other policies
show. What is hidden is asked once per statement; where no case is restricted that is one look
into an empty table.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0021"

_MOMENT = sa.String(length=26)
_ID = sa.String(length=32)
RESTRICTION_DATA = ("restriction", "restriction_staff")
_OWN = "office_id = (SELECT access.office())"
_PATH = "SET search_path = pg_catalog, pg_temp"

# Columns that name a person or a case; few ids, found at once.
OF_CASES = {
    "person": ("id",),
    "person_merge": ("kept_id", "gone_id"),
    "restriction": ("person_id",),
    **dict.fromkeys(
        ("episode", "certificate", "related_person", "health", "consent", "signal"),
        ("person_id",),
    ),
    **dict.fromkeys(
        ("exchange", "application", "received_paper", "stay", "activity", "referral"),
        ("person_id", "episode_id"),
    ),
    "life_event": ("person_id", "episode_id", "led_to"),
    **dict.fromkeys(
        (
            *("stage_move", "case_date", "requirement", "assessment", "plan", "placement"),
            *("release_plan", "selection", "aftercare_measure", "settled_deadline"),
            "handover",
        ),
        ("episode_id",),
    ),
    **dict.fromkeys(
        ("disclosure", "meeting_person", "appointment", "task"), ("person_id", "episode_id")
    ),
    "meeting_decision": ("person_id",),
    "attachment": ("person_id",),
}
# Columns that name any other record.
OF_RECORDS = {
    "restriction_staff": ("restriction_id",),
    "need": ("assessment_id",),
    "plan_item": ("plan_id",),
    "activity_revision": ("activity_id",),
    "referral": ("signal_id",),
    "referral_step": ("referral_id",),
    "disclosure": ("signal_id", "consent_id", "referral_id"),
    "disclosure_end": ("disclosure_id", "consent_id"),
    "letter": ("exchange_id", "disclosure_id"),
    "letter_body": ("letter_id",),
    "letter_mark": ("letter_id",),
    "meeting": ("id",),
    "meeting_person": ("meeting_id", "signal_id", "activity_id"),
    "meeting_member": ("meeting_id",),
    "meeting_decision": ("meeting_id", "task_id"),
    "task": ("id",),
    "appointment": ("activity_id",),
    "attachment": ("owner_id",),
    "attachment_part": ("attachment_id",),
    "imported_row": ("target_id",),
    "note_text": ("id",),
    "history_entry": ("subject_id",),
}
# The history is written by everybody, also about what one may not see.
READ_ONLY = ("history_entry",)

_CASES = """CREATE FUNCTION access.hidden_cases() RETURNS SETOF varchar LANGUAGE plpgsql STABLE
  PARALLEL SAFE SECURITY DEFINER ROWS 20 SET search_path = pg_catalog, pg_temp AS $$
DECLARE me varchar; people varchar[]; more varchar[];
BEGIN
  IF NOT EXISTS (SELECT FROM public.restriction WHERE lifted_at IS NULL) THEN RETURN; END IF;
  SELECT d.staff_id INTO me FROM access.desk d JOIN public.staff s ON s.id = d.staff_id
    WHERE d.role_name = session_user AND s.role <> 'director';
  IF me IS NULL THEN RETURN; END IF;
  people := ARRAY(SELECT r.person_id FROM public.restriction r
    WHERE r.lifted_at IS NULL AND r.office_id = access.office() AND NOT EXISTS (
      SELECT FROM public.restriction_staff s WHERE s.restriction_id = r.id AND s.staff_id = me));
  IF cardinality(people) = 0 THEN RETURN; END IF;
  LOOP
    more := ARRAY(SELECT m.gone_id FROM public.person_merge m WHERE m.undone_at IS NULL
      AND m.kept_id = ANY (people) AND m.gone_id <> ALL (people));
    EXIT WHEN cardinality(more) = 0;
    people := people || more;
  END LOOP;
  RETURN QUERY SELECT unnest(people)
    UNION ALL SELECT e.id FROM public.episode e WHERE e.person_id = ANY (people);
END $$"""

# One row per record: what a column of any kind may name.
_RECORDS = """CREATE FUNCTION access.hidden_records() RETURNS SETOF varchar LANGUAGE plpgsql
  STABLE PARALLEL SAFE SECURITY DEFINER ROWS 200 SET search_path = pg_catalog, pg_temp AS $$
DECLARE k varchar[]; a varchar[]; s varchar[]; r varchar[]; m varchar[]; t varchar[];
  d varchar[]; x varchar[]; l varchar[]; c varchar[]; v varchar[]; n varchar[];
BEGIN
  k := ARRAY(SELECT access.hidden_cases());
  IF cardinality(k) = 0 THEN RETURN; END IF;
  v := ARRAY(SELECT id FROM public.activity WHERE person_id = ANY (k) OR episode_id = ANY (k));
  s := ARRAY(SELECT id FROM public.signal WHERE person_id = ANY (k));
  c := ARRAY(SELECT id FROM public.consent WHERE person_id = ANY (k));
  r := ARRAY(SELECT id FROM public.referral WHERE person_id = ANY (k) OR episode_id = ANY (k)
    OR signal_id = ANY (s));
  d := ARRAY(SELECT id FROM public.disclosure WHERE person_id = ANY (k) OR episode_id = ANY (k)
    OR signal_id = ANY (s) OR consent_id = ANY (c) OR referral_id = ANY (r));
  x := ARRAY(SELECT id FROM public.exchange WHERE person_id = ANY (k) OR episode_id = ANY (k));
  l := ARRAY(SELECT id FROM public.letter WHERE exchange_id = ANY (x) OR disclosure_id = ANY (d));
  m := ARRAY(SELECT p.meeting_id FROM public.meeting_person p WHERE p.person_id = ANY (k)
    OR p.episode_id = ANY (k) OR p.signal_id = ANY (s));
  t := ARRAY(SELECT id FROM public.task WHERE person_id = ANY (k) OR episode_id = ANY (k)
    UNION ALL SELECT g.task_id FROM public.meeting_decision g
      WHERE g.task_id IS NOT NULL AND g.meeting_id = ANY (m));
  n := ARRAY(SELECT id FROM public.assessment WHERE episode_id = ANY (k)
    UNION ALL SELECT id FROM public.plan WHERE episode_id = ANY (k));
  a := k || v || s || c || r || d || x || l || m || t || n || ARRAY(
    SELECT id FROM public.restriction WHERE person_id = ANY (k)
    UNION ALL SELECT id FROM public.certificate WHERE person_id = ANY (k)
    UNION ALL SELECT id FROM public.related_person WHERE person_id = ANY (k)
    UNION ALL SELECT id FROM public.health WHERE person_id = ANY (k)
    UNION ALL SELECT id FROM public.application
      WHERE person_id = ANY (k) OR episode_id = ANY (k)
    UNION ALL SELECT id FROM public.received_paper
      WHERE person_id = ANY (k) OR episode_id = ANY (k)
    UNION ALL SELECT id FROM public.stay WHERE person_id = ANY (k) OR episode_id = ANY (k)
    UNION ALL SELECT id FROM public.life_event
      WHERE person_id = ANY (k) OR episode_id = ANY (k) OR led_to = ANY (k)
    UNION ALL SELECT id FROM public.stage_move WHERE episode_id = ANY (k)
    UNION ALL SELECT id FROM public.case_date WHERE episode_id = ANY (k)
    UNION ALL SELECT id FROM public.requirement WHERE episode_id = ANY (k)
    UNION ALL SELECT id FROM public.placement WHERE episode_id = ANY (k)
    UNION ALL SELECT id FROM public.release_plan WHERE episode_id = ANY (k)
    UNION ALL SELECT id FROM public.selection WHERE episode_id = ANY (k)
    UNION ALL SELECT id FROM public.aftercare_measure WHERE episode_id = ANY (k)
    UNION ALL SELECT id FROM public.settled_deadline WHERE episode_id = ANY (k)
    UNION ALL SELECT id FROM public.handover WHERE episode_id = ANY (k)
    UNION ALL SELECT id FROM public.appointment
      WHERE person_id = ANY (k) OR episode_id = ANY (k) OR activity_id = ANY (v)
    UNION ALL SELECT id FROM public.meeting_decision
      WHERE meeting_id = ANY (m) OR person_id = ANY (k) OR task_id = ANY (t)
    UNION ALL SELECT id FROM public.meeting_member WHERE meeting_id = ANY (m)
    UNION ALL SELECT id FROM public.need WHERE assessment_id = ANY (n)
    UNION ALL SELECT id FROM public.plan_item WHERE plan_id = ANY (n)
    UNION ALL SELECT id FROM public.person_merge WHERE kept_id = ANY (k) OR gone_id = ANY (k));
  RETURN QUERY SELECT unnest(a)
    UNION ALL SELECT id FROM public.attachment WHERE person_id = ANY (k) OR owner_id = ANY (a);
END $$"""

# The head of the history, and one entry's mac, whoever may see what the entries are about.
_HEAD = """CREATE FUNCTION access.history_head(OUT seq integer, OUT mac varchar)
  RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.seq, h.mac FROM public.history_entry h WHERE h.office_id = (SELECT access.office())
    ORDER BY h.seq DESC LIMIT 1 $$"""
_MAC = """CREATE FUNCTION access.history_mac(wanted integer) RETURNS varchar LANGUAGE sql STABLE
  SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.mac FROM public.history_entry h
    WHERE h.office_id = (SELECT access.office()) AND h.seq = wanted $$"""

# What figures count of hidden cases: no name, no number, no word that somebody wrote.
_COUNTED = {
    "person": ("id", "office_id", "anonymous", "sex"),
    "episode": (
        *("id", "office_id", "person_id", "service", "stage", "start", '"end"', "kubun", "area"),
        *("source_kind", "dest_kind", "move", "end_reason", "disposition", "disposition_date"),
        *("focus", "elderly", "physical", "intellectual", "psychiatric", "developmental"),
        *("suspected", "'' AS number"),
    ),
    "activity": (
        *("id", "office_id", "episode_id", "service", "day", "means", "minutes", "withdrawn_at"),
    ),
}
_HIDDEN = "IN (SELECT access.hidden_cases())"
_WHOSE = {
    "person": f"t.id {_HIDDEN}",
    "episode": f"t.id {_HIDDEN}",
    "activity": f"(t.episode_id {_HIDDEN} OR t.person_id {_HIDDEN})",
}


FUNCTIONS = (
    *("hidden_cases()", "hidden_records()", "history_head()", "history_mac(integer)"),
    *(f"counted_{table}()" for table in _COUNTED),
)


def upgrade() -> None:
    """Make the tables; on a server hide what is restricted, and show what is counted."""
    op.create_table(
        "restriction",
        *_columns("restriction"),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted_at", _MOMENT, nullable=True),
        sa.Column("lifted_by", _ID, nullable=True),
        sa.Column("lifted_why", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_restriction_person_id_person")
        ),
    )
    op.create_table(
        "restriction_staff",
        *_columns("restriction_staff"),
        sa.Column("restriction_id", _ID, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_restriction_staff_restriction_id_restriction"),
        ),
    )
    op.create_index(op.f("ix_restriction_person_id"), "restriction", ["person_id"])
    op.create_index(
        op.f("ix_restriction_staff_restriction_id"), "restriction_staff", ["restriction_id"]
    )
    if op.get_bind().dialect.name == "postgresql":
        _own_office("restriction", "person_id", "person", "SELECT", "INSERT", "UPDATE")
        _own_office(
            "restriction_staff", "restriction_id", "restriction", "SELECT", "INSERT", "DELETE"
        )
        above = f"{_OWN} AND EXISTS (SELECT FROM episode above WHERE above.id = episode_id)"
        for act in ("insert", "update"):
            op.execute(f"ALTER POLICY {act}_teichaku_write ON handover WITH CHECK ({above})")
        _functions()
        _hide()
        _count()


def _columns(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _own_office(table: str, column: str, parent: str, *acts: str) -> None:
    kept = f"{_OWN} AND EXISTS (SELECT FROM {parent} above WHERE above.id = {column})"
    for act in acts:
        group = "teichaku_read" if act == "SELECT" else "teichaku_write"
        op.execute(f"GRANT {act} ON {table} TO {group}")
        using = "" if act == "INSERT" else f" USING ({_OWN})"
        check = f" WITH CHECK ({kept})" if act in ("INSERT", "UPDATE") else ""
        op.execute(
            f"CREATE POLICY {act.lower()}_{group} ON {table} FOR {act} TO {group}{using}{check}"
        )


def _functions() -> None:
    for made, name in zip((_CASES, _RECORDS, _HEAD, _MAC), FUNCTIONS, strict=False):
        op.execute(made)
        op.execute(f"REVOKE ALL ON FUNCTION access.{name} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION access.{name} TO teichaku_desk")


def _hide() -> None:
    """`NOT IN` over what a function gives is looked up in one hashed set per statement."""
    for table in sorted({*OF_CASES, *OF_RECORDS}):
        shown = " AND ".join(
            f"({column} IS NULL OR {column} NOT IN (SELECT access.{function}()))"
            for columns, function in ((OF_CASES, "hidden_cases"), (OF_RECORDS, "hidden_records"))
            for column in columns.get(table, ())
        )
        acts = "SELECT" if table in READ_ONLY else "ALL"
        op.execute(
            f"CREATE POLICY shown ON {table} AS RESTRICTIVE FOR {acts} TO teichaku_desk"
            f" USING ({shown})"
        )


def _count() -> None:
    op.execute("CREATE SCHEMA counted")
    op.execute("GRANT USAGE ON SCHEMA counted TO teichaku_read")
    for table, columns in _COUNTED.items():
        names = [column.removeprefix("'' AS ") for column in columns]
        kinds = ", ".join(
            f"{name} {'text' if name == 'number' else f'public.{table}.{name}%TYPE'}"
            for name in names
        )
        given = ", ".join(c if c.startswith("'") else f"t.{c}" for c in columns)
        shown = f"t.office_id = (SELECT access.office()) AND {_WHOSE[table]}"
        found = f"SELECT {given} FROM public.{table} t WHERE {shown}"  # noqa: S608 - names only
        op.execute(
            f"CREATE FUNCTION access.counted_{table}() RETURNS TABLE ({kinds}) LANGUAGE sql STABLE"
            f" SECURITY DEFINER {_PATH} AS $$ {found} $$"
        )
        op.execute(f"REVOKE ALL ON FUNCTION access.counted_{table}() FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION access.counted_{table}() TO teichaku_read")
        everything = f"SELECT * FROM access.counted_{table}()"  # noqa: S608 - names only
        op.execute(f"CREATE VIEW counted.{table} WITH (security_invoker = true) AS {everything}")
        op.execute(f"GRANT SELECT ON counted.{table} TO teichaku_read")
