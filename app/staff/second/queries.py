"""Reads of what waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.staff.permissions import Role
from app.staff.second.rules import ACT_WORDS, NEEDS, Act, Asked, Standing, answer_refusal, standing
from app.storage.records import SecondAnswer, SecondRequest, Staff
from app.storage.work import Reading


@dataclass(frozen=True)
class Able:
    """Somebody who could be the second person."""

    staff_id: str
    name: str


@dataclass(frozen=True)
class Waiting:
    """A request that waits for whoever reads this."""

    id: str
    act: Act
    words: str
    about: str
    by: str
    until: datetime


def able(reading: Reading, act: Act) -> tuple[Able, ...]:
    """Everybody but oneself who may be the second person for an act."""
    rows = reading.session.scalars(
        select(Staff)
        .where(Staff.office_id == reading.office_id, Staff.active)
        .order_by(Staff.name, Staff.id)
    )
    return tuple(
        Able(one.id, one.name)
        for one in rows
        if one.id != reading.actor.staff_id
        and reading.actor.table.allows(Role(one.role), NEEDS[act])
    )


def waiting_for_me(reading: Reading) -> tuple[Waiting, ...]:
    """What others asked and I may answer, the oldest first."""
    rows = reading.session.execute(
        select(SecondRequest, Staff.name)
        .join(Staff, Staff.id == SecondRequest.asked_by)
        .outerjoin(SecondAnswer, SecondAnswer.request_id == SecondRequest.id)
        .where(
            SecondRequest.office_id == reading.office_id,
            SecondRequest.until > reading.clock.now(),
            SecondRequest.used_at.is_(None),
            SecondAnswer.id.is_(None),
        )
        .order_by(SecondRequest.created_at, SecondRequest.id)
    )
    now = reading.clock.now()
    return tuple(
        Waiting(one.id, act, ACT_WORDS[act], one.about, name, one.until)
        for one, name in rows
        for act in (Act(one.act),)
        if not answer_refusal(Asked(act, one.asked_by, one.until), reading.actor, now)
    )


def standing_of(reading: Reading, request_id: str) -> Standing:
    """How far a request is."""
    return standing(asked_of(reading, request_id), reading.clock.now())


def asked_of(reading: Reading, request_id: str) -> Asked:
    """The request as its rules see it."""
    request = reading.get(SecondRequest, request_id)
    agreed = reading.session.scalar(
        select(SecondAnswer.agreed).where(SecondAnswer.request_id == request_id)
    )
    used = request.used_at is not None
    return Asked(Act(request.act), request.asked_by, request.until, agreed, used)
