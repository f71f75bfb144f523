"""復元の確認 on paper: which 控え was tried out, what was found, who saw it."""

from __future__ import annotations

from pathlib import Path

from app.calendar import wareki
from app.errors import FileProblem
from app.reports.output import write_whole
from app.reports.papers.about import day_words
from app.reports.papers.paper import Column, Fields, Grid, Notice, Paper
from app.staff.queries import office_facts
from app.storage.drilling import Drill
from app.storage.work import Reading, Work

TITLE = "復元の確認"
_MEANS = (
    "この控えを空のフォルダーに戻し、鍵で開き、全部のページ・件数・履歴のつながりを確かめ、"
    "無作為に選んだケースの記録を、いまのデータと一つずつ比べました。戻した写しは消しました。"
)


def drill_sheet(reading: Reading, done: Drill) -> Paper:
    """The result of a drill; cases by number only."""
    office = office_facts(reading)
    taken = f"{wareki.long(done.taken_at.date())} {done.taken_at:%H:%M}"
    rows = tuple(
        (one.number or "（番号なし）", f"{one.same:,}", f"{one.edited:,}") for one in done.cases
    )
    columns = (
        Column("管理番号", 2),
        Column("同じだった記録", 1, number=True),
        Column("控えのあとに直した記録", 1, number=True),
    )
    return Paper(
        title=TITLE,
        office=office.name,
        made=day_words(reading.clock.today()),
        blocks=(
            Fields(
                (
                    ("控え", done.file),
                    ("控えの日時", taken),
                    ("大きさ", f"{done.size / 1_000_000:,.1f} MB"),
                    ("件数", f"{done.rows:,}件"),
                    ("履歴", f"第1番から第{done.entries:,}番まで、そろっている"),
                    ("比べたケース", f"{done.of_cases:,}件のうち{len(done.cases)}件"),
                )
            ),
            Grid(columns, rows, "比べたケース", empty="ケースはまだありません。"),
            Notice(_MEANS),
        ),
        signatures=("確かめた人", "センター長"),
        practice=office.practice,
    )


def write_sheet(work: Work, done: Drill, out: Path) -> None:
    """Write the result as a PDF and into the history."""
    if out.suffix.lower() != ".pdf":
        raise FileProblem(
            f"「{out.name}」には書き出せません。何も書いていません。名前の終わりを .pdf にしてください。",
            where=out.name,
        )
    from app.reports.papers.render import (
        render,
    )  # reads all that draws: not before somebody writes a paper

    data = render(drill_sheet(work, done)).data

    def complete(draft: Path) -> None:
        if draft.read_bytes() != data:
            raise OSError("read back differently")

    write_whole(out, data, complete)
    work.tell("paper.left", f"「{TITLE}」をPDFに保存", subject_kind="office")
