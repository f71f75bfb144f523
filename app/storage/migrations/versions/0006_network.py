"""同意 and 情報提供, 会議, 関係機関, つなぎ and 端緒."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_MOMENT = sa.String(length=26)
_CODE = sa.String(length=32)
_ID = sa.String(length=32)

NETWORK_DATA = {
    "organisation": {},
    "organisation_contact": {"organisation_id": "organisation"},
    "organisation_offer": {"organisation_id": "organisation"},
    "organisation_note": {"organisation_id": "organisation"},
    "municipality_year": {
        "multi_agency_id": "organisation",
        "outreach_id": "organisation",
        "participation_id": "organisation",
    },
    "event_attendance": {"event_id": "event", "organisation_id": "organisation"},
    "consent": {"person_id": "person", "organisation_id": "organisation"},
    "signal": {"organisation_id": "organisation", "person_id": "person"},
    "meeting": {"host_id": "organisation"},
    "meeting_person": {
        "meeting_id": "meeting",
        "person_id": "person",
        "episode_id": "episode",
        "signal_id": "signal",
        "activity_id": "activity",
    },
    "meeting_member": {"meeting_id": "meeting", "organisation_id": "organisation"},
    "meeting_decision": {
        "meeting_id": "meeting",
        "person_id": "person",
        "organisation_id": "organisation",
        "task_id": "task",
    },
    "referral": {
        "person_id": "person",
        "episode_id": "episode",
        "signal_id": "signal",
        "organisation_id": "organisation",
    },
    "referral_step": {"referral_id": "referral"},
    "disclosure": {
        "person_id": "person",
        "episode_id": "episode",
        "signal_id": "signal",
        "organisation_id": "organisation",
        "consent_id": "consent",
        "meeting_id": "meeting",
        "referral_id": "referral",
    },
    "disclosure_end": {"disclosure_id": "disclosure", "consent_id": "consent"},
    "wording": {},
}
"""Table → the columns that hang on another table's row."""
APPEND_ONLY = ("referral_step", "disclosure_end")


def upgrade() -> None:
    """Make the new tables; on a server close them but for their own office."""
    _organisation()
    _organisation_contact()
    _organisation_offer()
    _organisation_note()
    _municipality_year()
    _event_attendance()
    _consent()
    _signal()
    _meeting()
    _meeting_person()
    _meeting_member()
    _meeting_decision()
    _referral()
    _referral_step()
    _disclosure()
    _disclosure_end()
    _wording()
    if op.get_bind().dialect.name == "postgresql":
        for table, parents in NETWORK_DATA.items():
            _own_office(table, "SELECT", "teichaku_read", parents)
            acts = "INSERT" if table in APPEND_ONLY else "INSERT, UPDATE, DELETE"
            _own_office(table, acts, "teichaku_write", parents)


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


