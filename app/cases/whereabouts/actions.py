"""Changes to stays and events, and the 業務 that an event begins or ends."""

from __future__ import annotations

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.calendar.wareki import short
from app.cases import stages
from app.cases.actions import open_episode
from app.cases.facts import values_of
from app.cases.moving.actions import take_step
from app.cases.rules import check_episode
from app.cases.whereabouts.rules import (
    DIED,
    EVENT,
    INSTITUTIONS,
    LEADS_TO,
    CheckedEvent,
    EventInput,
    StayInput,
    check_event,
    check_stay,
    day_before,
    is_ended_by,
)
from app.codes import Service, label
from app.errors import FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.staff.queries import office_kind
from app.storage.records import Episode, LifeEvent, Person, Stay
from app.storage.work import Work

_DETAINED = (Service.SUSPECT_SUPPORT, Service.DETAINED)
_HELD = tuple(str(one) for one in (Service.COORDINATION, Service.ADJUSTMENT, *_DETAINED))
"""業務 whose 収容施設 is where the person is now."""
_FLAGS = ("elderly", "physical", "intellectual", "psychiatric", "developmental", "suspected")


def add_stay(work: Work, episode_id: str, typed: StayInput) -> str:
    """Keep where the person is or was; the stay that lasts until then ends on the day before."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    others = _stays(work, episode.person_id)
    checked = check_stay(typed, others, work.clock.today())
    for other in others:
        if is_ended_by(other, checked.since):
            other.until = day_before(checked.since)
    if not others:
        _keep_the_first_place(work, episode, checked.place, checked.since)
    stay = Stay(person_id=episode.person_id, episode_id=episode.id, **vars(checked))
    work.add(stay)
    if checked.until is None and checked.kind in INSTITUTIONS:
        _follow_facility(work, episode.person_id, checked.place)
    _tell(work, episode, "stay.recorded", f"所在「{checked.place}」を記録")
    return stay.id


def correct_stay(work: Work, stay_id: str, version: int, typed: StayInput) -> None:
    """Keep a corrected stay."""
    work.require(Permission.EDIT_CASES)
    stay = work.get(Stay, stay_id)
    work.check_version(stay, version)
    others = [other for other in _stays(work, stay.person_id) if other.id != stay.id]
    checked = check_stay(typed, others, work.clock.today())
    for other in others:
        if checked.until is None and is_ended_by(other, checked.since):
            other.until = day_before(checked.since)
    for name, value in vars(checked).items():
        setattr(stay, name, value)
    if checked.until is None and checked.kind in INSTITUTIONS:
        _follow_facility(work, stay.person_id, checked.place)
    _tell_person(work, stay, "stay.corrected", f"所在「{checked.place}」を訂正")


def remove_stay(work: Work, stay_id: str, version: int) -> None:
    """Take away a stay that was recorded by mistake; the history keeps that it was there."""
    work.require(Permission.EDIT_CASES)
    stay = work.get(Stay, stay_id)
    work.check_version(stay, version)
    work.touch(stay)
    work.session.delete(stay)
    _tell_person(work, stay, "stay.removed", f"所在「{stay.place}」を取消し")


def record_event(work: Work, episode_id: str, typed: EventInput) -> str:
    """Keep what happened to the person and give back its id."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    checked = _checked_event(work, episode.person_id, typed)
    event = LifeEvent(person_id=episode.person_id, episode_id=episode.id, **vars(checked))
    work.add(event)
    words = label(EVENT, checked.kind)
    _tell(work, episode, "event.recorded", f"{words}（{short(checked.day)}）を記録")
    return event.id


def correct_event(work: Work, event_id: str, version: int, typed: EventInput) -> None:
    """Keep a corrected event, or how it was settled."""
    work.require(Permission.EDIT_CASES)
    event = work.get(LifeEvent, event_id)
    work.check_version(event, version)
    checked = _checked_event(work, event.person_id, typed, event.id)
    settled = event.settled_on is None and checked.settled_on is not None
    for name, value in vars(checked).items():
        setattr(event, name, value)
    verb = "その後を記録" if settled else "訂正"
    words = (
        f"{label(EVENT, checked.kind)}の{verb}"
        if settled
        else f"{label(EVENT, checked.kind)}を{verb}"
    )
    _tell_person(work, event, "event.corrected", words)


