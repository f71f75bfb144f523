"""関係者 and the person's own 連絡先: what may be typed (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.cases.checking import Checking

KINDS, MAY_CONTACT = "related_kind", "may_contact"
GUARDIANS = frozenset({"adult_guardian", "curator", "assistant"})
"""成年後見人・保佐人・補助人: they act for the person or agree to what the person does."""
GUARANTOR = "guarantor"


@dataclass(frozen=True)
class RelatedInput:
    """What was typed for somebody who belongs to the person."""

    kind: str
    name: str
    relation: str = ""
    phone: str = ""
    address: str = ""
    may_contact: str = "unknown"
    emergency: bool = False
    note: str = ""


@dataclass(frozen=True)
class ContactInput:
    """What was typed for where the person can be reached."""

    phone: str = ""
    address: str = ""
    registered_at: str = ""


def check_related(typed: RelatedInput, today: date) -> RelatedInput:
    """The same, tidied; `InvalidInput` names what cannot be kept."""
    checking = Checking(today)
    checked = RelatedInput(
        kind=checking.code("kind", "種別", KINDS, typed.kind),
        name=checking.text("name", "氏名", typed.name),
        relation=checking.text("relation", "続柄・立場", typed.relation),
        phone=checking.text("phone", "電話", typed.phone),
        address=checking.text("address", "住所", typed.address),
        may_contact=checking.code(
            "may_contact", "本人の意向", MAY_CONTACT, typed.may_contact or "unknown"
        ),
        emergency=typed.emergency,
        note=checking.text("note", "備考", typed.note),
    )
    if not checked.name:
        checking.wrong(
            "name", "氏名・名称を入力してください。分からないときは「不明」と入力してください。"
        )
    if checked.emergency and checked.may_contact == "no":
        checking.wrong(
            "emergency",
            "「連絡しない」の人は緊急時の連絡先にできません。どちらかを直してください。",
        )
    checking.settle()
    return checked


def check_contact(typed: ContactInput, today: date) -> ContactInput:
    """The same, tidied; `InvalidInput` names what cannot be kept."""
    checking = Checking(today)
    checked = ContactInput(
        phone=checking.text("phone", "電話", typed.phone),
        address=checking.text("address", "現住所", typed.address),
        registered_at=checking.text("registered_at", "住民票の所在地", typed.registered_at),
    )
    checking.settle()
    return checked


def caution(related: RelatedInput) -> str:
    """What is missing before somebody may be called at night; '' for nothing."""
    if related.emergency and not related.phone:
        return "緊急時の連絡先ですが、電話番号がありません。"
    if related.emergency and related.may_contact == "unknown":
        return "連絡してよいかを、本人にまだ確かめていません。"
    return ""
