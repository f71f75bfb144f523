"""差替えの説明 on paper: which numbers of a report are others than those handed in before, and why."""

from __future__ import annotations

from app.errors import NotFound
from app.reports.evidence.evidence import named_paths
from app.reports.papers.about import day_words
from app.reports.papers.paper import Column, Fields, Grid, Paper, Words
from app.reports.submissions.difference import compared
from app.reports.submissions.queries import frozen
from app.staff.queries import office_facts
from app.storage.work import Reading

TITLE = "報告の差替えについて"
_FIRST = "この報告は、ほかの報告を差し替えたものではありません。"
_NO_NUMBER = "様式にある数に変更はありません。"


def replacement_note(reading: Reading, submission_id: str) -> Paper:
    """Both reports beside each other, as they were handed in; cases by number only."""
    kept = frozen(reading, submission_id)
    if kept.head.replaces_id is None:
        raise NotFound(_FIRST)
    before, office = frozen(reading, kept.head.replaces_id), office_facts(reading)
    on_form = set(named_paths((one.figure for one in kept.entered), kept.snapshot.figures))
    rows = tuple(
        (one.label, f"{one.before:,}", f"{one.after:,}", f"{one.after - one.before:+,}")
        for one in compared(before.snapshot, kept.snapshot)
        if one.path in on_form and one.before != one.after
    )
    columns = (
        Column("集計", 3),
        Column("先の提出", 1, number=True),
        Column("差替え", 1, number=True),
        Column("差", 1, number=True),
    )
    return Paper(
        title=TITLE,
        office=office.name,
        made=day_words(kept.head.day),
        blocks=(
            Fields(
                (
                    ("報告", kept.head.form_title),
                    ("期間", kept.snapshot.period.label),
                    ("先の提出", day_words(before.head.day)),
                    ("差替え", day_words(kept.head.day)),
                )
            ),
            Words("差替えの理由", kept.head.explanation),
            Grid(columns, rows, "変わった数", empty=_NO_NUMBER),
        ),
        practice=office.practice,
    )