def begin_from(work: Work, event_id: str, version: int) -> str:
    """Begin the 業務 that an event calls for, once, and give back its id."""
    work.require(Permission.EDIT_CASES)
    event = work.get(LifeEvent, event_id)
    service = LEADS_TO[office_kind(work)].get(event.kind)
    if event.led_to is not None:
        return event.led_to
    work.check_version(event, version)
    if service is None:
        words = (
            f"{label(EVENT, event.kind)}から始まる業務はありません。いまの業務を続けてください。"
        )
        raise InvalidInput((FieldProblem("kind", words),))
    typed: dict[str, str | bool | None] = {"start": short(work.clock.today())}
    typed["facility"] = event.place
    if event.episode_id is not None:
        before = work.get(Episode, event.episode_id)
        typed |= {name: getattr(before, name) for name in ("worker", *_FLAGS)}
    if service in _DETAINED:
        typed["arrest"] = event.day.iso
    event.led_to = open_episode(work, event.person_id, service, typed)
    work.get(Episode, event.led_to).origin_id = event.episode_id
    words = f"{label(EVENT, event.kind)}から{label('service', str(service))}を開始"
    _tell_person(work, event, "event.led", words)
    return event.led_to


def end_all(work: Work, event_id: str, version: int) -> int:
    """End every open 業務 of a person who died, on that day; gives back how many."""
    work.require(Permission.EDIT_CASES)
    event = work.get(LifeEvent, event_id)
    work.check_version(event, version)
    if event.kind != DIED:
        words = "死亡の記録ではないため、業務は終了にできません。"
        raise InvalidInput((FieldProblem("kind", words),))
    rows = work.session.scalars(
        select(Episode).where(
            Episode.office_id == work.office_id,
            Episode.person_id == event.person_id,
            Episode.stage.in_(stages.OPEN),
        )
    ).all()
    for episode in rows:
        _end(work, episode, event)
    return len(rows)


def _end(work: Work, episode: Episode, event: LifeEvent) -> None:
    service = Service(episode.service)
    typed: dict[str, str | bool | None] = {"end": event.day.iso, "end_reason": "died"}
    checked = check_episode(service, typed, work.clock.today(), values_of(episode))
    if checked.problems:
        words = f"{label('service', episode.service)}業務を終了にできません。"
        raise InvalidInput((FieldProblem("day", words + checked.problems[0].message),))
    episode.end, episode.end_reason = event.day, "died"
    take_step(work, episode, stages.CLOSED, "死亡の記録による")


def _stays(work: Work, person_id: str) -> list[Stay]:
    return list(
        work.session.scalars(
            select(Stay)
            .where(Stay.office_id == work.office_id, Stay.person_id == person_id)
            .order_by(Stay.since, Stay.id)
        )
    )


def _keep_the_first_place(work: Work, episode: Episode, place: str, since: PartialDate) -> None:
    """Before the first move the case knows one place: 収容施設 at the request."""
    first, held = episode.facility.strip(), episode.service in _HELD
    if not held or not first or first == place or not episode.start < since:
        return
    kind = "custody" if episode.service in _DETAINED else "correctional"
    if "少年院" in first:
        kind = "juvenile"
    work.add(
        Stay(
            person_id=episode.person_id,
            episode_id=episode.id,
            kind=kind,
            place=first,
            since=episode.start,
            until=day_before(since),
            reason="依頼のときの収容施設",
        )
    )


def _follow_facility(work: Work, person_id: str, place: str) -> None:
    """収容施設 of the open 業務 in custody is where the person is now."""
    rows = work.session.scalars(
        select(Episode).where(
            Episode.office_id == work.office_id,
            Episode.person_id == person_id,
            Episode.service.in_(_HELD),
            Episode.stage.not_in((stages.CLOSED, "moved", "aid", "released")),
        )
    )
    for episode in rows:
        episode.facility = place


def _checked_event(work: Work, person_id: str, typed: EventInput, own_id: str = "") -> CheckedEvent:
    died = work.session.scalars(
        select(LifeEvent.day).where(
            LifeEvent.office_id == work.office_id,
            LifeEvent.person_id == person_id,
            LifeEvent.kind == DIED,
            LifeEvent.id != own_id,
        )
    ).first()
    birth = work.get(Person, person_id).birth
    return check_event(typed, birth, died, work.clock.today())


def _tell(work: Work, episode: Episode, kind: str, words: str) -> None:
    work.touch(episode)
    work.tell(kind, words, subject_kind="episode", subject_id=episode.id)


def _tell_person(work: Work, record: Stay | LifeEvent, kind: str, words: str) -> None:
    if record.episode_id is not None:
        _tell(work, work.get(Episode, record.episode_id), kind, words)
    else:
        work.touch(work.get(Person, record.person_id))
        work.tell(kind, words, subject_kind="person", subject_id=record.person_id)
