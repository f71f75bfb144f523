"""The parts of an .xlsx package: reading them, finding the sheets, writing them back."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from app.reports.xlsx.refused import BrokenTemplateError
from app.reports.xlsx.xml_spans import Edit, Element, apply, open_tag, parse

_BEFORE_CALC = (
    "definedNames",
    "externalReferences",
    "functionGroups",
    "sheets",
)
"""What stands before calcPr in a workbook part, nearest first."""


@dataclass(frozen=True)
class Package:
    """All parts of a package in their order; `workbook` and `sheets` are part names."""

    infos: tuple[zipfile.ZipInfo, ...]
    parts: Mapping[str, bytes]
    workbook: str
    sheets: Mapping[str, str]
    date1904: bool
    hidden: frozenset[str] = frozenset()
    """Names of sheets that Excel does not show."""


def read_package(data: bytes) -> Package:
    """Read a template; what cannot be a plain .xlsx is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = tuple(archive.infolist())
            parts = {info.filename: archive.read(info) for info in infos}
    except zipfile.BadZipFile as cause:
        raise BrokenTemplateError(
            ".xlsx のファイルではありません（合言葉付きの場合も読めません）"
        ) from cause
    _refuse_macros(parts)
    workbook = _main_part(parts)
    root = parse(_part(parts, workbook), workbook)
    settings = root.first("workbookPr")
    date1904 = settings is not None and settings.attributes.get("date1904") in {"1", "true"}
    sheets = _sheets(parts, workbook, root)
    return Package(infos, parts, workbook, sheets, date1904, _hidden(root))


def write_package(package: Package, changed: Mapping[str, bytes]) -> bytes:
    """The package with some parts replaced; order, times and compression stay."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for old in package.infos:
            info = zipfile.ZipInfo(old.filename, old.date_time)
            info.compress_type = old.compress_type
            info.external_attr = old.external_attr
            info.create_system = old.create_system
            archive.writestr(info, changed.get(old.filename, package.parts[old.filename]))
    return buffer.getvalue()


def recalculating(data: bytes, part: str) -> bytes:
    """The workbook part with Excel told to calculate everything when it opens the file."""
    root = parse(data, part)
    settings = root.first("calcPr")
    if settings is not None:
        if settings.attributes.get("fullCalcOnLoad") in {"1", "true"}:
            return data
        wanted = settings.attributes | {"fullCalcOnLoad": "1"}
        text = open_tag(settings, wanted, empty=settings.empty)
        return apply(data, [Edit(settings.start, settings.opened, text)])
    before = next(found for name in _BEFORE_CALC if (found := root.first(name)) is not None)
    text = f'<{root.prefix}calcPr fullCalcOnLoad="1"/>'
    return apply(data, [Edit(before.end, before.end, text)])


def _refuse_macros(parts: Mapping[str, bytes]) -> None:
    kinds = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in kinds or any(name.endswith("vbaProject.bin") for name in parts):
        raise BrokenTemplateError(
            "マクロ付きの様式は使えません。"
            "Excelで開き「Excelブック（.xlsx）」として保存し直したものを置いてください"
        )
    if any(name.startswith("_xmlsignatures/") for name in parts):
        raise BrokenTemplateError("電子署名のある様式です。書き込むと署名が壊れるため使えません")


def _part(parts: Mapping[str, bytes], name: str) -> bytes:
    if name not in parts:
        raise BrokenTemplateError(f"{name} がありません")
    return parts[name]


def _relations(parts: Mapping[str, bytes], source: str) -> list[Element]:
    folder, name = posixpath.split(source)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    return parse(_part(parts, part), part).all("Relationship")


def _target(source: str, relation: Element) -> str:
    joined = posixpath.join("/", posixpath.dirname(source), relation.attributes["Target"])
    return posixpath.normpath(joined).lstrip("/")


def _main_part(parts: Mapping[str, bytes]) -> str:
    for relation in _relations(parts, ""):
        if relation.attributes.get("Type", "").endswith("/officeDocument"):
            return _target("", relation)
    raise BrokenTemplateError("Excelブックの本体がありません")


def _hidden(root: Element) -> frozenset[str]:
    listed = root.first("sheets")
    return frozenset(
        sheet.attributes["name"]
        for sheet in (listed.all("sheet") if listed is not None else [])
        if sheet.attributes.get("state", "visible") != "visible"
    )


def _sheets(parts: Mapping[str, bytes], workbook: str, root: Element) -> dict[str, str]:
    targets = {
        relation.attributes["Id"]: _target(workbook, relation)
        for relation in _relations(parts, workbook)
        if relation.attributes.get("Type", "").endswith("/worksheet")
    }
    listed = root.first("sheets")
    found: dict[str, str] = {}
    for sheet in listed.all("sheet") if listed is not None else []:
        link = next((v for k, v in sheet.attributes.items() if k.endswith(":id")), "")
        if link in targets:
            found[sheet.attributes["name"]] = targets[link]
    return found