def _organisation() -> None:
    _table(
        "organisation",
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kana", sa.Text(), nullable=False),
        sa.Column("kana_key", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("prefecture", sa.String(length=2), nullable=True),
        sa.Column("municipality", sa.String(length=5), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("hidden_address", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("fax", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("listed_as", sa.String(length=64), nullable=True),
        _unique("organisation", "office_id", "listed_as"),
    )
    _index("organisation", "office_id", "kana_key")
    _index("organisation", "office_id", "kind", "kana_key")


def _organisation_contact() -> None:
    _table(
        "organisation_contact",
        *_refers("organisation_contact", "organisation_id", "organisation", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
    )
    _index("organisation_contact", "organisation_id")


def _organisation_offer() -> None:
    _table(
        "organisation_offer",
        *_refers("organisation_offer", "organisation_id", "organisation", nullable=False),
        sa.Column("domain", _CODE, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("vacancy", sa.Integer(), nullable=True),
        sa.Column("vacancy_on", sa.Date(), nullable=True),
        sa.Column("accepts", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    _index("organisation_offer", "office_id", "domain")
    _index("organisation_offer", "organisation_id")


def _organisation_note() -> None:
    _table(
        "organisation_note",
        *_refers("organisation_note", "organisation_id", "organisation", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    _index("organisation_note", "organisation_id")


def _municipality_year() -> None:
    _table(
        "municipality_year",
        sa.Column("municipality", sa.String(length=5), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("runs", _CODE, nullable=False),
        *_refers("municipality_year", "multi_agency_id", "organisation", nullable=True),
        *_refers("municipality_year", "outreach_id", "organisation", nullable=True),
        *_refers("municipality_year", "participation_id", "organisation", nullable=True),
        sa.Column("consultation_ids", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _unique("municipality_year", "office_id", "municipality", "fiscal_year"),
    )


def _event_attendance() -> None:
    _table(
        "event_attendance",
        *_refers("event_attendance", "event_id", "event", nullable=False),
        *_refers("event_attendance", "organisation_id", "organisation", nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        versioned=False,
    )
    _index("event_attendance", "event_id")


def _consent() -> None:
    _table(
        "consent",
        *_refers("consent", "person_id", "person", nullable=False),
        *_refers("consent", "organisation_id", "organisation", nullable=True),
        sa.Column("recipient_kind", _CODE, nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("items_note", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("how", _CODE, nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("witness", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_how", sa.Text(), nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
    )
    _index("consent", "office_id", "valid_to")
    _index("consent", "person_id")


def _signal() -> None:
    _table(
        "signal",
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_minute", sa.Integer(), nullable=True),
        sa.Column("source_kind", _CODE, nullable=False),
        *_refers("signal", "organisation_id", "organisation", nullable=True),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_phone", sa.Text(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("municipality", sa.String(length=5), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("weight", _CODE, nullable=True),
        sa.Column("weighed_on", sa.Date(), nullable=True),
        sa.Column("weighed_why", sa.Text(), nullable=False),
        *_refers("signal", "person_id", "person", nullable=True),
        sa.Column("linked_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
    )
    _index("signal", "office_id", "state", "received_on")
    _index("signal", "person_id")


def _meeting() -> None:
    _table(
        "meeting",
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("start_minute", sa.Integer(), nullable=True),
        sa.Column("end_minute", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        *_refers("meeting", "host_id", "organisation", nullable=True),
        sa.Column("municipality", sa.String(length=5), nullable=True),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("cancelled_why", sa.Text(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=True),
        sa.Column("worker", sa.Text(), nullable=False),
    )
    _index("meeting", "office_id", "day")


def _meeting_person() -> None:
    _table(
        "meeting_person",
        *_refers("meeting_person", "meeting_id", "meeting", nullable=False),
        *_refers("meeting_person", "person_id", "person", nullable=True),
        *_refers("meeting_person", "episode_id", "episode", nullable=True),
        *_refers("meeting_person", "signal_id", "signal", nullable=True),
        *_refers("meeting_person", "activity_id", "activity", nullable=True),
        versioned=False,
    )
    _index("meeting_person", "meeting_id")
    _index("meeting_person", "person_id")


def _meeting_member() -> None:
    _table(
        "meeting_member",
        *_refers("meeting_member", "meeting_id", "meeting", nullable=False),
        *_refers("meeting_member", "organisation_id", "organisation", nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("member", sa.Boolean(), nullable=False),
        sa.Column("secrecy_on", sa.Date(), nullable=True),
        sa.Column("secrecy_how", sa.Text(), nullable=False),
        sa.Column("attendance", _CODE, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
    )
    _index("meeting_member", "meeting_id")


def _meeting_decision() -> None:
    _table(
        "meeting_decision",
        *_refers("meeting_decision", "meeting_id", "meeting", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *_refers("meeting_decision", "person_id", "person", nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        *_refers("meeting_decision", "organisation_id", "organisation", nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        *_refers("meeting_decision", "task_id", "task", nullable=True),
    )
    _index("meeting_decision", "meeting_id")


def _referral() -> None:
    _table(
        "referral",
        sa.Column("direction", _CODE, nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        *_refers("referral", "person_id", "person", nullable=True),
        *_refers("referral", "episode_id", "episode", nullable=True),
        *_refers("referral", "signal_id", "signal", nullable=True),
        *_refers("referral", "organisation_id", "organisation", nullable=False),
        sa.Column("to_whom", sa.Text(), nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("agreement_on", sa.Date(), nullable=True),
        sa.Column("agreement_note", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    _index("referral", "episode_id")
    _index("referral", "office_id", "state", "sent_on")
    _index("referral", "person_id")


def _referral_step() -> None:
    _table(
        "referral_step",
        *_refers("referral_step", "referral_id", "referral", nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", _CODE, nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", _CODE, nullable=False),
        _unique("referral_step", "referral_id", "number"),
        versioned=False,
    )


def _disclosure() -> None:
    _table(
        "disclosure",
        *_refers("disclosure", "person_id", "person", nullable=True),
        *_refers("disclosure", "episode_id", "episode", nullable=True),
        *_refers("disclosure", "signal_id", "signal", nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        *_refers("disclosure", "organisation_id", "organisation", nullable=False),
        sa.Column("to_whom", sa.Text(), nullable=False),
        sa.Column("way", _CODE, nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("basis", _CODE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        *_refers("disclosure", "consent_id", "consent", nullable=True),
        *_refers("disclosure", "meeting_id", "meeting", nullable=True),
        *_refers("disclosure", "referral_id", "referral", nullable=True),
        sa.Column("prosecutor_view", _CODE, nullable=True),
        sa.Column("prosecutor_asked_on", sa.Date(), nullable=True),
        sa.Column("worker", sa.Text(), nullable=False),
        versioned=False,
    )
    _index("disclosure", "office_id", "day")
    _index("disclosure", "organisation_id")
    _index("disclosure", "person_id")


def _disclosure_end() -> None:
    _table(
        "disclosure_end",
        *_refers("disclosure_end", "disclosure_id", "disclosure", nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *_refers("disclosure_end", "consent_id", "consent", nullable=True),
        sa.Column("by", _CODE, nullable=False),
        versioned=False,
    )
    _index("disclosure_end", "disclosure_id")


def _wording() -> None:
    _table(
        "wording",
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
