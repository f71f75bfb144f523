"""Operations that were completed; on a server, who may see and change which rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Table: what a person in the group may do with rows of the own office.
CASE_DATA = {
    "activity": {"episode_id": "episode", "person_id": "person"},
    "certificate": {"person_id": "person"},
    "episode": {"person_id": "person"},
    "event": {},
    "import_batch": {},
    "imported_row": {"batch_id": "import_batch"},
    "ledger_layout": {"batch_id": "import_batch"},
    "person": {},
    "saved_mapping": {},
    "stage_move": {"episode_id": "episode"},
}
OFFICE_DATA = ("office", "setting", "staff")
APPEND_ONLY = ("history_entry", "operation")


def upgrade() -> None:
    """Make the table of operations; on a server close every table but for its own office."""
    op.create_table(
        "operation",
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=26), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_operation")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, parents in CASE_DATA.items():
            _own_office(table, "SELECT", "teichaku_read", parents)
            _own_office(table, "INSERT, UPDATE, DELETE", "teichaku_write", parents)
        for table in OFFICE_DATA:
            _own_office(table, "SELECT", "teichaku_desk")
        _own_office("setting", "INSERT, UPDATE, DELETE", "teichaku_manage")
        _own_office("staff", "INSERT, UPDATE", "teichaku_manage")
        _own_office("office", "UPDATE", "teichaku_manage")
        for table in APPEND_ONLY:
            _own_office(table, "SELECT, INSERT", "teichaku_desk")
        op.execute("GRANT SELECT ON alembic_version TO teichaku_desk")
        op.execute("CREATE POLICY everybody ON alembic_version FOR SELECT USING (true)")


def _own_office(table: str, acts: str, group: str, parents: dict[str, str] | None = None) -> None:
    """Grant the acts on rows of the own office; a row may only hang on rows that are visible."""
    own = "office_id = (SELECT access.office())"
    kept = own + "".join(
        f" AND ({column} IS NULL OR EXISTS (SELECT FROM {parent} above WHERE above.id = {column}))"
        for column, parent in (parents or {}).items()
    )
    op.execute(f"GRANT {acts} ON {table} TO {group}")
    for act in acts.split(", "):
        using = "" if act == "INSERT" else f" USING ({own})"
        check = f" WITH CHECK ({kept})" if act in ("INSERT", "UPDATE") else ""
        name = f"{act.lower()}_{group}"
        op.execute(f"CREATE POLICY {name} ON {table} FOR {act} TO {group}{using}{check}")
