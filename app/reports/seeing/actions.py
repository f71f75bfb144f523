"""動き written to a file, and into the history."""

from __future__ import annotations

from pathlib import Path

from app.calendar.fiscal import Period
from app.errors import FileProblem
from app.reports.output import write_whole
from app.reports.papers.about import day_words
from app.reports.seeing.queries import seeing
from app.staff.permissions import Permission
from app.staff.queries import office_facts
from app.storage.work import Work


def write_seeing(work: Work, until: Period, out: Path) -> Path:
    """Write the plots of the 24 months that end with `until` to `out` (.pdf), without a name."""
    work.require(Permission.MAKE_REPORT)
    if out.suffix.lower() != ".pdf":
        raise FileProblem(
            f"「{out.name}」には書き出せません。何も書いていません。名前の終わりを .pdf にしてください。",
            where=out.name,
        )
    from app.reports.seeing.paper import (
        TITLE,
        draw,
    )  # reads all that draws: not before somebody writes a paper

    found, facts = seeing(work, until), office_facts(work)
    data = draw(
        found.plots,
        office=facts.name,
        until=until.label,
        made=day_words(work.clock.today()),
        practice=facts.practice,
    )
    write_whole(out, data, lambda draft: _complete(draft, data))
    work.tell("paper.left", f"「{TITLE}」をPDFに保存（{until.label}まで）", subject_kind="office")
    return out


def _complete(draft: Path, data: bytes) -> None:
    if draft.read_bytes() != data:
        raise OSError("read back differently")
