"""Which acts need a second person, and who may be it (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.staff.office_kind import OfficeKind, director
from app.staff.permissions import Actor, Permission

LASTS = timedelta(hours=24)
"""An agreement holds for one act within this time, so that it is about what both had in mind."""
PERSON, RECOVERY = "person", "recovery"


class Act(StrEnum):
    """What nobody does alone."""

    WHOLE_EXPORT = "whole_export"
    WIPE = "wipe"
    NEW_RECOVERY = "new_recovery"
    OWN_KEYS = "own_keys"
    RELEASE_RECORDS = "release_records"
    RETENTION = "retention"


ACT_WORDS = {
    Act.WHOLE_EXPORT: "事業所のデータ一式の書き出し",
    Act.WIPE: "データの消去",
    Act.NEW_RECOVERY: "回復コードの作り直し",
    Act.OWN_KEYS: "広域の鍵の作り直し",
    Act.RELEASE_RECORDS: "請求された記録の開示",
    Act.RETENTION: "保存期間を過ぎた記録の削除",
}
NEEDS = {
    Act.WHOLE_EXPORT: Permission.MANAGE_OFFICE,
    Act.WIPE: Permission.MANAGE_KEYS,
    Act.NEW_RECOVERY: Permission.MANAGE_KEYS,
    Act.OWN_KEYS: Permission.MANAGE_KEYS,
    Act.RELEASE_RECORDS: Permission.ANSWER_REQUESTS,
    Act.RETENTION: Permission.MANAGE_OFFICE,
}
"""What both persons must be allowed to do."""


class Standing(StrEnum):
    """How far a request is."""

    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Asked:
    """A request as its rules see it; `agreed` is None while nobody has answered."""

    act: Act
    asked_by: str
    until: datetime
    agreed: bool | None = None
    used: bool = False


def standing(asked: Asked, now: datetime) -> Standing:
    """How far it is at this moment."""
    if asked.used:
        return Standing.USED
    if asked.agreed is False:
        return Standing.REFUSED
    if now >= asked.until:
        return Standing.EXPIRED
    return Standing.AGREED if asked.agreed else Standing.WAITING


_NOT_WAITING = {
    Standing.AGREED: "この依頼は、もう確認されています。画面を読み直してください。",
    Standing.REFUSED: "この依頼は、確認されませんでした。行うときは、もう一度依頼してください。",
    Standing.USED: "この確認は、もう使われています。続けて行うときは、もう一度依頼してください。",
    Standing.EXPIRED: "この依頼は、24時間を過ぎたため使えません。もう一度依頼してください。",
}


def answer_refusal(asked: Asked, actor: Actor, now: datetime) -> str:
    """Why this person may not answer as the second; '' when they may."""
    found = standing(asked, now)
    if found is not Standing.WAITING:
        return _NOT_WAITING[found]
    same = same_person(asked.asked_by, actor.staff_id, actor.kind)
    return same or actor.refusal(NEEDS[asked.act])


def alone_refusal(asked: Asked, actor: Actor, others: int, now: datetime) -> str:
    """Why the recovery code may not stand in for a second person; `others` could be one."""
    found = standing(asked, now)
    if found is not Standing.WAITING:
        return _NOT_WAITING[found]
    if asked.asked_by != actor.staff_id:
        return "依頼した人が、自分の回復コードで確認します。二人目としての確認を選んでください。"
    if others:
        return (
            f"ほかに確認できる職員が{others}人います。回復コードでの確認は、"
            "確認できる人がほかにいない事業所でだけ使えます。"
        )
    return actor.refusal(NEEDS[asked.act])


def use_refusal(asked: Asked, act: Act, actor: Actor, now: datetime) -> str:
    """Why the act may not be done on this request now; '' when it may."""
    found = standing(asked, now)
    if asked.act is not act or asked.asked_by != actor.staff_id:
        return "この確認は、別の操作か別の人のためのものです。何もしていません。もう一度依頼してください。"
    if found is Standing.WAITING:
        return "二人目の確認がまだです。何もしていません。確認を待ってから行ってください。"
    return "" if found is Standing.AGREED else _NOT_WAITING[found]


def same_person(first: str | None, second: str, kind: OfficeKind | str = OfficeKind.CENTRE) -> str:
    """Why nobody is their own second person; '' for two persons."""
    if first != second:
        return ""
    return (
        "依頼した人とは別の人が確認します。ほかに確認できる職員がいないときは、"
        f"{director(kind)}が回復コードを使って確認できます。"
    )
