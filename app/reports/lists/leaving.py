"""What leaves with a list: its columns, its cases, and the workbook they make."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.errors import FieldProblem, FileProblem, InvalidInput
from app.reports.lists.queries import ListRow, list_page, persons_named
from app.reports.lists.rules import ListDefinition, checked
from app.reports.lists.vocabulary import TYPED, ListColumn, Value
from app.reports.papers.about import day_words
from app.staff.queries import office_facts
from app.storage.work import Reading

MOST_ROWS = 100_000
_UNREAD = "書き出した一覧を読み返せませんでした。前からあるファイルはそのままです。"


def leaving(wanted: ListDefinition, *, named: bool) -> tuple[ListColumn, ...]:
    """The columns that leave the program; `InvalidInput` when there is none."""
    columns = checked(wanted).columns_out(named=named)
    if not columns:
        words = "氏名などの列だけの一覧は、氏名なしでは書き出せません。ほかの列を加えてください。"
        raise InvalidInput((FieldProblem("columns", words),))
    return columns


def all_rows(reading: Reading, wanted: ListDefinition) -> tuple[ListRow, ...]:
    """Every case of a list, as long as one sheet holds them."""
    page = list_page(reading, wanted, limit=MOST_ROWS)
    if page.total > len(page.rows):
        words = f"{page.total:,}件あり、一度に書き出せるのは{MOST_ROWS:,}件までです。条件で絞ってください。"
        raise InvalidInput((FieldProblem("conditions", words),))
    return page.rows


def check_nobody_named(
    reading: Reading, columns: tuple[ListColumn, ...], rows: Sequence[tuple[Value, ...]]
) -> None:
    """Refuse where somebody's whole name was written into a field that is not for names."""
    texts = {
        column.label: "\n".join(_not_latin(row[at] for row in rows))
        for at, column in enumerate(columns)
        if column.key in TYPED
    }
    found = persons_named(reading, texts)
    if found:
        words = (
            f"「{found[0].field}」の列に対象者の氏名が書かれているため、氏名なしでは書き出していません。"
            "その列を外すか、ケースの欄を直してください。"
        )
        raise InvalidInput((FieldProblem("columns", words),))


def _not_latin(values: Iterable[Value]) -> Iterable[str]:
    """Each value once; letters and digits alone are nobody's name here."""
    return (one for one in dict.fromkeys(map(str, values)) if not one.isascii())


def values_of(
    wanted: ListDefinition, columns: tuple[ListColumn, ...], rows: Iterable[ListRow]
) -> tuple[tuple[Value, ...], ...]:
    """The values of the columns that leave, row by row."""
    places = [wanted.columns.index(column.key) for column in columns]
    return tuple(tuple(row.values[at] for at in places) for row in rows)


def check_suffix(out: Path) -> None:
    """Refuse a name that Excel would not open."""
    if out.suffix.lower() != ".xlsx":
        raise FileProblem(
            f"「{out.name}」には書き出せません。何も書いていません。名前の終わりを .xlsx にしてください。",
            where=out.name,
        )


def book_of(
    reading: Reading,
    title: str,
    wanted: ListDefinition,
    columns: tuple[ListColumn, ...],
    rows: tuple[ListRow, ...],
    said: tuple[str, ...],
) -> bytes:
    """The workbook, read back once; `said` stands above the head after office and conditions."""
    from app.reports.lists.book import Sheet, build  # reads all that makes workbooks

    facts = office_facts(reading)
    mark = "【練習用】" if facts.practice else ""
    lines = (
        f"{facts.name}　作成 {day_words(reading.clock.today())}　{len(rows):,}件",
        f"条件　{wanted.words}",
        *said,
    )
    values = values_of(wanted, columns, rows)
    book = build(Sheet(f"{mark}{title.strip() or '一覧表'}", lines, columns, values))
    _read_back(book, len(rows))
    return book


def _read_back(book: bytes, count: int) -> None:
    from python_calamine import CalamineError, CalamineWorkbook

    from app.reports.lists.book import FIRST_ROW

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(book)) as read:
            rows = read.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as cause:
        raise FileProblem(_UNREAD) from cause
    if len(rows) != FIRST_ROW + count:
        raise FileProblem(_UNREAD)


def complete(draft: Path, data: bytes) -> None:
    """Raise unless the draft on the disk is exactly these bytes."""
    if draft.read_bytes() != data:
        raise OSError("read back differently")
