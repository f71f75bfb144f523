"""Workbooks that somebody bent: one clear sentence each, at once, and no part of them is run."""

from __future__ import annotations

import io
import re
import time
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.errors import FileProblem
from app.reports.forms.excel import fill, try_out
from app.reports.forms.taking_in import check_workbook, read_workbook
from tests.reports.forms.made_forms import workbook
from tests.reports.forms.test_taking_in import made_form, put

SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
KINDS, LINK = "[Content_Types].xml", "xl/externalLinks/externalLink1.xml"
SECONDS = 2.0
PLAIN = workbook()
Change = Callable[[bytes], bytes]


def bent(changes: Mapping[str, Change], *more: tuple[str, bytes]) -> bytes:
    """The plain workbook with some parts changed and others added."""
    buffer = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore"),  # of names that stand there twice
        zipfile.ZipFile(io.BytesIO(PLAIN)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, changes.get(info.filename, lambda same: same)(data))
        for name, data in more:
            new.writestr(name, data)
    return buffer.getvalue()


def before(end: str, text: str) -> Change:
    """Put text before a closing tag."""
    return lambda data: data.replace(end.encode(), (text + end).encode())


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def value(address: str) -> str:
    return f'<c r="{address}"><v>1</v></c>'


def linked(target: str) -> tuple[tuple[str, bytes], ...]:
    """A link to another workbook."""
    relation = (
        f'<Relationship Id="a" Type="x/externalLinkPath" Target="{target}" TargetMode="External"/>'
    )
    rels = f'<Relationships xmlns="x">{relation}</Relationships>'.encode()
    return (LINK, b"<externalLink/>"), ("xl/externalLinks/_rels/externalLink1.xml.rels", rels)


def kind(part: str, words: str) -> Change:
    return before("</Types>", f'<Override PartName="/{part}" ContentType="{words}"/>')


def formula(text: str) -> Change:
    return lambda data: re.sub(rb"<f>B5[^<]*</f>", f"<f>{text}</f>".encode(), data)


def renamed(data: bytes, offset: int, field: bytes) -> bytes:
    """Every entry of the directory with other bytes at a place."""
    found, at = bytearray(data), 0
    while (at := found.find(b"PK\1\2", at)) >= 0:
        found[at + offset : at + offset + len(field)] = field
        at += 4
    return bytes(found)


def torn() -> bytes:
    """A sheet whose packed bytes were overwritten."""
    data = bytearray(PLAIN)
    at = data.find(SHEET.encode()) + len(SHEET) + 20
    data[at : at + 40] = bytes(byte ^ 0xFF for byte in data[at : at + 40])
    return bytes(data)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
