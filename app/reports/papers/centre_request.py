"""特別調整協力等依頼書 and the request about somebody in detention: a 保護観察所 asks a centre.

The official form was not found in a public text: the layout is our own and says so at its foot.
"""

from __future__ import annotations

from app import codes
from app.cases.requirements.queries import RequirementsPage, requirements
from app.cases.requirements.rules import numbered
from app.cases.selection.queries import selection
from app.cases.selection.rules import KUBUN
from app.codes import Service
from app.consent.disclosures.queries import Disclosed, of_referral
from app.consent.disclosures.rules import is_void
from app.network.referrals.queries import ReferralPage, referral
from app.network.referrals.rules import SPECIAL, SUSPECT
from app.reports.papers.about import day_words, seals_of, short_words
from app.reports.papers.handed_over import CaseFacts, item_blocks
from app.reports.papers.information_sheet import TITLE as INFORMATION
from app.reports.papers.information_sheet import information_sheet
from app.reports.papers.paper import Block, Column, Fields, Grid, Notice, Paper, Words
from app.reports.titles.queries import title_of
from app.staff.queries import office_facts
from app.storage.work import Reading

SOURCE = "定着の標準様式（公的な様式は見つからなかったため、このプログラムで作った様式です）"
_DRAFT = "（案・まだ送っていません）"
_ANSWER = "回答は、書面・電話のどちらでも差し支えありません。お引き受けいただけないときは、理由をお知らせください。"
_WARNING = (
    "この書面には配慮を要する個人情報があります。依頼の目的のほかには使わず、"
    "ほかの機関へ渡すときは、あらかじめ当庁へ連絡してください。"
)
_ABOUT_PROCEDURE = "probation"
"""The item under which the requirements and the prosecutor's view are told."""


def referral_title(reading: Reading, kind: str) -> str:
    """What the paper of a つなぎ is called."""
    return title_of(reading, kind) if kind in (SPECIAL, SUSPECT) else INFORMATION


def referral_paper(reading: Reading, referral_id: str) -> Paper:
    """The paper that goes with a つなぎ, by its kind."""
    page = referral(reading, referral_id)
    if page.line.kind not in (SPECIAL, SUSPECT) or page.line.episode_id is None:
        return information_sheet(reading, referral_id)
    return _request(reading, page, page.line.episode_id)


def _request(reading: Reading, page: ReferralPage, episode_id: str) -> Paper:
    """The request: what was recorded as handed over, or before sending what is planned."""
    handed = [one for one in of_referral(reading, page.line.id) if not is_void(one.ends)]
    newest = handed[0] if handed else None
    items = newest.items if newest is not None else page.items
    facts = CaseFacts(reading, episode_id)
    office = office_facts(reading)
    made = newest.day if newest is not None else reading.clock.today()
    title = title_of(reading, page.line.kind)
    blocks: list[Block] = list(_head(page, newest))
    if _ABOUT_PROCEDURE in items:
        blocks += _procedure(reading, facts)
    blocks += item_blocks(facts, items)
    blocks += [Notice(_ANSWER), Notice(_WARNING)]
    return Paper(
        title=title if newest is not None else f"{title}{_DRAFT}",
        office=office.name,
        made=day_words(made),
        blocks=tuple(blocks),
        subject=" ".join(word for word in (facts.head.number, facts.head.name) if word)
        if "identity" in items
        else facts.head.number,
        seals=seals_of(reading),
        source=SOURCE,
        practice=office.practice,
    )


def _head(page: ReferralPage, handed: Disclosed | None) -> tuple[Block, ...]:
    line = page.line
    names = "、".join(
        row.label for row in codes.table("info_item") if row.code in (handed or page).items
    )
    pairs = (
        ("宛先", "　".join(part for part in (line.organisation, page.to_whom) if part)),
        ("依頼", codes.table("referral_kind").full(line.kind)),
        ("回答の期限", day_words(page.answer_by)),
        ("担当（保護観察官）", line.worker),
        ("お渡しする情報", names),
        ("根拠", handed.law if handed is not None else ""),
    )
    return (
        Fields(tuple(pair for pair in pairs if pair[1]), columns=1),
        Words("お願いすること", line.asked),
        *((Words("状況", page.situation),) if page.situation else ()),
    )


def _procedure(reading: Reading, facts: CaseFacts) -> list[Block]:
    episode = facts.page.episode
    if episode.service is Service.ADJUSTMENT:
        decided = selection(reading, facts.episode_id)
        newest = decided.decisions[0] if decided.decisions else None
        words = codes.label("selection", newest.decision) if newest is not None else ""
        day = day_words(newest.day) if newest is not None and newest.decision in KUBUN else ""
        pairs = (("選定", words), ("選定の日", day))
        blocks: list[Block] = [Fields(tuple(pair for pair in pairs if pair[1]), "調整の状況")]
        return [*blocks, _requirements(requirements(reading, facts.episode_id))]
    names = ("focus", "consent", "prosecutor_view", "prosecutor_heard")
    held = tuple(pair for pair in facts.fields(*names) if pair[1])
    return [Fields(held, "更生保護法83条の2の手続き")] if held else []


def _requirements(page: RequirementsPage) -> Grid:
    """Each requirement as it was found; remarks stay in the office."""
    rows = tuple(
        (
            numbered(item.code),
            codes.label("requirement", item.code),
            codes.label("requirement_state", item.state or None) or "未確認",
            item.found_by,
            short_words(item.found_on),
        )
        for item in page.items
        if item.asked
    )
    columns = (
        *(Column("要件", 1.2), Column("内容", 4), Column("確認", 0.8)),
        *(Column("確認者", 1.2), Column("確認日", 1)),
    )
    return Grid(columns, rows, "要件の確認")
