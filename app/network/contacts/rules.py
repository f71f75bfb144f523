"""担当者 at a 関係機関: what may be typed (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.cases.checking import Checking


@dataclass(frozen=True)
class ContactInput:
    """What was typed for somebody at a 関係機関; `left_on` once they are there no more."""

    name: str
    post: str = ""
    phone: str = ""
    mail: str = ""
    note: str = ""
    left_on: str = ""


@dataclass(frozen=True)
class CheckedContact:
    """Somebody ready to be kept."""

    name: str
    post: str
    phone: str
    mail: str
    note: str
    left_on: date | None


def check_contact(typed: ContactInput, today: date) -> CheckedContact:
    """Read what was typed; `InvalidInput` names what cannot be kept."""
    checking = Checking(today)
    day = checking.past_day("left_on", "異動・退職した日", typed.left_on)
    checked = CheckedContact(
        name=checking.text("name", "氏名", typed.name),
        post=checking.text("post", "部署・役職", typed.post),
        phone=checking.text("phone", "電話", typed.phone),
        mail=checking.text("mail", "メール", typed.mail),
        note=checking.text("note", "備考", typed.note),
        left_on=checking.full_day("left_on", "異動・退職した日", day),
    )
    if not checked.name and not checked.post:
        checking.wrong("name", "氏名か部署・役職を入力してください。")
    checking.settle()
    return checked
