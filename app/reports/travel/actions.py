"""旅費・移動一覧 written to a file and into the history."""

from __future__ import annotations

from pathlib import Path

from app.calendar.fiscal import Period
from app.errors import FileProblem
from app.reports.output import write_whole
from app.reports.travel.listing import TITLE, TravelList, travel_list
from app.staff.permissions import Permission
from app.storage.work import Work

_UNREAD = "書き出した一覧を読み返せませんでした。前からあるファイルはそのままです。"


def write_travel_book(work: Work, period: Period, worker: str, out: Path) -> Path:
    """Write the ways of a month to `out` (.xlsx): 管理番号, never a name of a person."""
    work.require(Permission.READ_CASES)
    if out.suffix.lower() != ".xlsx":
        raise FileProblem(
            f"「{out.name}」には書き出せません。何も書いていません。名前の終わりを .xlsx にしてください。",
            where=out.name,
        )
    from app.reports.travel.book import build

    listed = travel_list(work, period, worker)
    write_whole(out, build(listed), lambda draft: _read_back(draft, listed))
    work.tell(
        "paper.left",
        f"「{TITLE}」をExcelに保存（{period.label} {worker}）",
        subject_kind="office",
    )
    return out


def _read_back(draft: Path, listed: TravelList) -> None:
    from python_calamine import CalamineError, CalamineWorkbook

    from app.reports.travel.book import FIRST_ROW

    try:
        with CalamineWorkbook.from_path(draft) as book:
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as cause:
        raise FileProblem(_UNREAD) from cause
    found = [(row[5], row[6], row[7]) for row in rows[FIRST_ROW:]]
    ways = [(one.travel_minutes, one.distance_m, one.fare) for one in listed.lines]
    wanted = [(minutes, metres / 1000, fare) for minutes, metres, fare in (*ways, listed.whole)]
    if found != wanted:
        raise FileProblem(_UNREAD)
