"""Rows that are written the plain way: found faster, and the same as when every element is parsed."""

from __future__ import annotations

import re
from array import array
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import LedgerRefused
from app.ledgers.reading import plain_cells, plain_rows, sheet_marks
from app.ledgers.reading.plain_cells import PlainCells
from app.ledgers.reading.serials import Shown
from app.ledgers.reading.sheet_marks import read_marks
from app.ledgers.reading.styles import Styles
from app.ledgers.reading.texts import TextMarks
from tests.conftest import examples

STYLES = Styles((False, False, True), (Shown.GENERAL, Shown.DATE, Shown.NUMBER))
TEXTS = TextMarks(array("H", (2, 0, 5)), bytearray((0, 0, 1)), ["氏名", "", "消した字等"])
HOW_FOUND = {"cells", "is_plain"}
NEVER = re.compile(rb"(?!)")

LETTERS = ("A", "B", "C", "Z", "AA")
CELLS = (
    "/>", " />", ' s="1"/>', ' t="s"><v>0</v></c>', ' s="2" t="s"><v>0</v></c>',
    ' t="s"><v>1</v></c>', ' t="s"><v>2</v></c>', ' s="1"><v>45383</v></c>', "><v>1e5</v></c>",
    ' s="1" t="n"><v>45383.5</v></c>', ' t="b"><v>1</v></c>', "><v></v></c>", "></c>",
    ' t="str"><v>字</v></c>', "><f>A1</f><v>5</v></c>", ' t="inlineStr"><is><t>字</t></is></c>',
    "><!-- --><v>5</v></c>", ' t="e"><v>#N/A</v></c>', '><v xml:space="preserve">5</v></c>',
)  # fmt: skip
BAD_CELLS = (
    ' s="9"/>', ' t="s"><v>7</v></c>', ' t="s"><v>-1</v></c>', "><v>1e999</v></c>", "><v>1.2.3</v></c>",
    ' s="1" s="1"/>', "><v>5</v><v>6</v></c>", ' t="x"><v>1</v></c>',
)  # fmt: skip
ATTRIBUTES = (
    "", "", ' spans="1:9"', ' hidden="1"', ' ht="0" customHeight="1"', ' hidden="false"',
    ' a="&amp;"', " hidden='1'", ' a=">"', ' a="&lt;/row>"',
)  # fmt: skip
BAD_ATTRIBUTES = (' r="7"', ' a="1" a="2"', ' 1a="x"', ' a="<"')
WRAPS = (
    ("<!--", "-->"), ("<!-- </row>", "-->"), ("<![CDATA[", "]]>"), ("<![CDATA[</row>", "]]>"),
    ("<?pi ", "?>"), ("<?pi </row>", "?>"), ('<foo a="', '"/>'), ('<foo a=">', '"/>'),
    ("<foo>", "</foo>"), ("<foo><row></row>", "</foo>"), ("<row>", "</row>"), ("\n", "\n"),
    ("</sheetData><sheetData>", ""), ("</sheetData>", ""), ("</sheetData><row></row>", ""),
    ('<row><c r="A1">', "</c></row>"), ("<row><c><is><t>", "</t></is></c></row>"), ("text", "&#65;"),
    ("<row><c><sheetData>", "</sheetData></c></row>"), ("<x:row>", "</x:row>"), ("\x0b", ""),
    ("<sheetData>", "</sheetData>"), ("<row><c><v>", "</v></c></row>"), ("</row>", "<row>"),
    ("<foo </row>", ">"), ('<foo a="</row>', '"/>'), ("<", ">"), ("</worksheet>", "<worksheet>"),
)  # fmt: skip


