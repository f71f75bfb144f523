"""Reads of a case's candidates and of its day of release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.cases.placement.rules import PLAN_WORDS, ReleaseInput, choose_refusal, unchoose_refusal
from app.people.family.queries import related_to
from app.people.family.rules import GUARANTOR
from app.schedule.clock import clock_words
from app.staff.permissions import Permission
from app.storage.records import Episode, Placement, ReleasePlan
from app.storage.work import Reading

_ORDER = {"accepted": 0, "visited": 1, "asked": 2, "candidate": 3, "refused": 4, "withdrawn": 5}


@dataclass(frozen=True)
class Candidate:
    """One candidate, and why it cannot be chosen."""

    id: str
    version: int
    dest_kind: str
    name: str
    municipality: str
    contact: str
    asked_on: date | None
    state: str
    result_on: date | None
    reason: str
    chosen: bool
    note: str
    choose_refusal: str


@dataclass(frozen=True)
class ReleaseFacts:
    """The plan for the day of release; version 0 while nothing was written."""

    id: str
    version: int
    facts: ReleaseInput


@dataclass(frozen=True)
class Placing:
    """帰住先調整 of a case."""

    episode_id: str
    candidates: tuple[Candidate, ...]
    dest_kind: str | None
    dest_name: str
    release: ReleaseFacts
    release_day: PartialDate | None
    guarantors: tuple[str, ...]
    """Names of the 身元引受人 among the person's 関係者."""
    edit_refusal: str
    unchoose_refusal: str

    @property
    def apart(self) -> bool:
        """Whether the case names another 受入先 than the candidate chosen."""
        chosen = next((one for one in self.candidates if one.chosen), None)
        return chosen is not None and (chosen.dest_kind, chosen.name) != (
            self.dest_kind,
            self.dest_name,
        )


def placing(reading: Reading, episode_id: str) -> Placing:
    """The candidates of a case, the chosen and the promising ones first, and its day of release."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    rows = reading.session.scalars(
        select(Placement)
        .where(Placement.office_id == reading.office_id, Placement.episode_id == episode.id)
        .order_by(Placement.created_at, Placement.id)
    )
    found = sorted(
        (_candidate(row) for row in rows), key=lambda one: (not one.chosen, _ORDER[one.state])
    )
    related = related_to(reading, episode.person_id)
    return Placing(
        episode_id=episode.id,
        candidates=tuple(found),
        dest_kind=episode.dest_kind,
        dest_name=episode.dest_name,
        release=release_plan(reading, episode.id),
        release_day=episode.move or episode.release,
        guarantors=tuple(one.facts.name for one in related if one.facts.kind == GUARANTOR),
        edit_refusal=reading.actor.refusal(Permission.EDIT_CASES),
        unchoose_refusal=unchoose_refusal(episode.stage),
    )


def release_plan(reading: Reading, episode_id: str) -> ReleaseFacts:
    """The plan for the day of release of a case."""
    reading.require(Permission.READ_CASES)
    row = reading.session.scalar(
        select(ReleasePlan).where(
            ReleasePlan.office_id == reading.office_id, ReleasePlan.episode_id == episode_id
        )
    )
    if row is None:
        return ReleaseFacts("", 0, ReleaseInput())
    texts = {name: getattr(row, name) for name in PLAN_WORDS if name != "meeting_time"}
    time = clock_words(row.meeting_minute)
    return ReleaseFacts(row.id, row.version, ReleaseInput(meeting_time=time, **texts))


def _candidate(row: Placement) -> Candidate:
    return Candidate(
        id=row.id,
        version=row.version,
        dest_kind=row.dest_kind,
        name=row.name,
        municipality=row.municipality,
        contact=row.contact,
        asked_on=row.asked_on,
        state=row.state,
        result_on=row.result_on,
        reason=row.reason,
        chosen=row.chosen,
        note=row.note,
        choose_refusal=choose_refusal(row.state, chosen=row.chosen),
    )
