"""Which switches of the table of roles an office may turn (pure)."""

from __future__ import annotations

from collections.abc import Iterable

from app.staff.permissions import ALLOWED, PERMISSION_LABELS, Permission, Role, RoleTable

_ALWAYS = frozenset(
    {
        *(Permission.READ_CASES, Permission.READ_HISTORY),
        *(Permission.MANAGE_OFFICE, Permission.MANAGE_KEYS),
    }
)
"""What センター長 keeps, so that an office can always be opened, looked into and put right."""
_LOOKING = frozenset(
    {
        *(Permission.READ_CASES, Permission.MAKE_REPORT, Permission.READ_FUNDING),
        *(Permission.READ_HISTORY, Permission.EXPORT_NAMES),
    }
)
"""All that 閲覧・監査 can ever be given: whoever inspects changes nothing."""
_MANAGING = frozenset({Permission.MANAGE_OFFICE, Permission.MANAGE_KEYS})
"""All that システム管理 can ever be given: whoever looks after machines reads no case."""
_RESTS_ON = {
    Permission.MANAGE_KEYS: Permission.MANAGE_OFFICE,
    Permission.EDIT_FUNDING: Permission.READ_FUNDING,
    Permission.SUBMIT_REPORT: Permission.MAKE_REPORT,
}
_WITHOUT_CASES = _MANAGING | {Permission.READ_HISTORY}


def fixed(role: Role, permission: Permission) -> str:
    """Why a switch cannot be turned in any office; '' when it can."""
    if role is Role.DIRECTOR and permission in _ALWAYS:
        return "この役割からは外せません（事業所のデータを開き、確かめ、直せる人がいなくなるためです）。"
    if role is Role.AUDITOR and permission not in _LOOKING:
        return "閲覧・監査は、見るだけの役割です。書きかえる人には、別の役割を付けてください。"
    if role is Role.ADMIN and permission not in _MANAGING:
        return (
            "システム管理は、ケースを見ない役割です。ケースを扱う人には、別の役割を付けてください。"
        )
    if role is not Role.ADMIN and role is not Role.DIRECTOR and permission in _MANAGING:
        return "設定と鍵は、センター長（責任者）とシステム管理だけが扱います。"
    return ""


def turned(table: RoleTable, role: Role, permission: Permission, *, on: bool) -> RoleTable:
    """The table with one switch on or off."""
    changed = set(table.turned)
    if (permission in ALLOWED[role]) == on:
        changed.discard((role, permission))
    else:
        changed.add((role, permission))
    return RoleTable(frozenset(changed))


def table_refusal(table: RoleTable) -> str:
    """Why no office may have this table; '' for one that it may."""
    for role, permission in sorted(table.turned):
        if fixed(role, permission):
            return fixed(role, permission)
    for role in Role:
        for permission in Permission:
            below = rests_on(permission)
            if below and table.allows(role, permission) and not table.allows(role, below):
                return (
                    f"「{PERMISSION_LABELS[permission]}」には「{PERMISSION_LABELS[below]}」が要ります。"
                    "先に要るほうを入れるか、両方を外してください。"
                )
    return ""


def rests_on(permission: Permission) -> Permission | None:
    """What somebody must be allowed before this permission means anything."""
    if permission in _RESTS_ON:
        return _RESTS_ON[permission]
    if permission in _WITHOUT_CASES or permission is Permission.READ_CASES:
        return None
    return Permission.READ_CASES


def differences(before: RoleTable, after: RoleTable) -> Iterable[tuple[Role, Permission, bool]]:
    """Every switch that differs, and how it stands afterwards."""
    for role in Role:
        for permission in Permission:
            if before.allows(role, permission) != after.allows(role, permission):
                yield role, permission, after.allows(role, permission)
