"""What every change of a 会議 shares: the record held still, and what the history is told."""

from __future__ import annotations

from typing import Any

from app.calendar import wareki
from app.errors import FieldProblem, InvalidInput
from app.meetings.rules import CANCELLED, changing_refusal, kind_words
from app.storage.records import Meeting
from app.storage.work import Work


def held_still(work: Work, meeting_id: str, version: int | None = None) -> Meeting:
    """The meeting, which no other desk changes until this work is done; not a cancelled one."""
    meeting = work.get(Meeting, meeting_id)
    work.session.flush()  # a refresh would forget what this work changed before
    work.session.refresh(meeting, with_for_update=True)
    if version is not None:
        work.check_version(meeting, version)
    if meeting.state == CANCELLED:
        raise InvalidInput((FieldProblem("state", changing_refusal(CANCELLED, "")),))
    return meeting


def tell(work: Work, meeting: Meeting, kind: str, words: str, **details: Any) -> None:
    """Write into the history what was done with a meeting."""
    work.touch(meeting)
    work.tell(
        kind,
        f"{words}（{wareki.short(meeting.day)} {kind_words(meeting.kind)}）",
        subject_kind="meeting",
        subject_id=meeting.id,
        details=details,
    )
