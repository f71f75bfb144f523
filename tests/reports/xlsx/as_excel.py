"""A workbook as Excel understands its XML: what stands in each cell, of which type, and formulas."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CODE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Read:
    """A cell: its type, its text as it is shown, and whether editing it leaves it text."""

    kind: str
    text: str
    marked: bool


@dataclass(frozen=True)
class WorkbookRead:
    """Cells by address of all sheets in turn, and every formula of every part."""

    cells: tuple[dict[str, Read], ...]
    formulas: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """Every text, in order."""
        return [cell.text for sheet in self.cells for cell in sheet.values() if cell.kind != "n"]

    def marked(self, text: str) -> bool:
        """Whether all cells with this text carry the mark of a text."""
        found = [c.marked for sheet in self.cells for c in sheet.values() if c.text == text]
        return bool(found) and all(found)


def read(data: bytes) -> WorkbookRead:
    """Every part is parsed: what is no XML fails here."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        trees = {
            name: ElementTree.fromstring(package.read(name))
            for name in names
            if name.endswith((".xml", ".rels"))
        }
    shared = trees.get("xl/sharedStrings.xml")
    strings = [_text(one) for one in shared] if shared is not None else []
    quoted = [
        one.get("quotePrefix") == "1"
        for one in trees["xl/styles.xml"].find(f"{_MAIN}cellXfs") or ()
    ]
    sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
    cells = tuple(_cells(trees[name], strings, quoted) for name in sheets)
    formulas = [
        node.text or ""
        for tree in trees.values()
        for node in tree.iter()
        if node.tag in (f"{_MAIN}f", f"{_MAIN}formula", f"{_MAIN}formula1", f"{_MAIN}formula2")
    ]
    return WorkbookRead(cells, tuple(formulas), tuple(names))


def _cells(tree: ElementTree.Element, strings: list[str], quoted: list[bool]) -> dict[str, Read]:
    found = {}
    for cell in tree.iter(f"{_MAIN}c"):
        value, inside = cell.find(f"{_MAIN}v"), cell.find(f"{_MAIN}is")
        kind = cell.get("t", "n")
        if value is None and inside is None:
            continue
        said = strings[int(value.text or "")] if kind == "s" and value is not None else ""
        if inside is not None:
            said = _text(inside)
        elif kind != "s" and value is not None:
            said = value.text or ""
        found[cell.get("r", "")] = Read(kind, said, quoted[int(cell.get("s", "0"))])
    return found


def _text(element: ElementTree.Element) -> str:
    runs = (node.text or "" for node in element.iter(f"{_MAIN}t"))
    return "".join(_CODE.sub(lambda found: chr(int(found[1], 16)), run) for run in runs)
