"""Whatever stands in a cell, a ledger is planned, and planning it again changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from app.ledgers.existing import NOTHING
from app.ledgers.layout import find_mapping
from app.ledgers.plan import make_plan
from app.ledgers.read_ledger import read_ledger
from app.ledgers.reading.workbook import Cell, Workbook

TODAY = date(2026, 11, 24)
ODD = [
    None, "", 0, 1, -1, 0.5, -3.7, 1e9, True, 80_000, 10_000, date(1900, 1, 1), date(9999, 12, 31),
    datetime(2024, 1, 1, 5, 5), time(1, 2), timedelta(days=3), "〃", "同上", "同日", "計", "小計",
    "【x】", "4月", "氏名", "R99.99.99", "H31.5.1", "S99", "２０２４／０２／３０", "9999年", "1/1",
    "13月", "本人", "精神", "△", "匿名", "長" * 5000, "\n", "㍼", "氏さん", "約", "1:99", "0分",
    "R5.4", "令和", "9" * 30, "=1+1", "40日", "特別(", "特別（広域受", "無", "レレ",
]  # fmt: skip


def _spoiled(workbook: Workbook, random: Random, share: float) -> Workbook:
    def cell(before: Cell) -> Cell:
        if random.random() < share / 20:
            return Cell(error="#REF!")
        return replace(before, value=random.choice(ODD)) if random.random() < share else before

    sheets = tuple(
        replace(
            sheet,
            rows=tuple(
                replace(row, cells=tuple(cell(one) for one in row.cells)) for row in sheet.rows[:60]
            ),
        )
        for sheet in workbook.sheets
    )
    return replace(workbook, sheets=sheets)


@pytest.mark.parametrize(("seed", "share"), [(1, 0.01), (2, 0.02), (3, 0.05), (4, 0.1), (5, 0.3)])
def test_odd_cells_never_stop_a_plan(messy, on_record, seed: int, share: float) -> None:
    workbook = _spoiled(messy.workbook, Random(seed), share)
    mapping = find_mapping(workbook, {})
    plan = make_plan(read_ledger(workbook, mapping, today=TODAY), NOTHING)
    imported = [row for row in plan.rows if (row.kind, row.disposition) == ("case", "import")]
    assert len(imported) == len(plan.episodes) > 30
    assert make_plan(read_ledger(workbook, mapping, today=TODAY), on_record(plan)).changes_nothing
