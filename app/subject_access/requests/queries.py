"""Reads of requests as they were received, without the records they ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from app.staff.permissions import Permission
from app.storage.records import Episode, Person, Setting, SubjectRequest
from app.storage.work import Reading
from app.subject_access.package import RequestFacts
from app.subject_access.rules import DueSetting, Kind, kept_setting

DUE = "subject_access.due"


def requests(reading: Reading) -> tuple[RequestFacts, ...]:
    """Every request, the open ones first, by due day."""
    reading.require(Permission.ANSWER_REQUESTS)
    found = _facts(reading)
    far = date.max
    return tuple(
        sorted(found, key=lambda one: (not one.open, one.due or far, one.received_on, one.id))
    )


def open_requests(reading: Reading) -> tuple[RequestFacts, ...]:
    """Those that are not decided, by due day; () for who may not answer them."""
    if not reading.actor.may(Permission.ANSWER_REQUESTS):
        return ()
    return tuple(one for one in requests(reading) if one.open)


def request(reading: Reading, request_id: str) -> RequestFacts:
    """One request; `NotFound` where there is none."""
    reading.require(Permission.ANSWER_REQUESTS)
    reading.get(SubjectRequest, request_id)
    return _facts(reading, SubjectRequest.id == request_id)[0]


def person_of_case(reading: Reading, episode_id: str) -> str:
    """Whose case it is."""
    reading.require(Permission.ANSWER_REQUESTS)
    return reading.get(Episode, episode_id).person_id


def has_open_request(reading: Reading, person_id: str) -> bool:
    """Whether somebody asked for the person's records and is still without a decision."""
    return person_id in persons_with_open_requests(reading)


def persons_with_open_requests(reading: Reading) -> frozenset[str]:
    """Ids of the persons whose records somebody asked for and is still without a decision.

    As long as it is so, nothing of theirs may be deleted.
    """
    reading.require(Permission.READ_CASES)
    found = select(SubjectRequest.person_id).where(
        SubjectRequest.office_id == reading.office_id, SubjectRequest.result.is_(None)
    )
    return frozenset(reading.session.scalars(found))


def due_setting(reading: Reading) -> DueSetting:
    """By which rule the office proposes due days."""
    reading.require(Permission.ANSWER_REQUESTS)
    return kept_setting(setting(reading, DUE))


def _facts(reading: Reading, *conditions: ColumnElement[bool]) -> list[RequestFacts]:
    rows = reading.session.execute(
        select(SubjectRequest, Person.name)
        .join(Person, Person.id == SubjectRequest.person_id)
        .where(SubjectRequest.office_id == reading.office_id, *conditions)
    )
    return [_fact(row, name) for row, name in rows]


def _fact(row: SubjectRequest, name: str) -> RequestFacts:
    same = (
        *("id", "version", "person_id", "number", "requester", "requester_name", "identified"),
        *("received_on", "addressee", "forwarded", "asked", "since", "until", "rule", "due_on"),
        *("extended_until", "extended_why", "worker", "decided_on", "decided_why", "note"),
    )
    return RequestFacts(
        kind=Kind(row.kind),
        name=name,
        result=row.result or "",
        recorded_at=row.created_at,
        **{column: getattr(row, column) for column in same},
    )


def setting(reading: Reading, name: str) -> Any:
    """A setting of the office; None where it was never set."""
    reading.require(Permission.ANSWER_REQUESTS)
    return reading.session.scalar(
        select(Setting.value).where(Setting.office_id == reading.office_id, Setting.name == name)
    )
