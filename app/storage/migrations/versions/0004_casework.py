"""The doing of casework: assessments, plans, placement, whereabouts, attachments, 予定 and tasks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_DAY = sa.String(length=10)
_MOMENT = sa.String(length=26)
_CODE = sa.String(length=32)
_ID = sa.String(length=32)

CASE_DATA = {
    "requirement": {"episode_id": "episode"},
    "assessment": {"episode_id": "episode"},
    "need": {"assessment_id": "assessment"},
    "plan": {"episode_id": "episode"},
    "plan_item": {"plan_id": "plan"},
    "application": {"person_id": "person", "episode_id": "episode"},
    "placement": {"episode_id": "episode"},
    "release_plan": {"episode_id": "episode"},
    "stay": {"person_id": "person", "episode_id": "episode"},
    "life_event": {"person_id": "person", "episode_id": "episode", "led_to": "episode"},
    "related_person": {"person_id": "person"},
    "health": {"person_id": "person"},
    "person_merge": {},
    "case_date": {"episode_id": "episode"},
    "activity_revision": {"activity_id": "activity"},
    "phrase": {},
    "attachment": {"person_id": "person"},
    "attachment_part": {"attachment_id": "attachment"},
    "appointment": {"episode_id": "episode", "person_id": "person", "activity_id": "activity"},
    "task": {"episode_id": "episode", "person_id": "person"},
    "settled_deadline": {"episode_id": "episode"},
}
"""Table → the columns that hang on another table's row."""
APPEND_ONLY = ("activity_revision", "settled_deadline")


def upgrade() -> None:
    """Make the new tables and columns; on a server close them but for their own office."""
    _new_columns()
    _requirement()
    _assessment()
    _need()
    _plan()
    _plan_item()
    _application()
    _placement()
    _release_plan()
    _stay()
    _life_event()
    _related_person()
    _health()
    _person_merge()
    _case_date()
    _activity_revision()
    _phrase()
    _attachment()
    _attachment_part()
    _appointment()
    _task()
    _settled_deadline()
    if op.get_bind().dialect.name == "postgresql":
        for table, parents in CASE_DATA.items():
            _own_office(table, "SELECT", "teichaku_read", parents)
            acts = "INSERT" if table in APPEND_ONLY else "INSERT, UPDATE, DELETE"
            _own_office(table, acts, "teichaku_write", parents)


def _new_columns() -> None:
    """Columns with which earlier tables grow."""
    for name in ("phone", "address", "registered_at"):
        op.add_column("person", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("activity", sa.Column("place", sa.Text(), nullable=False, server_default=""))
    for name in ("travel_minutes", "distance_m", "fare"):
        op.add_column("activity", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("activity", sa.Column("joint_id", _ID, nullable=True))
    op.add_column("stage_move", sa.Column("corrects_id", _ID, nullable=True))
    op.add_column("episode", sa.Column("origin_id", _ID, nullable=True))


def _table(name: str, *columns: sa.schema.SchemaItem, versioned: bool = True) -> None:
    """Make a table of an office's records; `versioned` ones are edited by people."""
    if versioned:
        columns += (
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("updated_at", _MOMENT, nullable=False),
        )
    op.create_table(
        name,
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _refers(
    table: str, column: str, parent: str, *, nullable: bool
) -> tuple[sa.schema.SchemaItem, ...]:
    """A column that names a row of `parent`."""
    key = sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}")
    )
    return sa.Column(column, _ID, nullable=nullable), key


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), unique=False)


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


