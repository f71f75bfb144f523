"""Sheets written by other hands: missing cells, prefixes, array formulas, 1904 dates."""

from __future__ import annotations

from datetime import date

import pytest

from app.reports.xlsx.cells import address, place
from app.reports.xlsx.package import recalculating
from app.reports.xlsx.refused import BrokenTemplateError
from app.reports.xlsx.sheet_patch import CellValue, patch_sheet

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(body: str, before: str = "", after: str = "") -> bytes:
    return f"<worksheet {NS}>{before}<sheetData>{body}</sheetData>{after}</worksheet>".encode()


def patched(data: bytes, values: dict[str, CellValue], *, date1904: bool = False) -> str:
    places = {place(cell): value for cell, value in values.items()}
    return patch_sheet(data, "sheet1.xml", places, date1904=date1904).decode()


def body(text: str) -> str:
    return text.partition("<sheetData>")[2].partition("</sheetData>")[0]


def test_addresses_count_like_excel() -> None:
    for written, spot in {
        "A1": (1, 1),
        "Z9": (9, 26),
        "AA10": (10, 27),
        "XFD1": (1, 16384),
    }.items():
        assert place(written) == spot
        assert address(spot) == written


def test_a_cell_keeps_its_style_and_loses_its_old_type() -> None:
    data = sheet('<row r="1"><c r="A1" s="5" t="s"><v>3</v></c></row>')
    assert body(patched(data, {"A1": 7})) == '<row r="1"><c r="A1" s="5"><v>7</v></c></row>'
    told = body(patched(data, {"A1": "<a> "}))
    inner = '<is><t xml:space="preserve">&lt;a&gt; </t></is>'
    assert told == f'<row r="1"><c r="A1" s="5" t="inlineStr">{inner}</c></row>'


def test_missing_cells_and_rows_are_put_in_their_order() -> None:
    data = sheet('<row r="2" spans="2:4"><c r="B2"/><c r="D2" s="1"/></row><row r="5" ht="9"/>')
    wanted: dict[str, CellValue] = {"A2": 1, "C2": 2, "E2": 3, "D2": 4, "B5": 5, "A1": 6}
    wanted |= {"C3": 7, "A3": 8, "A9": 9}
    assert body(patched(data, wanted)) == (
        '<row r="1"><c r="A1"><v>6</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"/><c r="C2"><v>2</v></c>'
        '<c r="D2" s="1"><v>4</v></c><c r="E2"><v>3</v></c></row>'
        '<row r="3"><c r="A3"><v>8</v></c><c r="C3"><v>7</v></c></row>'
        '<row r="5" ht="9"><c r="B5"><v>5</v></c></row>'
        '<row r="9"><c r="A9"><v>9</v></c></row>'
    )


def test_rows_and_cells_without_numbers_are_counted() -> None:
    data = sheet("<row><c/><c/></row><row><c><v>1</v></c></row>")
    told = body(patched(data, {"B1": 5, "A2": 6}))
    assert told == "<row><c/><c><v>5</v></c></row><row><c><v>6</v></c></row>"


def test_an_empty_sheet_and_default_styles() -> None:
    before = '<cols><col min="2" max="3" style="4"/></cols>'
    data = f"<worksheet {NS}>{before}<sheetData/></worksheet>".encode()
    told = body(patched(data, {"C1": 1, "D1": 2}))
    assert told == '<row r="1"><c r="C1" s="4"><v>1</v></c><c r="D1"><v>2</v></c></row>'
    styled = sheet('<row r="1" s="8" customFormat="1"/>', before)
    assert '<c r="C1" s="8"><v>1</v></c>' in patched(styled, {"C1": 1})


def test_prefixed_sheets_get_prefixed_cells() -> None:
    ns = NS.replace("xmlns", "xmlns:x")
    data = f'<x:worksheet {ns}><x:sheetData><x:row r="1"/></x:sheetData></x:worksheet>'.encode()
    told = patched(data, {"A1": "字"})
    assert '<x:c r="A1" t="inlineStr"><x:is><x:t xml:space="preserve">字</x:t></x:is></x:c>' in told


