"""Reads of episodes: the list, one case with its person and 支援経過, choices for filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from app.calendar.partial import PartialDate
from app.cases import stages
from app.cases.facts import filled, values_of
from app.cases.rules import Value
from app.codes import Service
from app.people.names import search_folded
from app.staff.permissions import Permission
from app.storage.records import Activity, Episode, Person, StageMove
from app.storage.work import Reading

PAGE = 200
"""Rows a list asks for at a time."""


@dataclass(frozen=True)
class CaseFilter:
    """What the list shows; empty means all."""

    text: str = ""
    services: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    worker: str = ""
    ended_too: bool = False
    ids: tuple[str, ...] = ()
    """Only these episodes (the cases of a figure)."""


@dataclass(frozen=True)
class CaseRow:
    """One row of the case list."""

    id: str
    person_id: str
    number: str
    name: str
    kana: str
    service: str
    stage: str
    start: PartialDate
    end: PartialDate | None
    worker: str
    next_day: PartialDate | None
    """What the case is heading for: 移行日, 釈放日 or 刑期終了日 before the move, 勾留満期日 in custody."""


@dataclass(frozen=True)
class CaseList:
    """One page of the list and how many rows there are in all."""

    rows: tuple[CaseRow, ...]
    total: int


_NEXT = case(
    (Episode.end.is_not(None), None),
    (
        (Episode.service == Service.SUSPECT_SUPPORT) & Episode.release.is_(None),
        Episode.detention_end,
    ),
    (
        (Episode.service == Service.COORDINATION) & Episode.stage.not_in(("moved", stages.CLOSED)),
        func.coalesce(Episode.move, Episode.release, Episode.term_end),
    ),
    else_=None,
)
"""Must say the same as `_next_day`."""

_SORTS: dict[str, tuple[Any, ...]] = {
    "number": (Episode.number,),
    "name": (Person.kana_key, Person.name_folded),
    "service": (Episode.service, Episode.stage),
    "stage": (Episode.stage,),
    "start": (Episode.start,),
    "end": (Episode.end,),
    "worker": (Episode.worker,),
    "next": (_NEXT.is_(None), _NEXT),
}
_BY_PERSON = frozenset({"name"})
_MAY_LACK = frozenset({"end", "next"})
"""Sorts whose last key may be NULL; engines differ in where they put it."""


def case_list(
    reading: Reading,
    wanted: CaseFilter,
    *,
    sort: str = "start",
    descending: bool = True,
    offset: int = 0,
    limit: int = PAGE,
) -> CaseList:
    """One page of episodes, filtered, sorted and counted by the database."""
    reading.require(Permission.READ_CASES)
    conditions = _conditions(reading, wanted)
    counted = select(func.count()).select_from(Episode).where(*conditions)
    total = reading.session.scalar(counted) or 0
    order = (*_order(sort, descending=descending), Episode.number, Episode.id)
    # Ids of the page first: sorting whole rows would fetch every person of a long list.
    page = select(Episode.id).where(*conditions).order_by(*order).offset(offset).limit(limit)
    if sort in _BY_PERSON:
        page = page.join(Person, Person.id == Episode.person_id)
    rows = reading.session.execute(
        _row_columns()
        .join(Person, Person.id == Episode.person_id)
        .where(Episode.id.in_(page))
        .order_by(*order)
    ).all()
    return CaseList(tuple(_case_row(row) for row in rows), total)


def _order(sort: str, *, descending: bool) -> list[Any]:
    """The same order on every engine: what is not known comes first, descending last."""
    columns = _SORTS.get(sort, _SORTS["start"])
    if not descending:
        order = [column.asc() for column in columns]
        return [*order[:-1], order[-1].nulls_first()] if sort in _MAY_LACK else order
    order = [column.desc() for column in columns]
    return [*order[:-1], order[-1].nulls_last()] if sort in _MAY_LACK else order


def _row_columns() -> Select[*tuple[Any, ...]]:
    return select(
        Episode.id,
        Episode.person_id,
        Episode.number,
        Person.name,
        Person.kana,
        Episode.service,
        Episode.stage,
        Episode.start,
        Episode.end,
        Episode.worker,
        Episode.detention_end,
        Episode.release,
        Episode.term_end,
        Episode.move,
    )


def _case_row(row: Any) -> CaseRow:
    return CaseRow(
        id=row.id,
        person_id=row.person_id,
        number=row.number,
        name=row.name,
        kana=row.kana,
        service=row.service,
        stage=row.stage,
        start=row.start,
        end=row.end,
        worker=row.worker,
        next_day=_next_day(row),
    )


def _next_day(row: Any) -> PartialDate | None:
    found: PartialDate | None = None
    if row.end is not None:
        return None
    if row.service == Service.SUSPECT_SUPPORT and row.release is None:
        found = row.detention_end
    elif row.service == Service.COORDINATION and row.stage not in ("moved", stages.CLOSED):
        found = row.move or row.release or row.term_end
    return found


def _conditions(reading: Reading, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Episode.office_id == reading.office_id]
    if wanted.ids:
        conditions.append(Episode.id.in_(wanted.ids))
    elif not wanted.ended_too and not wanted.text.strip():
        conditions.append(Episode.stage.in_(stages.OPEN))
    if wanted.services:
        conditions.append(Episode.service.in_(wanted.services))
    if wanted.stages:
        conditions.append(Episode.stage.in_(wanted.stages))
    if wanted.worker:
        conditions.append(Episode.worker == wanted.worker)
    text = search_folded(wanted.text)
    if text:
        # Persons first, through their index: asked as a join, every episode's person is fetched.
        found = select(Person.id).where(
            Person.office_id == reading.office_id,
            Person.search_key.contains(text, autoescape=True),
        )
        conditions.append(Episode.person_id.in_(found))
    return conditions


@dataclass(frozen=True)
class PersonFacts:
    """What the head of a case page says about the person."""

    id: str
    version: int
    name: str
    kana: str
    sex: str
    birth: PartialDate | None
    birth_text: str
    anonymous: bool
    note: str


@dataclass(frozen=True)
class StepFacts:
    """A step that was taken."""

    from_stage: str
    to_stage: str
    day: PartialDate | None
    note: str


@dataclass(frozen=True)
class EpisodeFacts:
    """One episode with every field it has."""

    id: str
    version: int
    service: Service
    stage: str
    values: dict[str, Value]
    kept_text: dict[str, str]
    steps: tuple[StepFacts, ...]


@dataclass(frozen=True)
class ActivityFacts:
    """One 支援経過."""

    id: str
    version: int
    episode_id: str | None
    service: str
    day: PartialDate
    means: str
    minutes: int | None
    minutes_text: str
    partner: str
    content: str
    worker: str


@dataclass(frozen=True)
class MoveOffer:
    """A move as a button: allowed, or refused with the reason."""

    to_stage: str
    words: str
    needs_note: bool
    requires: tuple[str, ...]
    refusal: str


@dataclass(frozen=True)
class CasePage:
    """Everything the case page shows."""

    person: PersonFacts
    episode: EpisodeFacts
    others: tuple[CaseRow, ...]
    activities: tuple[ActivityFacts, ...]
    activity_count: int
    activity_minutes: int
    moves: tuple[MoveOffer, ...]
    edit_refusal: str
    record_refusal: str


def case_page(reading: Reading, episode_id: str, *, newest: int = 100) -> CasePage:
    """One case: person, episode, the person's other episodes, the newest 支援経過, what may be done."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    person = reading.get(Person, episode.person_id)
    others = reading.session.execute(
        _row_columns()
        .join(Person, Person.id == Episode.person_id)
        .where(Episode.person_id == person.id, Episode.id != episode.id)
        .order_by(Episode.start.desc(), Episode.id)
    ).all()
    count, minutes = reading.session.execute(
        select(func.count(), func.coalesce(func.sum(Activity.minutes), 0)).where(
            Activity.episode_id == episode.id
        )
    ).one()
    edit_refusal = reading.actor.refusal(Permission.EDIT_CASES)
    return CasePage(
        person=_person_facts(person),
        episode=_episode_facts(reading, episode),
        others=tuple(_case_row(row) for row in others),
        activities=activities_of(reading, episode.id, limit=newest),
        activity_count=count,
        activity_minutes=minutes or 0,
        moves=_offers(episode, edit_refusal),
        edit_refusal=edit_refusal,
        record_refusal=reading.actor.refusal(Permission.RECORD_ACTIVITY),
    )


