"""Reads of requests, of the items of one with their decisions, and of what was released."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Person, Setting, SubjectMark, SubjectRelease, SubjectRequest
from app.storage.work import Reading
from app.subject_access.grounds.rules import Ground, kept_grounds
from app.subject_access.items.item import Item, Proposal
from app.subject_access.items.proposals import proposals
from app.subject_access.items.queries import items_of, names_near
from app.subject_access.marking.rules import Span, State, read_spans
from app.subject_access.rules import DueSetting, Kind, kept_setting

DUE, GROUNDS = "subject_access.due", "subject_access.grounds"


@dataclass(frozen=True)
class RequestFacts:
    """One request; `due` is the extended day where there is one."""

    id: str
    version: int
    person_id: str
    name: str
    kind: Kind
    number: str
    requester: str
    requester_name: str
    identified: str
    received_on: date
    addressee: str
    forwarded: str
    asked: str
    since: date | None
    until: date | None
    rule: str
    due_on: date | None
    extended_until: date | None
    extended_why: str
    worker: str
    result: str
    decided_on: date | None
    decided_why: str
    note: str
    recorded_at: datetime

    @property
    def due(self) -> date | None:
        """By when it is to be decided."""
        return self.extended_until or self.due_on

    @property
    def open(self) -> bool:
        """Whether nothing was decided yet."""
        return not self.result


@dataclass(frozen=True)
class Marked:
    """An item and how it stands: OPEN where nobody decided, or its text has changed since."""

    item: Item
    state: State = State.OPEN
    ground: str = ""
    spans: tuple[Span, ...] = ()
    note: str = ""
    version: int = 0
    by: str = ""
    former: State = State.OPEN
    """How it was decided before its text changed."""
    proposals: tuple[Proposal, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether it was decided and has changed since."""
        return self.former is not State.OPEN


@dataclass(frozen=True)
class Released:
    """One release, without its files."""

    id: str
    at: datetime
    by: str
    counts: dict[str, int]
    files: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """A request with every item; `sha` is of everything that was decided."""

    request: RequestFacts
    items: tuple[Marked, ...]
    grounds: tuple[Ground, ...]
    releases: tuple[Released, ...]

    @property
    def undecided(self) -> tuple[Marked, ...]:
        """What somebody must still decide."""
        return tuple(one for one in self.items if one.state is State.OPEN)

    @property
    def sha(self) -> str:
        """The same only as long as every text and every decision is the same."""
        told = [
            [one.item.key, one.item.sha, str(one.state), one.ground, [[*vars(s).values()] for s in one.spans]]
            for one in self.items
        ]
        told.append([[ground.id, ground.words] for ground in self.grounds])
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def words_of(self, ground: str) -> str:
        """The words of a ground; its id where the list has it no more."""
        return next((one.words for one in self.grounds if one.id == ground), ground)


def requests(reading: Reading) -> tuple[RequestFacts, ...]:
    """Every request, the open ones first, by due day."""
    reading.require(Permission.ANSWER_REQUESTS)
    found = _facts(reading)
    far = date.max
    return tuple(sorted(found, key=lambda one: (not one.open, one.due or far, one.received_on, one.id)))


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


def has_open_request(reading: Reading, person_id: str) -> bool:
    """Whether somebody asked for the person's records and is still without a decision.

    As long as it is so, nothing of the person may be deleted.
    """
    reading.require(Permission.READ_CASES)
    found = select(SubjectRequest.id).where(
        SubjectRequest.office_id == reading.office_id,
        SubjectRequest.person_id == person_id,
        SubjectRequest.result.is_(None),
    )
    return reading.session.scalar(found.limit(1)) is not None


def package(reading: Reading, request_id: str) -> Package:
    """The items of a request for disclosure, with their decisions and proposals."""
    reading.require(Permission.ANSWER_REQUESTS)
    facts = request(reading, request_id)
    marks = {row.item: row for row in _marks(reading, request_id)}
    names = names_near(reading, facts.person_id)
    staff = staff_names(reading)
    items = items_of(reading, facts.person_id, before=facts.recorded_at, without=facts.id)
    return Package(
        request=facts,
        items=tuple(
            _marked(
                item,
                marks.get(item.key),
                staff,
                proposals(item, names, facts.since, facts.until),
            )
            for item in items
        ),
        grounds=grounds(reading),
        releases=releases(reading, request_id),
    )


def releases(reading: Reading, request_id: str) -> tuple[Released, ...]:
    """What was released to a request, the newest first."""
    reading.require(Permission.ANSWER_REQUESTS)
    staff = staff_names(reading)
    columns = (
        *(SubjectRelease.id, SubjectRelease.at, SubjectRelease.by),
        *(SubjectRelease.counts, SubjectRelease.files),
    )
    rows = reading.session.execute(
        select(*columns)
        .where(
            SubjectRelease.office_id == reading.office_id,
            SubjectRelease.request_id == request_id,
        )
        .order_by(SubjectRelease.at.desc(), SubjectRelease.id.desc())
    )
    return tuple(
        Released(
            row.id,
            row.at,
            staff.get(row.by, ""),
            row.counts,
            tuple(name for _, name, _ in json.loads(row.files)),
        )
        for row in rows
    )


def grounds(reading: Reading) -> tuple[Ground, ...]:
    """The office's list of grounds."""
    reading.require(Permission.ANSWER_REQUESTS)
    return kept_grounds(_setting(reading, GROUNDS))


def due_setting(reading: Reading) -> DueSetting:
    """By which rule the office proposes due days."""
    reading.require(Permission.ANSWER_REQUESTS)
    return kept_setting(_setting(reading, DUE))


def grounds_in_use(reading: Reading) -> frozenset[str]:
    """Ids of the grounds that decisions of open requests name."""
    reading.require(Permission.ANSWER_REQUESTS)
    rows = reading.session.scalars(
        select(SubjectMark)
        .join(SubjectRequest, SubjectRequest.id == SubjectMark.request_id)
        .where(SubjectMark.office_id == reading.office_id, SubjectRequest.result.is_(None))
    )
    return frozenset(
        ground
        for row in rows
        for ground in (row.ground, *(span.ground for span in read_spans(row.spans)))
        if ground
    )


def _marked(
    item: Item, row: SubjectMark | None, staff: dict[str, str], proposed: tuple[Proposal, ...]
) -> Marked:
    if row is None:
        return Marked(item, proposals=proposed)
    same, state = row.seen == item.sha, State(row.state)
    spans = read_spans(row.spans)
    return Marked(
        item=item,
        state=state if same else State.OPEN,
        ground=row.ground if same else "",
        spans=spans if same else (),
        note=row.note,
        version=row.version,
        by=staff.get(row.by, ""),
        former=State.OPEN if same else state,
        proposals=proposed,
    )


def _marks(reading: Reading, request_id: str) -> list[SubjectMark]:
    return list(
        reading.session.scalars(
            select(SubjectMark).where(
                SubjectMark.office_id == reading.office_id, SubjectMark.request_id == request_id
            )
        )
    )


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


def _setting(reading: Reading, name: str) -> Any:
    return reading.session.scalar(
        select(Setting.value).where(Setting.office_id == reading.office_id, Setting.name == name)
    )
