"""Malformed and malicious workbooks, each with the codes of refusal it may meet.

`None` among the codes: the file may also be read harmlessly.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006"
SPACES = f'xmlns="{MAIN}" xmlns:r="{REL}"'
SHEET = "xl/worksheets/sheet1.xml"
ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>5</v></c></row>'

Parts = dict[str, str | bytes]
Codes = tuple[str | None, ...]


@dataclass(frozen=True)
class Case:
    """A file's bytes and how it must end."""

    name: str
    make: Callable[[], bytes]
    codes: Codes


def rels(*lines: str) -> str:
    return f'<Relationships xmlns="{PACK}/relationships">{"".join(lines)}</Relationships>'


def rel(ident: str, kind: str, target: str, mode: str = "") -> str:
    extra = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="{ident}" Type="{REL}/{kind}" Target="{target}"{extra}/>'


def types(main: str = "application/vnd.openxmlformats-officedocument.spreadsheetml") -> str:
    return (
        f'<Types xmlns="{PACK}/content-types"><Default Extension="xml" ContentType="text/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/></Types>'
    )


def book(sheets: str = '<sheet name="台帳" sheetId="1" r:id="rId1"/>', before: str = "") -> str:
    return f"<workbook {SPACES}>{before}<sheets>{sheets}</sheets></workbook>"


def sheet(rows: str = ROWS, before: str = "", after: str = "") -> str:
    return f"<worksheet {SPACES}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def styles(formats: str = '<xf numFmtId="0" fontId="0"/>', codes: str = "", fonts: str = "") -> str:
    return (
        f"<styleSheet {SPACES}><numFmts>{codes}</numFmts><fonts><font/>{fonts}</fonts>"
        f"<cellXfs>{formats}</cellXfs></styleSheet>"
    )


def strings(lines: str = "<si><t>氏名</t></si>") -> str:
    return f"<sst {SPACES}>{lines}</sst>"


NAMES = {
    "types": "[Content_Types].xml",
    "root": "_rels/.rels",
    "book": "xl/workbook.xml",
    "links": "xl/_rels/workbook.xml.rels",
    "styles": "xl/styles.xml",
    "strings": "xl/sharedStrings.xml",
    "sheet": SHEET,
}


