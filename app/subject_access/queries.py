"""Reads of requests, of the items of one with their decisions, and of what was released."""

from __future__ import annotations

import json

from sqlalchemy import select

from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import (
    SubjectMark,
    SubjectRelease,
    SubjectRequest,
)
from app.storage.work import Reading
from app.subject_access.grounds.rules import Ground, kept_grounds
from app.subject_access.items.item import Item, Proposal
from app.subject_access.items.proposals import proposals
from app.subject_access.items.queries import items_of, names_near
from app.subject_access.marking.rules import State, read_spans
from app.subject_access.package import Marked, Package, Released
from app.subject_access.requests.queries import request, setting

GROUNDS = "subject_access.grounds"


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
    return kept_grounds(setting(reading, GROUNDS))


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
