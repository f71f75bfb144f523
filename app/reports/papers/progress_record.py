"""支援経過記録: what was done for a person, in order of time, with 決裁欄."""

from __future__ import annotations

from app import codes
from app.cases.contacts.queries import ActivityFacts, activities_of
from app.cases.printed import case_head
from app.reports.papers.about import paper, person_pairs, short_words
from app.reports.papers.paper import Column, Fields, Grid, Paper
from app.storage.work import Reading

TITLE = "支援経過記録"
_ALL = 100_000


def progress_record(reading: Reading, episode_id: str) -> Paper:
    """Every 支援経過 of a case, the first at the top."""
    today = reading.clock.today()
    head = case_head(reading, episode_id, today)
    entries = tuple(reversed(activities_of(reading, episode_id, limit=_ALL)))
    minutes = sum(entry.minutes or 0 for entry in entries)
    blocks = (
        Fields(
            (
                *person_pairs(head, today),
                ("担当", head.worker),
                ("件数・時間", f"{len(entries)}件・延べ{minutes:,}分"),
            )
        ),
        Grid(
            (
                Column("実施日", 1.1),
                Column("手段", 0.8),
                Column("相手先", 1.4),
                Column("内容", 5),
                Column("分", 0.6, number=True),
                Column("担当", 0.9),
            ),
            tuple(_row(entry) for entry in entries),
            empty="記録はまだありません。",
        ),
    )
    return paper(reading, head, TITLE, blocks, seals=("センター長", "主任", "担当"))


def _row(entry: ActivityFacts) -> tuple[str, ...]:
    return (
        short_words(entry.day),
        codes.label("means", entry.means),
        entry.partner,
        entry.content,
        entry.minutes_text if entry.minutes is None else str(entry.minutes),
        entry.worker,
    )
