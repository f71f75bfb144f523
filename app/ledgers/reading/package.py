"""The parts of a workbook and how they hang together: relations, sheets, date system."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from app.ledgers.reading import limits
from app.ledgers.reading.archive import Archive
from app.ledgers.reading.refusals import refused
from app.ledgers.reading.xml_pass import Attributes, is_true, plain_name, stream

_FIXED = {"styles": "xl/styles.xml", "sharedStrings": "xl/sharedStrings.xml"}
_REFUSED_KINDS = {
    "externalLink": "external_link",
    "externalLinkPath": "external_link",
    "oleObject": "embedded",
    "package": "embedded",
    "control": "embedded",
    "vbaProject": "macro",
    "xlMacrosheet": "macro",
    "xlIntlMacrosheet": "macro",
}


class Relation(NamedTuple):
    """One line of a .rels part; `kind` is the last word of its type."""

    id: str
    kind: str
    target: str
    external: bool


class SheetPart(NamedTuple):
    """A sheet as the workbook names it and the part that holds it ('' for a chart sheet)."""

    name: str
    hidden: bool
    part: str
    has_comments: bool


class Package(NamedTuple):
    """What the workbook part says."""

    sheets: tuple[SheetPart, ...]
    date1904: bool
    hyperlinks: int
    has_connections: bool


class _WorkbookLines:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.date1904 = False

    def start(self, tag: str, attributes: Attributes) -> None:
        name = plain_name(tag)
        if name == "workbookPr":
            self.date1904 = is_true(attributes.get("date1904"))
        elif name == "sheet":
            self._sheet(attributes)

    def _sheet(self, attributes: Attributes) -> None:
        if len(self.sheets) >= limits.MAX_SHEETS:
            raise refused("too_many_sheets")
        relation = next((v for k, v in attributes.items() if plain_name(k) == "id"), "")
        hidden = attributes.get("state", "visible") != "visible"
        self.sheets.append((attributes.get("name", ""), hidden, relation))


def open_package(archive: Archive) -> Package:
    """Read the relations of every part and the workbook; raises `LedgerRefused`."""
    _check_types(archive)
    relations = {name: _relations(archive, name) for name in archive.entries if _is_rels(name)}
    hyperlinks = sum(_check_relations(name, found) for name, found in relations.items())
    if not any(
        one.kind == "officeDocument" and one.target == "xl/workbook.xml"
        for one in relations["_rels/.rels"]
    ):
        raise refused("not_workbook")
    lines = _WorkbookLines()
    stream(archive.chunks("xl/workbook.xml"), lines.start)
    sheets = _sheets(archive, lines, relations)
    return Package(sheets, lines.date1904, hyperlinks, archive.has("xl/connections.xml"))


def _is_rels(name: str) -> bool:
    return name.endswith(".rels") and posixpath.basename(posixpath.dirname(name)) == "_rels"


def _check_types(archive: Archive) -> None:
    found: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if plain_name(tag) in ("Override", "Default"):
            found.append(attributes.get("ContentType", "").casefold())

    stream(archive.chunks("[Content_Types].xml"), start)
    if any("macroenabled" in one or "vbaproject" in one for one in found):
        raise refused("macro")
    if any("sheet.binary" in one for one in found):
        raise refused("xlsb")
    if not any("spreadsheetml" in one for one in found):
        raise refused("not_workbook")


def _relations(archive: Archive, name: str) -> tuple[Relation, ...]:
    base = posixpath.dirname(posixpath.dirname(name))
    found: list[Relation] = []

    def start(tag: str, attributes: Attributes) -> None:
        if plain_name(tag) == "Relationship":
            found.append(_relation(base, attributes))

    stream(archive.chunks(name), start)
    return tuple(found)


def _relation(base: str, attributes: Attributes) -> Relation:
    target = attributes.get("Target", "")
    kind = attributes.get("Type", "").rpartition("/")[2]
    external = attributes.get("TargetMode", "Internal").casefold() != "internal"
    if not external:
        target = _inside(base, target)
    return Relation(attributes.get("Id", ""), kind, target, external)


def _inside(base: str, target: str) -> str:
    if target.startswith("#"):
        return target
    if ":" in target or "\\" in target or target.startswith("//"):
        raise refused("bad_target")
    joined = target[1:] if target.startswith("/") else posixpath.join(base, target)
    path = posixpath.normpath(joined)
    if path.startswith(("..", "/")):
        raise refused("bad_target")
    return path


def _check_relations(name: str, found: tuple[Relation, ...]) -> int:
    """The number of hyperlinks; everything else that leads outside is refused."""
    hyperlinks = 0
    for one in found:
        if one.kind in _REFUSED_KINDS:
            raise refused(_REFUSED_KINDS[one.kind])
        if one.kind == "hyperlink":
            hyperlinks += 1
        elif one.external:
            raise refused("external_link")
        if name == "xl/_rels/workbook.xml.rels" and _FIXED.get(one.kind, one.target) != one.target:
            raise refused("bad_target")
    return hyperlinks


def _sheets(
    archive: Archive, lines: _WorkbookLines, relations: dict[str, tuple[Relation, ...]]
) -> tuple[SheetPart, ...]:
    targets = {one.id: one for one in relations["xl/_rels/workbook.xml.rels"]}
    if not lines.sheets:
        raise refused("not_workbook")
    if len({name.casefold() for name, _, _ in lines.sheets}) != len(lines.sheets):
        raise refused("damaged")
    sheets = []
    used: set[str] = set()
    for name, hidden, relation_id in lines.sheets:
        relation = targets.get(relation_id)
        if relation is None or not name:
            raise refused("damaged")
        part = relation.target
        if not archive.has(part) or not part.endswith(".xml"):
            raise refused("not_workbook")
        # Two sheets on one part would double what was counted once.
        if part in used:
            raise refused("bad_target")
        used.add(part)
        is_grid = relation.kind == "worksheet"
        if is_grid and not part.startswith("xl/worksheets/"):
            raise refused("bad_target")
        folder, base = posixpath.split(part)
        around = relations.get(f"{folder}/_rels/{base}.rels", ())
        comments = any(one.kind in ("comments", "threadedComment") for one in around)
        sheets.append(SheetPart(name, hidden, part if is_grid else "", comments))
    return tuple(sheets)
