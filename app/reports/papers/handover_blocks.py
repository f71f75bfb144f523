"""What 引継書 says beside the letter itself: who leads from when, what was written, what was handed on.

All of it is known to both offices already: nothing is told here that no letter told before.
"""

from __future__ import annotations

from datetime import date

from app import codes
from app.clock import JST
from app.handoff.exchange.queries import Standing
from app.handoff.letters.kinds import LetterKind
from app.handoff.letters.letter import Letter
from app.reports.papers.about import day_words, short_words
from app.reports.papers.paper import Block, Column, Fields, Grid


def handover_blocks(at: Standing, letter: Letter, office: str) -> list[Block]:
    """The days that pass and between whom; the letters so far; what each side handed on."""
    names = {at.office_id: office, at.partner.identity: at.partner.name}
    so_far = [
        one
        for one in (at.state.letters if at.state is not None else ())
        if one.kind is not LetterKind.RECEIPT and one.id != letter.id
    ]
    written = tuple(
        (_day(one), names.get(one.sender, ""), one.kind.words)
        for one in sorted(so_far, key=lambda one: one.written)
    )
    handed = tuple(
        (_day(one), names.get(one.sender, ""), _items(one)) for one in so_far if one.items
    )
    columns = (Column("日"), Column("書いた側", 3))
    return [
        *_days(at, letter, names),
        Grid((*columns, Column("文", 3)), written, "これまでのやりとり"),
        Grid((*columns, Column("情報", 5)), handed, "これまでに渡した情報"),
    ]


def _days(at: Standing, letter: Letter, names: dict[str, str]) -> list[Block]:
    offer = _offer(at, letter)
    if offer is None:
        return []
    until = offer.terms.get("until")
    pairs = (
        ("引き継ぐ日", day_words(date.fromisoformat(offer.terms["day"]))),
        ("いつまで", day_words(date.fromisoformat(until)) if until else "期限なし"),
        ("前の主担当", names.get(offer.sender, "")),
        ("次の主担当", names.get(offer.recipient, "")),
    )
    return [Fields(pairs, "主担当の引継ぎ", columns=1)]


def _offer(at: Standing, letter: Letter) -> Letter | None:
    """The offer that a letter about the lead is about: the days stand in it alone."""
    found: Letter | None = letter
    while found is not None and found.kind is not LetterKind.OFFER_LEAD:
        kept = at.by_digest(found.terms.get("of", ""))
        found = kept.letter if kept is not None else None
    return found


def _day(letter: Letter) -> str:
    return short_words(letter.written.astimezone(JST).date())


def _items(letter: Letter) -> str:
    return "、".join(codes.label("info_item", item) for item in letter.items)
