"""`teichaku daily-report` and `teichaku travel`: the papers of the staff without the window."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.calendar.fiscal import month
from app.cases.contacts.queries import contacts_between
from app.commands.line import run
from app.reports.travel.book import FIRST_ROW
from app.reports.travel.listing import travel_list

PASSPHRASE = "試しのあいことば もくれん あけび"


def call(opened: Any, *words: str) -> tuple[int, str, str]:
    """Status, what was printed, and what was complained about."""
    secret = opened.folder.path.parent / "words.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    where = ("--data", str(opened.folder.path), "--passphrase-file", str(secret))
    status = run([*words, *where], out, err)
    return status, out.getvalue(), err.getvalue()


def test_a_daily_report(filled: Any, tmp_path: Path) -> None:
    with filled.office.reading(filled.actor) as reading:
        found = contacts_between(reading, date(2026, 9, 1), date(2026, 9, 30), worker="試作")
    day = found[0].day.first
    out = tmp_path / "日報.pdf"
    words = ("daily-report", "--worker", "試作", "--day", day.isoformat(), "--out", str(out))
    status, said, _ = call(filled, *words, "--json")
    assert status == 0 and json.loads(said) == {"written": [str(out)], "pages": 1}
    assert out.read_bytes().startswith(b"%PDF")
    status, said, _ = call(filled, *words)
    assert status == 0 and "氏名を含みます" in said


def test_the_ways_of_a_month(filled: Any, tmp_path: Path) -> None:
    with filled.office.reading(filled.actor) as reading:
        right = travel_list(reading, month(2026, 9), "試作")
    assert right.lines
    out, pdf = tmp_path / "旅費.xlsx", tmp_path / "旅費.pdf"
    status, said, _ = call(
        filled, "travel", "--worker", "試作", "--month", "2026-09", "--out", str(out),
        "--pdf", str(pdf), "--json",
    )  # fmt: skip
    assert status == 0 and json.loads(said) == {"written": [str(out), str(pdf)]}
    sheet = openpyxl.load_workbook(out).active
    assert sheet.cell(FIRST_ROW + len(right.lines) + 1, 8).value == right.whole[2]
    assert pdf.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (("daily-report", "--worker", "試作", "--day", "R8.9.1", "--out", "x.pdf"), "wrong_use", 2),
        (("travel", "--worker", "試作", "--month", "9月", "--out", "x.xlsx"), "wrong_use", 2),
        (("travel", "--month", "2026-09", "--out", "x.xlsx"), "wrong_use", 2),
        (("travel", "--worker", "試作", "--month", "2026-09", "--out", "x.csv"), "file_problem", 3),
    ],
)
def test_wrong_use_is_said(
    filled: Any, tmp_path: Path, words: tuple[str, ...], code: str, status: int
) -> None:
    placed = [str(tmp_path / word) if word.startswith("x.") else word for word in words]
    found, said, _ = call(filled, *placed, "--json")
    assert (found, json.loads(said)["error"]["code"]) == (status, code)
    assert not list(tmp_path.glob("x.*"))
