"""関係機関: what may be typed, how one is found, and which may be the same (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app import codes
from app.cases.checking import Checking
from app.people import names

KINDS = "organisation_kind"
PUBLIC, HIDDEN = "public", "hidden_address"
LONGEST_NAME = 200
"""Characters of a name or its フリガナ: an index row of the server ends at 2,704 bytes."""
_MUNICIPALITY = re.compile(r"\d{5}")
_PREFECTURE = re.compile(r"0[1-9]|[1-3]\d|4[0-7]")
_FORMS = (
    *("社会福祉法人", "一般社団法人", "公益社団法人", "一般財団法人", "公益財団法人", "医療法人社団"),
    *("医療法人財団", "社会医療法人", "医療法人", "更生保護法人", "特定非営利活動法人", "NPO法人"),
    *("独立行政法人", "宗教法人", "株式会社", "有限会社", "合同会社", "合資会社"),
    *("(福)", "(社福)", "(一社)", "(公社)", "(一財)", "(公財)", "(医)", "(特非)", "(更)", "(株)", "(有)"),
)  # fmt: skip
"""Legal forms and their short writings, after NFKC: said or left out, it is the same body."""


@dataclass(frozen=True)
class OrganisationInput:
    """What was typed for a 関係機関; `municipality` is a five-digit code."""

    kind: str
    name: str
    public: bool = False
    kana: str = ""
    prefecture: str = ""
    municipality: str = ""
    address: str = ""
    hidden_address: bool = False
    phone: str = ""
    fax: str = ""
    mail: str = ""
    hours: str = ""
    note: str = ""


def check_organisation(typed: OrganisationInput, today: date) -> OrganisationInput:
    """The same, tidied; `InvalidInput` names what cannot be kept."""
    checking = Checking(today)
    checked = OrganisationInput(
        kind=checking.code("kind", "種別", KINDS, typed.kind),
        name=_name(checking, "name", "名称", typed.name),
        public=typed.public,
        kana=_name(checking, "kana", "フリガナ", typed.kana),
        prefecture=typed.prefecture or typed.municipality[:2],
        municipality=typed.municipality,
        address=checking.text("address", "住所", typed.address),
        hidden_address=typed.hidden_address,
        phone=checking.text("phone", "電話", typed.phone),
        fax=checking.text("fax", "FAX", typed.fax),
        mail=checking.text("mail", "メール", typed.mail),
        hours=checking.text("hours", "受付時間", typed.hours),
        note=checking.text("note", "備考", typed.note),
    )
    if not checked.name:
        checking.wrong("name", "名称を入力してください。")
    if checked.prefecture and not _PREFECTURE.fullmatch(checked.prefecture):
        checking.wrong("prefecture", "都道府県を一覧から選んでください。")
    if checked.municipality and not _MUNICIPALITY.fullmatch(checked.municipality):
        checking.wrong("municipality", "市区町村を一覧から選んでください。")
    elif checked.municipality and checked.municipality[:2] != checked.prefecture:
        checking.wrong("municipality", "都道府県と合いません。どちらかを選び直してください。")
    checking.settle()
    return checked


def proposes_public(kind: str) -> bool:
    """Whether bodies of this kind are 行政機関等 as a rule; each one may differ."""
    return kind in codes.table(KINDS).marked(PUBLIC)


def proposes_hidden(kind: str) -> bool:
    """Whether the addresses of this kind are kept out of print as a rule."""
    return kind in codes.table(KINDS).marked(HIDDEN)


def search_key(name: str, kana: str, phone: str, contacts: tuple[str, ...] = ()) -> str:
    """Everything a search for a 関係機関 may hit, folded as a person's name is."""
    digits = "".join(re.findall(r"\d", names.plain(phone)))
    return names.search_key(name, kana, (phone, digits, *contacts))


def kana_key(name: str, kana: str) -> str:
    """How a 関係機関 is sorted: by フリガナ, else by the name."""
    return names.katakana(kana) or names.folded(name)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search, folded; each must hit something."""
    return tuple(folded for word in text.split() if (folded := names.search_folded(word)))


def kinds_said(word: str) -> tuple[str, ...]:
    """The kinds that a folded word of a search may mean: 更保 → 更生保護施設."""
    return tuple(
        row.code
        for row in codes.table(KINDS)
        if any(word in names.search_folded(said) for said in (row.label, *row.also))
    )


def bare_name(name: str) -> str:
    """A name folded and without its legal form, for telling who may be the same."""
    plain = names.plain(name)
    for form in _FORMS:
        plain = plain.replace(form, "")
    return names.search_folded(plain or name)


def _name(checking: Checking, key: str, label: str, typed: str) -> str:
    name = names.one_line(typed)
    if names.length(name) > LONGEST_NAME:
        checking.wrong(
            key,
            f"{label}は{LONGEST_NAME}文字までです（いま{names.length(name):,}文字）。"
            "短くして、残りは備考に書いてください。",
        )
    return name
