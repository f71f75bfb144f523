"""職員: who left and when, acts that wait for a second person, and cases handed to a colleague."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

PEOPLE_DATA = ("second_request", "second_answer", "handover")
_MOMENT = sa.String(length=26)
_ID = sa.String(length=32)
_OWN = "office_id = (SELECT access.office())"
_MYSELF = "(SELECT staff_id FROM access.desk WHERE role_name = session_user)"


def upgrade() -> None:
    """Make the tables; on a server nobody asks or answers in another person's name."""
    op.add_column("staff", sa.Column("left_on", sa.Date(), nullable=True))
    op.create_table(
        "second_request",
        *_head(),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("asked_by", _ID, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        *_foot(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_request")),
    )
    op.create_table(
        "second_answer",
        *_head(),
        sa.Column("request_id", _ID, nullable=False),
        sa.Column("answered_by", _ID, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["second_request.id"],
            name=op.f("fk_second_answer_request_id_second_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_answer")),
        sa.UniqueConstraint("request_id", name=op.f("uq_second_answer_request_id")),
    )
    op.create_table(
        "handover",
        *_head(),
        sa.Column("episode_id", _ID, nullable=False),
        sa.Column("from_worker", sa.Text(), nullable=False),
        sa.Column("to_worker", sa.Text(), nullable=False),
        sa.Column("to_staff_id", _ID, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_by", _ID, nullable=False),
        sa.Column("read_at", _MOMENT, nullable=True),
        sa.Column("read_by", _ID, nullable=True),
        *_foot(),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_handover_episode_id_episode")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_episode_id"), "handover", ["episode_id"])
    if op.get_bind().dialect.name == "postgresql":
        _for_own_office()


def _head() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
    )


def _foot() -> tuple[sa.Column[int] | sa.Column[str], ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
    )


def _for_own_office() -> None:
    asked = f"{_OWN} AND asked_by = {_MYSELF}"
    # Whoever asked cannot be the second person, unless the answer says that it was the code.
    other = (
        f"{_OWN} AND answered_by = {_MYSELF} AND (how = 'recovery' OR NOT EXISTS (SELECT FROM"
        f" second_request r WHERE r.id = request_id AND r.asked_by = {_MYSELF}))"
    )
    desk = "teichaku_desk"
    _policy("second_request", "SELECT", desk, f" USING ({_OWN})")
    _policy("second_request", "INSERT", desk, f" WITH CHECK ({asked})")
    _policy("second_request", "UPDATE", desk, f" USING ({asked}) WITH CHECK ({asked})")
    _policy("second_answer", "SELECT", desk, f" USING ({_OWN})")
    _policy("second_answer", "INSERT", desk, f" WITH CHECK ({other})")
    _policy("handover", "SELECT", "teichaku_read", f" USING ({_OWN})")
    for act, conditions in (
        ("INSERT", f" WITH CHECK ({_OWN})"),
        ("UPDATE", f" USING ({_OWN}) WITH CHECK ({_OWN})"),
        ("DELETE", f" USING ({_OWN})"),
    ):
        _policy("handover", act, "teichaku_write", conditions)


def _policy(table: str, act: str, group: str, conditions: str) -> None:
    op.execute(f"GRANT {act} ON {table} TO {group}")
    op.execute(f"CREATE POLICY {act.lower()}_{group} ON {table} FOR {act} TO {group}{conditions}")
