"""`teichaku list`: a kept list without the window, and never with a name in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl

from app.reports.lists.actions import keep_list
from app.reports.lists.book import FIRST_ROW
from app.reports.lists.queries import list_page
from app.reports.lists.rules import ListDefinition
from tests.commands.test_staff_papers import call


def test_a_kept_list_is_written_without_names(filled: Any, tmp_path: Path) -> None:
    wanted = ListDefinition().with_condition("service", ("coordination",))
    with filled.office.work(filled.actor) as work:
        keep_list(work, "コーディネート", wanted, own=False)
    with filled.office.reading(filled.actor) as reading:
        right = list_page(reading, wanted)
    out = tmp_path / "一覧.xlsx"
    words = ("list", "--name", "コーディネート", "--out", str(out), "--json")
    status, said, _ = call(filled, *words)
    assert status == 0 and json.loads(said) == {"written": str(out), "rows": right.total}
    page = openpyxl.load_workbook(out).active
    numbers = [cell.value for cell in page["A"][FIRST_ROW:]]
    assert numbers == [row.number for row in right.rows] and numbers
    head = [cell.value for cell in page[FIRST_ROW]]
    assert "氏名" not in head and "段階" in head
    status, said, _ = call(filled, "list", "--name", "ない", "--out", str(out), "--json")
    error = json.loads(said)["error"]
    assert status == 3 and error["where"] == "name" and "「コーディネート」" in error["message"]
