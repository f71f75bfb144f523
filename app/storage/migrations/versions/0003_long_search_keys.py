"""On a server no index over search keys: they may be longer than a row of an index."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Drop the index on the server; in the embedded file it stays."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_person_office_id_search_key_id", "person")
