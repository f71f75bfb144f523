"""提出した報告: the PDF is kept beside the workbook."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0016"

ADDED = ("pdf", "pdf_sha")
_TABLE = "report_submission"


def upgrade() -> None:
    """Room for both; reports handed in before keep their workbook alone."""
    op.add_column(_TABLE, sa.Column("pdf", sa.LargeBinary(), nullable=True))
    op.add_column(_TABLE, sa.Column("pdf_sha", sa.String(length=64), nullable=True))
