"""Reads of the 対象者 who are connected with a 関係機関, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.network.organisations.queries import organisation
from app.staff.permissions import Permission
from app.storage.records import (
    Consent,
    Disclosure,
    Episode,
    Meeting,
    MeetingMember,
    MeetingPerson,
    Person,
    Placement,
    Referral,
)
from app.storage.work import Reading

PLACED, CANDIDATE = "受入先", "受入先の候補"
_Tie = tuple[str, str, date | None]


@dataclass(frozen=True)
class Connection:
    """Somebody who is connected with a 関係機関: how, since when the newest, and the case."""

    person_id: str
    episode_id: str
    """The newest 業務 of the person; '' for none."""
    name: str
    kana: str
    how: tuple[str, ...]
    newest: date | None


def connections(reading: Reading, organisation_id: str) -> tuple[Connection, ...]:
    """Everybody connected with a 関係機関, the newest first; placements are told by its name."""
    reading.require(Permission.READ_CASES)
    name = organisation(reading, organisation_id).name
    ties = [*_ties(reading, organisation_id), *_placed(reading, name)]
    hows: dict[str, list[str]] = {}
    newest: dict[str, date] = {}
    for person, how, day in ties:
        hows.setdefault(person, []).append(how)
        if day is not None:
            newest[person] = max(day, newest.get(person, day))
    cases = _cases(reading, list(hows))
    people = reading.session.execute(
        select(Person.id, Person.name, Person.kana, Person.kana_key)
        .where(Person.office_id == reading.office_id, Person.id.in_(hows))
        .order_by(Person.kana_key, Person.id)
    )
    found = [
        Connection(
            row.id,
            cases.get(row.id, ""),
            row.name,
            row.kana,
            tuple(dict.fromkeys(hows[row.id])),
            newest.get(row.id),
        )
        for row in people
    ]
    return tuple(sorted(found, key=lambda one: one.newest or date.min, reverse=True))


def _ties(reading: Reading, organisation_id: str) -> Iterator[_Tie]:
    here = reading.office_id
    for row in reading.session.execute(
        select(Referral.person_id, func.max(Referral.sent_on).label("day"))
        .where(Referral.office_id == here, Referral.organisation_id == organisation_id)
        .where(Referral.person_id.is_not(None))
        .group_by(Referral.person_id)
    ):
        yield row.person_id, "つなぎ", row.day
    for row in reading.session.execute(
        select(Disclosure.person_id, func.max(Disclosure.day).label("day"))
        .where(Disclosure.office_id == here, Disclosure.organisation_id == organisation_id)
        .where(Disclosure.person_id.is_not(None))
        .group_by(Disclosure.person_id)
    ):
        yield row.person_id, "情報提供", row.day
    for row in reading.session.execute(
        select(Consent.person_id, func.max(Consent.given_on).label("day"))
        .where(Consent.office_id == here, Consent.organisation_id == organisation_id)
        .group_by(Consent.person_id)
    ):
        yield row.person_id, "同意", row.day
    for row in reading.session.execute(
        select(MeetingPerson.person_id, func.max(Meeting.day).label("day"))
        .join(Meeting, Meeting.id == MeetingPerson.meeting_id)
        .join(MeetingMember, MeetingMember.meeting_id == Meeting.id)
        .where(Meeting.office_id == here, MeetingMember.organisation_id == organisation_id)
        .where(MeetingPerson.person_id.is_not(None))
        .group_by(MeetingPerson.person_id)
    ):
        yield row.person_id, "会議", row.day


def _placed(reading: Reading, name: str) -> Iterator[_Tie]:
    rows = reading.session.execute(
        select(Episode.person_id, Placement.chosen, Placement.result_on, Placement.asked_on)
        .join(Episode, Episode.id == Placement.episode_id)
        .where(Placement.office_id == reading.office_id, Placement.name == name)
    )
    for row in rows:
        yield row.person_id, PLACED if row.chosen else CANDIDATE, row.result_on or row.asked_on


def _cases(reading: Reading, people: list[str]) -> dict[str, str]:
    rows = reading.session.execute(
        select(Episode.person_id, Episode.id)
        .where(Episode.office_id == reading.office_id, Episode.person_id.in_(people))
        .order_by(Episode.start, Episode.id)
    )
    return {row.person_id: row.id for row in rows}
