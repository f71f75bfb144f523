"""What is told to the history when a paper leaves the program."""

from __future__ import annotations

from app.staff.permissions import Permission
from app.storage.work import Work


def note_left(work: Work, title: str, how: str, episode_id: str | None = None) -> None:
    """A paper was printed or saved: who took it out, and of which case."""
    work.require(Permission.READ_CASES)
    work.tell(
        "paper.left",
        f"「{title}」を{how}",
        subject_kind="episode" if episode_id else "office",
        subject_id=episode_id,
    )
