"""情報提供書: goes with a つなぎ, and holds what may be handed over and no more."""

from __future__ import annotations

from app import codes
from app.consent.disclosures.queries import Disclosed, of_referral
from app.consent.disclosures.rules import is_void
from app.network.referrals.queries import ReferralPage, referral
from app.network.signals.queries import signal
from app.reports.papers.about import day_words
from app.reports.papers.handed_over import CaseFacts, item_blocks
from app.reports.papers.paper import Block, Fields, Notice, Paper, Words
from app.staff.queries import office_facts
from app.storage.work import Reading

TITLE = "情報提供書"
DRAFT_TITLE = "情報提供書（案・まだ送っていません）"
_WARNING = (
    "この書面には配慮を要する個人情報があります。記載の目的のほかには使わず、"
    "ほかの機関へ渡すときは、あらかじめ当センターへ連絡してください。"
)


def information_sheet(reading: Reading, referral_id: str) -> Paper:
    """The sheet of a つなぎ: what was recorded as handed over, or before sending what is planned."""
    page = referral(reading, referral_id)
    handed = [one for one in of_referral(reading, referral_id) if not is_void(one.ends)]
    newest = handed[0] if handed else None
    items = newest.items if newest is not None else page.items
    office = office_facts(reading)
    made = newest.day if newest is not None else reading.clock.today()
    return Paper(
        title=TITLE if newest is not None else DRAFT_TITLE,
        office=office.name,
        made=day_words(made),
        blocks=(*_head(page, newest), *_about(reading, page, items), Notice(_WARNING)),
        practice=office.practice,
    )


def _head(page: ReferralPage, handed: Disclosed | None) -> tuple[Block, ...]:
    line = page.line
    names = "、".join(
        row.label for row in codes.table("info_item") if row.code in (handed or page).items
    )
    agreement = f"{day_words(page.agreement_on)}　{page.agreement_note}".strip()
    pairs = (
        ("宛先", "　".join(part for part in (line.organisation, page.to_whom) if part)),
        ("つなぎの種類", codes.table("referral_kind").full(line.kind)),
        ("担当", line.worker),
        ("協定", agreement),
        ("渡す情報", names),
        ("根拠", handed.law if handed is not None else ""),
    )
    return (
        Fields(tuple(pair for pair in pairs if pair[1]), columns=1),
        Words("お願いすること", line.asked),
        *((Words("状況", page.situation),) if page.situation else ()),
    )


def _about(reading: Reading, page: ReferralPage, items: tuple[str, ...]) -> tuple[Block, ...]:
    if page.line.episode_id is not None:
        return item_blocks(CaseFacts(reading, page.line.episode_id), items)
    if page.line.signal_id is None:
        return ()
    told = signal(reading, page.line.signal_id)
    kinds = "・".join(codes.label("signal_kind", kind) for kind in told.line.kinds)
    pairs = [("気づいたこと", kinds)]
    if "identity" in items:
        pairs.append(("だれのことか", told.line.about))
    if "address" in items:
        pairs.append(("場所", told.line.place))
    return (
        Fields(tuple(pair for pair in pairs if pair[1]), "端緒", columns=1),
        *((Words("内容", told.text),) if told.text and "progress" in items else ()),
    )
