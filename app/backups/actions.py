"""Setting the plan of the 控え."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from app.backups import queries
from app.backups.rules import Plan
from app.staff.permissions import Permission
from app.storage.records import Setting
from app.storage.work import Work


def set_plan(work: Work, wanted: Plan) -> None:
    """Keep how often, how many and where else; it holds from the next 控え on."""
    work.require(Permission.MANAGE_OFFICE)
    before = queries.plan(work)
    kept = work.session.scalars(
        select(Setting).where(Setting.office_id == work.office_id, Setting.name == queries.PLAN)
    ).first()
    if kept is None:
        kept = work.add(Setting(name=queries.PLAN))
    kept.value, kept.changed_by = asdict(wanted), work.actor.staff_id
    work.touch(kept)
    changed = {
        name: value for name, value in asdict(wanted).items() if value != getattr(before, name)
    }
    work.tell("setting.changed", "控えの決まりを変更", subject_kind="office", details=changed)
