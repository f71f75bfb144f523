"""The classes of hostile and difficult workbooks, each of several files; made from a fixed seed.

Nothing is stored: a file is made when it is read. `reads` are the values of the first row where the file is
harmless and must be read right; without them a ledger of that kind must be refused.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from msoffcrypto.format.ooxml import OOXMLFile

from tests.ledgers.reading import hostile as made

SEED = 38
Make = Callable[[], bytes]
ROW = '<row r="1">{}</row>'
GOOD: tuple[object, ...] = ("氏名", 5)


@dataclass(frozen=True)
class Hostile:
    """One file: its class, how it is made, and what is read from it where that is harmless."""

    kind: str
    number: int
    make: Make
    reads: tuple[object, ...] | None = None

    @property
    def name(self) -> str:
        return f"{self.kind} {self.number}"


def files() -> tuple[Hostile, ...]:
    """Every file of every class."""
    found = []
    for kinds in (_kinds, _packages, _links, _texts, _zips, _crowds, _places, _values, _layouts):
        for kind, makes, reads in kinds(random.Random(SEED)):
            found += [Hostile(kind, at, make, reads) for at, make in enumerate(makes)]
    return tuple(found)


Class = tuple[str, list[Make], tuple[object, ...] | None]


def _kinds(chance: random.Random) -> Iterator[Class]:
    noise = [chance.randbytes(size) for size in (1, 22, 300, 5_000, 70_000)]
    yield "not a zip", [lambda data=data: data for data in [b"", *noise]], None  # type: ignore[misc]
    yield (
        "another kind renamed",
        [
            lambda: made._compound("Workbook"),
            lambda: made._compound("Book"),
            lambda: made.with_part("xl/workbook.bin"),
            lambda: "氏名,生年月日\r\n架空,S33.4.1\r\n".encode("cp932"),
            lambda: "氏名\t生年\n".encode("utf-16"),
            lambda: b"\xef\xbb\xbf<html><body><table><tr><td>1",
            lambda: made.packed({"mimetype": "x", "content.xml": "<a/>"}),
            lambda: b"%PDF-1.7\n%" + bytes(range(128, 256)),
        ],
        None,
    )
    yield "encrypted", [*map(_encrypted, ("a", "あ", "x" * 200)), *_cfb()], None
    yield (
        "macros",
        [
            lambda: made.with_part("xl/vbaProject.bin"),
            lambda: made.with_part("custom/VBAPROJECT.BIN"),
            lambda: made.workbook(types=made.types("application/x.sheet.macroEnabled")),
            lambda: made.with_part("xl/macrosheets/sheet1.xml", made.sheet()),
            lambda: made.workbook(
                links=made.rels(
                    made.rel("rId1", "worksheet", "worksheets/sheet1.xml"),
                    made.rel("rId8", "xlMacrosheet", "m.xml"),
                )
            ),
        ],
        None,
    )


def _encrypted(password: str) -> Make:
    def make() -> bytes:
        out = BytesIO()
        OOXMLFile(BytesIO(made.workbook())).encrypt(password, out)
        return out.getvalue()

    return make


def _cfb() -> list[Make]:
    head, told = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
    return [lambda: head + told, lambda: head + b"\xff" * 4_000_000 + told]


def _packages(chance: random.Random) -> Iterator[Class]:
    missing = [{"types": None}, {"root": None}, {"book": None}, {"links": None}, {"sheet": None}]
    yield (
        "a part missing",
        [lambda change=change: made.workbook(**change) for change in missing],  # type: ignore[misc]
        None,
    )
    same = made.parts()
    yield (
        "a part twice",
        [
            lambda name=name, again=again: made._twice(name, again)  # type: ignore[misc]
            for name, again in [
                *((name, name) for name in (made.SHEET, *made.NAMES.values()) if name in same),
                (made.SHEET, made.SHEET.upper()),
            ]
        ],
        None,
    )
    harmless = ["<a/>", "<a>" + "<b/>" * 1000 + "</a>", "<a x='1'/>", "<あ/>", "<a>=1+1</a>"]
    yield (
        "custom XML",
        [
            lambda text=text: made.with_part("customXml/item1.xml", text)  # type: ignore[misc]
            for text in harmless
        ],
        GOOD,
    )


def _links(chance: random.Random) -> Iterator[Class]:
    good = made.rel("rId1", "worksheet", "worksheets/sheet1.xml")
    texts = made.rel("rId3", "sharedStrings", "sharedStrings.xml")

    def linked(*lines: str) -> Make:
        return lambda: made.workbook(links=made.rels(good, texts, *lines))

    def around(line: str) -> Make:
        return lambda: made.with_part("xl/worksheets/_rels/sheet1.xml.rels", made.rels(line))

    away = [
        "../../etc/passwd",
        "file:///etc/passwd",
        "http://a.invalid/x",
        "\\\\srv\\x",
        "/../../x",
    ]
    yield "a part elsewhere", [linked(made.rel("r9", "theme", one)) for one in away], None
    out = "External"
    yield (
        "external links",
        [
            linked(made.rel("r9", "externalLink", "externalLinks/e.xml")),
            around(made.rel("r1", "image", "http://a.invalid/i.png", out)),
            around(made.rel("r1", "attachedTemplate", "//srv/x.xlt", out)),
            around(made.rel("r1", "externalLinkPath", "file:///c:/x.xlsx", out)),
            lambda: made.with_part("xl/externalLinks/externalLink1.xml", "<externalLink/>"),
        ],
        None,
    )
    link = "xl/externalLinks/externalLink{}.xml"
    dde = '<externalLink><ddeLink ddeService="{}" ddeTopic="{}"/></externalLink>'
    calls = [("cmd", "/c calc"), ("DDE", "x"), ("MSEXCEL", "..\\x"), ("a", ""), ("あ", "い")]
    yield (
        "DDE",
        [
            lambda at=at, call=call: made.with_part(link.format(at), dde.format(*call))  # type: ignore[misc]
            for at, call in enumerate(calls)
        ],
        None,
    )
    yield (
        "embedded objects",
        [
            lambda: made.with_part("xl/embeddings/oleObject1.bin"),
            lambda: made.with_part("xl/activeX/activeX1.xml", "<a/>"),
            around(made.rel("r1", "oleObject", "../embeddings/x.bin")),
            around(made.rel("r1", "package", "../embeddings/x.xlsx")),
            lambda: made.workbook(sheet=made.sheet(after="<oleObjects><oleObject/></oleObjects>")),
        ],
        None,
    )


def _texts(chance: random.Random) -> Iterator[Class]:
    doctypes = [
        made._BOMB,
        made._XXE,
        '<!DOCTYPE x SYSTEM "http://a.invalid/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///x">%a;]>',
        f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>',
    ]
    good = made.parts()
    names = ("sheet", "strings", "book", "styles", "links")
    yield (
        "declarations of entities",
        [
            lambda name=name, told=told: made.workbook(  # type: ignore[misc]
                **{name: told + str(good[made.NAMES[name]]).replace("5", "&a;" * 500)}
            )
            for name, told in zip(names, doctypes, strict=True)
        ],
        None,
    )
    bad = [b"\xff\xfe\x41", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xe3\x81"]
    yield (
        "bad UTF-8",
        [
            lambda name=name, bytes_=bytes_: made.workbook(  # type: ignore[misc]
                **{name: str(good[made.NAMES[name]]).encode().replace(b"<", bytes_ + b"<", 3)}
            )
            for name, bytes_ in zip(
                ("sheet", "strings", "book", "styles", "types"), bad, strict=True
            )
        ],
        None,
    )
    codings = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp932"]
    yield (
        "another coding",
        [
            lambda coding=coding: made.workbook(  # type: ignore[misc]
                sheet=f'<?xml version="1.0" encoding="{coding}"?>{made.sheet()}'.encode(coding)
            )
            for coding in codings
        ],
        None,
    )


def _zips(chance: random.Random) -> Iterator[Class]:
    yield (
        "parts that overlap",
        [
            made._overlapping,
            made._overlap_by_offset,
            made._into_the_directory,
            made._quoted_inside,
            lambda: made._raw_zip(
                [(f"x/{n}.bin", b"a" * 2_000_000, 2_000_000, 0) for n in range(300)],
                shared_start=True,
            ),
        ],
        None,
    )
    told = [0, 10, 99_999, 300_000_000, 4_000_000_000]
    yield (
        "sizes that lie",
        [lambda size=size: made._lying(made.SHEET, size) for size in told],  # type: ignore[misc]
        None,
    )
    bombs = [(made.SHEET, 190), ("xl/sharedStrings.xml", 59), ("xl/media/a.png", 49),
             ("xl/theme/theme1.xml", 19), ("docProps/app.xml", 290)]  # fmt: skip
    yield (
        "a bomb",
        [lambda one=one: made._zeros(one[0], one[1] * 1_000_000) for one in bombs],  # type: ignore[misc]
        None,
    )
    whole = made.workbook()
    cuts = [chance.randrange(30, len(whole) - 10) for _ in range(5)]
    yield "cut short", [lambda cut=cut: whole[:cut] for cut in cuts], None  # type: ignore[misc]


def _crowds(chance: random.Random) -> Iterator[Class]:
    sheet = '<sheet name="s#" sheetId="#" r:id="rId1"/>'
    counts = (201, 1_000, 20_000, 100_000, 1_000_000)
    yield (
        "sheets without end",
        [lambda n=n: made.workbook(book=made.book(made._many(sheet, n))) for n in counts],  # type: ignore[misc]
        None,
    )
    styles = [
        lambda: made.styles("<xf/>" * 1_000_000),
        lambda: made.styles("<xf/>" * 70_000),
        lambda: made.styles(fonts="<font/>" * 99_000),
        lambda: made.styles(fonts="<font/>" * 900_000),
        lambda: made.styles(codes='<numFmt numFmtId="1" formatCode="0"/>' * 500_000),
    ]
    yield (
        "styles without end",
        [lambda one=one: made.workbook(styles=one()) for one in styles],  # type: ignore[misc]
        None,
    )
    index = ["99", "-1", "x", "1e9", "99999999999999999999"]
    cell = ROW.format('<c r="A1" t="s"><v>{}</v></c>')
    yield "a text that is not there", [_cells(cell.format(one)) for one in index], None
    names = ["n1", "n1+n1", "n2", "SUM(n1:n1)", "OFFSET(n1,0,0)"]
    yield (
        "names that mean themselves",
        [
            lambda text=text, count=count: made.workbook(  # type: ignore[misc]
                book=made.book(
                    before="<definedNames>"
                    + made._many(f'<definedName name="n#">{text}</definedName>', count)
                    + "</definedNames>"
                )
            )
            for text, count in zip(names, (1, 2, 50, 5_000, 25_000), strict=True)
        ],
        GOOD,
    )
    merge = '<mergeCell ref="A1:B2"/>'
    after = [merge * 1_000_000, merge * 200_000, merge * 60_000, '<mergeCell ref="A0:B2"/>',
             '<mergeCell ref="ZZZZ1:A2"/>']  # fmt: skip
    yield (
        "cells joined without end",
        [
            lambda text=text: made.workbook(  # type: ignore[misc]
                sheet=made.sheet(after=f"<mergeCells>{text}</mergeCells>")
            )
            for text in after
        ],
        None,
    )


def _cells(rows: str) -> Make:
    return lambda: made.workbook(sheet=made.sheet(rows))


def _places(chance: random.Random) -> Iterator[Class]:
    told = ["A1:XFD1048576", "A1", "XFD1048576:A1", "B7:C9", "A1:B1048576"]
    yield (
        "a dimension that is not true",
        [
            lambda ref=ref: made.workbook(  # type: ignore[misc]
                sheet=made.sheet(before=f'<dimension ref="{ref}"/>')
            )
            for ref in told
        ],
        GOOD,
    )
    far = [(1_048_576, "XFD1048576"), (1, "XFD1"), (1_048_576, "A1048576"), (50_001, "A50001"),
           (1_048_577, "A1048577")]  # fmt: skip
    yield (
        "a cell far away",
        [_cells(f'<row r="{row}"><c r="{ref}"><v>1</v></c></row>') for row, ref in far],
        None,
    )


def _values(chance: random.Random) -> Iterator[Class]:
    dates = made.styles("".join(f'<xf numFmtId="{n}" fontId="0"/>' for n in (0, 14)))

    def dated(serial: str, *, from_1904: bool = False) -> Make:
        before = '<workbookPr date1904="1"/>' if from_1904 else ""
        row = ROW.format(f'<c r="A1" s="1"><v>{serial}</v></c>')
        return lambda: made.workbook(
            styles=dates, sheet=made.sheet(row), book=made.book(before=before)
        )

    serials: list[tuple[str, object]] = [
        ("-1", -1), ("60", 60), ("2958466", 2_958_466), ("1e9", 1_000_000_000),
        ("45000", date(2023, 3, 15)),
    ]  # fmt: skip
    for serial, value in serials:
        yield f"the day {serial}", [dated(serial)], (value,)
    yield "days since 1904", [dated("43538", from_1904=True)], (date(2023, 3, 15),)
    for text in ("００１", "1e5", "５歳", "1,234", " 5 "):
        row = ROW.format(f'<c r="A1" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
        yield f"a number as text ({text})", [_cells(row)], (text,)
    formulas = ["<f>A1</f>", "<f/>", "<f>1/0</f><v></v>", '<f t="shared" si="0"/>',
                "<f>cmd|' /c calc'!A0</f>"]  # fmt: skip
    yield (
        "a formula without a value",
        [_cells(ROW.format(f'<c r="A1" t="str">{text}</c>')) for text in formulas],
        (None,),
    )


def _layouts(chance: random.Random) -> Iterator[Class]:
    hidden = [
        lambda: made.workbook(sheet=made.sheet(made.ROWS.replace("<row", '<row hidden="1"'))),
        lambda: made.workbook(book=made.book(_state("hidden"))),
        lambda: made.workbook(book=made.book(_state("veryHidden"))),
        lambda: made.workbook(sheet=made.sheet(before='<sheetFormatPr zeroHeight="1"/>')),
        lambda: made.workbook(
            sheet=made.sheet(before='<cols><col min="1" max="16384" hidden="1"/></cols>')
        ),
    ]
    yield "hidden", list(hidden), GOOD
    breaks = ["氏&#13;&#10;名", "氏&#10;名", "氏&#13;名", "氏_x000D_&#10;名", "氏_x000d__x000a_名"]
    yield (
        "a break in a heading",
        [
            lambda text=text: made.workbook(  # type: ignore[misc]
                strings=made.strings(f"<si><t>{text}</t></si>")
            )
            for text in breaks
        ],
        ("氏\n名", 5),
    )
    heads = ["番号", "氏名", "フリガナ", "生年月日", "支援開始日"]
    for _ in range(5):
        chance.shuffle(heads)
        cells = "".join(
            f'<c r="{"ABCDE"[at]}1" t="inlineStr"><is><t>{head}</t></is></c>'
            for at, head in enumerate(heads)
        )
        yield f"headings {''.join(h[0] for h in heads)}", [_cells(ROW.format(cells))], tuple(heads)


def _state(word: str) -> str:
    return f'<sheet name="台帳" sheetId="1" state="{word}" r:id="rId1"/>'
