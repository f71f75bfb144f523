"""Who must stay, and when somebody is the same person (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.staff.permissions import Permission, Role, RoleTable

STAFF_TURN = "staff"
"""Who may handle keys is looked at and changed by one desk at a time: two that take each other's
rights away at once would leave nobody."""
_LAST = (
    "鍵と設定を扱える人がいなくなるため、できません。何も変えていません。"
    "先に、別の人をセンター長（責任者）かシステム管理にしてください。"
)


class KeyStanding(StrEnum):
    """What can be said of somebody's key."""

    HERE = "here"
    ALONE = "alone"
    """Opened by the 合言葉 alone, without the machine's key store."""
    ELSEWHERE = "elsewhere"
    """On a server: at other desks, or not joined yet."""
    NONE = "none"
    LEFT = "left"
    """A key that should be gone is still there."""


KEY_WORDS = {
    KeyStanding.HERE: "この PC にあります",
    KeyStanding.ALONE: "合言葉だけ",
    KeyStanding.ELSEWHERE: "この PC にはありません",
    KeyStanding.NONE: "ありません",
    KeyStanding.LEFT: "残っています",
}


@dataclass(frozen=True)
class Colleague:
    """Somebody who may sign in, as the rules see them."""

    staff_id: str
    role: Role


def key_standing(kinds: Sequence[bool], *, active: bool, served: bool) -> KeyStanding:
    """From the keys at this desk: for each whether the 合言葉 alone opens it."""
    if not active:
        return KeyStanding.LEFT if kinds else KeyStanding.NONE
    if not kinds:
        return KeyStanding.ELSEWHERE if served else KeyStanding.NONE
    return KeyStanding.ALONE if all(kinds) else KeyStanding.HERE


def nobody_left(colleagues: Sequence[Colleague], table: RoleTable) -> str:
    """Why it cannot be so: nobody could handle keys and settings any more; '' when somebody can."""
    for one in colleagues:
        if all(
            table.allows(one.role, needed)
            for needed in (Permission.MANAGE_KEYS, Permission.MANAGE_OFFICE)
        ):
            return ""
    return _LAST


def after_role(colleagues: Sequence[Colleague], staff_id: str, role: Role) -> tuple[Colleague, ...]:
    """The office with one person in another role."""
    return tuple(
        Colleague(one.staff_id, role if one.staff_id == staff_id else one.role)
        for one in colleagues
    )


def after_leaving(colleagues: Sequence[Colleague], staff_id: str) -> tuple[Colleague, ...]:
    """The office without one person."""
    return tuple(one for one in colleagues if one.staff_id != staff_id)
