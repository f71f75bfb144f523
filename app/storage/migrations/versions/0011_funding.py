"""経費: contract, budget, spending with its evidence, the register of staff and their hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_MOMENT = sa.String(length=26)
_CODE = sa.String(length=32)
_ID = sa.String(length=32)

FUNDING_DATA: dict[str, dict[str, str]] = {
    "funding_year": {},
    "funding_line": {"year_id": "funding_year"},
    "funding_staff": {},
    "funding_hours": {"staff_id": "funding_staff"},
    "spending": {"year_id": "funding_year", "staff_id": "funding_staff"},
    "spending_revision": {"spending_id": "spending"},
    "spending_trip": {"spending_id": "spending"},
}
"""Table → the columns that hang on another table's row."""
APPEND_ONLY = ("spending_revision",)


def upgrade() -> None:
    """Make the tables; on a server close them but for their own office."""
    _years()
    _staff()
    _spending()
    if op.get_bind().dialect.name == "postgresql":
        for table, parents in FUNDING_DATA.items():
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
    table: str, column: str, parent: str, *, nullable: bool = False
) -> tuple[sa.schema.SchemaItem, ...]:
    """A column that names a row of `parent`."""
    key = sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}")
    )
    return sa.Column(column, _ID, nullable=nullable), key


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), unique=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


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


def _years() -> None:
    _table(
        "funding_year",
        _whole("fiscal_year"),
        _text("operator"),
        _whole("amount", nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("procurement", _CODE, nullable=False),
        _whole("staff_count", nullable=True),
        _text("staff_plan"),
        sa.Column("divided", sa.Boolean(), nullable=False),
        sa.Column("subsidy", sa.JSON(), nullable=False),
        _text("plan"),
        _text("note"),
        _once("funding_year", "office_id", "fiscal_year"),
    )
    _table(
        "funding_line",
        *_refers("funding_line", "year_id", "funding_year"),
        sa.Column("category", _CODE, nullable=False),
        sa.Column("part", _CODE, nullable=False),
        _whole("budget"),
        _whole("planned_rest", nullable=True),
        _text("remark"),
        _once("funding_line", "year_id", "category", "part"),
    )


def _staff() -> None:
    _table(
        "funding_staff",
        _text("name"),
        sa.Column("post", _CODE, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("dedicated", sa.Boolean(), nullable=False),
        sa.Column("qualifications", sa.JSON(), nullable=False),
        sa.Column("qualified_since", sa.Date(), nullable=True),
        _text("note"),
    )
    _index("funding_staff", "office_id", "since")
    _table(
        "funding_hours",
        *_refers("funding_hours", "staff_id", "funding_staff"),
        sa.Column("month", sa.Date(), nullable=False),
        _whole("whole_minutes"),
        _whole("own_minutes"),
        _once("funding_hours", "staff_id", "month"),
    )


def _spending() -> None:
    _table(
        "spending",
        *_refers("spending", "year_id", "funding_year"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("category", _CODE, nullable=False),
        sa.Column("item", _CODE, nullable=True),
        sa.Column("part", _CODE, nullable=False),
        _text("payee"),
        _text("what"),
        _whole("amount"),
        _whole("units"),
        *_refers("spending", "staff_id", "funding_staff", nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_by", _ID, nullable=True),
        _text("withdrawn_why"),
    )
    _index("spending", "year_id", "day")
    _table(
        "spending_revision",
        *_refers("spending_revision", "spending_id", "spending"),
        sa.Column("by", _ID, nullable=False),
        _text("reason"),
        sa.Column("before", sa.JSON(), nullable=False),
        versioned=False,
    )
    _index("spending_revision", "spending_id")
    _table(
        "spending_trip",
        *_refers("spending_trip", "spending_id", "spending"),
        sa.Column("activity_id", _ID, nullable=False),
        _whole("fare"),
        _once("spending_trip", "office_id", "activity_id"),
        versioned=False,
    )
    _index("spending_trip", "spending_id")
