"""提出した報告: rows that are added only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

SUBMISSION_DATA = ("report_submission",)
_ID = sa.String(length=32)
_DIGEST = sa.String(length=64)
_TABLE = "report_submission"
_OWN = "office_id = (SELECT access.office())"


def upgrade() -> None:
    """Make the table; on a server it may be read and added to by the own office."""
    op.create_table(
        _TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.Column("period_kind", sa.String(length=16), nullable=False),
        sa.Column("period_key", sa.String(length=16), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("form_title", sa.Text(), nullable=False),
        sa.Column("form_edition", sa.Text(), nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("replaces_id", _ID, nullable=True),
        sa.Column("operation_id", _ID, nullable=False),
        sa.Column("masked_below", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha", _DIGEST, nullable=False),
        sa.Column("snapshot_sha", _DIGEST, nullable=False),
        sa.Column("entered", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    columns = ["office_id", "period_kind", "period_key"]
    op.create_index(op.f(f"ix_{_TABLE}_{'_'.join(columns)}"), _TABLE, columns, unique=False)
    if op.get_bind().dialect.name == "postgresql":
        _for_own_office()
    else:
        _for_nobody_to_change()


def _for_own_office() -> None:
    op.execute(f"GRANT SELECT ON {_TABLE} TO teichaku_read")
    op.execute(f"GRANT INSERT ON {_TABLE} TO teichaku_write")
    op.execute(
        f"CREATE POLICY select_teichaku_read ON {_TABLE} FOR SELECT TO teichaku_read USING ({_OWN})"
    )
    op.execute(
        f"CREATE POLICY insert_teichaku_write ON {_TABLE} FOR INSERT TO teichaku_write"
        f" WITH CHECK ({_OWN})"
    )


def _for_nobody_to_change() -> None:
    """In the file no grant forbids it, so the table itself does."""
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {_TABLE}_no_{act.lower()} BEFORE {act} ON {_TABLE}"
            f" BEGIN SELECT RAISE(ABORT, '{_TABLE} rows are never changed'); END"
        )
