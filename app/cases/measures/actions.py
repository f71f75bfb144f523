"""Changes to the measures of a 更生緊急保護."""

from __future__ import annotations

from app import codes
from app.calendar import wareki
from app.cases.measures.queries import frame
from app.cases.measures.rules import TABLE, Measure, MeasureInput, check
from app.codes import Service
from app.errors import FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import AftercareMeasure, Episode, Organisation
from app.storage.work import Work

_ELSEWHERE = "措置は、更生緊急保護のケースで記録します。"


def add(work: Work, episode_id: str, typed: MeasureInput) -> str:
    """Keep a new measure and give back its id."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    if episode.service != Service.AFTERCARE:
        raise InvalidInput((FieldProblem("kind", _ELSEWHERE),))
    checked = check(typed, frame(work, episode.id), work.clock.today())
    measure = AftercareMeasure(episode_id=episode.id)
    _write(work, measure, checked, typed.organisation_id)
    work.add(measure)
    _tell(work, measure, "measure.added", "措置を記録")
    return measure.id


def correct(work: Work, measure_id: str, version: int, typed: MeasureInput) -> None:
    """Keep a corrected measure, or that it ended."""
    work.require(Permission.EDIT_CASES)
    measure = work.get(AftercareMeasure, measure_id)
    work.check_version(measure, version)
    checked = check(typed, frame(work, measure.episode_id), work.clock.today())
    ended = measure.ended_on is None and checked.ended_on is not None
    _write(work, measure, checked, typed.organisation_id)
    _tell(work, measure, "measure.corrected", "措置の終わりを記録" if ended else "措置を訂正")


def remove(work: Work, measure_id: str, version: int) -> None:
    """Take away a measure that was recorded by mistake; the history keeps that it was there."""
    work.require(Permission.EDIT_CASES)
    measure = work.get(AftercareMeasure, measure_id)
    work.check_version(measure, version)
    _tell(work, measure, "measure.removed", "措置を取消し")
    work.session.delete(measure)


def _write(work: Work, measure: AftercareMeasure, checked: Measure, organisation_id: str) -> None:
    measure.organisation_id = (
        work.get(Organisation, organisation_id).id if organisation_id else None
    )
    for name, value in vars(checked).items():
        setattr(measure, name, value)


def _tell(work: Work, measure: AftercareMeasure, kind: str, words: str) -> None:
    work.touch(measure)
    work.touch(work.get(Episode, measure.episode_id))
    span = f"{wareki.short(measure.since)}〜"
    if measure.until is not None:
        span += wareki.short(measure.until)
    work.tell(
        kind,
        f"{words}（{codes.label(TABLE, measure.kind)} {span}）",
        subject_kind="episode",
        subject_id=measure.episode_id,
        details={"measure": measure.id},
    )
