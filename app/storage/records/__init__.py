"""The mapped records; `Base.metadata` is the whole schema."""

from app.storage.records.activity import Activity, Event
from app.storage.records.base import Base
from app.storage.records.case import Episode, StageMove
from app.storage.records.history import HistoryEntry, Operation
from app.storage.records.ledger import ImportBatch, ImportedRow, LedgerLayout, SavedMapping
from app.storage.records.office import OfficeRecord, Setting, Staff
from app.storage.records.person import Certificate, Person

__all__ = [
    "Activity",
    "Base",
    "Certificate",
    "Episode",
    "Event",
    "HistoryEntry",
    "ImportBatch",
    "ImportedRow",
    "LedgerLayout",
    "OfficeRecord",
    "Operation",
    "Person",
    "SavedMapping",
    "Setting",
    "Staff",
    "StageMove",
]
