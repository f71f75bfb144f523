"""Rows of any table as JSON Lines and back: the same bytes on every engine."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    TableClause,
    column,
    select,
    table,
)
from sqlalchemy.types import TypeEngine

KINDS: dict[str, TypeEngine[Any]] = {
    "bytes": LargeBinary(),
    "json": JSON(),
    "boolean": Boolean(),
    "integer": Integer(),
    "number": Float(),
    "date": Date(),
    "text": String(),
}
"""How a column's values stand in a line; days that may be partial and moments stand as text."""
_OF_TYPES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (LargeBinary, "bytes"),
    (JSON, "json"),
    (Boolean, "boolean"),
    (Integer, "integer"),
    (Numeric, "number"),
    (Date, "date"),
)
_BATCH, _LARGE_BATCH = 1000, 8
_ORDERS = {"attachment_part": ("attachment_id", "number")}
"""A table whose rows go with another's, not by their own key."""


@dataclass(frozen=True)
class Shape:
    """A table in the file: its name, its columns with their kinds, and the order of its rows."""

    name: str
    columns: Mapping[str, str]
    order: tuple[str, ...]

    @property
    def clause(self) -> TableClause:
        """The table as SQL knows it, whatever the program's own records say today."""
        return table(self.name, *(column(name, KINDS[kind]) for name, kind in self.columns.items()))

    @property
    def heavy(self) -> bool:
        """Whether a row may have half a megabyte."""
        return "bytes" in self.columns.values()


def shape_of(record: Table) -> Shape:
    """The shape of one of the program's own tables."""
    kinds = {one.name: _kind(one.type) for one in record.columns}
    order = _ORDERS.get(record.name) or tuple(one.name for one in record.primary_key.columns)
    return Shape(record.name, kinds, order)


def rows(connection: Connection, shape: Shape, office_id: str) -> Iterator[dict[str, Any]]:
    """Every row of the office in its order, values as Python has them."""
    clause = shape.clause
    found = connection.execute(
        select(clause)
        .where(clause.c.office_id == office_id)
        .order_by(*(clause.c[name] for name in shape.order))
        .execution_options(yield_per=_LARGE_BATCH if shape.heavy else _BATCH)
    )
    for row in found.mappings():
        yield dict(row)


def line_of(row: Mapping[str, Any]) -> bytes:
    """One row as one line: names sorted, no spaces, UTF-8."""
    text = json.dumps(
        row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_spelled
    )
    return text.encode() + b"\n"


def read_line(line: bytes, shape: Shape) -> dict[str, Any]:
    """The row of a line; ValueError when it is none of this shape."""
    said = json.loads(line)
    if not isinstance(said, dict) or set(said) != set(shape.columns):
        raise ValueError("columns")
    return {name: _read(said[name], shape.columns[name]) for name in shape.columns}


def _kind(kind: TypeEngine[Any]) -> str:
    plain = getattr(kind, "impl", kind)
    return next((word for of, word in _OF_TYPES if isinstance(plain, of)), "text")


def _spelled(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _read(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "bytes":
        return base64.b64decode(value, validate=True)
    if kind == "date":
        return date.fromisoformat(value)
    return value
