"""Filling a new practice office with its synthetic people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, bindparam, update

from app.calendar.partial import PartialDate
from app.cases import stages
from app.network.listed.actions import prefill
from app.people.names import is_anonymous, one_line, search_key
from app.people.naming import write_name
from app.practice.cases import MadeUpCase, MadeUpEvent, PracticeData
from app.practice.consents import add_consents
from app.practice.contacts import add_contact_work, add_contacts
from app.practice.deadlines import add_deadlines
from app.practice.files import add_files
from app.practice.funding import add_funding
from app.practice.meetings import add_meetings
from app.practice.needs import add_needs
from app.practice.network import add_network
from app.practice.people import Somebody
from app.practice.persons import add_persons
from app.practice.schedule import add_schedule
from app.practice.signals import add_signals
from app.practice.whereabouts import add_whereabouts
from app.staff.permissions import Actor, Permission, Role
from app.storage.records import Activity, Episode, Event, Person, Staff
from app.storage.types import new_id
from app.storage.work import Work


def fill(work: Work, data: PracticeData) -> None:
    """Keep all made-up people, cases, contacts and events in one transaction."""
    work.require(Permission.MANAGE_OFFICE)
    people = [_person(made) for made in data.people]
    numbers: dict[int, list[str]] = {}
    for case in data.cases:
        numbers.setdefault(case.person, []).append(case.values["number"])
    for index, person in enumerate(people):
        person.search_key = search_key(person.name, person.kana, tuple(numbers.get(index, ())))
        work.add(person)
    work.session.flush()
    episodes = [_episode(people[case.person].id, case, work.clock.today()) for case in data.cases]
    for episode in episodes:
        work.add(episode)
    work.session.flush()
    pairs = zip(episodes, data.cases, strict=True)
    found = ((contact, one) for one, case in pairs for contact in case.contacts)
    _written_down(work, add_contacts(work, found))
    for event in data.events:
        work.add(_event(event))
    add_deadlines(work, episodes)
    add_whereabouts(work, episodes)
    add_persons(work, people, episodes)
    add_needs(work, episodes)
    add_contact_work(work, episodes)
    add_schedule(work, episodes)
    prefill(work)
    add_network(work)
    add_signals(work, episodes)
    work.session.flush()
    add_consents(work, episodes)
    add_meetings(work, episodes)
    add_files(work, episodes)
    add_funding(work)
    work.tell("practice.filled", "練習用の架空の人物を登録", subject_kind="office")


def add_colleague(work: Work, name: str) -> Actor:
    """Somebody else who works at the practice office, for showing what several desks see."""
    work.require(Permission.MANAGE_OFFICE)
    staff = work.add(Staff(name=name, role=str(Role.COUNSELLOR), active=True))
    work.tell("practice.colleague", "練習用の職員を登録", subject_kind="staff", subject_id=staff.id)
    return Actor(staff.id, name, Role.COUNSELLOR)


def _written_down(work: Work, moments: Sequence[tuple[str, datetime]]) -> None:
    """The day of recording as it would have been: a new record has the moment of this work."""
    work.session.flush()
    table = cast(Table, Activity.__table__)
    work.session.connection().execute(
        update(table)
        .where(table.c.id == bindparam("which"))
        .values(created_at=bindparam("moment")),
        [{"which": which, "moment": moment} for which, moment in moments],
    )


def _person(made: Somebody) -> Person:
    person = Person(sex=made.sex, birth=made.birth, anonymous=is_anonymous(made.name))
    write_name(person, one_line(made.name), one_line(made.kana))
    return person


def _episode(person_id: str, case: MadeUpCase, today: date) -> Episode:
    stage = case.stage or stages.from_ledger(case.service, case.values, today)
    return Episode(
        id=new_id(),
        person_id=person_id,
        service=str(case.service),
        stage=stage,
        kept_text=dict(case.kept),
        **case.values,
    )


def _event(event: MadeUpEvent) -> Event:
    return Event(
        day=PartialDate.of(event.day),
        kind=event.kind,
        name=event.name,
        role=event.role,
        venue=event.venue,
        organisations=event.organisations,
        participants=event.participants,
    )