def parts(**changes: str | bytes | None) -> Parts:
    """The parts of a small good book; keyword `sheet`, `book` … replaces or (None) removes."""
    good: dict[str, str | bytes | None] = {
        "types": types(),
        "root": rels(rel("rId1", "officeDocument", "xl/workbook.xml")),
        "book": book(),
        "links": rels(
            rel("rId1", "worksheet", "worksheets/sheet1.xml"),
            rel("rId2", "styles", "styles.xml"),
            rel("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
        "styles": styles(),
        "strings": strings(),
        "sheet": sheet(),
    }
    good.update(changes)
    return {NAMES[key]: value for key, value in good.items() if value is not None}


def packed(content: Parts, level: int = 6) -> bytes:
    """A zip of the parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as target:
        for name, value in content.items():
            target.writestr(name, value)
    return out.getvalue()


def workbook(**changes: str | bytes | None) -> bytes:
    """A small book with some parts changed."""
    return packed(parts(**changes))


def with_part(name: str, value: str | bytes = b"x", **changes: str | bytes | None) -> bytes:
    """A small book with one more part."""
    return packed({**parts(**changes), name: value})


def _raw_zip(files: list[tuple[str, bytes, int, int]], shared_start: bool = False) -> bytes:
    """(name, content, told size, flags) written by hand; all on one extent if asked."""
    body, central = bytearray(), bytearray()
    for name, content, told, flags in files:
        squeezed = zlib.compress(content)[2:-4]
        offset = 0 if shared_start else len(body)
        head = (20, flags, 8, 0, 0, zlib.crc32(content), len(squeezed), told, len(name), 0)
        if not (shared_start and body):
            body += struct.pack("<4s5H3L2H", b"PK\3\4", *head) + name.encode() + squeezed
        central += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *head, 0, 0, 0, 0, offset)
        central += name.encode()
    count = len(files)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(central), len(body), 0)
    return bytes(body + central + end)


def _lying(part: str, told: int) -> bytes:
    content = parts()
    files = []
    for name, value in content.items():
        data = value.encode() if isinstance(value, str) else value
        files.append((name, data, told if name == part else len(data), 0))
    return _raw_zip(files)


def _overlapping() -> bytes:
    data = parts()[SHEET]
    assert isinstance(data, str)
    files = [(SHEET, data.encode(), len(data.encode()), 0)] * 2
    return _raw_zip(files, shared_start=True)


def _quoted_inside() -> bytes:
    """A stored part whose bytes are a whole other part, as in the bombs that grow by the square."""
    names, content = (b"outer.bin", b"inner.bin"), b"inner"
    blob, central = b"", b""
    for name in reversed(names):
        body = blob or content
        head = (20, 0, 0, 0, 0, zlib.crc32(body), len(body), len(body), len(name), 0)
        blob = struct.pack("<4s5H3L2H", b"PK\3\4", *head) + name + body
        offset = 0 if name == names[0] else 30 + len(names[0])
        central += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *head, 0, 0, 0, 0, offset) + name
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, len(central), len(blob), 0)
    return blob + central + end


def _wrong_checksum() -> bytes:
    data = workbook()
    checksum = struct.pack("<L", zlib.crc32(sheet().encode()))
    assert data.count(checksum) == 2
    return data.replace(checksum, b"\1\2\3\4")


def _tells_little() -> bytes:
    files = [
        (name, str(text).encode(), len(str(text).encode()), 0) for name, text in parts().items()
    ]
    return _raw_zip([*files, ("xl/media/i.bin", b" " * 20_000_000, 10, 0)])


def _overlap_by_offset() -> bytes:
    data = bytearray(workbook())
    first = data.index(b"PK\1\2")
    second = data.index(b"PK\1\2", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def _into_the_directory() -> bytes:
    content = {name: text for name, text in parts().items() if name != SHEET}
    data = bytearray(packed({**content, SHEET: sheet()}))
    last = data.rindex(b"PK\1\2")
    offset = struct.unpack_from("<L", data, last + 42)[0]
    for at in (last + 20, offset + 18):
        packed_size = struct.unpack_from("<L", data, at)[0]
        struct.pack_into("<L", data, at, packed_size + 40)
    return bytes(data)


def _twice(name: str, again: str) -> bytes:
    data = with_part("Q" * len(again))
    return data.replace(("Q" * len(again)).encode(), again.encode())


def _flagged() -> bytes:
    data = bytearray(workbook())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def _end_changed(at: int, value: bytes) -> bytes:
    data = bytearray(workbook())
    end = data.rindex(b"PK\5\6")
    data[end + at : end + at + len(value)] = value
    return bytes(data)


def _zeros(name: str, size: int) -> bytes:
    out = BytesIO(packed({key: value for key, value in parts().items() if key != name}))
    piece = b" " * 1_000_000
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
        target.open(name, "w") as part,
    ):
        for _ in range(size // len(piece)):
            part.write(piece)
    return out.getvalue()


def _compound(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + stream.encode("utf-16-le")


def _cells(text: str) -> bytes:
    return workbook(sheet=sheet(text))


def _bad_utf8() -> bytes:
    return workbook(sheet=sheet().replace("<v>5", "<v>Z").encode().replace(b"Z", b"\xff\xfe"))


_BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
_XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def _files() -> Iterator[Case]:
    yield Case("empty file", lambda: b"", ("empty",))
    yield Case("text", lambda: "氏名,生年月日\n架空 一郎,S33.4.1\n".encode(), ("csv",))
    yield Case("sjis csv", lambda: "氏名,生年\n".encode("cp932"), ("csv",))
    yield Case("html", lambda: b"<html><table><tr><td>1</table>", ("html",))
    yield Case("xml table", lambda: b'<?xml version="1.0"?><Workbook/>', ("xml_table",))
    yield Case("pdf", lambda: b"%PDF-1.7 ...", ("pdf",))
    yield Case("noise", lambda: bytes(range(256)) * 20, ("not_zip",))
    yield Case("xls", lambda: _compound("Workbook"), ("xls",))
    yield Case("password", lambda: _compound("EncryptedPackage"), ("password",))
    yield Case("other compound", lambda: _compound("Nothing"), ("not_zip",))
    yield Case("xlsb", lambda: with_part("xl/workbook.bin"), ("xlsb",))
    yield Case("xlsm", lambda: with_part("xl/vbaProject.bin"), ("macro",))
    yield Case("macro type", lambda: workbook(types=types("x.sheet.macroEnabled")), ("macro",))
    yield Case("macro sheet", lambda: with_part("xl/macrosheets/sheet1.xml"), ("macro",))
    yield Case("ods", lambda: packed({"mimetype": "x", "content.xml": "<a/>"}), ("ods",))
    yield Case("no types", lambda: workbook(types=None), ("not_workbook",))
    yield Case("no workbook", lambda: workbook(book=None), ("not_workbook",))
    yield Case("no root relations", lambda: workbook(root=None), ("not_workbook",))
    yield Case("no relations", lambda: workbook(links=None), ("not_workbook",))
    yield Case("no sheet part", lambda: workbook(sheet=None), ("not_workbook",))
    yield Case("no sheets", lambda: workbook(book=book("")), ("not_workbook",))
    yield Case("word document", lambda: workbook(types=types("x.word")), ("not_workbook",))


def _links() -> Iterator[Case]:
    def linked(*lines: str) -> Callable[[], bytes]:
        good = rel("rId1", "worksheet", "worksheets/sheet1.xml")
        return lambda: workbook(links=rels(good, *lines))

    def around(line: str) -> Callable[[], bytes]:
        return lambda: with_part("xl/worksheets/_rels/sheet1.xml.rels", rels(line))

    out = "External"
    yield Case("up and out", linked(rel("rId9", "theme", "../../etc/passwd")), ("bad_target",))
    yield Case("file target", linked(rel("rId9", "theme", "file:///etc/passwd")), ("bad_target",))
    yield Case("http target", linked(rel("rId9", "theme", "http://a.invalid/")), ("bad_target",))
    yield Case("styles elsewhere", linked(rel("r9", "styles", "other.xml")), ("bad_target",))
    yield Case("same part twice", _one_part_twice, ("bad_target",))
    yield Case(
        "external image", around(rel("r1", "image", "http://a.invalid", out)), ("external_link",)
    )
    yield Case(
        "template", around(rel("r1", "attachedTemplate", "//srv/x", out)), ("external_link",)
    )
    yield Case("external link", linked(rel("r9", "externalLink", "e.xml")), ("external_link",))
    yield Case("dde", lambda: with_part("xl/externalLinks/externalLink1.xml"), ("external_link",))
    yield Case("ole", lambda: with_part("xl/embeddings/oleObject1.bin"), ("embedded",))
    yield Case("activex", lambda: with_part("xl/activeX/activeX1.xml", "<a/>"), ("embedded",))
    yield Case("ole relation", around(rel("r1", "oleObject", "../x.bin")), ("embedded",))
    yield Case("ole element", lambda: workbook(sheet=sheet(after="<oleObject/>")), ("embedded",))
    yield Case("hyperlink", around(rel("r1", "hyperlink", "http://a.invalid/", out)), (None,))
    yield Case("custom xml", lambda: with_part("customXml/item1.xml", "<a/>"), (None,))


def _one_part_twice() -> bytes:
    two = '<sheet name="a" sheetId="1" r:id="rId1"/><sheet name="b" sheetId="2" r:id="rId1"/>'
    return workbook(book=book(two))


def _zips() -> Iterator[Case]:
    yield Case("cut short", lambda: workbook()[:-40], ("zip_damaged",))
    yield Case("cut in half", lambda: workbook()[:600], ("zip_damaged",))
    yield Case("bytes appended", lambda: workbook() + b"more", ("zip_damaged",))
    yield Case("bytes before", lambda: b"PK\3\4" + workbook(), ("zip_damaged",))
    yield Case("duplicate", lambda: _twice(SHEET, SHEET), ("duplicate_name",))
    yield Case("duplicate by case", lambda: _twice(SHEET, SHEET.upper()), ("duplicate_name",))
    yield Case("up name", lambda: with_part("../evil.xml"), ("bad_name",))
    yield Case("absolute name", lambda: with_part("/evil.xml"), ("bad_name",))
    yield Case("drive name", lambda: with_part("C:evil.xml"), ("bad_name",))
    yield Case("backslash name", lambda: _twice(SHEET, "..\\evil.xml"), ("bad_name",))
    yield Case("overlap whole", _overlapping, ("duplicate_name", "overlap"))
    yield Case("overlap", _overlap_by_offset, ("overlap", "zip_damaged"))
    yield Case("part over the directory", _into_the_directory, ("overlap",))
    yield Case("part inside a part", _quoted_inside, ("overlap",))
    yield Case("wrong checksum", _wrong_checksum, ("zip_damaged",))
    yield Case("told ten bytes", _tells_little, ("lying_size",))
    yield Case("told smaller", lambda: _lying(SHEET, 10), ("lying_size",))
    yield Case("told larger", lambda: _lying(SHEET, 99_999), ("lying_size",))
    yield Case("told huge", lambda: _lying(SHEET, 4_000_000_000), ("bomb",))
    yield Case("encrypted part", _flagged, ("encrypted_entry",))
    yield Case("zip64 count", lambda: _end_changed(8, b"\xff\xff\xff\xff"), ("zip64",))
    yield Case("wrong count", lambda: _end_changed(8, b"\3\0\3\0"), ("zip_damaged",))
    yield Case("second disk", lambda: _end_changed(4, b"\1\0"), ("zip_damaged",))
    yield Case("wrong offset", lambda: _end_changed(16, b"\0\0\0\0"), ("zip_damaged",))
    yield Case("many parts", _many_parts, ("too_many_entries",))
    yield Case("sheet bomb", lambda: _zeros(SHEET, 190_000_000), ("bomb",))
    yield Case("huge sheet bomb", lambda: _zeros(SHEET, 290_000_000), ("bomb",))
    yield Case("strings bomb", lambda: _zeros("xl/sharedStrings.xml", 59_000_000), ("bomb",))
    yield Case("picture bomb", lambda: _zeros("xl/media/i.png", 49_000_000), ("bomb",))
    yield Case("theme bomb", lambda: _zeros("xl/theme/theme1.xml", 19_000_000), ("bomb",))


def _many_parts() -> bytes:
    return packed({**parts(), **{f"x/{n}.bin": b"" for n in range(2_100)}})


def _xml() -> Iterator[Case]:
    doctype = ("doctype",)
    yield Case("laughs", lambda: workbook(sheet=_BOMB + sheet()), doctype)
    yield Case("laughs in strings", lambda: workbook(strings=_BOMB + strings()), doctype)
    yield Case("xxe", lambda: workbook(book=_XXE + book()), doctype)
    yield Case("xxe in an unread part", lambda: with_part("docProps/a.xml", _XXE + "<a/>"), doctype)
    yield Case("xxe late", lambda: workbook(sheet=" " * 262_140 + _XXE + sheet()), doctype)
    split = " " * 262_140 + '<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>'
    yield Case("doctype over a seam", lambda: with_part("docProps/a.xml", split), doctype)
    yield Case("bad utf-8", _bad_utf8, ("damaged",))
    yield Case("utf-16", lambda: workbook(sheet=sheet().encode("utf-16")), ("encoding",))
    yield Case("utf-16 no bom", lambda: workbook(sheet=sheet().encode("utf-16-le")), ("encoding",))
    sjis = '<?xml version="1.0" encoding="Shift_JIS"?>'
    yield Case("sjis", lambda: workbook(sheet=(sjis + sheet()).encode("cp932")), ("encoding",))
    padded = f'<?xml version="1.0"{" " * 3000}encoding="Shift_JIS"?>'
    yield Case("encoding far away", lambda: workbook(sheet=padded + sheet()), ("encoding",))
    yield Case("error word", lambda: _cells(ROWS.replace('t="s"', 't="e"')), ("damaged",))
    yield Case("cut xml", lambda: workbook(sheet=sheet()[:-30]), ("damaged",))
    yield Case("no xml", lambda: workbook(styles="こんにちは"), ("damaged",))
    yield Case("deep", lambda: workbook(sheet="<a>" * 900_000), ("damaged", "too_large"))
    yield Case("two sheetData", lambda: _cells(f"</sheetData><sheetData>{ROWS}"), ("damaged",))


def _many(line: str, count: int) -> str:
    return "".join(line.replace("#", str(n)) for n in range(1, count + 1))


def _numbers() -> Iterator[Case]:
    cell = '<row r="{0}"><c r="{1}"><v>1</v></c></row>'
    many = '<sheet name="s#" sheetId="#" r:id="rId1"/>'
    yield Case("sheets", lambda: workbook(book=book(_many(many, 100_000))), ("too_many_sheets",))
    yield Case("styles", lambda: workbook(styles=styles("<xf/>" * 400_000)), ("too_many_styles",))
    yield Case(
        "fonts", lambda: workbook(styles=styles(fonts="<font/>" * 99_000)), ("too_many_styles",)
    )
    yield Case(
        "last corner", lambda: _cells(cell.format(1048576, "XFD1048576")), ("too_many_rows",)
    )
    yield Case("far right", lambda: _cells(cell.format(1, "XFD1")), ("too_many_columns",))
    yield Case("far empty text", lambda: _cells(
        '<row r="1048576"><c r="A1048576" t="str"><v></v></c></row>'), ("too_many_rows",))  # fmt: skip
    yield Case("row too far", lambda: _cells(cell.format(1048577, "A1048577")), ("bad_reference",))
    yield Case("row mismatch", lambda: _cells(cell.format(1, "A7")), ("bad_reference",))
    yield Case("column XFE", lambda: _cells(cell.format(1, "XFE1")), ("bad_reference",))
    yield Case("small letters", lambda: _cells(cell.format(1, "a1")), ("bad_reference",))
    yield Case("rows backwards", lambda: _cells(cell.format(2, "A2") + ROWS), ("bad_reference",))
    twice = '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
    yield Case("same column twice", lambda: _cells(twice), ("bad_reference",))
    yield Case("same row twice", lambda: _cells(ROWS + ROWS), ("bad_reference",))
    yield Case("blank styled to the end", lambda: _cells(
        ROWS + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'), (None,))  # fmt: skip
    giant = '<dimension ref="A1:XFD1048576"/>'
    yield Case("giant dimension", lambda: workbook(sheet=sheet(before=giant)), (None,))
    merge = '<mergeCells><mergeCell ref="A#:B#"/></mergeCells>'
    merges = "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 200_000 + "</mergeCells>"
    yield Case("merges", lambda: workbook(sheet=sheet(after=merges)), ("too_many_merges", "bomb"))
    yield Case("bad merge", lambda: workbook(sheet=sheet(after=merge)), ("bad_reference",))
    yield from _indexes()
    yield Case("tags", lambda: _cells("<c/>" * 3_000_000), ("too_large", "bomb"))
    yield Case("many tags", lambda: _cells(_many('<c s="#"/>', 1_100_000)), ("too_large",))
    yield Case("many texts", lambda: workbook(strings=strings("<si/>" * 800_000)), ("too_large",))
    yield Case("big grid", _big_grid, ("too_large",))
    yield Case("same long text", _long_text_everywhere, ("too_large",))
    long_text = strings(f"<si><t>{'長' * 40_000}</t></si>")
    yield Case("long text", lambda: workbook(strings=long_text), ("text_too_long",))
    names = _many('<definedName name="n#">n#</definedName>', 50_000)
    recursive = book(before=f"<definedNames>{names}</definedNames>")
    yield Case("recursive names", lambda: workbook(book=recursive), (None,))


def _indexes() -> Iterator[Case]:
    def cell(kind: str, value: str, style: str = "0") -> Callable[[], bytes]:
        line = f'<row r="1"><c r="A1" t="{kind}" s="{style}"><v>{value}</v></c></row>'
        return lambda: _cells(line)

    yield Case("text index", cell("s", "99"), ("bad_index",))
    yield Case("negative text index", cell("s", "-1"), ("bad_index",))
    yield Case("word as text index", cell("s", "x"), ("bad_index",))
    yield Case("style index", cell("n", "1", "99"), ("bad_index",))
    yield Case("font index", lambda: workbook(styles=styles('<xf fontId="7"/>')), ("bad_index",))
    yield Case("no such type", cell("zz", "1"), ("damaged",))
    yield Case("infinite", cell("n", "1e999"), ("damaged",))
    yield Case("not a number", cell("n", "nan"), ("damaged",))
    yield Case("word as number", cell("n", "abc"), ("damaged",))
    yield Case("NUL reference", cell("str", "&#0;"), ("damaged",))


def _big_grid() -> bytes:
    lines = (f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 4_500))
    return _cells("".join(lines) + '<row r="4500"><c r="SR4500"><v>1</v></c></row>')


def _long_text_everywhere() -> bytes:
    lines = (f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5_000))
    return workbook(
        strings=strings(f"<si><t>{'長' * 30_000}</t></si>"), sheet=sheet("".join(lines))
    )


def all_cases() -> tuple[Case, ...]:
    """Every hostile file."""
    return (*_files(), *_links(), *_zips(), *_xml(), *_numbers())
