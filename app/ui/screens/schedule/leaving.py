"""予定 on their way out of the program: the printed week, and the file for another calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QWidget

from app.calendar import wareki
from app.reports.output import write_whole
from app.reports.papers.actions import note_left
from app.reports.papers.week_sheet import TITLE, week_sheet
from app.schedule.ics import calendar
from app.schedule.queries import between, own_name
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.papers.preview import PaperPreview
from app.ui.screens.schedule.span import Span, View

KINDS = "カレンダー (*.ics)"
_DAYS = 92
"""So far ahead the file reaches: three months."""


def preview_week(
    desk: Desk, day: date, worker: str, *, numbers_only: bool, parent: QWidget
) -> PaperPreview:
    """Show the week around a day before it is printed."""
    monday = Span(View.WEEK, day).first
    preview = PaperPreview(
        desk,
        lambda reading: week_sheet(reading, monday, worker=worker, numbers_only=numbers_only),
        f"{TITLE}_{wareki.short(monday)}",
        parent,
    )
    preview.open()
    return preview


def export_own(desk: Desk, owner: QObject, told: Callable[[str], None]) -> None:
    """Write one's own 予定 of the next three months, without names, where the person says."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    proposed = Path(folder) / "予定.ics"
    path = desk.asking.choose_save_file("自分の予定を書き出す", KINDS, proposed)
    if path is None:
        return
    target = path if path.suffix.lower() == ".ics" else path.with_name(f"{path.name}.ics")
    office = desk.office_name

    def read(reading: Reading) -> tuple[bytes, int]:
        first = reading.clock.today()
        last = first + timedelta(days=_DAYS)
        own = between(reading, first, last, worker=own_name(reading), cancelled_too=True)
        return calendar(office, own, reading.clock.now()), len(own)

    def write(found: tuple[bytes, int]) -> None:
        data, count = found
        desk.jobs.run(
            lambda: write_whole(target, data, lambda draft: _same(draft, data)),
            done=lambda _: left(count),
            failed=desk.asking.error,
            on="pool",
            title="書き出しています",
            owner=owner,
        )

    def left(count: int) -> None:
        told(
            f"自分の予定{count}件（きょうから3か月）を「{target.name}」に書き出しました。"
            "氏名・用件・場所は入っていません。"
        )
        desk.write(
            lambda work: note_left(work, "自分の予定", "カレンダーのファイルに書き出し"),
            lambda _: None,
            owner=owner,
        )

    desk.read(read, write, owner=owner)


def _same(draft: Path, data: bytes) -> None:
    if draft.read_bytes() != data:
        raise OSError("read back differently")
