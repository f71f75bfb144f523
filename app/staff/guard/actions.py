"""Setting what guards the desks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.errors import FieldProblem, InvalidInput
from app.staff.guard.queries import CAPTURE, IDLE, guard
from app.staff.guard.rules import IDLE_LEAST, IDLE_MOST, Guard
from app.staff.permissions import Permission
from app.storage.records import Setting
from app.storage.work import Work


def set_guard(work: Work, wanted: Guard) -> None:
    """Keep what guards every desk; a desk that is open follows at its next sign-in."""
    work.require(Permission.MANAGE_OFFICE)
    if not IDLE_LEAST <= wanted.idle_minutes <= IDLE_MOST:
        words = f"{IDLE_LEAST}〜{IDLE_MOST}分のどれかにしてください。"
        raise InvalidInput((FieldProblem("minutes", words),))
    before = guard(work)
    _set(work, IDLE, wanted.idle_minutes)
    _set(work, CAPTURE, wanted.hide_from_capture)
    capture = "防ぐ" if wanted.hide_from_capture else "防がない"
    work.tell(
        "setting.changed",
        f"席の守りを変更（{wanted.idle_minutes}分さわらなければ鍵・画面の写し取りを{capture}）",
        subject_kind="office",
        details={"before": vars(before), "after": vars(wanted)},
    )


def _set(work: Work, name: str, value: Any) -> None:
    kept = work.session.scalars(
        select(Setting).where(Setting.office_id == work.office_id, Setting.name == name)
    ).first()
    if kept is None:
        kept = work.add(Setting(name=name))
    kept.value, kept.changed_by = value, work.actor.staff_id
    work.touch(kept)
