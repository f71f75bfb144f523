"""Reads of steps: those that were taken, those that may come next, what the centre takes on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.cases import stages
from app.cases.facts import values_of
from app.cases.stages.steps import last_standing, take_back_refusal
from app.codes import Service, label
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Episode, Setting, StageMove
from app.storage.work import Reading

SCOPE = "suspect_scope"
"""The setting that keeps a `Scope`."""


@dataclass(frozen=True)
class StepFacts:
    """A step that was taken."""

    id: str
    from_stage: str
    to_stage: str
    day: PartialDate | None
    by: str
    """Who took it, by name."""
    source: str
    note: str
    corrects_id: str | None


@dataclass(frozen=True)
class MoveOffer:
    """A move as a button: allowed, or refused with the reason."""

    to_stage: str
    words: str
    needs_note: bool
    requires: tuple[str, ...]
    refusal: str
    proposed: tuple[tuple[str, str | PartialDate], ...] = ()
    """What the fields that are empty may be filled with."""
    opens: str = ""
    """What else happens, in one sentence."""
    lacking: tuple[str, ...] = ()
    """Those of the required fields that are empty, where that is all that stands in the way."""
    also: tuple[str, ...] = ()
    """Fields that are asked for as well, and not needed."""


@dataclass(frozen=True)
class Steps:
    """The steps of an episode and the one that may be taken back."""

    version: int
    """Of the episode."""
    taken: tuple[StepFacts, ...]
    last: str
    """The id of the newest step that stands; '' for none."""
    refusal: str
    """Why it cannot be taken back; '' when it can."""


def steps_of(reading: Reading, episode_id: str) -> tuple[StepFacts, ...]:
    """The steps of an episode in the order in which they were taken."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(StageMove)
        .where(StageMove.office_id == reading.office_id, StageMove.episode_id == episode_id)
        .order_by(StageMove.id)
    ).all()
    names = staff_names(reading) if rows else {}
    return tuple(
        StepFacts(
            id=step.id,
            from_stage=step.from_stage,
            to_stage=step.to_stage,
            day=PartialDate.of(step.day) if step.day else None,
            by=names.get(step.by, ""),
            source=step.source,
            note=step.note,
            corrects_id=step.corrects_id,
        )
        for step in rows
    )


def steps_page(reading: Reading, episode_id: str) -> Steps:
    """The steps of an episode, and whether the last one may be taken back."""
    reading.require(Permission.READ_CASES)
    episode, taken = reading.get(Episode, episode_id), steps_of(reading, episode_id)
    last = last_standing(taken)
    refusal = reading.actor.refusal(Permission.EDIT_CASES)
    refusal = refusal or take_back_refusal(taken, episode.stage)
    return Steps(episode.version, taken, last.id if last else "", refusal)


def centre_scope(reading: Reading) -> stages.Scope:
    """Whether the centre takes on 在宅事件 and 微罪処分; neither until somebody says so."""
    reading.require(Permission.READ_CASES)
    kept = reading.session.scalars(
        select(Setting.value).where(Setting.office_id == reading.office_id, Setting.name == SCOPE)
    ).first()
    chosen = kept if isinstance(kept, dict) else {}
    return stages.Scope(bool(chosen.get("at_home")), bool(chosen.get("petty")))


def offers(reading: Reading, episode_id: str) -> tuple[MoveOffer, ...]:
    """The moves that leave the stage of an episode, with why one is not possible yet."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    scope = centre_scope(reading)
    return tuple(_offer(reading, episode, move, scope) for move in _wanted(reading, episode))


def _wanted(reading: Reading, episode: Episode) -> tuple[stages.Move, ...]:
    """A closed case is reopened where it was closed; only where that is not known, anywhere."""
    moves = stages.moves_from(Service(episode.service), episode.stage)
    if episode.stage != stages.CLOSED:
        return moves
    last = last_standing(steps_of(reading, episode.id))
    back = [move for move in moves if last is not None and move.to_stage == last.from_stage]
    return tuple(back) or moves


def _offer(reading: Reading, episode: Episode, move: stages.Move, scope: stages.Scope) -> MoveOffer:
    values, today = values_of(episode), reading.clock.today()
    refusal = reading.actor.refusal(move.permission)
    requires = stages.asked_by(move, values, scope)
    field, why = stages.refusal(move, values, today, scope)
    empty = tuple(name for name in requires if values.get(name) in (None, "", False))
    return MoveOffer(
        to_stage=move.to_stage,
        words=move.words,
        needs_note=move.needs_note,
        requires=requires,
        refusal=refusal or why,
        proposed=_proposed(episode, move),
        opens=_opens(episode, move),
        lacking=empty if field in empty else (),
        also=tuple(name for name in move.also if name not in requires),
    )


def _proposed(episode: Episode, move: stages.Move) -> tuple[tuple[str, str | PartialDate], ...]:
    """A コーディネート that has led to the 受入先 ends on that day, 生活環境の調整 with the release."""
    if (episode.stage, move.to_stage) == ("released", stages.CLOSED) and episode.release:
        reason = "supervised" if episode.release_reason == "parole" else "settled"
        return (("end", episode.release), ("end_reason", reason))
    if episode.service == Service.DETAINED and (episode.stage, move.to_stage) == (
        *("applied", stages.CLOSED),
    ):
        day = episode.applied or episode.release
        return (("end", day), ("end_reason", "aftercare")) if day is not None else ()
    if (episode.stage, move.to_stage) != ("moved", stages.CLOSED) or episode.move is None:
        return ()
    reason = "other_center" if episode.area == "requested" else "placed"
    return (("end", episode.move), ("end_reason", reason))


def _opens(episode: Episode, move: stages.Move) -> str:
    if move.opens is None:
        return ""
    if move.opens is Service.AFTERCARE:
        return f"{label('service', str(move.opens))}を申出日から始めます。"
    if episode.area == "requested":
        return "他県へ依頼したケースのため、フォローアップは始めません。"
    return f"{label('service', str(move.opens))}を移行日から始めます。"
