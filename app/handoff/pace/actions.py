"""Setting the days of 広域."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.handoff.pace.queries import DAYS, WAITS, pace
from app.handoff.pace.rules import Pace
from app.staff.permissions import Permission
from app.storage.records import Setting
from app.storage.work import Work


def set_pace(work: Work, wanted: Pace) -> None:
    """Keep the days; letters already written keep the day they were written with."""
    work.require(Permission.MANAGE_OFFICE)
    before = pace(work)
    _set(work, DAYS, wanted.kept_for)
    _set(work, WAITS, {str(what): days for what, days in wanted.waits.items()})
    details = {
        **({} if before.kept_for == wanted.kept_for else {"kept_for": wanted.kept_for}),
        **{
            str(what): days
            for what, days in wanted.waits.items()
            if days != before.patience.days[what]
        },
    }
    work.tell("setting.changed", "広域の日数を変更", subject_kind="office", details=details)


def _set(work: Work, name: str, value: Any) -> None:
    kept = work.session.scalars(
        select(Setting).where(Setting.office_id == work.office_id, Setting.name == name)
    ).first()
    if kept is None:
        kept = work.add(Setting(name=name))
    kept.value, kept.changed_by = value, work.actor.staff_id
    work.touch(kept)
