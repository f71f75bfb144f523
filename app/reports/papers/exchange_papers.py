"""The papers of an exchange: 依頼書, 回答書, 引継書 and 連絡書, for offices without the program and for the files.

No official forms were found in a public text: the layouts are our own and say so at the foot.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app import codes
from app.calendar import wareki
from app.clock import JST
from app.errors import NotFound
from app.handoff.exchange.queries import Standing, standing
from app.handoff.letters.body import ITEM_OF, Body, Person, Section
from app.handoff.letters.kinds import LEAD_KINDS, ExchangeKind, LetterKind
from app.handoff.letters.letter import Letter
from app.handoff.letters.queries import Kept, exchange_of, one_letter
from app.network.referrals.rules import SPECIAL, SUSPECT
from app.reports.papers.about import day_words
from app.reports.papers.handover_blocks import handover_blocks
from app.reports.papers.paper import Block, Column, Fields, Grid, Notice, Paper, Words
from app.reports.titles.queries import title_of
from app.staff.queries import office_facts
from app.storage.work import Reading

SOURCE = "定着の標準様式（公的な様式は見つからなかったため、このプログラムで作った様式です）"
REQUEST, ANSWER = "exchange_request", "exchange_answer"
HANDOVER, NOTICE = "exchange_handover", "exchange_notice"
"""Keys of the titles, which an office may change."""
PAPERS = (REQUEST, ANSWER, HANDOVER, NOTICE)
_OF_KIND = {ExchangeKind.SPECIAL: SPECIAL, ExchangeKind.SUSPECT: SUSPECT}
_WARNING = (
    "この書面には配慮を要する個人情報があります。依頼の目的のほかには使わず、"
    "ほかの機関へ渡すときは、あらかじめ当方へ連絡してください。"
)
_ANSWER_HOW = (
    "ご回答は、書面・電話のどちらでも差し支えありません。"
    "お引き受けいただけないときは、理由をお知らせください。"
)
_WHO = "identity"
"""The item that says who somebody is."""
_GONE = "この文の中身は残っていないため、印刷できません。"
_SIGNED = {
    REQUEST: ("ご回答（お引き受けする・お引き受けできない）", "理由", "ご担当者"),
    ANSWER: (),
    HANDOVER: ("引き継いだ日", "ご担当者"),
    NOTICE: (),
}
_DAYS = (
    ("answer_by", "返事がほしい日"),
    ("day", "日"),
    ("until", "いつまで"),
    ("next_by", "次に知らせる日"),
)


def paper_key(kind: LetterKind) -> str:
    """Which of the papers a letter of this kind is."""
    if kind is LetterKind.REQUEST:
        return REQUEST
    if kind in (LetterKind.ACCEPT, LetterKind.DECLINE, LetterKind.ANSWER):
        return ANSWER
    return HANDOVER if kind in LEAD_KINDS else NOTICE


def letter_paper(reading: Reading, letter_id: str) -> Paper:
    """A letter as a paper; `NotFound` when what it says was not kept."""
    kept = one_letter(reading, letter_id)
    if kept.body is None:
        raise NotFound(_GONE)
    at = standing(reading, exchange_of(reading, letter_id))
    office = office_facts(reading)
    key = paper_key(kept.letter.kind)
    title = title_of(reading, _OF_KIND.get(at.kind, key) if key == REQUEST else key)
    return Paper(
        title=title,
        office=office.name if kept.letter.side is at.side else at.partner.name,
        made=day_words(kept.letter.written.astimezone(JST).date()),
        blocks=tuple(_blocks(at, kept, kept.body, office.name)),
        signatures=_SIGNED[key] if kept.letter.side is at.side else (),
        source=SOURCE,
        practice=office.practice,
    )


def _blocks(at: Standing, kept: Kept, body: Body, office: str) -> list[Block]:
    letter = kept.letter
    own = letter.side is at.side
    items = "、".join(codes.label("info_item", item) for item in letter.items)
    lead = at.state.offices[at.state.lead.on(at.today)] if at.state is not None else ""
    pairs = (
        ("宛先", at.partner.name if own else office),
        ("差出", office if own else at.partner.name),
        ("種類", f"{at.kind.words}　{letter.kind.words}"),
        ("件名", body.title),
        ("やりとりの番号", at.shared_id[:16].upper()),
        *_days(letter),
        ("主担当（作成の日）", office if lead == at.office_id else at.partner.name),
        ("お渡しする情報", items),
    )  # fmt: skip
    blocks: list[Block] = [Fields(tuple(pair for pair in pairs if pair[1]), columns=1)]
    for label, words in (
        ("お願いすること", body.asked),
        ("理由", body.reason),
        ("伝えること", body.text),
        ("次にすること", body.next),
    ):
        if words:
            blocks.append(Words(label, words))
    person, sections = told_once(body)
    if person is not None and (pairs := person_pairs(person)):
        blocks.append(Fields(pairs, "対象者"))
    for section in sections:
        title = codes.label("info_item", section.item)
        if section.rows:
            blocks.append(Fields(section.rows, title))
        if section.words:
            blocks.append(Words("" if section.rows else title, section.words))
    if body.shares:
        blocks.append(_shares(body, "こちら" if own else "あちら"))
    if letter.kind in LEAD_KINDS:
        blocks += handover_blocks(at, letter, office)
    if letter.kind is LetterKind.REQUEST and own:
        blocks.append(Notice(_ANSWER_HOW))
    if letter.items:
        blocks.append(Notice(_WARNING))
    return blocks


def _days(letter: Letter) -> list[tuple[str, str]]:
    """The days of a letter; those on which the lead passes stand in a part of their own."""
    own = ("day", "until") if letter.kind in LEAD_KINDS else ()
    return [
        (label, day_words(date.fromisoformat(letter.terms[name])))
        for name, label in _DAYS
        if name in letter.terms and name not in own
    ]


def _shares(body: Body, side: str) -> Grid:
    rows = tuple(
        (
            codes.label("handoff_task", one.task),
            codes.label("share_state", one.state or None),
            one.words,
        )
        for one in body.shares
    )
    columns = (Column("すること", 2), Column("どこまで"), Column(f"{side}ですること", 3))
    return Grid(columns, rows, "分担（書いた側）")


def told_once(body: Body) -> tuple[Person | None, tuple[Section, ...]]:
    """Who it is at the head, everything else in its section; nothing is printed twice."""
    if body.person is None:
        return None, body.sections
    apart = {section.item for section in body.sections} - {_WHO}
    empty = Person()
    twice = {name: getattr(empty, name) for name, item in ITEM_OF.items() if item in apart}
    sections = tuple(one for one in body.sections if one.item != _WHO or not body.person.name)
    return replace(body.person, **twice), sections


def person_pairs(person: Person) -> tuple[tuple[str, str], ...]:
    """What a letter tells of the person, as words; what it does not tell is left out."""
    pairs = (
        ("氏名", person.name),
        ("フリガナ", person.kana),
        ("生年月日", wareki.short(person.birth) if person.birth else ""),
        ("性別", codes.label("sex", person.sex or None)),
        ("収容施設", person.facility),
        ("罪名", person.offence),
        ("刑期", person.sentence),
        ("刑期終了", wareki.short(person.term_end) if person.term_end else ""),
        ("釈放日", wareki.short(person.release) if person.release else ""),
        ("帰住希望", person.hope_place),
        ("区分", "・".join(codes.label("flag", flag) for flag in person.flags)),
        ("手帳", "・".join(codes.label("certificate", one.kind) for one in person.certificates)),
    )
    return tuple(pair for pair in pairs if pair[1])
