"""Changes to the days of a case."""

from __future__ import annotations

from app.cases.days.queries import recorded
from app.cases.days.rules import TABLE, CheckedDay, DayInput, check
from app.cases.facts import values_of
from app.codes import Service, label
from app.staff.permissions import Permission
from app.storage.records import CaseDate, Episode
from app.storage.work import Work


def record(work: Work, episode_id: str, typed: DayInput) -> str:
    """Keep a day of a case and give back its id."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    checked = _checked(work, episode, typed)
    kept = CaseDate(episode_id=episode.id)
    _write(kept, checked)
    work.add(kept)
    if checked.kind == "arrested" and episode.arrest is None:
        episode.arrest = checked.at.day
    _tell(work, episode, checked.kind, "記録")
    return kept.id


def correct(work: Work, day_id: str, version: int, typed: DayInput) -> None:
    """Keep a corrected day."""
    work.require(Permission.EDIT_CASES)
    kept = work.get(CaseDate, day_id)
    work.check_version(kept, version)
    episode = work.get(Episode, kept.episode_id)
    checked = _checked(work, episode, typed, kept.id)
    _write(kept, checked)
    _tell(work, episode, checked.kind, "訂正")


def remove(work: Work, day_id: str, version: int) -> None:
    """Take away a day that was recorded by mistake; the history keeps that it was there."""
    work.require(Permission.EDIT_CASES)
    kept = work.get(CaseDate, day_id)
    work.check_version(kept, version)
    episode = work.get(Episode, kept.episode_id)
    work.touch(kept)
    work.session.delete(kept)
    _tell(work, episode, kept.kind, "取消し")


def _checked(work: Work, episode: Episode, typed: DayInput, own_id: str = "") -> CheckedDay:
    others = recorded(work, episode.id, without=own_id)
    service = Service(episode.service)
    return check(service, typed, others, values_of(episode), work.clock.today())


def _write(kept: CaseDate, checked: CheckedDay) -> None:
    kept.kind, kept.note = checked.kind, checked.note
    kept.day, kept.minute = checked.at.day, checked.at.minute


def _tell(work: Work, episode: Episode, kind: str, verb: str) -> None:
    work.touch(episode)
    work.tell(
        "case_date.changed",
        f"{label(TABLE, kind)}を{verb}",
        subject_kind="episode",
        subject_id=episode.id,
        details={"kind": kind},
    )
