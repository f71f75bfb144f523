"""How the cells of a workbook look, as far as it helps to recognise a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.reports.xlsx.package import Package
from app.reports.xlsx.xml_spans import Element, parse

T = TypeVar("T")
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_DAY_FORMATS = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
"""Numbers of the formats every Excel knows that show a day, the Japanese ones too."""
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|\[[^]]*]|General|Red|Standard')
_SIDES = ("left", "top", "right", "bottom")


@dataclass(frozen=True)
class Look:
    """Bold words, where they stand, the ground (six hex digits or ''), lines, the lock."""

    bold: bool = False
    align: str = ""
    wrap: bool = False
    ground: str = ""
    lines: tuple[bool, bool, bool, bool] = (False, False, False, False)
    """Left, top, right, bottom."""
    locked: bool = True
    day: bool = False
    """Whether a number in it is shown as a day."""

    @property
    def drawn(self) -> bool:
        """Whether an empty cell shows anything."""
        return bool(self.ground) or any(self.lines)


PLAIN = Look()


def looks(package: Package) -> tuple[Look, ...]:
    """The looks of a workbook by the number that a cell's `s` names."""
    part = next((name for name in package.parts if name.endswith("/styles.xml")), "")
    if not part:
        return (PLAIN,)
    root = parse(package.parts[part], part)
    bold = [font.first("b") is not None for font in _children(root, "fonts", "font")]
    grounds = [_ground(fill) for fill in _children(root, "fills", "fill")]
    borders = [_lines(border) for border in _children(root, "borders", "border")]
    formats = {
        int(entry.attributes["numFmtId"]): entry.attributes.get("formatCode", "")
        for entry in _children(root, "numFmts", "numFmt")
    }
    found = [
        Look(
            bold=_at(bold, entry, "fontId", False),
            align=_aligned(entry, "horizontal"),
            wrap=_aligned(entry, "wrapText") in {"1", "true"},
            ground=_at(grounds, entry, "fillId", ""),
            lines=_at(borders, entry, "borderId", PLAIN.lines),
            locked=_locked(entry),
            day=_shows_day(int(entry.attributes.get("numFmtId", "0")), formats),
        )
        for entry in _children(root, "cellXfs", "xf")
    ]
    return tuple(found) or (PLAIN,)


def _children(root: Element, group: str, name: str) -> list[Element]:
    found = root.first(group)
    return found.all(name) if found is not None else []


def _at(known: list[T], entry: Element, key: str, otherwise: T) -> T:
    number = int(entry.attributes.get(key, "0"))
    return known[number] if number < len(known) else otherwise


def _ground(fill: Element) -> str:
    pattern = fill.first("patternFill")
    colour = pattern.first("fgColor") if pattern is not None else None
    if pattern is None or colour is None or pattern.attributes.get("patternType") != "solid":
        return ""
    digits = colour.attributes.get("rgb", "")[-6:]
    return digits.upper() if _COLOUR.fullmatch(digits) else ""


def _shows_day(number: int, formats: Mapping[int, str]) -> bool:
    code = _NOT_LETTERS.sub("", formats.get(number, ""))
    return number in _DAY_FORMATS or bool(re.search("[yegd]", code, re.IGNORECASE))


def _lines(border: Element) -> tuple[bool, bool, bool, bool]:
    sides = [border.first(side) for side in _SIDES]
    left, top, right, bottom = (
        side is not None and side.attributes.get("style", "none") != "none" for side in sides
    )
    return left, top, right, bottom


def _aligned(entry: Element, key: str) -> str:
    alignment = entry.first("alignment")
    return alignment.attributes.get(key, "") if alignment is not None else ""


def _locked(entry: Element) -> bool:
    protection = entry.first("protection")
    return protection is None or protection.attributes.get("locked", "1") not in {"0", "false"}
