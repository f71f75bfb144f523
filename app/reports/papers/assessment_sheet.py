"""アセスメントシート: what was found on one day, domain by domain."""

from __future__ import annotations

from app import codes
from app.cases.assessment.queries import PrintedSheet, sheet
from app.cases.assessment.rules import DOMAINS, STATUSES, NeedWords
from app.reports.papers.about import SEALS, day_words, paper, person_pairs
from app.reports.papers.paper import Column, Fields, Grid, Paper, Words
from app.storage.work import Reading

TITLE = "アセスメントシート"


def assessment_sheet(reading: Reading, sheet_id: str) -> Paper:
    """One sheet of a case."""
    printed = sheet(reading, sheet_id)
    facts = printed.sheet
    blocks = (
        Fields(
            (
                *person_pairs(printed.head, facts.day),
                ("実施日", day_words(facts.day)),
                ("担当", facts.worker),
            )
        ),
        Words("本人の希望", facts.wish, lines=2),
        Grid(
            (Column("領域", 1.4), Column("状況", 1), Column("内容", 4.5)),
            tuple(_row(printed, domain, need) for domain, need in printed.needs),
            "領域ごとの状況",
        ),
        Words("まとめ", facts.summary, lines=3),
    )
    return paper(reading, printed.head, TITLE, blocks, made=facts.day, seals=SEALS)


def _row(printed: PrintedSheet, domain: str, need: NeedWords | None) -> tuple[str, str, str]:
    if need is None:
        return codes.label(DOMAINS, domain), "", ""
    before = printed.previous.needs.get(domain) if printed.previous else None
    changed = before is not None and before.status != need.status
    moved = f"\n（前回 {codes.label(STATUSES, before.status)}）" if before and changed else ""
    return codes.label(DOMAINS, domain), codes.label(STATUSES, need.status) + moved, need.text
