"""Changes to the papers that came to a case."""

from __future__ import annotations

from app import codes
from app.calendar import wareki
from app.cases.received.rules import TABLE, Received, ReceivedInput, check
from app.staff.permissions import Permission
from app.storage.records import Episode, Organisation, ReceivedPaper
from app.storage.work import Work


def add(work: Work, episode_id: str, typed: ReceivedInput) -> str:
    """Keep that a paper came and give back its id; the file itself is attached to it."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    checked = check(typed, work.clock.today())
    paper = ReceivedPaper(episode_id=episode.id, person_id=episode.person_id)
    _write(work, paper, checked, typed.organisation_id)
    work.add(paper)
    _tell(work, paper, "received.added", "届いた書類を記録")
    return paper.id


def correct(work: Work, paper_id: str, version: int, typed: ReceivedInput) -> None:
    """Keep what was corrected."""
    work.require(Permission.EDIT_CASES)
    paper = work.get(ReceivedPaper, paper_id)
    work.check_version(paper, version)
    checked = check(typed, work.clock.today())
    _write(work, paper, checked, typed.organisation_id)
    _tell(work, paper, "received.corrected", "届いた書類を訂正")


def remove(work: Work, paper_id: str, version: int) -> None:
    """Take away a paper that was recorded by mistake; the history keeps that it was there."""
    work.require(Permission.EDIT_CASES)
    paper = work.get(ReceivedPaper, paper_id)
    work.check_version(paper, version)
    _tell(work, paper, "received.removed", "届いた書類を取消し")
    work.session.delete(paper)


def _write(work: Work, paper: ReceivedPaper, checked: Received, organisation_id: str) -> None:
    paper.organisation_id = work.get(Organisation, organisation_id).id
    for name, value in vars(checked).items():
        setattr(paper, name, value)


def _tell(work: Work, paper: ReceivedPaper, kind: str, words: str) -> None:
    work.touch(paper)
    work.touch(work.get(Episode, paper.episode_id))
    day = wareki.short(paper.received_on)
    work.tell(
        kind,
        f"{words}（{codes.label(TABLE, paper.kind)} {day}）",
        subject_kind="episode",
        subject_id=paper.episode_id,
        details={"paper": paper.id},
    )
