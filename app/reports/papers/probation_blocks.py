"""What a 保護観察所 records of a case, as blocks of a paper: 選定 and 措置."""

from __future__ import annotations

from app import codes
from app.calendar import wareki
from app.cases.measures.queries import MeasureFacts, measures
from app.cases.selection.queries import selection
from app.codes import Service
from app.reports.papers.about import day_words
from app.reports.papers.paper import Block, Column, Fields, Grid
from app.staff.permissions import Permission
from app.storage.work import Reading


def measure_words(one: MeasureFacts) -> str:
    """宿泊 R8.11.1〜R8.12.1 自立準備ホーム: what is given, from when to when, by whom."""
    return f"{codes.label('aftercare_measure', one.kind)}　{_span(one)}　{_giver(one)}"


def probation_blocks(reading: Reading, episode_id: str, service: Service) -> tuple[Block, ...]:
    """The newest 選定 of an adjustment, every measure of a 更生緊急保護; () for others."""
    reading.require(Permission.READ_CASES)
    if service is Service.ADJUSTMENT:
        decided = selection(reading, episode_id).decisions[:1]
        return tuple(
            Fields(
                (
                    ("選定", codes.label("selection", one.decision)),
                    ("選定の日", day_words(one.day)),
                ),
                "選定",
            )
            for one in decided
        )
    if service is not Service.AFTERCARE:
        return ()
    rows = tuple(
        (codes.table("aftercare_measure").full(one.kind), _span(one), _giver(one))
        for one in measures(reading, episode_id).measures
    )
    columns = (Column("措置", 2), Column("期間", 2), Column("委託先", 2.4))
    return (Grid(columns, rows, "更生緊急保護の措置", empty="記録なし"),)


def _span(one: MeasureFacts) -> str:
    last = one.ended_on or one.until
    return f"{wareki.short(one.since)}〜{wareki.short(last) if last else ''}"


def _giver(one: MeasureFacts) -> str:
    return one.organisation or "自庁"
