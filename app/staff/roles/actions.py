"""Changing what the roles of an office may do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput
from app.staff.accounts.rules import STAFF_TURN, Colleague, nobody_left
from app.staff.permissions import PERMISSION_LABELS, Permission, Role, RoleTable, role_label
from app.staff.roles.rules import differences, table_refusal
from app.storage.actors import TABLE_SETTING, table_of, written_table
from app.storage.records import Setting, Staff
from app.storage.transactions import take_turn
from app.storage.work import CHANGED, Work

Follow = Callable[[Work, Sequence[str]], None]
"""Gives logins of a server the rights of their roles; None where there is no server."""


def change_table(
    work: Work, before: RoleTable, after: RoleTable, follow: Follow | None = None
) -> None:
    """Put `after` in the place of `before`, which is what the screen showed."""
    work.require(Permission.MANAGE_OFFICE)
    take_turn(work.session, work.office_id, STAFF_TURN)
    if table_of(work.session.connection(), work.office_id) != before:
        raise ChangedMeanwhile(CHANGED)
    people = work.session.scalars(
        select(Staff).where(Staff.office_id == work.office_id, Staff.active)
    ).all()
    refused = table_refusal(after) or nobody_left(
        [Colleague(one.id, Role(one.role)) for one in people], after
    )
    if refused:
        raise InvalidInput((FieldProblem("table", refused),))
    _keep(work, after)
    moved = list(differences(before, after))
    roles = {str(role) for role, _, _ in moved}
    for role, permission, on in moved:
        words = f"{role_label(role, work.actor.kind)}の「{PERMISSION_LABELS[permission]}」を"
        work.tell(
            "roles.changed",
            f"{words}{'できることにした' if on else 'できないことにした'}",
            subject_kind="office",
            details={"role": str(role), "permission": str(permission), "on": on},
        )
    if follow is not None:
        follow(work, [one.id for one in people if one.role in roles])


def _keep(work: Work, table: RoleTable) -> None:
    setting = work.session.scalar(
        select(Setting).where(Setting.office_id == work.office_id, Setting.name == TABLE_SETTING)
    )
    if setting is None:
        setting = Setting(name=TABLE_SETTING)
        work.add(setting)
    setting.value = written_table(table)
    setting.changed_by = work.actor.staff_id
    work.touch(setting)
