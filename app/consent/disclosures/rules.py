"""情報提供: what may be typed for one, and for what became of it (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.calendar import wareki
from app.cases.checking import Checking

WAYS, ITEMS, ENDS, VIEWS = "disclosure_way", "info_item", "disclosure_end", "prosecutor_view"
RETURNED, ERASED, TOLD, VOID = "returned", "erased", "told", "void"
HOLDS_AGAIN, UNTOLD = "holds_again", "untold"
"""What takes back the ends noted before: rows are added only, never changed."""
GIVEN_BACK = frozenset({RETURNED, ERASED, VOID})
"""Ends after which the recipient holds nothing more of it."""
_WITH_REASON = frozenset({VOID, HOLDS_AGAIN, UNTOLD})


@dataclass(frozen=True)
class DisclosureInput:
    """What was typed or chosen for something that was handed on; days as typed."""

    organisation_id: str
    day: str
    way: str
    items: tuple[str, ...]
    basis: str
    person_id: str | None = None
    """May be left out where the case or the 端緒 is known."""
    episode_id: str | None = None
    signal_id: str | None = None
    to_whom: str = ""
    content: str = ""
    purpose: str = ""
    consent_id: str | None = None
    meeting_id: str | None = None
    referral_id: str | None = None
    why: str = ""
    prosecutor_view: str | None = None
    prosecutor_asked_on: str = ""
    worker: str = ""


@dataclass(frozen=True)
class CheckedDisclosure:
    """The typed part, tidied."""

    day: date
    way: str
    items: tuple[str, ...]
    to_whom: str
    content: str
    purpose: str
    why: str
    prosecutor_view: str | None
    prosecutor_asked_on: date | None
    worker: str


@dataclass(frozen=True)
class EndInput:
    """What became of a disclosure: the kind, the day as typed, a note."""

    kind: str
    day: str
    note: str = ""
    consent_id: str | None = None
    """The consent whose withdrawal was told."""


@dataclass(frozen=True)
class CheckedEnd:
    """The typed part of an end, tidied."""

    kind: str
    day: date
    note: str


@dataclass(frozen=True)
class Ended:
    """What became of a disclosure: one note of several, in the order they were made."""

    kind: str
    day: date
    note: str = ""
    consent_id: str | None = None


def given_back(ends: Iterable[Ended]) -> Ended | None:
    """The note by which the recipient holds nothing more of it; None while it holds it."""
    found = None
    for ended in ends:
        if ended.kind in GIVEN_BACK:
            found = found if found is not None and found.kind == VOID else ended
        elif ended.kind == HOLDS_AGAIN:
            found = None
    return found


def is_void(ends: Iterable[Ended]) -> bool:
    """Whether it never happened: recorded by mistake, and that not taken back."""
    ended = given_back(ends)
    return ended is not None and ended.kind == VOID


def told_on(ends: Iterable[Ended], consent_id: str | None) -> date | None:
    """The day on which the recipient was told that the consent is withdrawn; None before."""
    found = None
    for ended in ends:
        if ended.consent_id == consent_id and ended.kind in (TOLD, UNTOLD):
            found = ended.day if ended.kind == TOLD else None
    return found


def check_disclosure(typed: DisclosureInput, today: date) -> CheckedDisclosure:
    """The same, tidied; `InvalidInput` names what cannot be kept. The basis is checked apart."""
    checking = Checking(today)
    day = _past_day(checking, "day", "提供日", typed.day)
    if not typed.day.strip():
        checking.wrong("day", "提供した日を入力してください（例: R8.4.1）。")
    if not typed.organisation_id:
        checking.wrong("organisation_id", "提供先を選んでください。")
    if not typed.items:
        checking.wrong("items", "提供した項目を一つ以上選んでください。")
    for item in typed.items:
        checking.code("items", "項目", ITEMS, item)
    if typed.prosecutor_view:
        checking.code("prosecutor_view", "検察官の意見", VIEWS, typed.prosecutor_view)
    checked = CheckedDisclosure(
        day=day or today,
        way=checking.code("way", "方法", WAYS, typed.way),
        items=tuple(dict.fromkeys(typed.items)),
        to_whom=checking.text("to_whom", "宛先の部署・担当", typed.to_whom),
        content=checking.text("content", "内容", typed.content),
        purpose=checking.text("purpose", "目的", typed.purpose),
        why=checking.text("why", "理由", typed.why),
        prosecutor_view=typed.prosecutor_view or None,
        prosecutor_asked_on=_past_day(
            checking, "prosecutor_asked_on", "意見を聴いた日", typed.prosecutor_asked_on
        ),
        worker=checking.text("worker", "担当", typed.worker),
    )
    if not (typed.person_id or typed.episode_id or typed.signal_id):
        checking.wrong("person_id", "だれについての提供かを選んでください。")
    checking.settle()
    return checked


def check_end(typed: EndInput, disclosed_on: date, today: date) -> CheckedEnd:
    """The same, tidied. A return, erasure or notice is never asked for a basis."""
    checking = Checking(today)
    kind = checking.code("kind", "結果", ENDS, typed.kind)
    day = _past_day(checking, "day", "日", typed.day)
    if not typed.day.strip():
        checking.wrong("day", "日を入力してください（例: R8.4.1）。")
    elif day is not None and day < disclosed_on and kind not in _WITH_REASON:
        checking.wrong(
            "day", f"提供した日（{wareki.short(disclosed_on)}）より前です。日を直してください。"
        )
    note = checking.text("note", "備考", typed.note)
    if kind in _WITH_REASON and not note:
        checking.wrong("note", "取り消す理由を書いてください。あとから読めます。")
    checking.settle()
    return CheckedEnd(kind, day or today, note)


def _past_day(checking: Checking, name: str, label: str, text: str) -> date | None:
    return checking.full_day(name, label, checking.past_day(name, label, text))
