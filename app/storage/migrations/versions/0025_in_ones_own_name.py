"""In one's own name: on a server an entry of the history names the login that writes it.

And the recovery code, which opens the keys of a file, is no second person where there is no file.
Both held in the program only before; whoever speaks to the server past it is held to them too.
"""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0022"

_MYSELF = "(SELECT staff_id FROM access.desk WHERE role_name = session_user)"
CONDITIONS = {
    "history_entry": f"actor_id = coalesce({_MYSELF}, actor_id)",
    "second_answer": f"how <> 'recovery' OR {_MYSELF} IS NULL",
}
"""Whoever makes or moves an office owns the tables and is nobody of the office."""


def upgrade() -> None:
    """Restrictive policies; the file of one PC has none."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, condition in CONDITIONS.items():
        op.execute(
            f"CREATE POLICY in_own_name ON {table} AS RESTRICTIVE FOR INSERT"
            f" TO teichaku_desk WITH CHECK ({condition})"
        )
