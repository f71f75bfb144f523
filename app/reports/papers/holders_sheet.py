"""情報を持っている機関の一覧: who holds what about a person, since when, on what basis."""

from __future__ import annotations

from app import codes
from app.cases.printed import case_head
from app.consent.holders.queries import DisclosureMap, disclosure_map
from app.consent.holders.rules import ITEM_BREAK, ground_words, item_labels, part_lines
from app.consent.laws import label
from app.reports.papers.about import paper, short_words
from app.reports.papers.paper import Block, Column, Grid, Paper
from app.storage.work import Reading

TITLE = "情報を持っている機関の一覧"


def holders_sheet(reading: Reading, episode_id: str) -> Paper:
    """The list of today, with whom a withdrawal must be told to and what was given back."""
    found = disclosure_map(reading, episode_id)
    head = case_head(reading, episode_id, found.today)
    blocks: list[Block] = [_holding(found)]
    if found.given_back:
        blocks.append(_given_back(found))
    return paper(reading, head, TITLE, tuple(blocks), landscape=True)


def _holding(found: DisclosureMap) -> Grid:
    columns = (
        Column("機関", 2.2),
        Column("持っている情報", 3.4),
        Column("いつから", 1.0),
        Column("根拠", 2.4),
        Column("いつまで", 2.0),
        Column("撤回したら", 1.2),
    )
    rows = tuple(
        (
            f"{holder.name}\n{codes.label('organisation_kind', holder.kind)}",
            "\n".join(part_lines(hold)),
            short_words(hold.since),
            f"{label(hold.basis)}\n{hold.law}",
            ground_words(hold, found.today),
            "知らせる" if hold.told_on_withdrawal else "",
        )
        for holder in found.holders
        for hold in holder.holds
    )
    return Grid(columns, rows, "いま情報を持っている機関", "情報を持っている機関はありません。")


def _given_back(found: DisclosureMap) -> Grid:
    columns = (Column("機関", 2.2), Column("情報", 4), Column("提供日"), Column("結果", 1.6))
    rows = tuple(
        (
            back.shared.organisation,
            ITEM_BREAK.join(item_labels(back.shared.items)),
            short_words(back.shared.day),
            f"{short_words(back.ended.day)} {codes.label('disclosure_end', back.ended.kind)}",
        )
        for back in found.given_back
    )
    return Grid(columns, rows, "返却・廃棄されたもの")
