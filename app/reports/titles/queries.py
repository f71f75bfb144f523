"""Reads of the titles of papers."""

from __future__ import annotations

from sqlalchemy import select

from app.reports.titles.rules import DEFAULTS, SETTING
from app.storage.records import Setting
from app.storage.work import Reading


def titles(reading: Reading) -> dict[str, str]:
    """What this office calls its papers; everybody who signed in may know it."""
    own = reading.session.execute(
        select(Setting.name, Setting.value).where(
            Setting.office_id == reading.office_id,
            Setting.name.in_([f"{SETTING}{key}" for key in DEFAULTS]),
        )
    )
    kept = {row.name.removeprefix(SETTING): row.value for row in own}
    words = {key: kept.get(key) for key in DEFAULTS}
    return {
        key: word if isinstance(word, str) and word else DEFAULTS[key]
        for key, word in words.items()
    }


def title_of(reading: Reading, key: str) -> str:
    """What this office calls one of them."""
    return titles(reading)[key]
