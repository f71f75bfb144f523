"""一覧表 that are kept under a name: the office's, and each person's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

LIST_DATA = ("saved_list",)
_MOMENT = sa.String(length=26)
_ID = sa.String(length=32)
_MINE = (
    "office_id = (SELECT access.office()) AND (owner_id IS NULL OR owner_id ="
    " (SELECT staff_id FROM access.desk WHERE role_name = session_user))"
)
"""The server shows a list of one's own to nobody else, whatever program asks."""
_ACTS = (
    ("teichaku_read", "SELECT"),
    ("teichaku_write", "INSERT"),
    ("teichaku_write", "UPDATE"),
    ("teichaku_write", "DELETE"),
)


def upgrade() -> None:
    """Make the table; on a server close it but for the own office and the own person."""
    op.create_table(
        "saved_list",
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_id", _ID, nullable=True),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_list")),
    )
    op.create_index(op.f("ix_saved_list_office_id_name"), "saved_list", ["office_id", "name"])
    if op.get_bind().dialect.name == "postgresql":
        for group, act in _ACTS:
            op.execute(f"GRANT {act} ON saved_list TO {group}")
            using = "" if act == "INSERT" else f" USING ({_MINE})"
            check = f" WITH CHECK ({_MINE})" if act in ("INSERT", "UPDATE") else ""
            name = f"{act.lower()}_{group}"
            op.execute(f"CREATE POLICY {name} ON saved_list FOR {act} TO {group}{using}{check}")