def activities_of(
    reading: Reading, episode_id: str, *, offset: int = 0, limit: int = 100
) -> tuple[ActivityFacts, ...]:
    """支援経過 of an episode, newest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(Activity)
        .where(Activity.office_id == reading.office_id, Activity.episode_id == episode_id)
        .order_by(Activity.day.desc(), Activity.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(_activity_facts(row) for row in rows)


def activity(reading: Reading, activity_id: str) -> ActivityFacts:
    """One 支援経過."""
    reading.require(Permission.READ_CASES)
    return _activity_facts(reading.get(Activity, activity_id))


def workers(reading: Reading) -> tuple[str, ...]:
    """担当者 of open episodes, by number of cases."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Episode.worker, func.count())
        .where(
            Episode.office_id == reading.office_id,
            Episode.worker != "",
            Episode.stage.in_(stages.OPEN),
        )
        .group_by(Episode.worker)
        .order_by(func.count().desc(), Episode.worker)
    )
    return tuple(worker for worker, _ in rows)


def open_count(reading: Reading) -> int:
    """How many episodes are open."""
    reading.require(Permission.READ_CASES)
    return (
        reading.session.scalar(
            select(func.count()).where(
                Episode.office_id == reading.office_id, Episode.stage.in_(stages.OPEN)
            )
        )
        or 0
    )


