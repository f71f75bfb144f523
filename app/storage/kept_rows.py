"""Rows that hang on a person whatever their table, and a row's columns as JSON and back."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from app.storage.records import Attachment, Base, Health, Person
from app.storage.records.base import OfOffice
from app.storage.types import Moment, PartialDay

_ANY = DefaultDialect()
"""Days and moments are stored the same way on every engine."""
Hanging = tuple[str, type[Any], str]
"""'table.column', the record, its column."""


@cache
def hanging_on(parent: type[OfOffice]) -> tuple[Hanging, ...]:
    """Every column of the schema whose foreign key names a row of `parent`, by table."""
    target = parent.__table__  # type: ignore[attr-defined]  # mapped classes have one
    found = [
        (f"{mapper.class_.__tablename__}.{column.name}", mapper.class_, column.name)
        for mapper in Base.registry.mappers
        for column in mapper.local_table.columns
        if any(key.column.table is target for key in column.foreign_keys)
    ]
    return tuple(sorted(found, key=lambda hanging: hanging[0]))


@cache
def hanging_on_person() -> tuple[Hanging, ...]:
    """`hanging_on` a person, and the files whose owner is the person."""
    return (*hanging_on(Person), ("attachment.owner_id", Attachment, "owner_id"))


def rows_of_person(session: Session, person_id: str) -> dict[str, list[str]]:
    """'table.column' → ids of the rows that hang on the person; tables without any are left out."""
    rows = {}
    for key, record, column in hanging_on_person():
        ids = session.scalars(
            select(record.id).where(getattr(record, column) == person_id).order_by(record.id)
        ).all()
        if ids:
            rows[key] = list(ids)
    return rows


def health_of(session: Session, person_id: str) -> Health | None:
    """The record of 医療・緊急時 of a person."""
    return session.scalar(select(Health).where(Health.person_id == person_id))


def as_json(record: OfOffice) -> dict[str, Any]:
    """Every column of a record as JSON holds it."""
    table = record.__table__  # type: ignore[attr-defined]
    return {
        column.name: _stored(column.type, getattr(record, column.name)) for column in table.columns
    }


def from_json(kind: type[OfOffice], kept: dict[str, Any]) -> dict[str, Any]:
    """The way back from `as_json`."""
    columns = kind.__table__.columns  # type: ignore[attr-defined]
    return {name: _read(columns[name].type, value) for name, value in kept.items()}


def _stored(kind: TypeEngine[Any], value: Any) -> Any:
    if isinstance(kind, PartialDay | Moment):
        return kind.process_bind_param(value, _ANY)
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: TypeEngine[Any], value: Any) -> Any:
    if isinstance(kind, PartialDay | Moment):
        return kind.process_result_value(value, _ANY)
    if value is not None and isinstance(kind, Date):
        return date.fromisoformat(value)
    return value
