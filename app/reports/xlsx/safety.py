"""What a workbook from outside must not bring along, looked at before its parts are understood. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from zipfile import ZipInfo

from app.reports.xlsx import cells
from app.reports.xlsx.refused import BrokenTemplateError
from app.reports.xlsx.sheet_patch import cells_of, rows_of
from app.reports.xlsx.xml_spans import parse

MOST_PARTS = 1_000
MOST_ELEMENTS = 60_000
"""Of all parts that are parsed: some 24 µs each, many times the largest form that was seen."""
_LARGEST_STRINGS = 6 * 1024 * 1024
_MOST_PLACES = 400_000
"""From A1 to the last value, of all sheets: so many values are read back one by one."""
_PARSED = re.compile(r"(?:.*\.rels|\[Content_Types\]\.xml|xl/[^/]+\.xml|xl/worksheets/.*)")
_STRINGS = "xl/sharedStrings.xml"
_FORMULA = re.compile(rb"<(?:\w+:)?(?:f|formula[12]?|definedName)\b[^>]*>([^<]*)<")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_CDATA = b"<![CDATA["
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MACROS = (b"vbaProject", b"macrosheet", b"macroEnabled")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]+:|\\\\|//", re.IGNORECASE)
_LOCAL_FILE = re.compile(r"file:/{3}[a-z]:|[a-z]:\\", re.IGNORECASE)

_SAVE_AGAIN = "Excelで開き、「Excelブック（.xlsx）」として保存し直したものを選んでください"
_NAMES = f"中のファイルの名前が正しくありません。{_SAVE_AGAIN}"
_OTHERWISE = f"中の書き方がExcelのものと違います。{_SAVE_AGAIN}"
_CROWDED = "セルや書式が多すぎます。使わないシートや行を除いて保存し直してください"
_FAR = (
    "シート「{sheet}」のずっと離れたところに値があります。"
    "使わない行と列を削除して保存し直してください"
)
_DDE = "ほかのプログラムを動かす式（DDE）が入っています。その式を消して保存し直してください"
_LINKED = (
    "開くとほかのサーバーにつながる参照が入っています。"
    "Excelの「データ」の「リンクの編集」で解除し、保存し直してください"
)
_WITH_MACROS = f"マクロが入っています。{_SAVE_AGAIN}"


def refuse_names(infos: Iterable[ZipInfo]) -> None:
    """Parts that lie elsewhere, twice, or are too many."""
    names = [info.filename for info in infos]
    if len(names) > MOST_PARTS or len(set(names)) != len(names):
        raise BrokenTemplateError(_NAMES)
    for name in names:
        plain = posixpath.normpath(name.rstrip("/"))
        if plain != name.rstrip("/") or name.startswith(("/", "..")) or "\\" in name or ":" in name:
            raise BrokenTemplateError(_NAMES)


def refuse_parts(parts: Mapping[str, bytes]) -> None:
    """Too much to understand in time, macros under another name, what acts or connects by itself."""
    parsed = {name: data for name, data in parts.items() if _PARSED.fullmatch(name)}
    strings = parsed.pop(_STRINGS, b"")
    elements = sum(data.count(b"<") - data.count(b"</") for data in parsed.values())
    if elements > MOST_ELEMENTS or len(strings) > _LARGEST_STRINGS:
        raise BrokenTemplateError(_CROWDED)
    if any(_CDATA in data for data in parsed.values()):
        raise BrokenTemplateError(_OTHERWISE)
    if any(mark in parts.get("[Content_Types].xml", b"") for mark in _MACROS):
        raise BrokenTemplateError(_WITH_MACROS)
    if any(map(_acts, parsed.values())) or any(
        b"ddeLink" in data or b"oleLink" in data
        for name, data in parts.items()
        if name.startswith("xl/externalLinks/")
    ):
        raise BrokenTemplateError(_DDE)
    if any(map(_connects, _relations(parts))):
        raise BrokenTemplateError(_LINKED)


def refuse_far_values(sheets: Mapping[str, str], parts: Mapping[str, bytes]) -> None:
    """A value far away makes a sheet of billions of places, which are read one by one."""
    places = 0
    for sheet, part in sheets.items():
        box = parse(parts.get(part, b"<x/>"), part).first("sheetData")
        rows = rows_of(box) if box is not None else []
        last_row = last_column = 1
        for number, row in rows:
            for column, cell in cells_of(number, row):
                if cell.children:
                    said = cells.place(cell.attributes.get("r", "A1"))
                    last_row = max(last_row, number, said[0])
                    last_column = max(last_column, column)
        places += last_row * last_column
        if places > _MOST_PLACES:
            raise BrokenTemplateError(_FAR.format(sheet=sheet))


def _acts(data: bytes) -> bool:
    """Whether a formula calls a program: the | of service|topic stands outside of all quotes."""
    texts = _FORMULA.finditer(_COMMENT.sub(b"", data))
    formulas = (unescape(found[1].decode("utf-8", "replace")) for found in texts)
    return any("|" in _QUOTED.sub("", formula) for formula in formulas)


def _relations(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Kind and target of everything that lies outside of the workbook."""
    for name, data in parts.items():
        if name.endswith(".rels"):
            for relation in parse(data, name).all("Relationship"):
                if relation.attributes.get("TargetMode", "") == "External":
                    kind = relation.attributes.get("Type", "").rpartition("/")[2]
                    yield kind, relation.attributes.get("Target", "")


def _connects(relation: tuple[str, str]) -> bool:
    """Whether opening the file connects to somewhere; a hyperlink waits for a click."""
    kind, target = relation
    away = _REMOTE.match(target.strip()) and not _LOCAL_FILE.match(target.strip())
    return kind != "hyperlink" and bool(away)
