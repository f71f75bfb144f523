"""What leaves with a list: its columns, its cases, and the workbook they make."""

from __future__ import annotations

import io
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from app.errors import FieldProblem, FileProblem, InvalidInput
from app.reports.lists.book import FIRST_ROW, Sheet, build
from app.reports.lists.queries import ListRow, list_page
from app.reports.lists.rules import ListDefinition, checked
from app.reports.lists.vocabulary import ListColumn
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
    facts = office_facts(reading)
    mark = "【練習用】" if facts.practice else ""
    places = [wanted.columns.index(column.key) for column in columns]
    lines = (
        f"{facts.name}　作成 {day_words(reading.clock.today())}　{len(rows):,}件",
        f"条件　{wanted.words}",
        *said,
    )
    values = [tuple(row.values[at] for at in places) for row in rows]
    book = build(Sheet(f"{mark}{title.strip() or '一覧表'}", lines, columns, values))
    _read_back(book, len(rows))
    return book


def _read_back(book: bytes, count: int) -> None:
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
