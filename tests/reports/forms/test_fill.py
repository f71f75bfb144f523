"""A filled form holds every figure, and everything else in the file is as it was."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.errors import FileProblem, InvalidInput
from app.reports.forms import excel
from app.reports.forms.excel import fill
from app.reports.forms.form import Form, load_form, load_forms, report_values

TEXTS = int(os.environ.get("TEICHAKU_TEXTS", "15"))
"""How many texts are tried; more for a long run."""
MONTHS = ("2024-04", "2024-10", "2025-03")
WORKS = ("コーディネート", "フォローアップ", "相談支援", "被疑者等支援")


def filled(form: Form, figures: dict[str, Any], month: str, out: Path) -> Path:
    headers = {"ym": date.fromisoformat(f"{month}-01"), "center": "群馬県地域生活定着支援センター"}
    fill(form, report_values(form, figures, headers), out)
    return out


@pytest.mark.parametrize("month", MONTHS)
def test_every_expected_entry_of_form_a_stands_in_its_cell(
    months: dict[str, Any], expected_fill: dict[str, dict[str, Any]], month: str, tmp_path: Path
) -> None:
    form = load_form("prefecture_form_a")
    out = filled(form, months[month], month, tmp_path / "報告.xlsx")
    rows = CalamineWorkbook.from_path(out).get_sheet_by_name(form.sheet).to_python()
    sheet = openpyxl.load_workbook(out)[form.sheet]
    cells = {entry.name: sheet[entry.cell] for entry in form.inputs}
    for name, wanted in expected_fill[month].items():
        cell = cells[name]
        found = cell.value.date().isoformat() if cell.is_date else cell.value
        assert found == wanted, name
        second = rows[cell.row - 1][cell.column - 1] if cell.column <= len(rows[0]) else ""
        if isinstance(wanted, int):
            assert second == wanted, name


def test_all_other_parts_keep_their_bytes(months: dict[str, Any], tmp_path: Path) -> None:
    for form_id in ("prefecture_form_a", "monthly_builtin"):
        form = load_form(form_id)
        out = filled(form, months["2024-10"], "2024-10", tmp_path / f"{form_id}.xlsx")
        with zipfile.ZipFile(form.template) as before, zipfile.ZipFile(out) as after:
            assert before.namelist() == after.namelist()
            changed = {n for n in before.namelist() if before.read(n) != after.read(n)}
        assert changed <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
        assert "xl/worksheets/sheet1.xml" in changed


def test_outside_the_cells_the_sheet_keeps_its_bytes(
    months: dict[str, Any], tmp_path: Path
) -> None:
    form = load_form("prefecture_form_a")
    out = filled(form, months["2024-10"], "2024-10", tmp_path / "報告.xlsx")
    inputs = {entry.cell for entry in form.inputs}

    def frame(path: Path) -> bytes:
        data = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
        without = re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", data)
        for cell in inputs:
            pattern = rf'<c r="{cell}" [^>]*>.*?</c>'.encode()
            without, count = re.subn(pattern, b"<input/>", without)
            assert count == 1, cell
        return without

    assert frame(out) == frame(form.template)


def test_merges_formulas_styles_print_and_protection_stay(
    months: dict[str, Any], tmp_path: Path
) -> None:
    for form in load_forms():
        if form.period != "month":
            continue
        out = filled(form, months["2024-10"], "2024-10", tmp_path / f"{form.id}.xlsx")
        before = openpyxl.load_workbook(form.template)
        after = openpyxl.load_workbook(out)
        assert _frame(after[form.sheet]) == _frame(before[form.sheet])
        names = {name: entry.attr_text for name, entry in before.defined_names.items()}
        assert {name: e.attr_text for name, e in after.defined_names.items()} == names
        assert after.calculation.fullCalcOnLoad
        assert not after.properties.creator
        assert not after.properties.lastModifiedBy


def _frame(sheet: Any) -> dict[str, Any]:
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return {
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "formulas": {c.coordinate: c.value for c in cells if c.data_type == "f"},
        "styles": {c.coordinate: c._style for c in cells},
        "comments": {c.coordinate: c.comment.text for c in cells if c.comment},
        "area": sheet.print_area,
        "page": dict(sheet.page_setup),
        "fit": sheet.sheet_properties.pageSetUpPr.fitToPage,
        "margins": dict(sheet.page_margins),
        "protection": dict(sheet.protection),
        "widths": {k: v.width for k, v in sheet.column_dimensions.items()},
        "heights": {k: v.height for k, v in sheet.row_dimensions.items()},
    }


def test_no_formula_keeps_a_stale_result(months: dict[str, Any], tmp_path: Path) -> None:
    form = load_form("prefecture_form_a")
    out = filled(form, months["2024-10"], "2024-10", tmp_path / "報告.xlsx")
    data = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml")
    assert data.count(b"<f>") > 50
    assert b"</f><v>" not in data


def by_rules(path: Path, sheet_name: str) -> Callable[[str], float]:
    """Totals by a small reading of the formulas the forms use: A+B-C, SUM, ROUND(A/60,1)."""
    sheet = openpyxl.load_workbook(path)[sheet_name]

    def value(address: str) -> float:
        written = sheet[address].value
        if not isinstance(written, str) or not written.startswith("="):
            return written if isinstance(written, int) else 0
        if area := re.fullmatch(r"=SUM\((\w+:\w+)\)", written):
            return sum(value(cell.coordinate) for row in sheet[area[1]] for cell in row)
        if rounded := re.fullmatch(r"=ROUND\((\w+)/60,1\)", written):
            return round(value(rounded[1]) / 60 + 1e-9, 1)
        assert re.fullmatch(r"=\w+([+-]\w+)*", written), written
        terms = re.findall(r"([=+-])(\w+)", written)
        return sum(-value(at) if sign == "-" else value(at) for sign, at in terms)

    return value


def test_totals_of_form_a_come_to_the_figures(
    months: dict[str, Any],
    tmp_path: Path,
) -> None:
    form, figures = load_form("prefecture_form_a"), months["2024-10"]
    out = filled(form, figures, "2024-10", tmp_path / "報告.xlsx")
    total = by_rules(out, form.sheet)
    works, acts = figures["works"], figures["activities"]
    for row, work in enumerate(WORKS, start=9):
        assert total(f"F{row}") == works[work]["open"]
        assert total(f"J{row + 8}") == works[work]["disability"]["sum4"]
        assert total(f"J{row + 22}") == acts["by_work"][work]["count"]
        assert total(f"M{row + 22}") == round(acts["by_work"][work]["minutes"] / 60 + 1e-9, 1)
    for column, key in (("C", "carried"), ("D", "new"), ("E", "closed"), ("F", "open")):
        assert total(f"{column}13") == figures["total"][key]
    assert total("L25") == works["コーディネート"]["destination_total"]
    assert total("L26") == works["被疑者等支援"]["destination_total"]
    assert (total("J36"), total("K36")) == (acts["total_count"], acts["total_minutes"])


def test_totals_of_the_built_in_form_come_to_the_figures(
    months: dict[str, Any],
    tmp_path: Path,
) -> None:
    form, figures = load_form("monthly_builtin"), months["2024-10"]
    out = filled(form, figures, "2024-10", tmp_path / "報告.xlsx")
    total = by_rules(out, form.sheet)
    sheet = openpyxl.load_workbook(out)[form.sheet]

    def below(title: str, heading: str, row: str) -> float:
        """The number in the line `row` under `heading` of the table called `title`."""
        start = _find(sheet, title, 1)
        column = next(
            c.column
            for line in sheet.iter_rows(min_row=start.row + 1, max_row=start.row + 2)
            for c in line
            if c.column > start.column and str(c.value or "").replace("\n", "") == heading
        )
        line = next(
            c.row
            for (c,) in sheet.iter_rows(
                min_row=start.row, min_col=start.column, max_col=start.column
            )
            if c.value == row
        )
        return total(sheet.cell(line, column).coordinate)

    for work in WORKS:
        known = figures["works"][work]
        assert below("１", "月末", work) == known["open"]
        assert below("１", "取扱件数", work) == known["supported_episodes"]
        assert below("２", "延べ計", work) == known["disability"]["sum4"]
        assert below("３", "計", work) == known["new"]
        assert below("４", "計", work) == figures["activities"]["by_work"][work]["count"]
    assert below("１", "月末", "全体") == figures["total"]["open"]
    assert below("１", "実人員", "全体") == figures["total"]["supported_persons"]
    assert below("４", "時間（分）", "計") == figures["activities"]["total_minutes"]
    assert below("５", "コーディネート", "計") == 3


def _find(sheet: Any, start: str, row: int) -> Any:
    return next(
        cell
        for line in sheet.iter_rows(min_row=row)
        for cell in line
        if isinstance(cell.value, str) and cell.value.startswith(f"{start}　")
    )


FORMULA_LIKE = [
    *("=1+1", "+1", "-1", "@SUM(1+1)", "\t=1", "\n=1", "＝1", "＋1", "－1", "＠a", " =1", "'=1"),
    *('"=1', "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", '=HYPERLINK("x")', "{=1}"),
    *("<f>1+1</f>", "]]>", "&#61;1", "_x003D_1", "&lt;", "髙﨑①㈱ｶﾞ 𠮷 葛󠄀", "  前後  "),
]


@pytest.mark.parametrize("text", FORMULA_LIKE)
def test_text_stays_text(text: str, tmp_path: Path) -> None:
    form, out = load_form("prefecture_form_a"), tmp_path / "報告.xlsx"
    fill(form, {"特記事項": text, "作成者": text}, out)
    assert_text(form, out, text)


@settings(max_examples=TEXTS, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=80))
def test_any_text_stays_text(tmp_path: Path, text: str) -> None:
    form, out = load_form("prefecture_form_a"), tmp_path / "報告.xlsx"
    fill(form, {"特記事項": text, "作成者": text}, out)
    assert_text(form, out, text)


def assert_text(form: Form, out: Path, text: str) -> None:
    data = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml")
    template = zipfile.ZipFile(form.template).read("xl/worksheets/sheet1.xml")
    assert data.count(b"<f") == template.count(b"<f")
    assert openpyxl.load_workbook(out)[form.sheet]["C41"].data_type == "s"
    rows = CalamineWorkbook.from_path(out).get_sheet_by_name(form.sheet).to_python()
    assert rows[40][2] == rows[3][13] == text


@pytest.mark.parametrize("bad", ["\x00", "\x08", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_a_character_excel_cannot_hold_is_refused_by_name(bad: str, tmp_path: Path) -> None:
    form, out = load_form("prefecture_form_a"), tmp_path / "報告.xlsx"
    with pytest.raises(InvalidInput, match=rf"3文字目.*U\+{ord(bad):04X}"):
        fill(form, {"特記事項": f"見本{bad}"}, out)
    assert list(tmp_path.iterdir()) == []


def test_a_text_too_long_for_a_cell_is_refused_not_cut(tmp_path: Path) -> None:
    form, out = load_form("prefecture_form_a"), tmp_path / "報告.xlsx"
    fill(form, {"特記事項": "𠮷" * 16_383 + "a"}, out)
    with pytest.raises(InvalidInput, match="32,767"):
        fill(form, {"特記事項": "𠮷" * 16_384}, out)


def test_none_leaves_the_cell_and_a_blank_form_can_be_written(tmp_path: Path) -> None:
    form, out = load_form("prefecture_form_settlement"), tmp_path / "精算.xlsx"
    fill(form, report_values(form, {}, {"fy": "令和6年度", "budget.旅費": 120_000}), out)
    sheet = openpyxl.load_workbook(out)[form.sheet]
    assert (sheet["B4"].value, sheet["B13"].value) == ("令和6年度", 120_000)
    assert sheet["C13"].value is None
    assert sheet["D13"].value == "=B13-C13"


def test_a_form_that_points_at_a_formula_is_refused(tmp_path: Path) -> None:
    form = load_form("prefecture_form_a")
    wrong = replace(form, inputs=(replace(form.inputs[3], cell="F9"),))
    with pytest.raises(FileProblem, match="F9 には様式の数式"):
        fill(wrong, {wrong.inputs[0].name: 1}, tmp_path / "報告.xlsx")
    hidden = replace(form, inputs=(replace(form.inputs[0], cell="D4"),))
    with pytest.raises(FileProblem, match=r"D4 は結合セルの中.*C4"):
        fill(hidden, {hidden.inputs[0].name: date(2024, 4, 1)}, tmp_path / "報告.xlsx")
    with pytest.raises(FileProblem, match="シート「別表」"):
        fill(replace(form, sheet="別表"), {}, tmp_path / "報告.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_value_of_the_wrong_kind_is_a_bug_not_a_file(tmp_path: Path) -> None:
    form = load_form("prefecture_form_a")
    for value in ("7", date(2024, 4, 1), True):
        with pytest.raises(TypeError):
            fill(form, {"コーディ_新規": value}, tmp_path / "報告.xlsx")
    with pytest.raises(KeyError):
        fill(form, {"コーディ_新期": 1}, tmp_path / "報告.xlsx")


@pytest.mark.parametrize("name", ["報告.xlsm", "報告.xls", "報告"])
def test_only_xlsx_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"\.xlsx"):
        fill(load_form("prefecture_form_a"), {}, tmp_path / name)


def test_templates_that_are_no_plain_xlsx_are_refused(tmp_path: Path) -> None:
    form = load_form("prefecture_form_a")
    bad = tmp_path / "template.xlsx"
    bad.write_bytes(b"\xd0\xcf\x11\xe0 not a zip")
    with pytest.raises(FileProblem, match="合言葉"):
        fill(replace(form, template=bad), {}, tmp_path / "報告.xlsx")
    shutil.copy(form.template, bad)
    with zipfile.ZipFile(bad, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(FileProblem, match="マクロ付き"):
        fill(replace(form, template=bad), {}, tmp_path / "報告.xlsx")
    assert not (tmp_path / "報告.xlsx").exists()


def test_a_file_that_differs_beside_the_inputs_is_never_put_in_place(
    months: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, out = load_form("prefecture_form_a"), tmp_path / "報告.xlsx"
    values = report_values(form, months["2024-10"], {})
    write, patch = excel.write_package, excel.patch_sheet

    def another_part(package: Any, changed: dict[str, bytes]) -> bytes:
        styles = package.parts["xl/styles.xml"]
        return write(package, {**changed, "xl/styles.xml": styles + b" "})

    def another_cell(data: bytes, part: str, wanted: Any, **more: Any) -> bytes:
        return patch(data, part, {**wanted, (5, 14): "余分"}, **more)

    for name, act, reason in (
        ("write_package", another_part, "styles.xml が元と違い"),
        ("patch_sheet", another_cell, "N5 の値が元の様式と違い"),
    ):
        with monkeypatch.context() as changed:
            changed.setattr(excel, name, act)
            with pytest.raises(FileProblem, match=reason):
                fill(form, values, out)
        assert not out.exists()
