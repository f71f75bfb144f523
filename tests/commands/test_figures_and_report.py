"""`teichaku figures` and `teichaku report`: the same figures as on screen, or a clear refusal."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.calendar.fiscal import fiscal_year, half_year, month, quarter
from app.commands.line import run
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.reports.forms.form import load_form
from app.storage.records import HistoryEntry

PASSPHRASE = "試しのあいことば もくれん あけび"


def call(opened: Any, *words: str) -> tuple[int, str, str]:
    """Status, what was printed, and what was complained about."""
    secret = opened.folder.path.parent / "words.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    where = ("--data", str(opened.folder.path), "--passphrase-file", str(secret))
    status = run([*words, *where], out, err)
    return status, out.getvalue(), err.getvalue()


def test_figures_as_json(filled: Any) -> None:
    with filled.office.reading(filled.actor) as reading:
        right = as_json(figures(reading, month(2026, 9)))
    status, out, _ = call(filled, "figures", "--month", "2026-09", "--json")
    assert status == 0
    assert json.loads(out) == right
    assert right["works"]["コーディネート"]["new"] > 0  # type: ignore[index]


def test_figures_of_a_year_in_words(filled: Any) -> None:
    with filled.office.reading(filled.actor) as reading:
        number = figures(reading, fiscal_year(2026)).number("total.new")
    status, out, _ = call(filled, "figures", "--fiscal-year", "2026")
    assert status == 0
    assert f"total.new\t{number}\n" in out and out.startswith("令和8年度\n")


def test_figures_of_a_quarter_and_a_half(filled: Any) -> None:
    for words, period in (("--quarter", quarter(2026, 2)), ("--half", half_year(2026, 1))):
        with filled.office.reading(filled.actor) as reading:
            right = as_json(figures(reading, period))
        status, out, _ = call(filled, "figures", words, period.key, "--json")
        assert (status, json.loads(out)) == (0, right)


@pytest.mark.parametrize(
    "words",
    [(), ("--month", "2026-09", "--fiscal-year", "2026"), ("--month", "R8.9"),
     ("--calendar-year", "26")],
)  # fmt: skip
def test_exactly_one_readable_period(opened_embedded: Any, words: tuple[str, ...]) -> None:
    status, out, _ = call(opened_embedded, "figures", *words, "--json")
    assert status == 2
    assert json.loads(out)["error"]["code"] == "wrong_use"


def test_a_report_with_its_pdf_and_its_history(filled: Any, tmp_path: Path) -> None:
    out, pdf = tmp_path / "報告.xlsx", tmp_path / "報告.pdf"
    status, said, _ = call(
        filled, "report", "--form", "monthly_builtin", "--month", "2026-09",
        "--out", str(out), "--pdf", str(pdf), "--words", "特記事項=a=b", "--json",
    )  # fmt: skip
    assert status == 0
    assert json.loads(said)["written"] == [str(out), str(pdf)]
    assert json.loads(said)["left_empty"] == ""
    form = load_form("monthly_builtin")
    cell = next(e.cell for e in form.inputs if e.figure == "works.コーディネート.new")
    remarks = next(e.cell for e in form.inputs if e.name == "特記事項")
    with filled.office.reading(filled.actor) as reading:
        number = figures(reading, month(2026, 9)).number("works.コーディネート.new")
        told = reading.session.query(HistoryEntry).filter_by(kind="report.written").all()
        facts = [(entry.details["form"], entry.details["period"]) for entry in told]
    sheet = openpyxl.load_workbook(out)[form.sheet]
    assert (sheet[cell].value, sheet[remarks].value) == (number, "a=b")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert facts == [("monthly_builtin", "2026-09")] * 2


def test_refusals_write_nothing(opened_embedded: Any, tmp_path: Path) -> None:
    out = tmp_path / "報告.xlsx"
    for words, status in (
        (("--form", "ない様式", "--month", "2026-09"), 3),
        (("--form", "prefecture_form_a", "--fiscal-year", "2026"), 2),
        (("--form", "monthly_builtin", "--month", "2026-09", "--words", "所感=x"), 2),
    ):
        found, _, err = call(opened_embedded, "report", *words, "--out", str(out))
        assert found == status
        assert "書き出していません" in err
    assert not out.exists()


def test_a_report_on_disk_is_told_although_its_pdf_could_not_be_written(
    opened_embedded: Any, tmp_path: Path
) -> None:
    out = tmp_path / "報告.xlsx"
    wanted = ("report", "--form", "monthly_builtin", "--month", "2026-09", "--out", str(out))
    assert call(opened_embedded, *wanted, "--pdf", str(tmp_path / "a.xlsx"))[0] == 2
    assert not out.exists()
    status, _, err = call(opened_embedded, *wanted, "--pdf", str(tmp_path / "ない" / "報告.pdf"))
    assert status == 3
    assert "報告.pdf" in err
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        told = reading.session.query(HistoryEntry).filter_by(kind="report.written").all()
        assert [entry.details["file"] for entry in told] == ["xlsx"]
    assert out.exists()