def test_byte_offsets_hold_after_a_mark_and_wide_characters() -> None:
    data = sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>漢字𠮷</t></is></c><c r="B1"/></row>')
    for start in (b"\xef\xbb\xbf", b'<?xml version="1.0" encoding="UTF-8"?>\n'):
        told = patch_sheet(start + data, "s", {(1, 2): 5}, date1904=False)
        assert told == start + data.replace(b'<c r="B1"/>', b'<c r="B1"><v>5</v></c>')


def test_cached_results_go_and_formulas_stay() -> None:
    data = sheet(
        '<row r="1"><c r="A1" t="str" s="2"><f>B1&amp;"＞"</f><v>旧</v></c>'
        '<c r="B1"><v>1</v></c><c r="C1" t="e"><f t="shared" si="0"/><v>#REF!</v></c></row>'
    )
    assert body(patched(data, {})) == (
        '<row r="1"><c r="A1" s="2"><f>B1&amp;"＞"</f></c>'
        '<c r="B1"><v>1</v></c><c r="C1"><f t="shared" si="0"/></c></row>'
    )


def test_formulas_array_areas_and_covered_cells_are_refused() -> None:
    data = sheet(
        '<row r="1"><c r="A1"><f t="array" ref="A1:B2">C1:D2</f><v>1</v></c><c r="E1"><f>1</f></c></row>',
        after='<mergeCells count="1"><mergeCell ref="G1:H2"/></mergeCells>',
    )
    for cell in ("A1", "B2", "E1", "H1", "G2"):
        with pytest.raises(BrokenTemplateError, match=cell):
            patched(data, {cell: 1})
    assert '<c r="G1"><v>1</v></c>' in patched(data, {"G1": 1})


@pytest.mark.parametrize(
    ("day", "since_1900", "since_1904"),
    [
        (date(1904, 1, 1), 1462, 0),
        (date(2000, 2, 29), 36585, 35123),
        (date(2024, 4, 1), 45383, 43921),
    ],
)
def test_dates_follow_the_workbooks_epoch(day: date, since_1900: int, since_1904: int) -> None:
    assert f"<v>{since_1900}</v>" in patched(sheet(""), {"A1": day})
    assert f"<v>{since_1904}</v>" in patched(sheet(""), {"A1": day}, date1904=True)


@pytest.mark.parametrize(
    "data",
    [
        b"<worksheet><sheetData>",
        b"<chartsheet/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>',
        b'<?xml version="1.0" encoding="Shift_JIS"?><worksheet><sheetData/></worksheet>',
        "<worksheet><sheetData/></worksheet>".encode("utf-16"),
    ],
)
def test_a_part_that_cannot_be_edited_safely_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenTemplateError):
        patched(data, {"A1": 1})


def test_recalculation_is_asked_for_in_the_right_place() -> None:
    start, end = f"<workbook {NS}><workbookPr/><sheets/>", "</workbook>"

    def told(middle: str) -> str:
        written = recalculating(f"{start}{middle}{end}".encode(), "workbook.xml").decode()
        return written.removeprefix(start).removesuffix(end)

    assert told("") == '<calcPr fullCalcOnLoad="1"/>'
    assert told("<definedNames></definedNames><oleSize/>") == (
        '<definedNames></definedNames><calcPr fullCalcOnLoad="1"/><oleSize/>'
    )
    assert told('<calcPr calcId="1"/>') == '<calcPr calcId="1" fullCalcOnLoad="1"/>'
    assert told('<calcPr fullCalcOnLoad="0"></calcPr>') == '<calcPr fullCalcOnLoad="1"></calcPr>'
    assert told('<calcPr fullCalcOnLoad="1" />') == '<calcPr fullCalcOnLoad="1" />'
