"""保存期間: rules, 保留, lists of what is to be deleted, and what is still counted afterwards.

On a server rows that are otherwise only added can be deleted in one way alone: by a センター長, in
the transaction that uses a second person's word for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0023"

RETENTION_DATA = (
    *("retention_rule", "retention_hold", "retention_proposal", "retention_item"),
    *("counted_case", "counted_contact"),
)
ADDED_ONLY = (
    *("activity_revision", "settled_deadline", "referral_step", "disclosure_end"),
    *("letter", "letter_mark", "selection", "restriction"),
    *("subject_request", "subject_release"),
)
"""Tables whose rows nobody could delete before."""
_MOMENT = sa.String(length=26)
_ID = sa.String(length=32)
_CODE = sa.String(length=32)
_DAY = sa.String(length=10)
_OWN = "office_id = (SELECT access.office())"
_MYSELF = "(SELECT staff_id FROM access.desk WHERE role_name = session_user)"
_REMOVING = "(SELECT access.removing())"

# The word was used just now: the row of the request was written by this very transaction. An
# office on a server has no recovery code that could stand in for the second person.
_FUNCTION = """CREATE FUNCTION access.removing() RETURNS boolean LANGUAGE sql STABLE
  SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM access.desk d
    JOIN public.staff s ON s.id = d.staff_id
    JOIN public.second_request r ON r.asked_by = d.staff_id
    JOIN public.second_answer a ON a.request_id = r.id
    WHERE d.role_name = session_user AND s.role = 'director' AND s.active
      AND r.act = 'retention' AND r.used_at IS NOT NULL AND a.agreed
      AND a.answered_by <> d.staff_id AND a.how = 'person'
      AND r.xmin = pg_current_xact_id()::xid) $$"""

_RELEASES = """CREATE TRIGGER subject_release_no_delete BEFORE DELETE ON subject_release
  WHEN NOT EXISTS (SELECT 1 FROM subject_request r
    JOIN retention_item i ON i.target_id = r.person_id
    JOIN retention_proposal p ON p.id = i.proposal_id
    WHERE r.id = OLD.request_id AND p.state = 'removing')
  BEGIN SELECT RAISE(ABORT, 'what was released does not change'); END"""


def upgrade() -> None:
    """Make the tables; on a server say who may write them, and when rows may be deleted."""
    _rules_and_holds()
    _lists()
    _counted()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        op.execute("REVOKE ALL ON FUNCTION access.removing() FROM PUBLIC")
        op.execute("GRANT EXECUTE ON FUNCTION access.removing() TO teichaku_manage")
        _policies()
    else:
        op.execute("DROP TRIGGER subject_release_no_delete")
        op.execute(_RELEASES)


def _rules_and_holds() -> None:
    op.create_table(
        "retention_rule",
        *_head("retention_rule"),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("counted_from", _CODE, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_by", _ID, nullable=False),
        *_foot(),
        sa.UniqueConstraint("office_id", "kind", name=op.f("uq_retention_rule_office_id_kind")),
    )
    op.create_table(
        "retention_hold",
        *_head("retention_hold"),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("reason", _CODE, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("by", _ID, nullable=False),
        sa.Column("lifted_at", _MOMENT, nullable=True),
        sa.Column("lifted_by", _ID, nullable=True),
        sa.Column("lifted_why", sa.Text(), nullable=False),
        *_foot(),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_retention_hold_person_id_person")
        ),
    )
    op.create_index(op.f("ix_retention_hold_person_id"), "retention_hold", ["person_id"])


def _lists() -> None:
    op.create_table(
        "retention_proposal",
        *_head("retention_proposal"),
        sa.Column("by", _ID, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("settled_at", _MOMENT, nullable=True),
        sa.Column("settled_by", _ID, nullable=True),
        sa.Column("request_id", _ID, nullable=True),
        *_foot(),
    )
    op.create_table(
        "retention_item",
        *_head("retention_item"),
        sa.Column("proposal_id", _ID, nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("target_id", _ID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("ended", _DAY, nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["retention_proposal.id"],
            name=op.f("fk_retention_item_proposal_id_retention_proposal"),
        ),
    )
    op.create_index(op.f("ix_retention_item_proposal_id"), "retention_item", ["proposal_id"])
    op.create_index(op.f("ix_retention_item_target_id"), "retention_item", ["target_id"])


def _counted() -> None:
    op.create_table(
        "counted_case",
        *_head("counted_case"),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=False),
        sa.Column("service", sa.String(length=16), nullable=False),
        sa.Column("start", _DAY, nullable=False),
        sa.Column("end", _DAY, nullable=True),
        sa.Column("kubun", _CODE, nullable=True),
        sa.Column("area", _CODE, nullable=True),
        sa.Column("source_kind", _CODE, nullable=True),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("dest_kind", _CODE, nullable=True),
        sa.Column("move", _DAY, nullable=True),
        sa.Column("end_reason", _CODE, nullable=True),
        sa.Column("disposition", _CODE, nullable=True),
        sa.Column("disposition_date", _DAY, nullable=True),
        sa.Column("focus", _CODE, nullable=True),
    )
    op.create_table(
        "counted_contact",
        *_head("counted_contact"),
        sa.Column("episode_id", _ID, nullable=True),
        sa.Column("service", sa.String(length=16), nullable=False),
        sa.Column("day", _DAY, nullable=False),
        sa.Column("means", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
    )
    for table, day in (("counted_case", "start"), ("counted_contact", "day")):
        op.create_index(op.f(f"ix_{table}_office_id_{day}"), table, ["office_id", day])


def _head(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _foot() -> tuple[sa.Column[int] | sa.Column[str], ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
    )


def _policies() -> None:
    read, manage = "teichaku_read", "teichaku_manage"
    for table in RETENTION_DATA:
        _policy(table, "SELECT", read, f" USING ({_OWN})")
    for table, column in (("retention_rule", "set_by"), ("retention_proposal", "by")):
        _policy(table, "INSERT", manage, f" WITH CHECK ({_OWN} AND {column} = {_MYSELF})")
        _policy(table, "UPDATE", manage, f" USING ({_OWN}) WITH CHECK ({_OWN})")
    above = "EXISTS (SELECT FROM {0} above WHERE above.id = {0}_id)".format
    _policy("retention_hold", "INSERT", manage, f" WITH CHECK ({_OWN} AND {above('person')})")
    _policy("retention_hold", "UPDATE", manage, f" USING ({_OWN}) WITH CHECK ({_OWN})")
    listed = "EXISTS (SELECT FROM retention_proposal above WHERE above.id = proposal_id)"
    _policy("retention_item", "INSERT", manage, f" WITH CHECK ({_OWN} AND {listed})")
    for table in ("counted_case", "counted_contact"):
        _policy(table, "INSERT", manage, f" WITH CHECK ({_OWN} AND {_REMOVING})")
    for table in (*ADDED_ONLY, "retention_hold"):
        _policy(table, "DELETE", manage, f" USING ({_OWN} AND {_REMOVING})")
    # Where a person's cases are restricted, so is what is said of them here (see 0017).
    for table, column in (("retention_hold", "person_id"), ("retention_item", "target_id")):
        op.execute(
            f"CREATE POLICY shown ON {table} AS RESTRICTIVE FOR ALL TO teichaku_desk"
            f" USING ({column} IS NULL OR {column} NOT IN (SELECT access.hidden_cases()))"
        )


def _policy(table: str, act: str, group: str, conditions: str) -> None:
    op.execute(f"GRANT {act} ON {table} TO {group}")
    op.execute(f"CREATE POLICY {act.lower()}_{group} ON {table} FOR {act} TO {group}{conditions}")
