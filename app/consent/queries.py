"""Reads of how the office hands on information."""

from __future__ import annotations

from sqlalchemy import select

from app.consent.laws import Provider
from app.storage.records import OfficeRecord, Setting
from app.storage.work import Reading

PROVIDER = "consent.provider"


def provider(reading: Reading) -> Provider:
    """What the own office is before 個人情報保護法: as it was set, else by its kind."""
    value = reading.session.scalar(
        select(Setting.value).where(
            Setting.office_id == reading.office_id, Setting.name == PROVIDER
        )
    )
    if value in tuple(Provider):
        return Provider(value)
    office = reading.session.get(OfficeRecord, reading.office_id)
    probation = office is not None and office.kind == "probation"
    return Provider.PUBLIC if probation else Provider.PRIVATE