def _person_facts(person: Person) -> PersonFacts:
    return PersonFacts(
        id=person.id,
        version=person.version,
        name=person.name,
        kana=person.kana,
        sex=person.sex,
        birth=person.birth,
        birth_text=person.birth_text,
        anonymous=person.anonymous,
        note=person.note,
    )


def _activity_facts(row: Activity) -> ActivityFacts:
    return ActivityFacts(
        id=row.id,
        version=row.version,
        episode_id=row.episode_id,
        service=row.service,
        day=row.day,
        means=row.means,
        minutes=row.minutes,
        minutes_text=row.minutes_text,
        partner=row.partner,
        content=row.content,
        worker=row.worker,
    )


def _episode_facts(reading: Reading, episode: Episode) -> EpisodeFacts:
    steps = reading.session.scalars(
        select(StageMove).where(StageMove.episode_id == episode.id).order_by(StageMove.id)
    )
    return EpisodeFacts(
        id=episode.id,
        version=episode.version,
        service=Service(episode.service),
        stage=episode.stage,
        values=values_of(episode),
        kept_text=dict(episode.kept_text or {}),
        steps=tuple(
            StepFacts(
                step.from_stage,
                step.to_stage,
                PartialDate.of(step.day) if step.day else None,
                step.note,
            )
            for step in steps
        ),
    )


def _offers(episode: Episode, edit_refusal: str) -> tuple[MoveOffer, ...]:
    have = filled(values_of(episode))
    return tuple(
        MoveOffer(
            to_stage=move.to_stage,
            words=move.words,
            needs_note=move.needs_note,
            requires=move.requires,
            refusal=edit_refusal or stages.missing(move, have),
        )
        for move in stages.moves_from(Service(episode.service), episode.stage)
    )
