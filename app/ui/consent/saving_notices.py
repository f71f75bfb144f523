"""Writing 撤回のお知らせ at once, each a PDF of its own, into a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.reports.output import write_whole
from app.reports.papers.actions import note_left
from app.reports.papers.paper import Paper
from app.reports.papers.withdrawal_notice import TITLE, withdrawal_notices
from app.storage.work import Work
from app.ui.desk import Desk


def save_notices(desk: Desk, consent_id: str, episode_id: str, owner: QWidget) -> None:
    """Write 撤回のお知らせ for everybody not told yet; names of files hold no person's name."""
    folder = desk.asking.choose_folder("お知らせを保存するフォルダー")
    if folder is None:
        return

    def written(names: list[str]) -> None:
        def note(work: Work) -> None:
            for _ in names:
                note_left(work, TITLE, "PDFに保存", episode_id)

        desk.write(note, lambda _: None, owner=owner)
        desk.asking.inform(f"{len(names)}通を「{folder.name}」に保存しました。")

    def write(papers: tuple[Paper, ...]) -> None:
        desk.jobs.run(
            lambda: [_write(folder, paper, place) for place, paper in enumerate(papers, 1)],
            done=written,
            failed=desk.asking.error,
            on="pool",
            title="保存しています",
            owner=owner,
        )

    desk.read(
        lambda reading: withdrawal_notices(reading, episode_id, consent_id), write, owner=owner
    )


def _write(folder: Path, paper: Paper, place: int) -> str:
    from app.reports.papers.render import (
        render,
    )  # reads all that draws: not before somebody writes a paper

    data = render(paper).data
    target = folder / f"{TITLE}_{place:02}.pdf"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{TITLE}_{place:02}_{number}.pdf"
    write_whole(target, data, lambda draft: _complete(draft, data))
    return target.name


def _complete(draft: Path, data: bytes) -> None:
    if draft.read_bytes() != data:
        raise OSError("read back differently")
