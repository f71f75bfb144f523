"""Steps, stays and events for the practice centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from app.calendar.holidays import next_working_day
from app.calendar.partial import PartialDate
from app.cases import stages
from app.codes import Service
from app.storage.records import Episode, LifeEvent, StageMove, Stay
from app.storage.types import new_id
from app.storage.work import Work

_SOONEST, _APART = 9, 24


def add_whereabouts(work: Work, episodes: Sequence[Episode]) -> None:
    """Tie each フォローアップ to its コーディネート; give open cases steps, a few stays and events."""
    _tie(episodes)
    today = work.clock.today()
    for service in (Service.COORDINATION, Service.SUSPECT_SUPPORT):
        running = [e for e in episodes if e.service == service and e.stage in stages.OPEN]
        wrong = next((e for e in running if e.stage in ("plan", "placement")), None)
        for episode in running:
            _steps(work, episode, today, one_too_many=episode is wrong)
        if service is Service.COORDINATION:
            _transferred(work, running, today)
    followed = [e for e in episodes if e.service == Service.FOLLOW_UP and e.end is None and e.move]
    _events(work, followed, today)


def _tie(episodes: Sequence[Episode]) -> None:
    moved = {
        (episode.person_id, episode.move): episode.id
        for episode in episodes
        if episode.service == Service.COORDINATION and episode.move is not None
    }
    for episode in episodes:
        if episode.service == Service.FOLLOW_UP:
            episode.origin_id = moved.get((episode.person_id, episode.start))


def _steps(work: Work, episode: Episode, today: date, *, one_too_many: bool) -> None:
    """The way to the stage in which the case is; in one case a step too many, taken back."""
    order = stages.ORDER[Service(episode.service)]
    ways = list(pairwise(order[: order.index(episode.stage) + 1]))
    ids = sorted(new_id() for _ in range(len(ways) + 2))  # in the order of the steps
    day = episode.start.first
    for step_id, way in zip(ids, ways, strict=False):
        day = min(today, next_working_day(day + timedelta(days=_SOONEST)))
        _step(work, episode, step_id, way, day)
    if one_too_many:
        here, further = episode.stage, order[order.index(episode.stage) + 1]
        wrong, back = ids[-2:]
        _step(work, episode, wrong, (here, further), today)
        note = "見学の結果がまだでした。受入れの返事は来週です。"
        _step(work, episode, back, (further, here), today, note, wrong)


def _step(
    work: Work,
    episode: Episode,
    step_id: str,
    way: tuple[str, str],
    day: date,
    note: str = "",
    corrects: str | None = None,
) -> None:
    work.add(
        StageMove(
            id=step_id,
            episode_id=episode.id,
            from_stage=way[0],
            to_stage=way[1],
            day=day,
            by=work.actor.staff_id,
            source="hand",
            note=note,
            corrects_id=corrects,
        )
    )


def _transferred(work: Work, running: Sequence[Episode], today: date) -> None:
    """Somebody was moved to another institution."""
    for episode in running:
        moved = today - timedelta(days=_APART)
        if episode.start.first < moved - timedelta(days=_APART) and episode.facility:
            reason = "依頼のときの収容施設"
            _stay(work, episode, episode.facility, episode.start, moved, reason)
            episode.facility = "府中刑務所"
            _stay(work, episode, episode.facility, PartialDate.of(moved), None, "移送")
            return


def _stay(
    work: Work,
    episode: Episode,
    place: str,
    since: PartialDate,
    moved: date | None,
    reason: str,
) -> None:
    until = PartialDate.of(moved - timedelta(days=1)) if moved is not None else None
    work.add(
        Stay(
            person_id=episode.person_id,
            episode_id=episode.id,
            kind="correctional",
            place=place,
            since=since,
            until=until,
            reason=reason,
        )
    )


def _events(work: Work, followed: Sequence[Episode], today: date) -> None:
    """One person is missing, one has come back from hospital."""
    long_ago = [e for e in followed if e.start.first < today - timedelta(days=3 * _APART)]
    if len(long_ago) < 2:
        return
    missing, ill = long_ago[0], long_ago[1]
    gone = PartialDate.of(today - timedelta(days=6))
    _event(work, missing, "missing", gone, "受入先より、朝から戻らないとの連絡。")
    fell, back = (PartialDate.of(today - timedelta(days=d)) for d in (2 * _APART, _APART))
    event = _event(work, ill, "hospitalised", fell, "肺炎のため入院。")
    event.place, event.settled_on, event.settled_note = "模擬病院", back, "受入先へ戻る。"


def _event(work: Work, episode: Episode, kind: str, day: PartialDate, note: str) -> LifeEvent:
    event = LifeEvent(
        person_id=episode.person_id, episode_id=episode.id, kind=kind, day=day, note=note
    )
    work.add(event)
    return event