def seldom(common: tuple[str, ...], rare: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Mostly of the first."""
    return st.integers(0, 19).flatmap(lambda at: st.sampled_from(common if at else rare))


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Rows one below the other, some of them inside of something else."""
    number, lines = 0, list[str]()
    for _ in range(draw(st.integers(1, 6))):
        number += draw(st.sampled_from((1, 1, 1, 1, 1, 1, 2, 2, 3, 0, 50_000)))
        lines.append(draw(rows(number)))
    for before, after in draw(st.lists(st.sampled_from(WRAPS), max_size=2)):
        first = draw(st.integers(0, len(lines)))
        last = draw(st.integers(first, len(lines)))
        lines = [*lines[:first], before, *lines[first:last], after, *lines[last:]]
    return "".join(lines)


@st.composite
def rows(draw: st.DrawFn, number: int) -> str:
    """A row, plain more often than not."""
    attributes = draw(seldom(ATTRIBUTES, BAD_ATTRIBUTES))
    letters = sorted(draw(st.sets(seldom(LETTERS, ("XFD", "XFE", "SR")))), key=_place)
    if draw(st.integers(0, 19)) == 0:
        letters.reverse()
    cells = "".join(f'<c r="{one}{number}"{draw(seldom(CELLS, BAD_CELLS))}' for one in letters)
    return draw(
        seldom(
            (f'<row r="{number}"{attributes}>{cells}</row>',) * 5
            + (f'<row r="{number}"{attributes}/>', f"<row{attributes}>{cells}</row>"),
            (f'<row r="{number + 1}"{attributes}>{cells}</row>',),
        )
    )


def _place(letters: str) -> tuple[int, str]:
    return len(letters), letters


HEADS = (
    "", '<?xml version="1.0" encoding="UTF-8"?>\n', "\ufeff", '\ufeff<?xml version="1.0"?>',
)  # fmt: skip
BAD_HEADS = (
    '<?xml version="1.0" <sheetData>', "<?pi <sheetData>", "<!-- <sheetData>", "<!-- ?>",
    "<!-- --><!-- ?><sheetData>",
)  # fmt: skip
OPENINGS = (
    "<worksheet><sheetData>",
    '<worksheet><cols><col min="1" max="2" hidden="1"/></cols><sheetData>',
)
ODD_OPENINGS = (
    "<worksheet><!-- <sheetData>", "<sheetData>", '<worksheet a="?>"><sheetData>', "<worksheet>",
    '<worksheet a="?>"><!-- <sheetData>', "<x:worksheet><x:sheetData>", "<worksheet><sheetData >",
    "<worksheet><!-- ?><sheetData>",
)  # fmt: skip
ENDS = (
    "</sheetData></worksheet>",
    '</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>',
)
ODD_ENDS = (
    "--></sheetData></worksheet>",
    "--></worksheet>",
    "?></worksheet>",
    "",
    "</sheetData>",
    "</worksheet>",
)
SHEETS = st.builds(
    "{}{}{}{}".format, seldom(HEADS, BAD_HEADS), seldom(OPENINGS, ODD_OPENINGS), bodies(),
    seldom(ENDS, ODD_ENDS),
)  # fmt: skip


def outcome(data: bytes, size: int) -> Any:
    """What is found of a sheet that arrives in pieces of a size, or why it is refused."""
    try:
        marks = read_marks(
            (data[at : at + size] for at in range(0, len(data), size)), PlainCells(STYLES, TEXTS)
        )
    except LedgerRefused as refusal:
        return refusal.where
    if marks.is_plain:
        assert not (marks.formulas or marks.errors or marks.struck_cells or marks.numbers)
    marks.mark_plain_rows()
    return {name: found for name, found in vars(marks).items() if name not in HOW_FOUND}


def parsed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> Any:
    """The same when no row is found to be plain."""
    with monkeypatch.context() as patch:
        patch.setattr(plain_rows, "_ROW", NEVER)
        return outcome(data, len(data))


ROW = (
    '<row r="{0}" hidden="1"><c r="A{0}" s="1"><v>45383</v></c><c r="C{0}" t="s"><v>2</v></c></row>'
)


@pytest.mark.parametrize(("before", "after"), WRAPS)
def test_rows_inside_of_something_else_are_the_same(
    monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    rows = [ROW.format(number) for number in range(1, 5)]
    body = f"{rows[0]}{before}{rows[1]}{rows[2]}{after}{rows[3]}"
    data = f"{OPENINGS[0]}{body}{ENDS[0]}".encode()
    assert outcome(data, 100_000) == parsed(monkeypatch, data)


@pytest.mark.parametrize("head", (*HEADS, *BAD_HEADS))
def test_rows_after_any_beginning_and_before_any_end_are_the_same(
    monkeypatch: pytest.MonkeyPatch, head: str
) -> None:
    for opening in (*OPENINGS, *ODD_OPENINGS):
        for end in (*ENDS, *ODD_ENDS):
            data = f"{head}{opening}{ROW.format(1)}{ROW.format(2)}{end}".encode()
            assert outcome(data, 100_000) == parsed(monkeypatch, data), (opening, end)


@settings(
    max_examples=examples(1500),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sheet=SHEETS, size=st.sampled_from([1, 7, 60, 100_000]), at_once=st.sampled_from([1, 90]))
def test_a_sheet_is_the_same_as_when_every_element_is_parsed(
    monkeypatch: pytest.MonkeyPatch, sheet: str, size: int, at_once: int
) -> None:
    data = sheet.encode()
    expected = parsed(monkeypatch, data)
    with monkeypatch.context() as patch:
        patch.setattr(plain_rows, "_AT_ONCE", at_once)
        patch.setattr(sheet_marks, "_DIFFERENT_ROWS", 2)
        patch.setattr(plain_cells, "MOST", 2)
        patch.setattr(sheet_marks, "MOST", 2)
        assert outcome(data, size) == expected
    assert outcome(data, size) == expected
