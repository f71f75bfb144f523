"""Holding back what is recorded of a person, and lifting that."""

from __future__ import annotations

from app.errors import FieldProblem, InvalidInput, NotAllowed
from app.retention.actions import refuse_others
from app.retention.holds.rules import WHY_FIRST, HoldInput, checked_hold, hold_words
from app.staff.permissions import Permission
from app.storage.records import Person, RetentionHold
from app.storage.work import Work


def put(work: Work, person_id: str, typed: HoldInput) -> str:
    """Hold back everything of a person; gives the id of the 保留."""
    work.require(Permission.MANAGE_OFFICE)
    refuse_others(work)
    person = work.get(Person, person_id)
    checked = checked_hold(typed, work.clock.today())
    hold = RetentionHold(
        person_id=person.id,
        reason=checked.reason,
        note=checked.note,
        until=checked.until,
        by=work.actor.staff_id,
    )
    work.add(hold)
    work.tell(
        "retention.held",
        f"保存期間の保留（{hold_words(checked.reason, checked.until)}）",
        subject_kind="person",
        subject_id=person.id,
        details={"hold": hold.id},
    )
    return hold.id


def lift(work: Work, hold_id: str, version: int, why: str) -> None:
    """End a 保留; what is due may then be deleted."""
    work.require(Permission.MANAGE_OFFICE)
    refuse_others(work)
    hold = work.get(RetentionHold, hold_id)
    work.check_version(hold, version)
    if hold.lifted_at is not None:
        raise NotAllowed(
            "この保留は、もう解除されています。画面を読み直してください。",
            where=Permission.MANAGE_OFFICE,
        )
    why = " ".join(why.split())
    if not why:
        raise InvalidInput((FieldProblem("why", WHY_FIRST),))
    hold.lifted_at, hold.lifted_by, hold.lifted_why = work.now, work.actor.staff_id, why
    work.touch(hold)
    work.tell(
        "retention.lifted",
        "保存期間の保留を解除",
        subject_kind="person",
        subject_id=hold.person_id,
        details={"hold": hold.id},
    )
