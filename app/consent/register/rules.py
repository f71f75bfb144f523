"""同意: what may be typed for one and for its withdrawal, and how one stands on a day (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.calendar import wareki
from app.cases.checking import Checking
from app.consent.register.ways import HOW, ORAL, REFUSED
from app.consent.rules import Given, Recipient, item_words

ITEMS, KINDS = "info_item", "organisation_kind"


class Standing(StrEnum):
    """How a consent stands on a day."""

    AHEAD = "ahead"
    VALID = "valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


@dataclass(frozen=True)
class ConsentInput:
    """What was typed for a consent, or for the person's saying no; days as typed."""

    items: tuple[str, ...]
    given_on: str
    how: str
    organisation_id: str | None = None
    """The recipient that is named; None when the consent is for a kind of recipient."""
    recipient_kind: str | None = None
    items_note: str = ""
    purpose: str = ""
    valid_from: str = ""
    """Empty: from the day it was given."""
    valid_to: str = ""
    """Empty: until it is withdrawn."""
    given_by: str = ""
    witness: str = ""
    worker: str = ""
    wording: str = ""


@dataclass(frozen=True)
class CheckedConsent:
    """The same, tidied."""

    organisation_id: str | None
    recipient_kind: str | None
    items: tuple[str, ...]
    items_note: str
    purpose: str
    given_on: date
    valid_from: date
    valid_to: date | None
    how: str
    given_by: str
    witness: str
    worker: str
    wording: str


@dataclass(frozen=True)
class WithdrawalInput:
    """What was typed for a withdrawal. Only the day is asked for: it is never blocked."""

    day: str
    how: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Withdrawal:
    """The same, tidied."""

    day: date
    how: str
    reason: str


@dataclass(frozen=True)
class Used:
    """A disclosure that stands on a consent."""

    day: date
    recipient: Recipient
    items: frozenset[str]


def check_consent(typed: ConsentInput, today: date) -> CheckedConsent:
    """The same, tidied; `InvalidInput` names what cannot be kept."""
    checking = Checking(today)
    how = checking.code("how", "どのように", HOW, typed.how)
    _check_recipient(checking, typed)
    for item in typed.items:
        checking.code("items", "項目", ITEMS, item)
    if not typed.items:
        words = "断った項目" if how == REFUSED else "提供してよい項目"
        checking.wrong("items", f"{words}を一つ以上選んでください。")
    given_on = checking.full_day(
        "given_on", "同意した日", checking.past_day("given_on", "同意した日", typed.given_on)
    )
    if not typed.given_on.strip():
        checking.wrong("given_on", "日を入力してください（例: R8.4.1）。")
    valid_from = _day(checking, "valid_from", "期間の初日", typed.valid_from)
    valid_to = _day(checking, "valid_to", "期間の末日", typed.valid_to)
    purpose = checking.text("purpose", "目的", typed.purpose)
    witness = checking.text("witness", "立会人", typed.witness)
    if how != REFUSED and not purpose:
        checking.wrong("purpose", "何のために提供するかを入力してください。")
    if how == ORAL and not witness:
        checking.wrong("witness", "口頭の同意には立会人を入力してください。")
    first = valid_from or given_on
    if valid_from is not None and given_on is not None and valid_from < given_on:
        checking.wrong(
            "valid_from", f"同意した日（{wareki.short(given_on)}）より前からは有効になりません。"
        )
    if first is not None and valid_to is not None and valid_to < first:
        checking.wrong("valid_to", "期間の末日が初日より前です。どちらかを直してください。")
    checked = CheckedConsent(
        organisation_id=typed.organisation_id or None,
        recipient_kind=typed.recipient_kind or None,
        items=tuple(dict.fromkeys(typed.items)),
        items_note=checking.text("items_note", "項目の補足", typed.items_note),
        purpose=purpose,
        given_on=given_on or today,
        valid_from=first or today,
        valid_to=None if how == REFUSED else valid_to,
        how=how,
        given_by=checking.text("given_by", "本人以外が同意したとき", typed.given_by),
        witness=witness,
        worker=checking.text("worker", "担当", typed.worker),
        wording=checking.text("wording", "文面", typed.wording),
    )
    checking.settle()
    return checked


def check_withdrawal(typed: WithdrawalInput, given_on: date, today: date) -> Withdrawal:
    """The same, tidied: a day that lies behind and not before the consent was given."""
    checking = Checking(today)
    day = checking.full_day("day", "撤回した日", checking.past_day("day", "撤回した日", typed.day))
    if not typed.day.strip():
        checking.wrong("day", "撤回した日を入力してください（例: R8.4.1）。")
    elif day is not None and day < given_on:
        checking.wrong(
            "day", f"同意した日（{wareki.short(given_on)}）より前です。日を直してください。"
        )
    how = checking.text("how", "撤回の方法", typed.how)
    reason = checking.text("reason", "理由", typed.reason)
    checking.settle()
    return Withdrawal(day or today, how, reason)


def standing(given: Given, day: date) -> Standing:
    """How a consent stands on a day."""
    if given.refused:
        return Standing.REFUSED
    if given.withdrawn_on is not None and given.withdrawn_on <= day:
        return Standing.WITHDRAWN
    if day < given.valid_from:
        return Standing.AHEAD
    if given.valid_to is not None and given.valid_to < day:
        return Standing.EXPIRED
    return Standing.VALID


def loses_ground(given: Given, used: Iterable[Used]) -> tuple[str, str] | None:
    """(field, sentence) when a corrected consent no longer covers what was handed on by it."""
    for one in sorted(used, key=lambda use: use.day):
        day = wareki.short(one.day)
        way_on = "範囲を変えるときは、この同意を撤回し、新しい同意を登録してください。"
        if given.refused:
            return "how", f"{day} にこの同意で提供した記録があります。{way_on}"
        if not given.is_for(one.recipient):
            return "recipient", f"{day} にこの同意で提供した先が含まれなくなります。{way_on}"
        if not one.items <= given.items:
            missing = item_words(one.items - given.items)
            return "items", f"{day} にこの同意で提供した項目（{missing}）が外れます。{way_on}"
        if one.day < given.valid_from:
            return "valid_from", f"{day} の提供が期間の外になります。{way_on}"
        if given.valid_to is not None and given.valid_to < one.day:
            return "valid_to", f"{day} の提供が期間の外になります。{way_on}"
    return None


ONE_OF_BOTH = "提供先の機関か、機関の種別のどちらか一つを選んでください。"


def _check_recipient(checking: Checking, typed: ConsentInput) -> None:
    if typed.recipient_kind:
        checking.code("recipient", "提供先の種別", KINDS, typed.recipient_kind)
    if bool(typed.organisation_id) == bool(typed.recipient_kind):
        checking.wrong("recipient", ONE_OF_BOTH)


def _day(checking: Checking, name: str, label: str, text: str) -> date | None:
    return checking.full_day(name, label, checking.any_day(name, text))
