"""旅費・移動一覧 on paper, with 決裁欄."""

from __future__ import annotations

from app.calendar import wareki
from app.calendar.fiscal import Period
from app.cases.contacts.rules import km_words
from app.reports.papers.about import seals_of
from app.reports.papers.paper import Column, Fields, Grid, Paper
from app.reports.travel.listing import TITLE, TravelLine, travel_list
from app.storage.work import Reading


def travel_sheet(reading: Reading, period: Period, worker: str) -> Paper:
    """The ways of one member of staff in a month: 管理番号, never a name of a person."""
    listed = travel_list(reading, period, worker)
    minutes, metres, fare = listed.whole
    whole = ("計", f"{len(listed.lines)}件", "", "", f"{minutes:,}", km_words(metres), f"{fare:,}")
    rows = tuple(_row(line) for line in listed.lines)
    return Paper(
        title=TITLE,
        office=listed.office,
        made=listed.made,
        blocks=(
            Fields((("期間", period.label), ("氏名", worker))),
            Grid(
                (
                    Column("日付", 1.4),
                    Column("用務", 1),
                    Column("行き先", 3),
                    Column("管理番号", 2),
                    Column("移動（分）", 0.9, number=True),
                    Column("距離（km）", 0.9, number=True),
                    Column("交通費（円）", 1.1, number=True),
                ),
                (*rows, whole) if rows else (),
                empty="この月の移動の記録はありません。",
            ),
        ),
        subject=f"{period.label} {worker}",
        seals=seals_of(reading),
        practice=listed.practice,
    )


def _row(line: TravelLine) -> tuple[str, ...]:
    return (
        wareki.short(line.day, weekday=True),
        line.means,
        line.place,
        "\n".join(line.numbers),
        f"{line.travel_minutes:,}",
        km_words(line.distance_m),
        f"{line.fare:,}",
    )