def _requirement() -> None:
    _table(
        "requirement",
        *_refers("requirement", "episode_id", "episode", nullable=False),
        sa.Column("code", _CODE, nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("found_on", _DAY, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        _unique("requirement", "episode_id", "code"),
    )


def _assessment() -> None:
    _table(
        "assessment",
        *_refers("assessment", "episode_id", "episode", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
    )
    _index("assessment", "episode_id")


def _need() -> None:
    _table(
        "need",
        *_refers("need", "assessment_id", "assessment", nullable=False),
        sa.Column("domain", _CODE, nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _unique("need", "assessment_id", "domain"),
    )


def _plan() -> None:
    _table(
        "plan",
        *_refers("plan", "episode_id", "episode", nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", _ID, nullable=True),
        sa.Column("approved_at", _MOMENT, nullable=True),
        _unique("plan", "episode_id", "kind", "revision"),
    )


def _plan_item() -> None:
    _table(
        "plan_item",
        *_refers("plan_item", "plan_id", "plan", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("domain", _CODE, nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("by_when", _DAY, nullable=True),
        sa.Column("state", _CODE, nullable=False),
    )
    _index("plan_item", "plan_id")


def _application() -> None:
    _table(
        "application",
        *_refers("application", "person_id", "person", nullable=False),
        *_refers("application", "episode_id", "episode", nullable=True),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("submitted_to", sa.Text(), nullable=False),
        sa.Column("submitted_on", _DAY, nullable=True),
        sa.Column("decided_on", _DAY, nullable=True),
        sa.Column("result", _CODE, nullable=True),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("valid_until", _DAY, nullable=True),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    _index("application", "office_id", "decided_on")
    _index("application", "person_id")


def _placement() -> None:
    _table(
        "placement",
        *_refers("placement", "episode_id", "episode", nullable=False),
        sa.Column("dest_kind", _CODE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("result_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    _index("placement", "episode_id")


def _release_plan() -> None:
    _table(
        "release_plan",
        *_refers("release_plan", "episode_id", "episode", nullable=False),
        sa.Column("escort", sa.Text(), nullable=False),
        sa.Column("meeting_place", sa.Text(), nullable=False),
        sa.Column("meeting_minute", sa.Integer(), nullable=True),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("money", sa.Text(), nullable=False),
        sa.Column("belongings", sa.Text(), nullable=False),
        sa.Column("medicine", sa.Text(), nullable=False),
        sa.Column("errands", sa.Text(), nullable=False),
        sa.Column("guarantor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _unique("release_plan", "episode_id"),
    )


def _stay() -> None:
    _table(
        "stay",
        *_refers("stay", "person_id", "person", nullable=False),
        *_refers("stay", "episode_id", "episode", nullable=True),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("since", _DAY, nullable=False),
        sa.Column("until", _DAY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    _index("stay", "person_id")


def _life_event() -> None:
    _table(
        "life_event",
        *_refers("life_event", "person_id", "person", nullable=False),
        *_refers("life_event", "episode_id", "episode", nullable=True),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("day", _DAY, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("settled_on", _DAY, nullable=True),
        sa.Column("settled_note", sa.Text(), nullable=False),
        *_refers("life_event", "led_to", "episode", nullable=True),
    )
    _index("life_event", "office_id", "day")
    _index("life_event", "person_id")


def _related_person() -> None:
    _table(
        "related_person",
        *_refers("related_person", "person_id", "person", nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("may_contact", _CODE, nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    _index("related_person", "person_id")


def _health() -> None:
    _table(
        "health",
        *_refers("health", "person_id", "person", nullable=False),
        sa.Column("doctor", sa.Text(), nullable=False),
        sa.Column("doctor_phone", sa.Text(), nullable=False),
        sa.Column("diagnoses", sa.Text(), nullable=False),
        sa.Column("medicine", sa.Text(), nullable=False),
        sa.Column("allergies", sa.Text(), nullable=False),
        sa.Column("insurance", sa.Text(), nullable=False),
        sa.Column("communication", sa.Text(), nullable=False),
        sa.Column("emergency", sa.Text(), nullable=False),
        _unique("health", "person_id"),
    )


def _person_merge() -> None:
    _table(
        "person_merge",
        sa.Column("kept_id", _ID, nullable=False),
        sa.Column("gone_id", _ID, nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("kept_before", sa.JSON(), nullable=False),
        sa.Column("kept_after", sa.JSON(), nullable=False),
        sa.Column("gone_before", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", _MOMENT, nullable=True),
        versioned=False,
    )
    _index("person_merge", "kept_id")
    _index("person_merge", "office_id", "gone_id")


def _case_date() -> None:
    _table(
        "case_date",
        *_refers("case_date", "episode_id", "episode", nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("day", _DAY, nullable=False),
        sa.Column("minute", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        _unique("case_date", "episode_id", "kind"),
    )


def _activity_revision() -> None:
    _table(
        "activity_revision",
        *_refers("activity_revision", "activity_id", "activity", nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        versioned=False,
    )
    _index("activity_revision", "activity_id")


def _phrase() -> None:
    _table(
        "phrase",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )


def _attachment() -> None:
    _table(
        "attachment",
        sa.Column("owner_kind", sa.String(length=16), nullable=False),
        sa.Column("owner_id", _ID, nullable=False),
        *_refers("attachment", "person_id", "person", nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by", _ID, nullable=False),
        sa.Column("removed_at", _MOMENT, nullable=True),
        sa.Column("removed_why", sa.Text(), nullable=False),
        versioned=False,
    )
    _index("attachment", "owner_id")
    _index("attachment", "person_id")


def _attachment_part() -> None:
    _table(
        "attachment_part",
        *_refers("attachment_part", "attachment_id", "attachment", nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _unique("attachment_part", "attachment_id", "number"),
        versioned=False,
    )


def _appointment() -> None:
    _table(
        "appointment",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("start_minute", sa.Integer(), nullable=True),
        sa.Column("end_minute", sa.Integer(), nullable=True),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("workers", sa.JSON(), nullable=False),
        *_refers("appointment", "episode_id", "episode", nullable=True),
        *_refers("appointment", "person_id", "person", nullable=True),
        sa.Column("state", _CODE, nullable=False),
        *_refers("appointment", "activity_id", "activity", nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
    )
    _index("appointment", "episode_id")
    _index("appointment", "office_id", "day")


def _task() -> None:
    _table(
        "task",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("worker", sa.Text(), nullable=False),
        *_refers("task", "episode_id", "episode", nullable=True),
        *_refers("task", "person_id", "person", nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.Column("done_by", _ID, nullable=True),
    )
    _index("task", "episode_id")
    _index("task", "office_id", "done_at", "due")


def _settled_deadline() -> None:
    _table(
        "settled_deadline",
        *_refers("settled_deadline", "episode_id", "episode", nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        versioned=False,
    )
    _index("settled_deadline", "episode_id")
