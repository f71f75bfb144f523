"""What a letter tells of a case: the items that were chosen, and no other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.handoff.letters.body import ITEM_OF, Certificate, Person, Section
from app.reports.papers.handed_over import CaseFacts, item_blocks
from app.reports.papers.paper import Block, Fields, Grid, Heading, Notice, Words

_FLAGS = ["elderly", "physical", "intellectual", "psychiatric", "developmental", "suspected"]
_WITH_PERSON = frozenset(ITEM_OF.values())


def person_told(facts: CaseFacts, items: frozenset[str]) -> Person | None:
    """The fields that make a case at the other office, as far as their items were chosen."""
    if not items & _WITH_PERSON:
        return None
    page, values = facts.page, facts.page.episode.values
    known: dict[str, Any] = {
        "name": page.person.name,
        "kana": page.person.kana,
        "birth": page.person.birth,
        "sex": page.person.sex,
        **{
            name: values.get(name) or ""
            for name in ("facility", "offence", "sentence", "release_reason", "hope_place")
        },
        "term_end": values.get("term_end"),
        "release": values.get("release"),
        "flags": tuple(flag for flag in _FLAGS if values.get(flag)),
        "certificates": _certificates(facts),
    }
    return Person(**{name: value for name, value in known.items() if ITEM_OF[name] in items})


def _certificates(facts: CaseFacts) -> tuple[Certificate, ...]:
    return tuple(Certificate(one.kind, one.grade, one.renewal) for one in facts.papers.certificates)


def sections_told(facts: CaseFacts, items: Iterable[str]) -> tuple[Section, ...]:
    """The chosen items as the 情報提供書 would print them."""
    return tuple(
        _section(item, block)
        for item in sorted(set(items))
        for block in item_blocks(facts, (item,))
    )


def _section(item: str, block: Block) -> Section:
    match block:
        case Fields():
            return Section(item, rows=block.pairs)
        case Grid():
            rows = tuple((row[0], "　".join(row[1:]).strip()) for row in block.rows)
            return Section(item, rows=rows, words="" if rows else block.empty)
        case Words() | Notice() | Heading():
            return Section(item, words=block.text)
