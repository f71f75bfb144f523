"""What cells of plain rows say is what the reader of values says of them, and arrives the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import LedgerRefused
from app.ledgers.reading import pieces, plain_cells, plain_rows, sheet_marks, values
from app.ledgers.reading.workbook import Workbook
from tests.conftest import examples

Read = Callable[[bytes], Workbook]
NEVER = re.compile(rb"(?!)")
FORMATS = (
    0, 1, 2, 9, 14, 20, 22, 27, 46, 49, 57, 165, 166, 167, 168, 169, 170, 171,
)  # fmt: skip
CODES = (
    "[$-411]ge.m.d;@", "General", "G/標準", "標準", '"年"0', '"2024年"', "[h]:mm", "@", "0_ ",
)  # fmt: skip
TEXTS = (
    "<t>架空　一郎</t>", "<t> a b </t>", '<t xml:space="preserve"> a </t>', "<t/>", "", "<t>   </t>",
    "<t>a&amp;b &lt; &#10;c</t>", "<t>a\nb\r\nc</t>", "<t>a\r\rb\r</t>", "<t>a_x000D_b</t>",
    "<t>a_x0041_</t>", "<t>_x3042_ _x_</t>", "<t>　a　</t>", "<t>\u00a0a\u2003</t>", "<t>&#x1F600;𠮷</t>",
    '<t>架空</t><rPh sb="0" eb="2"><t>カクウ</t></rPh><phoneticPr fontId="1"/>',
    '<rPh sb="0" eb="2"><t>カクウ</t></rPh><t>架空</t>', "<r><t>a </t></r><r><t>b</t></r>",
    '<r><rPr><strike/></rPr><t xml:space="preserve">a </t></r><r><t>b</t></r>',
    "<r><rPr><strike/></rPr><t>消した</t></r>", "<t>x</t><r><t>y</t></r>", "<t>x</t><t>y</t>",
    "<t>a<!-- c --> b</t>", "<t>a<![CDATA[ x ]]>b</t>", "<t>a<b>c</b>d</t>", "<t>a<t>b</t>c</t>",
    "<t>a&#13;b</t>", "<t>a&#9;b</t>", "<t>a&#x7f;\u0085b</t>", "<t>〃</t>", "<t>TRUE</t>", "<t>1</t>",
    '<t xml:space="default"> a </t>', "<t>&#32;a</t>", "<foo><t>n</t></foo>",
)  # fmt: skip
NUMBERS = (
    "0", "1", "-1", "5", "5.0", "0.5", "1.5", "45383", "45383.25", "60", "60.5", "59", "1e5", "1E300",
    "+5", "5.", ".5", "0.1", "2958465", "2958466", "-0", "9007199254740993", "1e-7", "00012",
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(range(len(TEXTS))).map(lambda at: f' t="s"><v>{at}</v></c>'),
    st.tuples(st.sampled_from(range(len(FORMATS) + 1)), st.sampled_from(NUMBERS)).map(
        lambda cell: f' s="{cell[0]}"><v>{cell[1]}</v></c>'
    ),
    st.sampled_from((
        "/>", ' s="1"/>', ' t="b"><v>1</v></c>', ' t="b"><v>0</v></c>', ' t="b"><v>5</v></c>',
        f' s="{len(FORMATS)}" t="s"><v>0</v></c>', f' s="{len(FORMATS)}"/>', "></c>",
        f' s="{len(FORMATS)}" t="b"><v>1</v></c>',
    )),
)  # fmt: skip
OTHERS = st.sampled_from((
    ' t="str"><v>字</v></c>', "><f>A1</f><v>5</v></c>", ' t="inlineStr"><is><t>字</t></is></c>',
    ' t="e"><v>#N/A</v></c>', ' t="e"><v>#SPILL!</v></c>',
))  # fmt: skip
ROWS = st.lists(st.lists(st.tuples(st.integers(1, 3), CELLS), max_size=5), min_size=1, max_size=5)


def written(rows: list[list[tuple[int, str]]]) -> str:
    """Rows whose cells stand so many columns apart."""
    lines = []
    for number, cells in enumerate(rows, 1):
        column, line = 0, ""
        for step, cell in cells:
            column += step
            line += f'<c r="{pieces.letter(column - 1)}{number}"{cell}'
        lines.append(f'<row r="{number}" spans="1:9">{line}</row>')
    return "".join(lines)


def book_of(make: ModuleType, *sheets: str) -> bytes:
    """A book of sheets with such rows, with the formats and texts of above."""
    codes = "".join(
        f'<numFmt numFmtId="{at}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for at, code in enumerate(CODES, 165)
    )
    formats = "".join(f'<xf numFmtId="{one}" fontId="0"/>' for one in FORMATS)
    struck = '<xf numFmtId="14" fontId="1"/>'
    named = "".join(
        f'<sheet name="表{at}" sheetId="{at}" r:id="rId{at + 9}"/>'
        for at in range(1, len(sheets) + 1)
    )
    parts = make.parts(
        book=make.book(named),
        links=make.rels(
            *(
                make.rel(f"rId{at + 9}", "worksheet", f"worksheets/sheet{at}.xml")
                for at in range(1, len(sheets) + 1)
            ),
            make.rel("rId2", "styles", "styles.xml"),
            make.rel("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
        styles=make.styles(formats + struck, codes, "<font><strike/></font>"),
        strings=make.strings("".join(f"<si>{text}</si>" for text in TEXTS)),
    )
    parts |= {f"xl/worksheets/sheet{at}.xml": make.sheet(rows) for at, rows in enumerate(sheets, 1)}
    return make.packed(parts)  # type: ignore[no-any-return]


def outcome(read: Read, data: bytes) -> Any:
    """Every cell with its type, and what is told of the sheets; or why it is refused."""
    try:
        book = read(data)
    except LedgerRefused as refusal:
        return refusal.where
    every = [cell for sheet in book.sheets for row in sheet.rows for cell in row.cells]
    return book.sheets, sorted(map(repr, book.notes)), [type(cell.value) for cell in every]


def by_the_reader_of_values(monkeypatch: pytest.MonkeyPatch, read: Read, data: bytes) -> Any:
    """The same when no row is found to be plain."""
    with monkeypatch.context() as patch:
        patch.setattr(plain_rows, "_ROW", NEVER)
        return outcome(read, data)


def without_reader(monkeypatch: pytest.MonkeyPatch, read: Read, data: bytes) -> Any:
    """The same where nobody may be asked for values."""
    with monkeypatch.context() as patch:
        patch.setattr(values, "ValueReader", None)
        return outcome(read, data)


@pytest.mark.parametrize("text", range(len(TEXTS)))
def test_every_text_is_the_same(
    monkeypatch: pytest.MonkeyPatch, make: ModuleType, read: Read, text: int
) -> None:
    data = book_of(make, written([[(1, f' t="s"><v>{text}</v></c>')]]))
    assert outcome(read, data) == by_the_reader_of_values(monkeypatch, read, data)


@pytest.mark.parametrize("style", range(len(FORMATS)))
def test_every_number_is_the_same_in_every_format(
    monkeypatch: pytest.MonkeyPatch, make: ModuleType, read: Read, style: int
) -> None:
    for one in NUMBERS:
        data = book_of(make, written([[(1, f' s="{style}"><v>{one}</v></c>')]]))
        assert outcome(read, data) == by_the_reader_of_values(monkeypatch, read, data), one


def test_a_plain_sheet_is_read_by_the_one_pass(
    monkeypatch: pytest.MonkeyPatch, make: ModuleType, read: Read
) -> None:
    rows = [
        [(1, ' t="s"><v>0</v></c>'), (2, ' s="4"><v>45383</v></c>')],
        [],
        [(3, "><v>5</v></c>")],
    ]
    data = book_of(make, written(rows))
    found = without_reader(monkeypatch, read, data)
    assert found == outcome(read, data) == by_the_reader_of_values(monkeypatch, read, data)
    rows.append([(1, "><f>A1</f><v>5</v></c>")])
    with pytest.raises(TypeError):
        without_reader(monkeypatch, read, book_of(make, written(rows)))


@pytest.mark.parametrize("most", [1, 1_000])
def test_rows_of_cells_that_were_met_before_are_the_same(
    monkeypatch: pytest.MonkeyPatch, make: ModuleType, read: Read, most: int
) -> None:
    text, day, blank = ' t="s"><v>0</v></c>', ' s="4"><v>45383</v></c>', ' s="1"/>'
    struck, crossed = f' s="{len(FORMATS)}" t="s"><v>0</v></c>', ' t="s"><v>19</v></c>'
    rows = [
        [(1, text), (1, day)], [(3, day)], [(3, day)], [(3, blank)], [(3, blank)], [(1, text), (1, day)],
        [(1, text), (2, day)], [(2, text), (1, day)], [(1, text), (1, day), (1, blank)], [],
        [(1, text), (1, day), (1, blank)], [(1, struck), (1, crossed)], [(1, struck), (1, crossed)],
        [(1, struck), (1, text)], [(1, struck), (1, text), (1, text)], [(1, struck), (1, blank)],
    ]  # fmt: skip
    data = book_of(make, written(rows), written(rows[::-1]))
    expected = by_the_reader_of_values(monkeypatch, read, data)
    monkeypatch.setattr(sheet_marks, "_DIFFERENT_ROWS", most)
    assert without_reader(monkeypatch, read, data) == expected
    assert [row.number for row in expected[0][0].rows if row.struck] == [12, 13, 16]
    assert len(expected[0][0].rows) == len(rows)


@settings(
    max_examples=examples(400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    sheets=st.lists(ROWS, min_size=1, max_size=3),
    other=st.none() | OTHERS,
    most=st.sampled_from((2, 50)),
)
def test_plain_sheets_are_the_same_as_by_the_reader_of_values(
    monkeypatch: pytest.MonkeyPatch,
    make: ModuleType,
    read: Read,
    sheets: list[list[list[tuple[int, str]]]],
    other: str | None,
    most: int,
) -> None:
    if other is not None:
        sheets = [*sheets[:-1], [*sheets[-1], [(2, other)]]]
    data = book_of(make, *map(written, sheets))
    expected = by_the_reader_of_values(monkeypatch, read, data)
    assert outcome(read, data) == expected
    with monkeypatch.context() as patch:
        for place in (plain_cells, pieces, sheet_marks):
            patch.setattr(place, "MOST", most)
        patch.setattr(pieces, "_ROWS_AT_ONCE", 2)
        assert outcome(read, data) == expected
