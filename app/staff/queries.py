"""Reads of the office itself."""

from __future__ import annotations

from dataclasses import dataclass

from app.storage.records import OfficeRecord
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
