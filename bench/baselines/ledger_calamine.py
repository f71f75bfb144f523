"""A ledger's cells by calamine, and what calamine does not tell by one pass over the sheets' XML."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineWorkbook

_PIECE = 1 << 16
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")


def read(path: Path) -> list[list[Any]]:
    """Every sheet: name, its rows of values ('' for nothing), hidden rows, cells with a formula."""
    book = CalamineWorkbook.from_path(str(path))
    found = []
    with zipfile.ZipFile(path) as archive:
        parts = sorted(
            (name for name in archive.namelist() if _SHEET.fullmatch(name)),
            key=lambda name: int(_SHEET.fullmatch(name)[1]),  # type: ignore[index]
        )
        for name, part in zip(book.sheet_names, parts, strict=True):
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            hidden, formulas = _marks(archive, part)
            found.append([name, rows, hidden, formulas])
    return found


def _marks(archive: zipfile.ZipFile, part: str) -> tuple[list[int], list[str]]:
    hidden, formulas = list[int](), list[str]()
    cell = ""

    def begun(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cell
        if tag == "c":
            cell = attributes["r"]
        elif tag == "f":
            formulas.append(cell)
        elif tag == "row" and attributes.get("hidden") == "1":
            hidden.append(int(attributes["r"]))

    parser = expat.ParserCreate()
    parser.StartElementHandler = begun
    with archive.open(part) as source:
        while piece := source.read(_PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)
    return hidden, formulas
