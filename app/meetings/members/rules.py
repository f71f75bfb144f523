"""Who may take part in a 会議, and who of them may receive what is shared (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar import wareki
from app.cases.checking import Checking
from app.meetings.rules import Sharing, sharing

ATTENDANCE, HOW = "attendance", "secrecy_how"
INVITED, ATTENDED, ABSENT = "invited", "attended", "absent"


@dataclass(frozen=True)
class MemberInput:
    """What was typed for one who takes part.

    `organisation_id` is '' for the own staff, and for 本人 and family, who are no `member`.
    """

    organisation_id: str = ""
    name: str = ""
    post: str = ""
    member: bool = True
    """構成員; False for somebody who only listens in, and for 本人 and family."""
    role: str = ""


@dataclass(frozen=True)
class SecrecyInput:
    """When and how the duty of secrecy was confirmed."""

    day: str
    how: str


def check_member(typed: MemberInput, today: date) -> MemberInput:
    """The same, tidied; one of the own staff has a name."""
    checking = Checking(today)
    checked = MemberInput(
        organisation_id=typed.organisation_id.strip(),
        name=" ".join(checking.text("name", "氏名", typed.name).split()),
        post=checking.text("post", "役職・部署", typed.post),
        member=typed.member,
        role=checking.text("role", "役割", typed.role),
    )
    if not checked.organisation_id and not checked.name:
        whose = "職員" if checked.member else "本人・家族など"
        checking.wrong("name", f"{whose}の氏名を入力してください。")
    checking.settle()
    return checked


def check_secrecy(typed: SecrecyInput, today: date) -> tuple[date, str]:
    """The day and the code of how; not ahead of today."""
    checking = Checking(today)
    day = checking.full_day("day", "確認した日", checking.past_day("day", "確認した日", typed.day))
    if not typed.day.strip():
        checking.wrong("day", "確認した日を入力してください（例: R8.4.1）。")
    how = checking.code("how", "確認のしかた", HOW, typed.how)
    checking.settle()
    return day or today, how


def receive_refusal(
    kind: str, attendance: str, member: bool, secrecy_on: date | None, day: date
) -> str:
    """Why an outside organisation may not be told anything in this meeting; '' when it may.

    Consents and other bases are looked at for each person apart.
    """
    if attendance == ABSENT:
        return "欠席のため、共有の相手にできません。別に文書などで提供します。"
    if attendance == INVITED:
        return "出席がまだ記録されていません。出席にすると共有の相手にできます。"
    if sharing(kind) is not Sharing.SECRECY:
        return ""
    if not member:
        return (
            "構成員ではないため、支援会議の共有の相手にできません。"
            "構成員に加えて守秘を確かめるか、この会議の外で本人の同意により提供します。"
        )
    if secrecy_on is None:
        return (
            "守秘の確認がまだのため、共有の相手にできません。「守秘を確認」で日と方法を残します。"
        )
    if secrecy_on > day:
        return (
            f"守秘を確認した日（{wareki.short(secrecy_on)}）が会議のあとのため、"
            "共有の相手にできません。"
        )
    return ""


def secrecy_words(secrecy_on: date | None, how: str) -> str:
    """守秘 R8.11.20 確認書に署名, or that it is open."""
    if secrecy_on is None:
        return "守秘 未確認"
    return f"守秘 {wareki.short(secrecy_on)} {codes.label(HOW, how or None)}".rstrip()
