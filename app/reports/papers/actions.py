"""Papers that leave the program: written to a file, and told to the history."""

from __future__ import annotations

from pathlib import Path

from app.errors import FileProblem
from app.reports.output import write_whole
from app.reports.papers.paper import Paper, Printed
from app.staff.permissions import Permission
from app.storage.work import Work


def note_left(
    work: Work,
    title: str,
    how: str,
    episode_id: str | None = None,
    *,
    meeting_id: str | None = None,
) -> None:
    """A paper was printed or saved: who took it out, and of which case or meeting."""
    work.require(Permission.READ_CASES)
    kind = "episode" if episode_id else "meeting" if meeting_id else "office"
    work.tell(
        "paper.left",
        f"「{title}」を{how}",
        subject_kind=kind,
        subject_id=episode_id or meeting_id,
    )


def write_paper(work: Work, paper: Paper, out: Path, episode_id: str | None = None) -> Printed:
    """Write a paper to `out` (.pdf) and into the history."""
    work.require(Permission.READ_CASES)
    if out.suffix.lower() != ".pdf":
        raise FileProblem(
            f"「{out.name}」には書き出せません。何も書いていません。名前の終わりを .pdf にしてください。",
            where=out.name,
        )
    from app.reports.papers.render import render  # reads all that draws: not at a start

    printed = render(paper)
    write_whole(out, printed.data, lambda draft: _complete(draft, printed.data))
    note_left(work, paper.title, "PDFに保存", episode_id)
    return printed


def _complete(draft: Path, data: bytes) -> None:
    if draft.read_bytes() != data:
        raise OSError("read back differently")
