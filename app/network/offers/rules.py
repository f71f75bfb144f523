"""社会資源: what may be typed for an offer of a 関係機関 (pure)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from app import codes
from app.cases.checking import Checking

DOMAINS, ACCEPTS = "need_domain", "accepts"
OLD_NEWS = timedelta(days=60)
"""A number of free places heard longer ago than this should be asked for again."""
_MOST = 9_999


@dataclass(frozen=True)
class OfferInput:
    """What was typed for one offer."""

    domain: str
    title: str
    capacity: str = ""
    vacancy: str = ""
    vacancy_on: str = ""
    accepts: tuple[str, ...] = ()
    conditions: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckedOffer:
    """An offer ready to be kept."""

    domain: str
    title: str
    capacity: int | None
    vacancy: int | None
    vacancy_on: date | None
    accepts: list[str]
    conditions: str
    note: str


def check_offer(typed: OfferInput, today: date) -> CheckedOffer:
    """Read what was typed; `InvalidInput` names what cannot be kept."""
    checking = Checking(today)
    day = checking.past_day("vacancy_on", "空きを確かめた日", typed.vacancy_on)
    checked = CheckedOffer(
        domain=checking.code("domain", "分野", DOMAINS, typed.domain),
        title=checking.text("title", "内容", typed.title),
        capacity=_number(checking, "capacity", "定員", typed.capacity),
        vacancy=_number(checking, "vacancy", "空き", typed.vacancy),
        vacancy_on=checking.full_day("vacancy_on", "空きを確かめた日", day),
        accepts=_accepts(checking, typed.accepts),
        conditions=checking.text("conditions", "条件", typed.conditions),
        note=checking.text("note", "備考", typed.note),
    )
    if not checked.title:
        checking.wrong("title", "内容を入力してください（例: グループホーム 一人部屋）。")
    full, free = checked.capacity, checked.vacancy
    if full is not None and free is not None and free > full:
        checking.wrong("vacancy", "空きが定員より多くなっています。どちらかを直してください。")
    if free is not None and checked.vacancy_on is None:
        checking.wrong("vacancy_on", "空きを確かめた日を入力してください（例: 4/1）。")
    if free is None and checked.vacancy_on is not None:
        checking.wrong("vacancy", "空きの数を入力してください。空きがないときは0です。")
    checking.settle()
    return checked


def is_old_news(heard: date | None, today: date) -> bool:
    """Whether free places were heard of so long ago that they should be asked for again."""
    return heard is not None and today - heard > OLD_NEWS


def _number(checking: Checking, name: str, label: str, text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("人").removesuffix("名")
    return checking.number(name, label, plain, _MOST, example=6)


def _accepts(checking: Checking, typed: tuple[str, ...]) -> list[str]:
    known = [row.code for row in codes.table(ACCEPTS)]
    if set(typed) - set(known):
        checking.wrong("accepts", "受け入れる人を一覧から選んでください。")
    if {"men", "women"} <= set(typed):
        checking.wrong("accepts", "「男性のみ」と「女性のみ」は一緒に選べません。")
    return [code for code in known if code in typed]
