"""Adding somebody, their 役割, their key, and their leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import select

from app.codes import squeezed
from app.errors import FieldProblem, InvalidInput, NotAllowed
from app.staff.accounts.rules import STAFF_TURN, Colleague, after_leaving, after_role, nobody_left
from app.staff.permissions import Permission, Role, role_label
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage.keys.passphrase import SHORTEST
from app.storage.records import Setting, Staff
from app.storage.staff_keys import SHORTEST_SETTING
from app.storage.transactions import take_turn
from app.storage.work import Work

MOST_ASKED = 64
_LENGTHS = f"合言葉の長さは{SHORTEST}から{MOST_ASKED}文字の間にしてください。"
NO_NAME = "氏名を入力してください。"
_SAME_NAME = "同じ氏名の職員がすでにいます。見分けのつく氏名にしてください。"
_ONESELF = "自分の退職は、自分では登録できません。鍵を扱える別の人に頼んでください。"
_LEFT = "この人は、すでに退職になっています。画面を読み直してください。"
_NOT_YET = "退職の日は、今日までの日にしてください。何も変えていません。"


def add(work: Work, name: str, role: Role) -> str:
    """Keep somebody new, who cannot sign in before they have a key; gives their id."""
    work.require(Permission.MANAGE_KEYS)
    name = " ".join(name.split())
    if not name:
        raise InvalidInput((FieldProblem("name", NO_NAME),))
    if any(squeezed(one.name) == squeezed(name) for one in _everybody(work)):
        raise InvalidInput((FieldProblem("name", _SAME_NAME),))
    staff = Staff(name=name, role=str(role), active=True)
    work.add(staff)
    work.session.flush()
    words = f"職員を登録（{name}、{role_label(role, work.actor.kind)}）"
    _tell(work, staff, "staff.added", words)
    return staff.id


def change_role(
    work: Work,
    staff_id: str,
    version: int,
    role: Role,
    follow: Callable[[Work, Sequence[str]], None] | None = None,
) -> None:
    """Another 役割 from now on; `follow` gives the login of a server its rights."""
    work.require(Permission.MANAGE_KEYS)
    take_turn(work.session, work.office_id, STAFF_TURN)
    staff = _active(work, staff_id, version)
    before = Role(staff.role)
    if before is role:
        return
    refused = nobody_left(after_role(_colleagues(work), staff_id, role), work.actor.table)
    if refused:
        raise NotAllowed(refused, where=Permission.MANAGE_KEYS)
    staff.role = str(role)
    kind = work.actor.kind
    words = f"役割を{role_label(before, kind)}から{role_label(role, kind)}に変更（{staff.name}）"
    _tell(work, staff, "staff.role_changed", words)
    if follow is not None:
        follow(work, [staff_id])


def tell_key(work: Work, staff_id: str, *, again: bool) -> None:
    """Keep that somebody got a key, or a new one in place of a forgotten 合言葉."""
    work.require(Permission.MANAGE_KEYS)
    staff = work.get(Staff, staff_id)
    words = "合言葉を出し直した" if again else "鍵を渡した"
    _tell(work, staff, "staff.key_given", f"{words}（{staff.name}）")


def renew_recovery(work: Work, second_id: str) -> None:
    """A new recovery code on a second person's word; the caller makes it in the same Work."""
    work.require(Permission.MANAGE_KEYS)
    second.use(work, Act.NEW_RECOVERY, second_id)
    work.tell("keys.recovery_made", "回復コードを作り直した", subject_kind="office")


def set_shortest(work: Work, shortest: int) -> None:
    """How long a new 合言葉 must be at least; those that are there stay."""
    work.require(Permission.MANAGE_OFFICE)
    if not SHORTEST <= shortest <= MOST_ASKED:
        raise InvalidInput((FieldProblem("shortest", _LENGTHS),))
    setting = work.session.scalar(
        select(Setting).where(Setting.office_id == work.office_id, Setting.name == SHORTEST_SETTING)
    )
    if setting is None:
        setting = Setting(name=SHORTEST_SETTING)
        work.add(setting)
    setting.value = shortest
    setting.changed_by = work.actor.staff_id
    work.touch(setting)
    words = f"新しい合言葉の長さを{shortest}文字以上にした"
    work.tell("staff.shortest_set", words, subject_kind="office")


def leave(work: Work, staff_id: str, version: int, on: date, end: Callable[[], None]) -> None:
    """退職: from now on the person cannot sign in anywhere.

    `end` takes key, login and connections away, and raises when it cannot: then nothing is kept.
    """
    work.require(Permission.MANAGE_KEYS)
    take_turn(work.session, work.office_id, STAFF_TURN)
    staff = _active(work, staff_id, version)
    if staff_id == work.actor.staff_id:
        raise NotAllowed(_ONESELF, where=Permission.MANAGE_KEYS)
    if on > work.clock.today():
        raise InvalidInput((FieldProblem("on", _NOT_YET),))
    refused = nobody_left(after_leaving(_colleagues(work), staff_id), work.actor.table)
    if refused:
        raise NotAllowed(refused, where=Permission.MANAGE_KEYS)
    staff.active, staff.left_on = False, on
    _tell(work, staff, "staff.left", f"退職を登録し、鍵と接続を外した（{staff.name}）")
    work.session.flush()
    end()


def _everybody(work: Work) -> list[Staff]:
    return list(
        work.session.scalars(select(Staff).where(Staff.office_id == work.office_id, Staff.active))
    )


def _colleagues(work: Work) -> list[Colleague]:
    return [Colleague(one.id, Role(one.role)) for one in _everybody(work)]


def _active(work: Work, staff_id: str, version: int) -> Staff:
    staff = work.get(Staff, staff_id)
    work.check_version(staff, version)
    if not staff.active:
        raise InvalidInput((FieldProblem("on", _LEFT),))
    return staff


def _tell(work: Work, staff: Staff, kind: str, words: str) -> None:
    work.touch(staff)
    work.tell(kind, words, subject_kind="staff", subject_id=staff.id)
