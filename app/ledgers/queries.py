"""Reads for 台帳取込: saved mappings, earlier batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.staff.permissions import Permission
from app.storage.records import (
    Episode,
    ImportBatch,
    SavedMapping,
)
from app.storage.work import Reading


@dataclass(frozen=True)
class Batch:
    """One 台帳取込 that was applied."""

    id: str
    at: datetime
    file_name: str
    counts: Mapping[str, int]
    undone_at: datetime | None


def saved_mappings(reading: Reading) -> dict[str, Mapping[str, Any]]:
    """Column mappings corrected by hand, by the signature of their header."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(SavedMapping.signature, SavedMapping.mapping).where(
            SavedMapping.office_id == reading.office_id
        )
    )
    return {row.signature: row.mapping for row in rows}


def batches(reading: Reading) -> tuple[Batch, ...]:
    """Applied 台帳取込, newest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(ImportBatch)
        .where(ImportBatch.office_id == reading.office_id)
        .order_by(ImportBatch.created_at.desc(), ImportBatch.id.desc())
    )
    return tuple(
        Batch(row.id, row.created_at, row.file_name, dict(row.counts), row.undone_at)
        for row in rows
    )


def numbers_of(reading: Reading, person_id: str) -> tuple[str, ...]:
    """The 管理番号 of a person's episodes."""
    reading.require(Permission.READ_CASES)
    return tuple(
        reading.session.scalars(
            select(Episode.number)
            .where(Episode.person_id == person_id, Episode.number != "")
            .order_by(Episode.id)
        )
    )
