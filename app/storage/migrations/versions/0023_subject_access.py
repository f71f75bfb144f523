"""開示請求: requests, how each item was decided, and what was released.

What hangs on a hidden person is hidden: ids of requests join those that `access.hidden_records()`
gives.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0024"

_MOMENT = sa.String(length=26)
_ID = sa.String(length=32)
_CODE = sa.String(length=32)
_DIGEST = sa.String(length=64)
SUBJECT_DATA = ("subject_request", "subject_mark", "subject_release")
_OWN = "office_id = (SELECT access.office())"
_ACTS = {
    "subject_request": ("SELECT", "INSERT", "UPDATE"),
    "subject_mark": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "subject_release": ("SELECT", "INSERT"),
}
_ABOVE = {
    "subject_request": ("person_id", "person", "hidden_cases"),
    "subject_mark": ("request_id", "subject_request", "hidden_records"),
    "subject_release": ("request_id", "subject_request", "hidden_records"),
}
_MAY = "(SELECT access.may('answer_requests'))"
SHOWN_TO = dict.fromkeys(("subject_mark", "subject_release"), _MAY)
"""That somebody asked is known to all who read cases: nothing is deleted meanwhile."""
WRITTEN_BY = dict.fromkeys(SUBJECT_DATA, ("answer_requests",))
_BEFORE = "    UNION ALL SELECT id FROM public.person_merge"
_ADDED = "    UNION ALL SELECT id FROM public.subject_request WHERE person_id = ANY (k)\n"


def upgrade() -> None:
    """Make the tables; on a server for the own office, and hidden with their person."""
    _request()
    _mark()
    _release()
    op.create_index(op.f("ix_subject_request_person_id"), "subject_request", ["person_id"])
    op.create_index(
        op.f("ix_subject_request_office_id_due_on"), "subject_request", ["office_id", "due_on"]
    )
    op.create_index(op.f("ix_subject_release_request_id"), "subject_release", ["request_id"])
    if op.get_bind().dialect.name == "postgresql":
        _hide_requests()
        for table in SUBJECT_DATA:
            _protect(table)
    else:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER subject_release_no_{act.lower()} BEFORE {act} ON subject_release"
                " BEGIN SELECT RAISE(ABORT, 'what was released does not change'); END"
            )


def _request() -> None:
    op.create_table(
        "subject_request",
        *_head("subject_request"),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("requester", _CODE, nullable=False),
        sa.Column("requester_name", sa.Text(), nullable=False),
        sa.Column("identified", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("addressee", _CODE, nullable=False),
        sa.Column("forwarded", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("extended_until", sa.Date(), nullable=True),
        sa.Column("extended_why", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("result", _CODE, nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *_foot(),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_subject_request_person_id_person")
        ),
    )


def _mark() -> None:
    op.create_table(
        "subject_mark",
        *_head("subject_mark"),
        sa.Column("request_id", _ID, nullable=False),
        sa.Column("item", sa.String(length=96), nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("ground", _CODE, nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("seen", _DIGEST, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", _ID, nullable=False),
        *_foot(),
        _of_request("subject_mark"),
        sa.UniqueConstraint("request_id", "item", name=op.f("uq_subject_mark_request_id_item")),
    )


def _release() -> None:
    kept = ("records", "withheld", "notice")
    op.create_table(
        "subject_release",
        *_head("subject_release"),
        sa.Column("request_id", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("second_request", _ID, nullable=False),
        sa.Column("package_sha", _DIGEST, nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in kept),
        *(sa.Column(f"{name}_sha", _DIGEST, nullable=False) for name in kept),
        sa.Column("files", sa.Text(), nullable=False),
        _of_request("subject_release"),
    )


def _head(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _foot() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
    )


def _of_request(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_request_id_subject_request")
    return sa.ForeignKeyConstraint(["request_id"], ["subject_request.id"], name=name)


def _protect(table: str) -> None:
    column, parent, hidden = _ABOVE[table]
    kept = f"{_OWN} AND EXISTS (SELECT FROM {parent} above WHERE above.id = {column})"
    for act in _ACTS[table]:
        group = "teichaku_read" if act == "SELECT" else "teichaku_write"
        op.execute(f"GRANT {act} ON {table} TO {group}")
        using = "" if act == "INSERT" else f" USING ({_OWN})"
        check = f" WITH CHECK ({kept})" if act in ("INSERT", "UPDATE") else ""
        op.execute(
            f"CREATE POLICY {act.lower()}_{group} ON {table} FOR {act} TO {group}{using}{check}"
        )
    for act in (one for one in _ACTS[table] if one != "SELECT" or table in SHOWN_TO):
        conditions = "" if act == "INSERT" else f" USING ({_MAY})"
        conditions += f" WITH CHECK ({_MAY})" if act in ("INSERT", "UPDATE") else ""
        op.execute(
            f"CREATE POLICY permitted_{act.lower()} ON {table} AS RESTRICTIVE FOR {act}"
            f" TO teichaku_desk{conditions}"
        )
    op.execute(
        f"CREATE POLICY shown ON {table} AS RESTRICTIVE FOR ALL TO teichaku_desk"
        f" USING ({column} IS NULL OR {column} NOT IN (SELECT access.{hidden}()))"
    )


def _hide_requests() -> None:
    """The function as it stands, with one more kind of record: others may have added theirs."""
    found = op.get_bind().execute(
        sa.text("SELECT pg_get_functiondef('access.hidden_records()'::regprocedure)")
    )
    made = str(found.scalar_one())
    if made.count(_BEFORE) != 1:
        raise RuntimeError("access.hidden_records() is not the function of 0017")
    added = made.replace(_BEFORE, _ADDED + _BEFORE)
    op.get_bind().exec_driver_sql(added.replace("%", "%%"))
