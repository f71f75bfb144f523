"""Values, marks and notes of small books whose every byte is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from types import ModuleType

import pytest

from app.errors import LedgerRefused
from app.ledgers.reading.pieces import letter
from app.ledgers.reading.serials import Shown, shown_by_code, shown_by_id, value_of
from app.ledgers.reading.sheet_marks import Merge
from app.ledgers.reading.workbook import Cell, Sheet, Workbook

Read = Callable[[bytes], Workbook]


def _line(*cells: str, row: int = 1) -> str:
    """Cells given as `attributes|content`, placed from column A."""
    out = ""
    for column, cell in enumerate(cells):
        attributes, _, content = cell.partition("|")
        out += f'<c r="{letter(column)}{row}" {attributes}>{content}</c>'
    return f'<row r="{row}">{out}</row>'


def _inline(text: str) -> str:
    return f't="inlineStr"|<is>{text}</is>'


@pytest.fixture
def cells(make: ModuleType, read: Read) -> Callable[..., tuple[Cell, ...]]:
    """The cells of row 1 of a book with one line."""

    def cells_of(*line: str, **changes: str) -> tuple[Cell, ...]:
        book = read(make.workbook(sheet=make.sheet(_line(*line)), **changes))
        return book.sheets[0].rows[0].cells

    return cells_of


Cells = Callable[..., tuple[Cell, ...]]


def test_letters() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702, 16_383)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="-1"):
        letter(-1)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("[$-411]ge.m.d;@", Shown.DATE),
        ('[$-411]ggge"年"m"月"d"日";@', Shown.DATE),
        ('[$-411]ggge"年"', Shown.DATE),
        ("[$-ja-JP-x-gannen]ggge", Shown.DATE),
        ("aaa", Shown.DATE),
        ("yyyy/m/d h:mm", Shown.DATE),
        ("d\\-mmm", Shown.DATE),
        ("h:mm AM/PM", Shown.TIME),
        ('h"時"mm"分"', Shown.TIME),
        ("mm:ss.0", Shown.TIME),
        ("[h]:mm", Shown.DURATION),
        ("[mm]", Shown.DURATION),
        ("General", Shown.GENERAL),
        ("G/標準", Shown.GENERAL),
        ('0"日"', Shown.NUMBER),
        ('#,##0"d";[Red]-#,##0', Shown.NUMBER),
        ("0.00E+00", Shown.NUMBER),
        ("[$¥-411]#,##0", Shown.NUMBER),
        ("[Red]0", Shown.NUMBER),
        ("0;h", Shown.NUMBER),
        ("0g", Shown.NUMBER),
        ("0m", Shown.NUMBER),
        ("@", Shown.NUMBER),
        ("[" * 900, Shown.NUMBER),
        ("d" * 1_001, Shown.NUMBER),
    ],
)
def test_what_a_format_shows(code: str, shown: Shown) -> None:
    assert shown_by_code(code) is shown


def test_built_in_formats_of_japanese_excel() -> None:
    dates = {n for n in range(82) if shown_by_id(n) is Shown.DATE}
    assert dates == {14, 15, 16, 17, 22, *range(27, 32), 34, 35, 36, *range(50, 59)}
    assert {n for n in range(82) if shown_by_id(n) is Shown.TIME} == {
        18,
        19,
        20,
        21,
        32,
        33,
        45,
        47,
    }
    assert shown_by_id(46) is Shown.DURATION


@pytest.mark.parametrize(
    ("number", "shown", "expected"),
    [
        (45383, Shown.DATE, date(2024, 4, 1)),
        (45383.5, Shown.DATE, datetime(2024, 4, 1, 12)),
        (45383.4166666667, Shown.DATE, datetime(2024, 4, 1, 10)),
        (45382.99999999999, Shown.DATE, date(2024, 4, 1)),
        (1, Shown.DATE, date(1900, 1, 1)),
        (59, Shown.DATE, date(1900, 2, 28)),
        (60, Shown.DATE, 60),
        (61, Shown.DATE, date(1900, 3, 1)),
        (0, Shown.DATE, 0),
        (-1, Shown.DATE, -1),
        (2958465, Shown.DATE, date(9999, 12, 31)),
        (2958466, Shown.DATE, 2958466),
        (0.0625, Shown.TIME, time(1, 30)),
        (1.0625, Shown.TIME, timedelta(hours=25, minutes=30)),
        (45383.5, Shown.TIME, datetime(2024, 4, 1, 12)),
        (1.25, Shown.DURATION, timedelta(hours=30)),
        (-0.5, Shown.DURATION, timedelta(hours=-12)),
        (45383, Shown.GENERAL, 45383),
        (0.1, Shown.NUMBER, 0.1),
        (1e300, Shown.DATE, 1e300),
    ],
)
def test_a_serial_is_what_excel_shows(number: float, shown: Shown, expected: object) -> None:
    value = value_of(number, shown, date1904=False)
    assert (type(value), value) == (type(expected), expected)


def test_every_day_of_the_1900_system_is_one_after_the_other() -> None:
    days = [value_of(n, Shown.DATE, date1904=False) for n in range(61, 60_000)]
    assert all(type(day) is date for day in days)
    assert [day.toordinal() - date(1900, 3, 1).toordinal() for day in days] == list(range(59_939))  # type: ignore[union-attr]


def test_1904_dates(make: ModuleType, read: Read) -> None:
    book = read(
        make.workbook(
            book=make.book(before='<workbookPr date1904="1"/>'),
            styles=make.styles('<xf/><xf numFmtId="57"/>'),
            sheet=make.sheet(_line('s="1"|<v>43921</v>', "|<v>43921</v>")),
        )
    )
    assert book.date1904
    values = [cell.value for cell in book.sheets[0].rows[0].cells]
    assert values == [date(2024, 4, 1), 43921] and type(values[1]) is int


def test_a_serial_shown_in_gengo_is_a_date_and_a_plain_one_a_number(
    cells: Cells, make: ModuleType
) -> None:
    look = make.styles(
        '<xf/><xf numFmtId="164"/><xf numFmtId="27"/>',
        '<numFmt numFmtId="164" formatCode="[$-411]ggge"/>',
    )
    found = cells("|<v>45383</v>", 's="1"|<v>45383</v>', 's="2"|<v>45383</v>', styles=look)
    assert [cell.value for cell in found] == [45383, date(2024, 4, 1), date(2024, 4, 1)]


def test_a_date_format_on_what_is_no_date_is_noted(make: ModuleType, read: Read) -> None:
    look = make.styles('<xf/><xf numFmtId="14"/>')
    book = read(make.workbook(styles=look, sheet=make.sheet(_line("|", 's="1"|<v>60</v>'))))
    assert book.sheets[0].rows[0].cells[1].value == 60
    note = next(note for note in book.notes if note.kind == "not_a_date")
    assert (note.sheet, note.row, note.column) == ("台帳", 1, "B")


def test_formulas_give_their_stored_value_and_are_marked(cells: Cells) -> None:
    found = cells(
        "|<f>1+1</f><v>2</v>",
        't="str"|<f>A1&amp;"x"</f><v>二</v>',
        "|<f>NOW()</f>",
        't="b"|<v>1</v>',
        't="str"|<f>""</f><v></v>',
        "|<v>7</v>",
    )
    assert [cell.value for cell in found] == [2, "二", None, True, None, 7]
    assert [cell.is_formula for cell in found] == [True, True, True, False, True, False]


@pytest.mark.parametrize(
    "word", ["#REF!", "#VALUE!", "#N/A", "#DIV/0!", "#NAME?", "#SPILL!", "#CALC!"]
)
def test_errors_are_named_even_those_newer_than_the_reader(cells: Cells, word: str) -> None:
    found = cells(
        f't="e"|<f>X</f><v>{word}</v>', _inline(f"<t>{word}</t>"), f't="str"|<v>{word}</v>'
    )
    assert found[0] == Cell(None, True, word)
    assert [cell.value for cell in found[1:]] == [word, word]


def test_a_newer_error_after_an_empty_error_cell_touches_no_text(cells: Cells) -> None:
    found = cells('t="e"|', 't="str"|<v>#氏名</v>', 't="e"|<v>#BUSY!</v>', "|<v>3</v>")
    assert [(cell.value, cell.error) for cell in found] == [
        (None, None), ("#氏名", None), (None, "#BUSY!"), (3, None),
    ]  # fmt: skip


def test_text_keeps_every_character(cells: Cells) -> None:
    text = "𠮷野家 髙﨑①㈱ ｶﾞ か\u3099 葛\U000e0100 👨‍👩‍👧"
    found = cells(_inline(f"<t>{text}</t>"), _inline('<t xml:space="preserve"> 前後 </t>'))
    assert [cell.value for cell in found] == [text, " 前後 "]


@pytest.mark.parametrize(
    "text", ["一\n二", "一\r\n二", "一&#13;&#10;二", "一_x000D_\n二", "一&#13;二"]
)
def test_line_breaks_are_one_kind(cells: Cells, text: str) -> None:
    assert cells(_inline(f"<t>{text}</t>"))[0].value == "一\n二"


def test_furigana_is_no_text(cells: Cells, make: ModuleType) -> None:
    rich = '<r><t>山</t></r><r><t>田</t></r><rPh sb="0" eb="2"><t>ヤマダ</t></rPh>'
    plain = '<t>川口</t><rPh sb="0" eb="2"><t>カワグチ</t></rPh><phoneticPr fontId="0"/>'
    shared = make.strings(f"<si>{rich}</si><si>{plain}</si>")
    found = cells('t="s"|<v>0</v>', 't="s"|<v>1</v>', _inline(rich), strings=shared)
    assert [cell.value for cell in found] == ["山田", "川口", "山田"]


def test_an_escaped_surrogate_pair_is_its_character(cells: Cells) -> None:
    assert cells(_inline("<t>_xD842__xDFB7_野</t>"))[0].value == "𠮷野"


@pytest.mark.parametrize("text", ["a_xD842_", "a_x0000_b", "_xDFB7_"])
def test_what_no_text_can_hold_empties_the_cell_with_a_note(
    make: ModuleType, read: Read, text: str
) -> None:
    book = read(make.workbook(sheet=make.sheet(_line(_inline(f"<t>{text}</t>"), "|<v>1</v>"))))
    assert [cell.value for cell in book.sheets[0].rows[0].cells] == [None, 1]
    assert [(note.kind, note.row, note.column) for note in book.notes] == [("text_refused", 1, "A")]


def test_control_characters_are_dropped_with_a_note(make: ModuleType, read: Read) -> None:
    book = read(make.workbook(sheet=make.sheet(_line(_inline("<t>東_x000B_京</t>")))))
    assert book.sheets[0].rows[0].cells[0].value == "東京"
    assert [note.kind for note in book.notes] == ["control_removed"]


STRUCK_FONT = "<font><strike/></font>"
STRUCK = '<xf fontId="0"/><xf fontId="1"/>'


def _struck_rows(sheet: Sheet) -> list[int]:
    return [row.number for row in sheet.rows if row.struck]


def test_a_row_is_struck_when_most_of_its_filled_cells_are(make: ModuleType, read: Read) -> None:
    rows = (
        _line('s="1"|<v>1</v>', 's="1"|<v>2</v>', "|<v>3</v>", 's="0"|', row=1)
        + _line('s="1"|<v>1</v>', "|<v>2</v>", 's="1"|', 's="1"|', row=2)
        + _line('s="1"|', 's="1"|', row=3)
        + _line("|<v>1</v>", row=4)
    )
    look = make.styles(STRUCK, fonts=STRUCK_FONT)
    sheet = read(make.workbook(styles=look, sheet=make.sheet(rows))).sheets[0]
    assert _struck_rows(sheet) == [1]
    assert [cell.struck for cell in sheet.rows[0].cells] == [True, True, False]


@pytest.mark.parametrize("no", ["0", "false", "off"])
def test_strike_set_to_false_is_no_strike(make: ModuleType, read: Read, no: str) -> None:
    look = make.styles(STRUCK, fonts=f'<font><strike val="{no}"/></font>')
    book = read(make.workbook(styles=look, sheet=make.sheet(_line('s="1"|<v>1</v>'))))
    assert _struck_rows(book.sheets[0]) == []


def test_a_text_is_struck_only_when_all_its_runs_are(make: ModuleType, read: Read) -> None:
    run = "<r><rPr><strike/></rPr><t>旧</t></r>"
    kana = '<rPh sb="0" eb="2"><t>フル</t></rPh>'
    shared = make.strings(f"<si>{run}{run}<r><t> </t></r>{kana}</si><si>{run}<r><t>新</t></r></si>")
    rows = _line('t="s"|<v>0</v>', row=1) + _line('t="s"|<v>1</v>', row=2)
    rows += _line(_inline(run), row=3) + _line(_inline(f"{run}<r><t>新</t></r>"), row=4)
    book = read(make.workbook(strings=shared, sheet=make.sheet(rows)))
    assert _struck_rows(book.sheets[0]) == [1, 3]


def test_hidden_rows_columns_and_merges(make: ModuleType, read: Read) -> None:
    rows = '<row r="2" hidden="1"><c r="D2"><v>1</v></c></row><row r="4" ht="0"><c r="A4"><v>2</v></c></row>'
    columns = (
        '<cols><col min="1" max="1" hidden="1"/><col min="3" max="3" width="0"/>'
        '<col min="9" max="16384" hidden="1"/></cols>'
    )
    merges = '<mergeCells><mergeCell ref="A1:C2"/></mergeCells>'
    book = read(make.workbook(sheet=make.sheet(rows, columns, merges)))
    sheet = book.sheets[0]
    assert (sheet.n_rows, sheet.n_cols) == (4, 4)
    assert [row.number for row in sheet.rows if row.hidden] == [2, 4]
    assert sheet.hidden_columns == {0, 2}
    assert sheet.merges == (Merge(1, 0, 2, 2),)
    assert sheet.rows[1].cells[3].value == 1 and sheet.rows[0].cells == (Cell(),) * 4


def test_cells_without_references_follow_one_another(make: ModuleType, read: Read) -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c></row>"
    sheet = read(make.workbook(sheet=make.sheet(rows))).sheets[0]
    assert [[cell.value for cell in row.cells] for row in sheet.rows] == [[1, 2], [None, 3]]


def test_prefixed_elements_are_the_same_elements(make: ModuleType, read: Read) -> None:
    text = (
        f'<x:worksheet xmlns:x="{make.MAIN}"><x:sheetData><x:row r="1" hidden="1"><x:c r="A1">'
        "<x:f>1</x:f><x:v>4</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    row = read(make.workbook(sheet=text)).sheets[0].rows[0]
    assert row.hidden and row.cells == (Cell(4, True),)


def test_an_empty_sheet_and_a_chart_sheet(make: ModuleType, read: Read) -> None:
    sheets = '<sheet name="空" sheetId="1" r:id="rId1"/><sheet name="図" sheetId="2" r:id="rId9"/>'
    links = make.rels(
        make.rel("rId1", "worksheet", "/xl/worksheets/sheet1.xml"),
        make.rel("rId9", "chartsheet", "chartsheets/sheet1.xml"),
    )
    data = make.with_part(
        "xl/chartsheets/sheet1.xml", f"<chartsheet {make.SPACES}/>",
        book=make.book(sheets), links=links, sheet=make.sheet(""),
    )  # fmt: skip
    book = read(data)
    assert [(sheet.name, sheet.index, sheet.rows) for sheet in book.sheets] == [("空", 0, ())]
    assert [(note.kind, note.sheet) for note in book.notes] == [("sheet_skipped", "図")]


def test_a_book_without_styles_and_shared_texts_is_read(make: ModuleType, read: Read) -> None:
    links = make.rels(make.rel("rId1", "worksheet", "worksheets/sheet1.xml"))
    rows = make.sheet(_line("|<v>8</v>"))
    book = read(make.workbook(styles=None, strings=None, links=links, sheet=rows))
    assert book.sheets[0].rows[0].cells == (Cell(8),)


STRICT = {
    "http://schemas.openxmlformats.org/officeDocument/2006": "http://purl.oclc.org/ooxml/officeDocument",
    "http://schemas.openxmlformats.org/spreadsheetml/2006": "http://purl.oclc.org/ooxml/spreadsheetml",
}


def test_a_strict_book_with_iso_dates_is_read(make: ModuleType, read: Read) -> None:
    line = _line(
        't="d"|<v>2024-04-01T00:00:00</v>', 't="d"|<v>2024-04-01T09:30:00</v>', "|<v>1</v>"
    )
    content = make.parts(sheet=make.sheet(line))
    for old, new in STRICT.items():
        content = {name: text.replace(old, new) for name, text in content.items()}
    found = read(make.packed(content)).sheets[0].rows[0].cells
    assert [cell.value for cell in found] == [date(2024, 4, 1), datetime(2024, 4, 1, 9, 30), 1]


def test_form_controls_are_no_reason_to_refuse(make: ModuleType, read: Read) -> None:
    after = '<controls><control shapeId="1" r:id="rId4" name="チェック 1"/></controls>'
    assert read(make.workbook(sheet=make.sheet(after=after))).sheets[0].n_rows == 1


def test_hyperlinks_are_noted_and_their_text_is_read(make: ModuleType, read: Read) -> None:
    line = make.rel("r1", "hyperlink", "file:///C:/x.xlsx", "External")
    book = read(make.with_part("xl/worksheets/_rels/sheet1.xml.rels", make.rels(line)))
    assert [note.kind for note in book.notes] == ["hyperlinks"]
    assert book.sheets[0].rows[0].cells[0].value == "氏名"


def test_two_sheets_of_one_name_are_damage(make: ModuleType, read: Read) -> None:
    two = '<sheet name="A" sheetId="1" r:id="rId1"/><sheet name="a" sheetId="2" r:id="rId1"/>'
    with pytest.raises(LedgerRefused) as caught:
        read(make.workbook(book=make.book(two)))
    assert caught.value.where == "damaged"


def test_rows_and_columns_are_hidden_by_their_mark_or_by_having_no_size(
    make: ModuleType, read: Read
) -> None:
    rows = (
        '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" ht="0"><c r="D2"><v>1</v></c>'
        '</row><row r="3" ht="15" hidden="0"><c r="A3"><v>1</v></c></row>'
    )
    columns = (
        '<cols><col min="1" max="1" width="9"/><col min="2" max="2" width="0"/>'
        '<col min="3" max="16384" hidden="1"/></cols>'
    )
    sheet = read(make.workbook(sheet=make.sheet(rows, before=columns))).sheets[0]
    assert [row.hidden for row in sheet.rows] == [True, True, False]
    assert sheet.hidden_columns == {1, 2, 3}


def test_formats_without_any_font_are_plain(make: ModuleType, read: Read) -> None:
    look = make.styles().replace("<fonts><font/></fonts>", "<fonts></fonts>")
    book = read(make.workbook(styles=look))
    assert not book.sheets[0].rows[0].cells[0].struck


@pytest.mark.parametrize(
    ("kind", "code"),
    [("externalLink", "external_link"), ("externalLinkPath", "external_link"),
     ("oleObject", "embedded"), ("package", "embedded"), ("control", "embedded"),
     ("vbaProject", "macro"), ("xlMacrosheet", "macro"), ("xlIntlMacrosheet", "macro")],
)  # fmt: skip
def test_what_hangs_on_a_sheet_is_refused_by_name(
    make: ModuleType, read: Read, kind: str, code: str
) -> None:
    links = make.rels(make.rel("rId1", kind, "../other.xml"))
    with pytest.raises(LedgerRefused) as caught:
        read(make.with_part("xl/worksheets/_rels/sheet1.xml.rels", links))
    assert caught.value.where == code


def test_a_link_to_a_page_is_read_around_and_told(make: ModuleType, read: Read) -> None:
    links = make.rels(make.rel("rId1", "hyperlink", "https://example.invalid/", "External"))
    book = read(make.with_part("xl/worksheets/_rels/sheet1.xml.rels", links))
    assert [note.kind for note in book.notes] == ["hyperlinks"]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"<table><tr><td>1", "html"), (b"\xef\xbb\xbf <HTML>", "html"), (b"<?xml?><a/>", "xml_table"),
     ("a\tb\n".encode("utf-16"), "csv"), (b"a\tb\n", "csv"), (b"a;b\n", "csv"), (b"a,b", "csv"),
     (b"PK\x05\x06" + bytes(18), "not_workbook"),
     (b"plain words", "not_zip"), (b"a,b\0", "not_zip"), (b"%PDF-1.7", "pdf"), (b"", "empty"),
     (b"\x09\x08\x10\x00", "xls"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "xls"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Book".encode("utf-16-le"), "xls"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument", "not_zip")],
    ids=lambda one: ascii(one)[:20],
)  # fmt: skip
def test_another_file_is_called_what_it_is(read: Read, data: bytes, code: str) -> None:
    with pytest.raises(LedgerRefused) as caught:
        read(data)
    assert caught.value.where == code


def test_a_part_called_mimetype_makes_no_open_document(make: ModuleType, read: Read) -> None:
    assert read(make.with_part("mimetype")).sheets[0].name == "台帳"
    assert read(make.with_part("content.xml", "<a/>")).sheets[0].name == "台帳"
    with pytest.raises(LedgerRefused) as caught:
        read(make.packed({**make.parts(), "mimetype": "x", "content.xml": "<a/>"}))
    assert caught.value.where == "ods"


def test_a_small_part_may_shrink_to_nothing_and_a_large_one_not(
    make: ModuleType, read: Read
) -> None:
    def with_blanks(mib: float) -> bytes:
        return bytes(make.with_part("docProps/a.xml", f"<a>{' ' * int(mib * 2**20)}</a>"))

    assert read(with_blanks(3.9)).sheets
    with pytest.raises(LedgerRefused) as caught:
        read(with_blanks(4.1))
    assert caught.value.where == "bomb"


def test_an_encoding_is_looked_for_in_every_part_that_is_marked_up(
    make: ModuleType, read: Read
) -> None:
    assert read(make.with_part("xl/drawings/a.vml", '<?xml encoding="UTF8"?><xml/>')).sheets
    assert read(make.with_part("xl/printer.bin", "\0?xml")).sheets
    for name in ("xl/drawings/a.vml", "xl/theme/theme1.xml"):
        with pytest.raises(LedgerRefused) as caught:
            read(make.with_part(name, '<?xml version="1.0" encoding="Shift_JIS"?><xml/>'))
        assert caught.value.where == "encoding"


def test_a_sheet_without_a_name_is_damage(make: ModuleType, read: Read) -> None:
    with pytest.raises(LedgerRefused) as caught:
        read(make.workbook(book=make.book('<sheet sheetId="1" r:id="rId1"/>')))
    assert caught.value.where == "damaged"


def test_a_long_sheet_with_an_error_of_newer_excel_is_read_whole(
    make: ModuleType, read: Read
) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{n:040}</t></is></c></row>'
        for n in range(1, 4_000)
    )
    error = '<row r="4000"><c r="A4000" t="e"><v>#SPILL!</v></c></row>'
    cells = [
        row.cells[0] for row in read(make.workbook(sheet=make.sheet(rows + error))).sheets[0].rows
    ]
    assert [cell.value for cell in cells[:-1]] == [f"{n:040}" for n in range(1, 4_000)]
    assert cells[-1].error == "#SPILL!"