FAR = {
    "cell": row(1_048_576, value("XFD1048576")),
    "column": row(20_000, value("XFD20000")),
    "said by the cell": row(60, value("A1048576")),
    "said by the row": row(1_048_576, "<c><v>1</v></c>"),
}
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "200 MB of text": (
        lambda: bent({STRINGS: before("</sst>", f"<si><t>{'a' * 200_000_000}</t></si>")}),
        "広げると 191 MB",
    ),
    "a size that is not true": (
        lambda: renamed(bent({STRINGS: before("</sst>", " " * 9_000_000)}), 24, b"\x64\0\0\0"),
        "壊れています",
    ),
    "5,000 parts": (lambda: bent({}, *((f"x/{at}", b"") for at in range(5000))), "名前が正しく"),
    "a part above": (lambda: bent({}, ("../../evil.txt", b"x")), "名前が正しく"),
    "a part of the root": (lambda: bent({}, ("/etc/passwd", b"x")), "名前が正しく"),
    "a part of Windows": (lambda: bent({}, ("..\\evil.txt", b"x")), "名前が正しく"),
    "a sheet twice": (lambda: bent({}, (SHEET, b"<worksheet/>")), "名前が正しく"),
    "a link to a server": (lambda: bent({}, *linked("http://evil.example/x.xlsx")), "つながる参照"),
    "a link to a share": (lambda: bent({}, *linked("file:///\\\\evil\\x.xlsx")), "つながる参照"),
    "a DDE link": (lambda: bent({}, (LINK, b'<x><ddeLink ddeService="cmd"/></x>')), "DDE"),
    "a DDE formula": (lambda: bent({SHEET: formula("cmd|'/c calc'!A0")}), "DDE"),
    "a DDE formula in disguise": (
        lambda: bent({SHEET: formula("cmd&#124;<!-- -->'/c calc'!A0")}),
        "DDE",
    ),
    "a DDE name": (
        lambda: bent(
            {BOOK: before("</workbook>", "<definedName name='n'>cmd|'/c calc'!A0</definedName>")}
        ),
        "DDE",
    ),
    "a formula in CDATA": (
        lambda: bent({SHEET: formula("<![CDATA[1]]>")}),
        "Excelのものと違います",
    ),
    "macros renamed": (
        lambda: bent({KINDS: kind("xl/a.bin", "application/vnd.ms-office.vbaProject")}),
        "マクロ",
    ),
    "macros of Excel 4": (
        lambda: bent({KINDS: kind("xl/m.xml", "application/vnd.ms-excel.macrosheet+xml")}),
        "マクロ",
    ),
    "100,000 merged cells": (
        lambda: bent({SHEET: before("</mergeCells>", '<mergeCell ref="H9:I9"/>' * 100_000)}),
        "多すぎます",
    ),
    "200,000 rows": (
        lambda: bent({SHEET: before("</sheetData>", "<row/>" * 200_000)}),
        "多すぎます",
    ),
    "200,000 formats": (
        lambda: bent({"xl/styles.xml": before("</cellXfs>", "<xf/>" * 200_000)}),
        "多すぎます",
    ),
    "200,000 levels": (
        lambda: bent({SHEET: before("</worksheet>", "<a>" * 200_000 + "</a>" * 200_000)}),
        "多すぎます",
    ),
    **{
        f"a far {name}": (
            lambda text=text: bent({SHEET: before("</sheetData>", text)}),  # type: ignore[misc]
            "離れたところ",
        )
        for name, text in FAR.items()
    },
    "a cell beyond the sheet": (
        lambda: bent({SHEET: before("</sheetData>", row(99_999_999, value("ZZZZ99999999")))}),
        "壊れています",
    ),
    "a formula over everything": (
        lambda: bent(
            {SHEET: lambda data: data.replace(b"<f>B5", b'<f t="array" ref="A1:XFD1048576">B5')}
        ),
        "範囲が広すぎます",
    ),
    "an endless height": (
        lambda: bent({SHEET: lambda data: data.replace(b'<row r="2"', b'<row r="2" ht="1e9999"')}),
        "壊れています",
    ),
    "entities": (
        lambda: bent({SHEET: lambda data: data.replace(b"?>", f"?>{ENTITIES}".encode(), 1)}),
        "文書型宣言",
    ),
    "torn bytes": (torn, "壊れています"),
    "a packing nobody knows": (lambda: renamed(PLAIN, 10, b"\x63\0"), "壊れています"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_bent_workbook_ends_in_one_sentence(name: str, tmp_path: Path) -> None:
    make, reason = HOSTILE[name]
    path = tmp_path / "様式.xlsx"
    path.write_bytes(make())
    began = time.process_time()
    with pytest.raises(FileProblem, match=reason) as refused:
        read_workbook(path)
    assert time.process_time() - began < SECONDS
    words = refused.value.message
    assert words.startswith(
        "「様式.xlsx」は様式にできません。ファイルと、登録済みの様式はそのままです。"
    )
    assert "保存し" in words and words.endswith("。") and "。。" not in words
    assert list(tmp_path.iterdir()) == [path]


def hide_far(book: Any, sheet: Any) -> None:
    other = book.get_worksheet_by_name("記入要領")
    other.write("XFD1048576", 1)
    other.hide()


def test_a_far_value_on_a_hidden_sheet_is_found_too() -> None:
    with pytest.raises(FileProblem, match="シート「記入要領」のずっと離れたところ"):
        check_workbook("様式.xlsx", workbook(more=hide_far))


STRANGE: dict[str, Callable[[], bytes]] = {
    "10,000 merged cells": lambda: bent(
        {
            SHEET: before(
                "</mergeCells>",
                "".join(f'<mergeCell ref="H{at}:I{at}"/>' for at in range(40, 10_040)),
            )
        }
    ),
    "a link to a workbook beside it": lambda: bent({}, *linked("../集計.xlsx")),
    "a sheet whose name is quoted": lambda: bent({SHEET: formula("'a|b'!A1&amp;&quot;x|y&quot;")}),
    "a format of a far empty cell": lambda: bent(
        {SHEET: before("</sheetData>", row(1_048_576, '<c r="XFD1048576" s="1"/>'))}
    ),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_but_harmless_workbook_is_a_form(name: str, tmp_path: Path) -> None:
    began = time.process_time()
    found = check_workbook("様式.xlsx", STRANGE[name]())
    view = found.view("報告")
    assert view.refusal((5, 5)) and not view.refusal((5, 2))
    form = made_form(found.data)
    try_out(form)
    fill(form, {"B5": 3}, tmp_path / "報告.xlsx")
    assert time.process_time() - began < SECONDS


def test_words_like_markup_and_formulas_stay_words(tmp_path: Path) -> None:
    found = check_workbook(
        "様式.xlsx",
        bent({BOOK: lambda data: data.replace("報告".encode(), b"&lt;b&gt;x&lt;/b&gt;")}),
    )
    assert "<b>x</b>" in found.sheets
    evil = "=cmd|'/c calc'!A0"
    form = made_form(PLAIN, put("B2", "$free", evil))
    fill(form, {evil: evil}, tmp_path / "報告.xlsx")
    with zipfile.ZipFile(tmp_path / "報告.xlsx") as archive:
        sheet = archive.read(SHEET).decode()
    cell = re.search(r'<c r="B2"[^>]*>(.*?)</c>', sheet)
    assert cell is not None and "<f" not in cell[0] and 't="inlineStr"' in cell[0]
