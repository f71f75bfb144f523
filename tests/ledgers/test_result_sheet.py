"""The result of a check as a book: every row that counts, and nothing that Excel would run."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.errors import FileProblem
from app.ledgers import result_sheet
from app.ledgers.check import problem
from app.ledgers.result_sheet import HANDLINGS, handling, short_reason, write_result
from app.reports.output import write_whole
from tests.reports.xlsx.as_excel import read
from tests.tricky import FORMULAS, MARKUP


def test_every_row_is_told_as_text(messy: Any, tmp_path: Path) -> None:
    out = write_result(messy.plan, tmp_path / "結果.xlsx")
    sheet = openpyxl.load_workbook(out).active
    rows = list(sheet.iter_rows(values_only=True))
    told = [row for row in messy.plan.rows if row.disposition != "skip"]
    assert len(rows) == len(told) + 1
    assert rows[0] == ("シート", "行", "扱い", "管理番号", "氏名", "読み取り", "理由・直し方")
    assert [(row[0], row[1]) for row in rows[1:]] == [(r.sheet, str(r.row)) for r in told]
    assert [row[3] for row in rows[1:]] == [r.values.get("number") or None for r in told]
    assert all(
        cell.data_type in ("s", "inlineStr", "n") and (cell.value is None or cell.data_type == "s")
        for line in sheet.iter_rows()
        for cell in line
    )


def test_the_refused_rows_say_what_to_do(messy: Any, tmp_path: Path) -> None:
    out = write_result(messy.plan, tmp_path / "結果.xlsx")
    rows = openpyxl.load_workbook(out).active.iter_rows(values_only=True)
    refused = [row for row in rows if row[2] == "不可"]
    assert len(refused) == 5 and all("台帳" in row[6] or "直して" in row[6] for row in refused)


def test_no_sentence_misses_the_word_for_its_field(messy: Any) -> None:
    for row in messy.plan.rows:
        for found in row.problems:
            assert (
                not found.words.startswith(("が", "は", "「", "の")) or found.code == "unknown_mark"
            )


def test_every_reason_has_short_words_without_gaps(messy: Any) -> None:
    for row in messy.plan.rows:
        words = short_reason(row)
        assert "{" not in words and "「」" not in words and not words.startswith("が")
        assert handling(row) in (*HANDLINGS.values(), "確認", "同じ人？")


def test_an_unknown_code_shows_its_first_sentence(messy: Any) -> None:
    row = next(row for row in messy.plan.rows if row.problems)
    odd = replace(problem("left_out"), code="never_heard_of")
    assert short_reason(row._replace(problems=(odd,))) == "この行は取り込まないことにしました"


def test_a_folder_that_is_not_there_refuses(messy: Any, tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        write_result(messy.plan, tmp_path / "ない" / "結果.xlsx")


def test_a_book_that_is_not_whole_never_stands_there(tmp_path: Path) -> None:
    whole, out = io.BytesIO(), tmp_path / "結果.xlsx"
    with zipfile.ZipFile(whole, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>" * 9)
    data = whole.getvalue()
    wrong = data.replace(b"<workbook/>", b"<worXbook/>", 1)
    for broken in (b"", data[: len(data) // 2], wrong):
        with pytest.raises(FileProblem, match="台帳と記録はそのまま"):
            write_whole(out, broken, result_sheet._complete)
        assert not out.exists()
    write_whole(out, data, result_sheet._complete)
    assert out.read_bytes() == data


def test_no_word_of_a_ledger_becomes_a_formula(messy: Any, tmp_path: Path) -> None:
    for text in (*FORMULAS, *MARKUP):
        rows = tuple(
            row._replace(sheet=text, values={**row.values, "number": text, "name": text})
            for row in messy.plan.rows
            if row.disposition != "skip"
        )[:4]
        out = write_result(replace(messy.plan, rows=rows), tmp_path / "結果.xlsx")
        found = read(out.read_bytes())
        assert found.formulas == () and found.texts.count(text) == 12, ascii(text)
        assert found.marked(text) == (text in FORMULAS)


def test_the_book_is_ready_to_be_worked_through(messy: Any, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_result(messy.plan, tmp_path / "結果.xlsx")).active
    assert (sheet.title, sheet.freeze_panes) == ("取込の結果", "A2")
    assert sheet.auto_filter.ref == f"A1:G{sheet.max_row}"
    assert [round(sheet.column_dimensions[c].width) for c in "ABG"] == [17, 7, 91]
    assert sheet["A1"].font.bold and not sheet["A2"].font.bold
    assert sheet["G2"].alignment.wrap_text and sheet["G2"].alignment.vertical == "top"
    assert sheet["G2"].number_format == "@"
