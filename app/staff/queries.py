"""Reads of the office itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.staff.office_kind import OfficeKind
from app.storage.records import OfficeRecord, Staff
from app.storage.work import Reading


@dataclass(frozen=True)
class OfficeFacts:
    """Whose data this is; `kind` is 'centre' or 'probation', `prefecture` a JIS code."""

    kind: str
    name: str
    prefecture: str
    practice: bool


def office_facts(reading: Reading) -> OfficeFacts:
    """The office that is open; everybody who signed in may know it."""
    record = reading.get(OfficeRecord, reading.office_id)
    return OfficeFacts(record.kind, record.name, record.prefecture, record.practice)


def office_kind(reading: Reading) -> OfficeKind:
    """Whether the office that is open is a centre or a 保護観察所."""
    return OfficeKind(reading.get(OfficeRecord, reading.office_id).kind)


def staff_names(reading: Reading) -> dict[str, str]:
    """The name of everybody who uses or used the program here, by id."""
    rows = reading.session.execute(
        select(Staff.id, Staff.name).where(Staff.office_id == reading.office_id)
    )
    return {row.id: row.name for row in rows}
