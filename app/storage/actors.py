"""Who a person of the office is for the program: their 役割, and what the roles may do there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed
from app.staff.office_kind import OfficeKind
from app.staff.permissions import USUAL, Actor, Permission, Role, RoleTable
from app.storage.records import OfficeRecord, Setting, Staff

TABLE_SETTING = "role_permissions"
_CHANGED = (
    "あなたの役割か、役割でできることが変わりました。何も変えていません。"
    "いちど離席して、入り直してください。"
)
_GONE = "あなたの登録は終わっています。何も変えていません。責任者に確かめてください。"


def actor_of(session: Session, staff: Staff, office: OfficeRecord) -> Actor:
    """The person, with what their role may do in this office now."""
    table = table_of(session.connection(), office.id)
    return Actor(staff.id, staff.name, Role(staff.role), OfficeKind(office.kind), table)


def keeper_of_keys(session: Session, office: OfficeRecord) -> Staff | None:
    """Whose place the recovery code takes: センター長, else whoever may handle the keys."""
    table = table_of(session.connection(), office.id)
    people = session.scalars(
        select(Staff).where(Staff.office_id == office.id, Staff.active).order_by(Staff.id)
    ).all()
    able = [one for one in people if table.allows(Role(one.role), Permission.MANAGE_KEYS)]
    able.sort(key=lambda one: one.role != str(Role.DIRECTOR))
    return able[0] if able else None


def table_of(connection: Connection, office_id: str) -> RoleTable:
    """What the roles may do in an office."""
    kept = connection.execute(
        select(Setting.value).where(Setting.office_id == office_id, Setting.name == TABLE_SETTING)
    ).scalar_one_or_none()
    return read_table(kept)


def read_table(kept: Any) -> RoleTable:
    """The table behind the setting; what this program does not know stays as it is usual."""
    if not isinstance(kept, Mapping):
        return USUAL
    known = {str(one): one for one in Permission}
    return RoleTable(
        frozenset(
            (role, known[name])
            for role in Role
            for name in kept.get(str(role), ())
            if name in known
        )
    )


def written_table(table: RoleTable) -> dict[str, list[str]]:
    """What is kept of a table: the switches that were turned, by role."""
    return {
        str(role): sorted(str(one) for whose, one in table.turned if whose is role)
        for role in Role
        if any(whose is role for whose, _ in table.turned)
    }


def refuse_changed(session: Session, office_id: str, actor: Actor) -> None:
    """Raise NotAllowed when the person is no longer who they were when they signed in."""
    asked = {"office": office_id, "staff": actor.staff_id}
    row = session.execute(_person_now(), asked).one_or_none()
    if row is None or not row[1]:
        raise NotAllowed(_GONE)
    now, role = read_table(row[2]), actor.role
    same = now == actor.table or now.allowed(role) == actor.table.allowed(role)
    if row[0] != str(role) or not same:
        raise NotAllowed(_CHANGED)


@cache
def _person_now() -> Select[Any]:
    """Put together once: every save asks."""
    kept = (
        select(Setting.value)
        .where(Setting.office_id == bindparam("office"), Setting.name == TABLE_SETTING)
        .scalar_subquery()
    )
    return select(Staff.role, Staff.active, kept).where(Staff.id == bindparam("staff"))
