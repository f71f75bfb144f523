"""Reads of episodes: the list, one case with its person and 支援経過, choices for filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, case, func, select

from app.calendar.partial import PartialDate
from app.cases.stage_order import CLOSED, OPEN
from app.codes import Service
from app.people.names import search_folded
from app.people.queries import holding
from app.staff.permissions import Permission
from app.storage.records import Episode, Person
from app.storage.work import Reading

if TYPE_CHECKING:
    from app.cases.contacts.queries import ActivityFacts
    from app.cases.moving.queries import MoveOffer, StepFacts
    from app.cases.rules import Value

PAGE = 200
"""Rows a list asks for at a time."""
COUNTED = 1_000
"""Hits of a search are counted so far, and twice as far as soon as somebody reads on."""


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
    more: bool = False
    """Whether a search finds more than `total`: beyond some pages hits are not counted."""


_IN_CUSTODY = (Service.SUSPECT_SUPPORT, Service.DETAINED)
_TO_BE_RELEASED = (Service.COORDINATION, Service.ADJUSTMENT)
_RELEASED = ("moved", "released", CLOSED)
_NEXT = case(
    (Episode.end.is_not(None), None),
    (
        Episode.service.in_(_IN_CUSTODY) & Episode.release.is_(None),
        Episode.detention_end,
    ),
    (
        Episode.service.in_(_TO_BE_RELEASED) & Episode.stage.not_in(_RELEASED),
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
    found = _find(reading, wanted.text)
    total, more = _counted(reading, conditions, found, offset + limit)
    order = (*_order(sort, descending=descending), Episode.number, Episode.id)
    # Ids of the page first: sorting whole rows would fetch every person of a long list.
    page = select(Episode.id).where(*conditions).order_by(*order).offset(offset).limit(limit)
    if sort in _BY_PERSON:
        page = page.join(Person, Person.id == Episode.person_id)
    if found and sort in _BY_PERSON and not descending:
        page = page.where(*_named(reading, conditions, found, offset + limit))
    elif found:
        page = page.where(found.of_episode)
    return CaseList(_rows(reading, page, order), total, more)


def case_count(reading: Reading, wanted: CaseFilter) -> int:
    """How many episodes `case_list` has of these, without a look at any."""
    reading.require(Permission.READ_CASES)
    found = _find(reading, wanted.text)
    return _counted(reading, _conditions(reading, wanted), found, 0)[0]


def cases_named(reading: Reading, text: str, limit: int) -> tuple[CaseRow, ...]:
    """The first episodes by name whose person the text finds, open or ended; uncounted."""
    reading.require(Permission.READ_CASES)
    folded = search_folded(text)
    if not folded:
        return ()
    conditions = _conditions(reading, CaseFilter(ended_too=True))
    order = (*_order("name", descending=False), Episode.number, Episode.id)
    rows: tuple[CaseRow, ...] = ()
    for most in (limit * 4, COUNTED, None):
        persons, all_known = _first_by_name(reading, folded, most)
        page = select(Episode.id).join(Person, Person.id == Episode.person_id)
        page = page.where(*conditions, Episode.person_id.in_(persons))
        rows = _rows(reading, page.order_by(*order).limit(limit), order)
        if all_known or len(rows) == limit:
            break
    return rows


def _first_by_name(
    reading: Reading, folded: str, most: int | None
) -> tuple[Sequence[str] | Select[str], bool]:
    """Up to `most` of the persons found, none of whom comes after anybody left out, by name.

    And whether nobody is left out. An index lies in this order: of a common name little is read.
    """
    held = holding(reading.office_id, folded)
    if most is None:
        return select(Person.id).where(*held), True
    by_name = (Person.kana_key, Person.name_folded)
    found = reading.session.execute(
        select(Person.id, *by_name).where(*held).order_by(*by_name).limit(most + 1)
    ).all()
    if len(found) <= most:
        return [row.id for row in found], True
    last = found[-1]
    return [row.id for row in found if row[1:] != last[1:]], False


@dataclass(frozen=True)
class _Found:
    """The persons a text finds: their ids as long as they are few, else the first of them."""

    holding: tuple[ColumnElement[bool], ...]
    some: tuple[str, ...]

    @property
    def all_known(self) -> bool:
        """Whether `some` are all."""
        return len(self.some) <= COUNTED

    @property
    def of_episode(self) -> ColumnElement[bool]:
        """Persons first, through their index: asked as a join, every person is fetched."""
        everybody = select(Person.id).where(*self.holding)
        return Episode.person_id.in_(self.some if self.all_known else everybody)


def _find(reading: Reading, text: str) -> _Found | None:
    folded = search_folded(text)
    if not folded:
        return None
    held = holding(reading.office_id, folded)
    some = select(Person.id).where(*held).limit(COUNTED + 1)
    return _Found(held, tuple(reading.session.scalars(some)))


def _rows(reading: Reading, page: Select[str], order: Sequence[Any]) -> tuple[CaseRow, ...]:
    rows = reading.session.execute(
        _row_columns()
        .join(Person, Person.id == Episode.person_id)
        .where(Episode.id.in_(page))
        .order_by(*order)
    )
    return tuple(_case_row(row) for row in rows)


def _counted(
    reading: Reading, conditions: Sequence[ColumnElement[bool]], found: _Found | None, seen: int
) -> tuple[int, bool]:
    """How many episodes there are; those a search finds only so far as a list needs to know."""
    counted = select(func.count()).select_from(Episode).where(*conditions)
    if found is None:
        return reading.session.scalar(counted) or 0, False
    most = COUNTED
    while most < seen + PAGE:
        most *= 2
    total = reading.session.scalar(counted.where(Episode.person_id.in_(found.some))) or 0
    if total <= most and not found.all_known:
        hits = select(Episode.id).where(*conditions, found.of_episode).limit(most + 1).subquery()
        total = reading.session.scalar(select(func.count()).select_from(hits)) or 0
    return min(total, most), total > most


def _named(
    reading: Reading, conditions: Sequence[ColumnElement[bool]], found: _Found, up_to: int
) -> tuple[ColumnElement[bool], ...]:
    """What persons are found and, where they are many, can be among the first episodes by name."""
    if found.all_known:
        return (found.of_episode,)
    has = select(Episode.id).where(Episode.person_id == Person.id, *conditions).correlate(Person)
    last = reading.session.scalar(
        select(Person.kana_key)
        .where(*found.holding, has.exists())
        .order_by(Person.kana_key)
        .offset(up_to - 1)
        .limit(1)
    )
    if last is None:
        return (found.of_episode,)
    return (*found.holding, Person.kana_key <= last)


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
    if row.service in _IN_CUSTODY and row.release is None:
        found = row.detention_end
    elif row.service in _TO_BE_RELEASED and row.stage not in _RELEASED:
        found = row.move or row.release or row.term_end
    return found


def _conditions(reading: Reading, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Episode.office_id == reading.office_id]
    if wanted.ids:
        conditions.append(Episode.id.in_(wanted.ids))
    elif not wanted.ended_too and not wanted.text.strip():
        conditions.append(Episode.stage.in_(OPEN))
    if wanted.services:
        conditions.append(Episode.service.in_(wanted.services))
    if wanted.stages:
        conditions.append(Episode.stage.in_(wanted.stages))
    if wanted.worker:
        conditions.append(Episode.worker == wanted.worker)
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
class EpisodeFacts:
    """One episode with every field it has."""

    id: str
    version: int
    service: Service
    stage: str
    values: dict[str, Value]
    kept_text: dict[str, str]
    steps: tuple[StepFacts, ...]
    origin_id: str
    """The コーディネート out of which a フォローアップ grew; empty for none."""


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
    hints: tuple[str, ...] = ()
    clips: Mapping[str, int] = field(default_factory=dict)
    """How many files each 支援経過 has; those without any are left out."""


def case_page(reading: Reading, episode_id: str, *, newest: int = 100) -> CasePage:
    """One case: person, episode, the person's other episodes, the newest 支援経過, what may be done."""
    from app.attachments.queries import counts
    from app.attachments.rules import OwnerKind
    from app.cases.contacts.queries import activities_of
    from app.cases.hints.queries import hints
    from app.cases.moving.queries import offers
    from app.storage.records import Activity

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
            Activity.episode_id == episode.id, Activity.withdrawn_at.is_(None)
        )
    ).one()
    edit_refusal = reading.actor.refusal(Permission.EDIT_CASES)
    activities = activities_of(reading, episode.id, limit=newest)
    return CasePage(
        person=_person_facts(person),
        episode=_episode_facts(reading, episode),
        others=tuple(_case_row(row) for row in others),
        activities=activities,
        activity_count=count,
        activity_minutes=minutes or 0,
        moves=offers(reading, episode.id),
        edit_refusal=edit_refusal,
        record_refusal=reading.actor.refusal(Permission.RECORD_ACTIVITY),
        hints=hints(reading, episode.id),
        clips=counts(reading, OwnerKind.ACTIVITY, [one.id for one in activities]),
    )


def workers(reading: Reading) -> tuple[str, ...]:
    """担当者 of open episodes, by number of cases."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Episode.worker, func.count())
        .where(
            Episode.office_id == reading.office_id,
            Episode.worker != "",
            Episode.stage.in_(OPEN),
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
                Episode.office_id == reading.office_id, Episode.stage.in_(OPEN)
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


def _episode_facts(reading: Reading, episode: Episode) -> EpisodeFacts:
    from app.cases.facts import values_of
    from app.cases.moving.queries import steps_of

    return EpisodeFacts(
        id=episode.id,
        version=episode.version,
        service=Service(episode.service),
        stage=episode.stage,
        values=values_of(episode),
        kept_text=dict(episode.kept_text or {}),
        steps=steps_of(reading, episode.id),
        origin_id=episode.origin_id or "",
    )
