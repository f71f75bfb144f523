"""The sheets of an exported ledger as plain values: which rows, which cell says what (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app import codes
from app.calendar import wareki
from app.calendar.ages import age_on
from app.calendar.partial import PartialDate
from app.cases.fields import BY_NAME, Kind
from app.ledgers.columns import Column, extra_title

OutCell = date | int | str | None
"""What stands in a cell: a true date, a number, text, or nothing."""

EPISODE, ACTIVITY, EVENT = "episode", "activity", "event"


@dataclass(frozen=True)
class OutTable:
    """One sheet's table: where its header stands and which columns it has."""

    sheet: str
    kind: str
    title: str
    year: int | None
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]

    @property
    def fields(self) -> frozenset[str]:
        """Every field some column shows."""
        return frozenset(column.field for column in self.columns if column.field)


@dataclass(frozen=True)
class OutRecord:
    """One case, activity or event with everything a column may show."""

    id: str
    kind: str
    service: str
    values: Mapping[str, Any]
    person: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)


def cell(
    table: OutTable,
    column: Column,
    record: OutRecord,
    extra: Mapping[str, str],
    number: int,
    today: date,
) -> OutCell:
    """What one column shows of one record; `number` is the row's running number."""
    name = column.field
    if not name:
        return extra.get(extra_title(table.columns, column)) or None
    if name == "row_no":
        return number
    if record.kind == EPISODE:
        return _of_episode(table, name, record, today)
    if record.kind == ACTIVITY:
        return _of_activity(name, record)
    return _of_event(name, record)


def _of_episode(table: OutTable, name: str, record: OutRecord, today: date) -> OutCell:
    values, person = record.values, record.person
    if name in ("name", "kana"):
        return str(person[name]) or None
    if name == "sex":
        return codes.label("sex", person["sex"])
    if name == "birth":
        return _day(person["birth"]) or str(person["birth_text"]) or None
    if name == "age":
        return age_on(person["birth"], today)
    if name == "service":
        return codes.label("service", record.service)
    if name == "status":
        return "終了" if values["end"] else "継続"
    if name == "start_move":
        return _day(values["start"])
    if name == "kubun" and "area" not in table.fields:
        return _kubun_with_area(record)
    return _plain_field(name, record)


def _plain_field(name: str, record: OutRecord) -> OutCell:
    known, value = BY_NAME.get(name), record.values.get(name)
    if known is None:
        return None
    if known.kind is Kind.MARK:
        return "○" if value else record.kept.get(name)
    if value in (None, ""):
        return record.kept.get(name)
    if isinstance(value, PartialDate):
        return _day(value)
    if known.kind is Kind.CODE:
        return codes.label(known.table, value, record.service if _scoped(name) else "")
    return str(value)


def _scoped(name: str) -> bool:
    return name == "end_reason"


_AREA_SUFFIX = {"received": "（広域受）", "requested": "（広域依頼）"}


def _kubun_with_area(record: OutRecord) -> OutCell:
    """特別調整（広域受）: a ledger without a column for 広域 says it behind 区分."""
    words = codes.label("kubun", record.values.get("kubun"))
    return f"{words}{_AREA_SUFFIX.get(record.values.get('area') or '', '')}" or None


def _of_activity(name: str, record: OutRecord) -> OutCell:
    values = record.values
    if name == "day":
        return _day(values["day"])
    if name == "number":
        return str(values["number"] or values["number_text"] or "") or None
    if name == "name":
        return str(record.person.get("name") or values["name_text"] or "") or None
    if name == "service":
        return codes.label("service", record.service)
    if name == "means":
        return codes.label("means", values["means"])
    if name == "minutes":
        minutes: int | None = values["minutes"]
        return minutes if minutes is not None else str(values["minutes_text"])
    return str(values.get(name) or "") or None


def _of_event(name: str, record: OutRecord) -> OutCell:
    value = record.values.get(name)
    if isinstance(value, PartialDate):
        return _day(value)
    if name == "kind":
        return codes.label("event_kind", value)
    if name == "role":
        return codes.label("event_role", value) or None
    if name == "participants" and value is not None and record.values.get("approximate"):
        return f"約{value}名"
    return None if value in (None, "") else str(value) if isinstance(value, str) else int(value)


_FIRST_DATE = date(1900, 3, 1)
"""Excel knows no dates before 1900 and counts its first two months wrongly."""


def _day(value: PartialDate | None) -> OutCell:
    """A full day as a true date, a partial or a very old one in 和暦 as far as it is known."""
    if value is None:
        return None
    exact = value.as_date() if value.is_full else None
    return exact if exact is not None and exact >= _FIRST_DATE else wareki.long(value)
