"""保護観察所: its fields of an episode, 特別調整の選定, 更生緊急保護の措置, papers that came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_MOMENT = sa.String(length=26)
_CODE = sa.String(length=32)
_ID = sa.String(length=32)
_DAY = sa.String(length=10)

PROBATION_DATA = {
    "selection": {"episode_id": "episode"},
    "aftercare_measure": {"episode_id": "episode", "organisation_id": "organisation"},
    "received_paper": {
        "person_id": "person",
        "episode_id": "episode",
        "organisation_id": "organisation",
    },
}
"""Table → the columns that hang on another table's row."""
APPEND_ONLY = ("selection",)
_CODES = ("outlook", "partial", "prosecutor_view", "ground")
_TEXTS = ("guarantor", "opinion")
_DAYS = ("prosecutor_heard", "applied", "extension")


def upgrade() -> None:
    """Add the columns, make the tables; on a server close them but for their own office."""
    for name in _CODES:
        op.add_column("episode", sa.Column(name, _CODE, nullable=True))
    for name in _TEXTS:
        op.add_column("episode", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in _DAYS:
        op.add_column("episode", sa.Column(name, _DAY, nullable=True))
    _selection()
    _aftercare_measure()
    _received_paper()
    if op.get_bind().dialect.name == "postgresql":
        for table, parents in PROBATION_DATA.items():
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


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), unique=False)


def _own_office(table: str, acts: str, group: str, parents: dict[str, str]) -> None:
    """Grant the acts on rows of the own office; a row may only hang on rows that are visible."""
    own = "office_id = (SELECT access.office())"
    kept = own + "".join(
        f" AND ({column} IS NULL OR EXISTS (SELECT FROM {parent} above WHERE above.id = {column}))"
        for column, parent in parents.items()
    )
    op.execute(f"GRANT {acts} ON {table} TO {group}")
    for act in acts.split(", "):
        using = "" if act == "INSERT" else f" USING ({own})"
        check = f" WITH CHECK ({kept})" if act in ("INSERT", "UPDATE") else ""
        name = f"{act.lower()}_{group}"
        op.execute(f"CREATE POLICY {name} ON {table} FOR {act} TO {group}{using}{check}")


def _selection() -> None:
    _table(
        "selection",
        *_refers("selection", "episode_id", "episode", nullable=False),
        sa.Column("decision", _CODE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", _ID, nullable=False),
        versioned=False,
    )
    _index("selection", "episode_id")


def _aftercare_measure() -> None:
    _table(
        "aftercare_measure",
        *_refers("aftercare_measure", "episode_id", "episode", nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        *_refers("aftercare_measure", "organisation_id", "organisation", nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
    )
    _index("aftercare_measure", "episode_id")
    _index("aftercare_measure", "office_id", "until")


def _received_paper() -> None:
    _table(
        "received_paper",
        *_refers("received_paper", "person_id", "person", nullable=False),
        *_refers("received_paper", "episode_id", "episode", nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        *_refers("received_paper", "organisation_id", "organisation", nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
    )
    _index("received_paper", "episode_id")
    _index("received_paper", "person_id")
