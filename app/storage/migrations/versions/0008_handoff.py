"""広域調整: keys, partners, exchanges and letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_MOMENT = sa.String(length=26)
_CODE = sa.String(length=32)
_ID = sa.String(length=32)
_DIGEST = sa.String(length=64)

HANDOFF_DATA = {
    "office_key": {},
    "partner": {"organisation_id": "organisation"},
    "partner_key": {"partner_id": "partner"},
    "exchange": {"partner_id": "partner", "person_id": "person", "episode_id": "episode"},
    "letter": {"exchange_id": "exchange", "disclosure_id": "disclosure"},
    "letter_body": {"letter_id": "letter"},
    "letter_mark": {"letter_id": "letter"},
}
"""Table → the columns that hang on another table's row."""
_READ, _WRITE, _MANAGE = "teichaku_read", "teichaku_write", "teichaku_manage"
_GRANTED = {
    # Who seals and opens letters needs the keys; who only reads does not.
    "office_key": {_WRITE: "SELECT", _MANAGE: "INSERT"},
    "partner": {_READ: "SELECT", _WRITE: "INSERT, UPDATE, DELETE"},
    "partner_key": {_READ: "SELECT", _WRITE: "INSERT, UPDATE, DELETE"},
    "exchange": {_READ: "SELECT", _WRITE: "INSERT, UPDATE, DELETE"},
    "letter": {_READ: "SELECT", _WRITE: "INSERT"},
    "letter_body": {_READ: "SELECT", _WRITE: "INSERT, DELETE"},
    "letter_mark": {_READ: "SELECT", _WRITE: "INSERT"},
}


def upgrade() -> None:
    """Make the new tables; on a server close them but for their own office."""
    _keys()
    _partners()
    _letters()
    if op.get_bind().dialect.name == "postgresql":
        for table, parents in HANDOFF_DATA.items():
            for group, acts in _GRANTED[table].items():
                _own_office(table, acts, group, parents)


def _keys() -> None:
    _table(
        "office_key",
        sa.Column("fingerprint", _DIGEST, nullable=False),
        sa.Column("sign_public", sa.LargeBinary(), nullable=False),
        sa.Column("seal_public", sa.LargeBinary(), nullable=False),
        sa.Column("sign_private", sa.LargeBinary(), nullable=False),
        sa.Column("seal_private", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", _ID, nullable=False),
        versioned=False,
    )


def _partners() -> None:
    _table(
        "partner",
        sa.Column("identity", _DIGEST, nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("center_no", sa.Integer(), nullable=True),
        *_refers("partner", "organisation_id", "organisation", nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        _unique("partner", "office_id", "identity"),
    )
    _table(
        "partner_key",
        *_refers("partner_key", "partner_id", "partner", nullable=False),
        sa.Column("fingerprint", _DIGEST, nullable=False),
        sa.Column("sign_public", sa.LargeBinary(), nullable=False),
        sa.Column("seal_public", sa.LargeBinary(), nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", _ID, nullable=True),
        sa.Column("confirmed_with", sa.Text(), nullable=False),
        sa.Column("second_by", _ID, nullable=True),
        sa.Column("second_how", _CODE, nullable=False),
        _unique("partner_key", "partner_id", "fingerprint"),
    )


def _letters() -> None:
    _table(
        "exchange",
        sa.Column("shared_id", _DIGEST, nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("asking", sa.Boolean(), nullable=False),
        *_refers("exchange", "partner_id", "partner", nullable=False),
        *_refers("exchange", "person_id", "person", nullable=True),
        *_refers("exchange", "episode_id", "episode", nullable=True),
        sa.Column("worker", sa.Text(), nullable=False),
        _unique("exchange", "office_id", "shared_id"),
    )
    _index("exchange", "episode_id")
    _index("exchange", "person_id")
    _table(
        "letter",
        *_refers("letter", "exchange_id", "exchange", nullable=False),
        sa.Column("digest", _DIGEST, nullable=False),
        sa.Column("sender", _DIGEST, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("signer", _DIGEST, nullable=False),
        sa.Column("arrived_as", _CODE, nullable=False),
        sa.Column("by", _ID, nullable=False),
        *_refers("letter", "disclosure_id", "disclosure", nullable=True),
        _unique("letter", "exchange_id", "sender", "seq"),
        _unique("letter", "exchange_id", "digest"),
        versioned=False,
    )
    _table(
        "letter_body",
        *_refers("letter_body", "letter_id", "letter", nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        _unique("letter_body", "letter_id"),
        versioned=False,
    )
    _table(
        "letter_mark",
        *_refers("letter_mark", "letter_id", "letter", nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        versioned=False,
    )
    _index("letter_mark", "letter_id")


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
