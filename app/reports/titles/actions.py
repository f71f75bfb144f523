"""Calling a paper otherwise."""

from __future__ import annotations

from sqlalchemy import select

from app.reports.titles.rules import DEFAULTS, SETTING, check
from app.staff.permissions import Permission
from app.storage.records import Setting
from app.storage.work import Work


def name(work: Work, key: str, title: str) -> None:
    """Keep what the office calls a paper; an empty title brings the first one back."""
    work.require(Permission.MANAGE_OFFICE)
    checked = check(key, title)
    kept = work.session.scalars(
        select(Setting).where(
            Setting.office_id == work.office_id, Setting.name == f"{SETTING}{key}"
        )
    ).first()
    if kept is None:
        kept = work.add(Setting(name=f"{SETTING}{key}"))
    kept.value, kept.changed_by = checked, work.actor.staff_id
    work.touch(kept)
    words = f"書面の題名を「{checked or DEFAULTS[key]}」に変更"
    work.tell("setting.changed", words, subject_kind="office")
