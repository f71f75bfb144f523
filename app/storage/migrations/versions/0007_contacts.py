"""A 支援経過 may be withdrawn: when, by whom and why; entries of one contact are found together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns; the table's policies of the own office hold for them too."""
    op.add_column("activity", sa.Column("withdrawn_at", sa.String(length=26), nullable=True))
    op.add_column("activity", sa.Column("withdrawn_by", sa.String(length=32), nullable=True))
    op.add_column(
        "activity", sa.Column("withdrawn_why", sa.Text(), nullable=False, server_default="")
    )
    op.create_index(op.f("ix_activity_joint_id"), "activity", ["joint_id"], unique=False)
