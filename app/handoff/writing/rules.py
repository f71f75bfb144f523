"""What may be typed for a letter, and what of it stands in the header and in the body (pure)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app import codes
from app.cases.checking import Checking
from app.codes import Service
from app.handoff.letters.body import Body, Share, beside_alone, missing
from app.handoff.letters.kinds import KINDS, ExchangeKind, LetterKind
from app.handoff.partners.rules import CENTRE

_DAYS = {
    "day": "日",
    "until": "いつまで",
    "answer_by": "返事がほしい日",
    "next_by": "次に知らせる日",
}
_REFERS = {"of": "どの文への返事か", "reply_to": "どの質問への回答か", "follows": "前のやりとり"}
_FIELD_OF_MISSING = {
    LetterKind.REQUEST: "asked",
    LetterKind.QUESTION: "text",
    LetterKind.ANSWER: "text",
    LetterKind.PROGRESS: "text",
    LetterKind.PLAN: "text",
}


@dataclass(frozen=True)
class BasisInput:
    """On which basis something is handed on, as `consent` asks for it."""

    basis: str = ""
    consent_id: str | None = None
    meeting_id: str | None = None
    why: str = ""
    prosecutor_view: str | None = None
    prosecutor_asked_on: str = ""


@dataclass(frozen=True)
class WriteInput:
    """What was typed for a letter; days as they were typed, ids of letters, attachments by id."""

    title: str = ""
    asked: str = ""
    text: str = ""
    reason: str = ""
    next: str = ""
    items: tuple[str, ...] = ()
    basis: BasisInput = field(default_factory=BasisInput)
    to_whom: str = ""
    day: str = ""
    until: str = ""
    answer_by: str = ""
    next_by: str = ""
    of: str = ""
    reply_to: str = ""
    follows: str = ""
    consent: str = ""
    shares: tuple[Share, ...] = ()
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """The same, checked: the words of the body, the facts of the header."""

    body: Body
    terms: dict[str, str]


def check_letter(
    kind: LetterKind, typed: WriteInput, today: date, *, told: bool = False
) -> Written:
    """What a letter of this kind says; `InvalidInput` names what is wrong or missing.

    `told`: the other side's, written down here; what it hands on is on its own paper.
    """
    rule, checking = KINDS[kind], Checking(today)
    texts: dict[str, Any] = {
        name: checking.text(name, words, getattr(typed, name))
        for name, words in _texts().items()
        if name in rule.parts
    }
    body = Body(
        **texts,
        shares=_shares(checking, typed.shares) if "shares" in rule.parts else (),
    )
    lacking = missing(kind, body) if not (typed.items and kind in _CAN_BE_ITEMS) else ""
    if lacking:
        field_name = "reason" if rule.reason else _FIELD_OF_MISSING.get(kind, "text")
        checking.wrong(field_name, lacking)
    terms = _terms(kind, typed, checking)
    if typed.items and not rule.carries:
        checking.wrong("items", f"「{kind.words}」では情報を渡せません。経過として送ってください。")
    if not typed.items and not told and (beside_alone(kind, body) or not _may_be_alone(kind, body)):
        checking.wrong("items", _ITEMS[bool(rule.alone)])
    if typed.attachments and not rule.carries:
        checking.wrong(
            "attachments", f"「{kind.words}」では添付を渡せません。経過として送ってください。"
        )
    elif typed.attachments and not typed.items:
        checking.wrong("attachments", "添付を渡すときは、渡す情報と根拠を選んでください。")
    for item in typed.items:
        checking.code("items", "渡す情報", "info_item", item)
    checking.settle()
    return Written(body, terms)


_ITEMS = {
    False: "渡す情報を一つ以上選んでください。",
    True: "渡す情報を一つ以上選んでください。分担だけを知らせるときは、本文を空にします。",
}


def _may_be_alone(kind: LetterKind, body: Body) -> bool:
    """分担 says what an office does, nothing of the person: no item and no basis belongs to it."""
    return not KINDS[kind].items_needed or bool(body.shares)


@dataclass(frozen=True)
class ToldInput:
    """Who at an office without the program told us something, how and when."""

    by: str = ""
    how: str = ""
    """'paper', 'phone', 'visit' or 'mail'."""
    day: str = ""


@dataclass(frozen=True)
class Told:
    """The same, checked."""

    by: str
    how: str
    day: date


def check_told(typed: ToldInput, today: date) -> Told:
    """Who told it, how and when; `InvalidInput` where something of it lacks."""
    checking = Checking(today)
    by = checking.text("told_by", "伝えた人", typed.by)
    if not by:
        checking.wrong("told_by", "だれから聞いたか（受け取ったか）を入力してください。")
    how = checking.code("told_how", "受け取り方", "told_how", typed.how)
    day = checking.full_day(
        "told_on", "受けた日", checking.past_day("told_on", "受けた日", typed.day)
    )
    if day is None:
        checking.wrong("told_on", "受けた日を入力してください（例: 4/1）。")
    checking.settle()
    return Told(by, how, day or today)


def asking_refusal(kind: ExchangeKind, office: str, partner: str, service: Service) -> str:
    """Why an office may not begin an exchange of this kind about such a case; '' when it may."""
    if partner != CENTRE:
        return "協力を頼める相手は、地域生活定着支援センターです。"
    if office == CENTRE and kind is not ExchangeKind.COOPERATION:
        return f"「{kind.words}」は保護観察所からの依頼です。"
    if office != CENTRE and kind is ExchangeKind.COOPERATION:
        return f"「{kind.words}」は、センターどうしの依頼です。"
    if service not in SERVICES[kind]:
        names = "・".join(codes.label("service", one) for one in SERVICES[kind])
        return f"「{kind.words}」を書けるのは、{names}のケースです。"
    return ""


SERVICES = {
    ExchangeKind.COOPERATION: (Service.COORDINATION, Service.FOLLOW_UP),
    ExchangeKind.SPECIAL: (Service.ADJUSTMENT,),
    ExchangeKind.SUSPECT: (Service.DETAINED, Service.AFTERCARE),
}
"""Exchange → the kinds of case it can be about."""

_CAN_BE_ITEMS = (LetterKind.PROGRESS, LetterKind.PLAN)
"""Kinds whose items alone say enough."""


def _texts() -> dict[str, str]:
    return {
        "title": "件名",
        "asked": "お願いすること",
        "text": "本文",
        "reason": "理由",
        "next": "次にすること",
    }


def _terms(kind: LetterKind, typed: WriteInput, checking: Checking) -> dict[str, str]:
    rule, terms = KINDS[kind], {}
    for name in (*rule.needs, *rule.may):
        if name in _DAYS:
            day = checking.full_day(name, _DAYS[name], checking.any_day(name, getattr(typed, name)))
            if day is not None:
                terms[name] = day.isoformat()
            elif name in rule.needs:
                checking.wrong(name, f"{_DAYS[name]}を入力してください（例: R8.12.24）。")
        elif name in _REFERS and getattr(typed, name):
            terms[name] = getattr(typed, name)
        elif name in rule.needs and name in _REFERS:
            checking.wrong(name, f"{_REFERS[name]}を選んでください。")
    if terms.get("until", "9999") < terms.get("day", ""):
        checking.wrong("until", "はじめの日より前です。日を直してください。")
    if "consent" in rule.needs:
        if typed.consent:
            terms["consent"] = typed.consent
        else:
            checking.wrong("consent", "撤回された同意を選んでください。")
    return terms


def _shares(checking: Checking, typed: tuple[Share, ...]) -> tuple[Share, ...]:
    tasks = dict(codes.table("handoff_task").choices(""))
    for share in typed:
        if share.task not in tasks:
            checking.wrong("shares", "分担の項目を一覧から選んでください。")
    return tuple(
        Share(share.task, share.state, checking.text("shares", "分担", share.words))
        for share in typed
        if share.state or share.words.strip()
    )
