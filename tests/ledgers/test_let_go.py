"""What was remembered of a ledger while it was planned is gone afterwards, and garbage is collected again."""

from __future__ import annotations

import gc
from datetime import date

import pytest

from app.ledgers.existing import NOTHING
from app.ledgers.plan import make_plan
from app.ledgers.read_ledger import read_ledger
from app.ledgers.remembering import remembered

TODAY = date(2026, 11, 24)


def test_nothing_of_a_ledger_is_remembered_after_its_plan(standard) -> None:
    asked = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [length("山田 太郎"), length("山田 太郎")] == [5, 5]
    assert asked == ["山田 太郎"]
    make_plan(read_ledger(standard.workbook, standard.mapping, today=TODAY), NOTHING)
    assert length("山田 太郎") == 5
    assert asked == ["山田 太郎", "山田 太郎"]


@pytest.mark.parametrize("collects", [True, False])
def test_a_plan_leaves_collecting_as_it_was_even_when_it_fails(standard, messy, collects) -> None:
    before = gc.isenabled()
    (gc.enable if collects else gc.disable)()
    try:
        make_plan(read_ledger(standard.workbook, standard.mapping, today=TODAY), NOTHING)
        assert gc.isenabled() is collects
        with pytest.raises(KeyError):
            make_plan(read_ledger(messy.workbook, standard.mapping, today=TODAY), NOTHING)
        assert gc.isenabled() is collects
    finally:
        (gc.enable if before else gc.disable)()
