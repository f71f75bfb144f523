"""Reads of the titles of papers."""

from __future__ import annotations

from sqlalchemy import select

from app.reports.titles.rules import DEFAULTS, SETTING
from app.storage.records import Setting
from app.storage.work import Reading


def title_of(reading: Reading, key: str) -> str:
    """What this office calls a paper; everybody who signed in may know it."""
    own = reading.session.scalar(
        select(Setting.value).where(
            Setting.office_id == reading.office_id, Setting.name == f"{SETTING}{key}"
        )
    )
    return own if isinstance(own, str) and own else DEFAULTS[key]
