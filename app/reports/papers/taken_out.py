"""書き出しの一覧: what somebody who leaves printed, wrote out and sent in the last 90 days."""

from __future__ import annotations

from datetime import timedelta

from app.calendar import wareki
from app.clock import JST
from app.reports.papers.about import day_words, seals_of
from app.reports.papers.paper import Column, Fields, Grid, Paper, Words
from app.staff.accounts.queries import TAKEN_OUT_DAYS, taken_out
from app.staff.queries import office_facts, staff_names
from app.storage.work import Reading

TITLE = "書き出し・印刷の一覧"
_NOTHING = "この期間に、印刷・書き出し・送付の記録はありません。"
_ABOUT = (
    "手元に残っている紙・ファイルがないかを本人と確かめ、返却または廃棄の結果を書き入れてください。"
)


def taken_out_paper(reading: Reading, staff_id: str) -> Paper:
    """The list with room for what became of each item."""
    today = reading.clock.today()
    rows = taken_out(reading, staff_id, today)
    facts, first = office_facts(reading), today - timedelta(days=TAKEN_OUT_DAYS - 1)
    name = staff_names(reading).get(staff_id, "")
    period = f"{wareki.short(first)}から{wareki.short(today)}まで（{TAKEN_OUT_DAYS}日間）"
    grid = Grid(
        (Column("日時", 1.4), Column("内容", 4.5), Column("返却・廃棄", 1.2)),
        tuple(
            (
                f"{wareki.short(one.at.astimezone(JST).date())} {one.at.astimezone(JST):%H:%M}",
                one.words,
                "",
            )
            for one in rows
        ),
    )
    return Paper(
        title=TITLE,
        office=facts.name,
        made=day_words(today),
        blocks=(
            Fields((("職員", name), ("期間", period), ("件数", f"{len(rows)}件"))),
            grid if rows else Words("内容", _NOTHING),
            Words("確かめること", _ABOUT),
            Words("確認した人・日付", "", lines=2),
        ),
        subject=name,
        seals=seals_of(reading),
        practice=facts.practice,
    )
