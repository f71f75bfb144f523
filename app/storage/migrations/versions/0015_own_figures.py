"""独自の集計: definitions of figures that an office makes for itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_MOMENT = sa.String(length=26)
_ID = sa.String(length=32)
TABLE = "own_figure"


def upgrade() -> None:
    """Make the table; on a server close it but for its own office."""
    op.create_table(
        TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("figure_id", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("added_by", _ID, nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_office_id_figure_id"), TABLE, ["office_id", "figure_id"])
    if op.get_bind().dialect.name == "postgresql":
        _own_office("SELECT", "teichaku_read")
        _own_office("INSERT, UPDATE, DELETE", "teichaku_write")


def _own_office(acts: str, group: str) -> None:
    own = "office_id = (SELECT access.office())"
    op.execute(f"GRANT {acts} ON {TABLE} TO {group}")
    for act in acts.split(", "):
        using = "" if act == "INSERT" else f" USING ({own})"
        check = f" WITH CHECK ({own})" if act in ("INSERT", "UPDATE") else ""
        name = f"{act.lower()}_{group}"
        op.execute(f"CREATE POLICY {name} ON {TABLE} FOR {act} TO {group}{using}{check}")
