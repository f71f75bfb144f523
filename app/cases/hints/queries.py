"""Hints for the head of a case page; none of them stands in anybody's way."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from app.calendar.wareki import short
from app.cases import stages
from app.cases.hints.rules import following
from app.cases.whereabouts.rules import DIED, EVENT
from app.codes import Service, label
from app.consent.rules import OBJECTION
from app.people.family.rules import GUARDIANS
from app.staff.permissions import Permission
from app.storage.records import Episode, LifeEvent, RelatedPerson, Stay
from app.storage.work import Reading

_NEWEST = 500
"""So many cases are looked at for the next number: more than any centre begins in a year."""
_PARENT = "parent"
_DISCHARGED = ("discharge", "provisional_discharge")
"""退院 and 仮退院: only 少年院 has them."""
_LASTING = ("missing", "rearrested", "reimprisoned", "hospitalised")


def hints(reading: Reading, episode_id: str) -> tuple[str, ...]:
    """Sentences about an open case; a closed one needs none."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    if episode.stage == stages.CLOSED:
        return ()
    return (
        *_events(reading, episode),
        *_guardian(reading, episode),
        *_objected(episode),
    )


def next_number(reading: Reading, service: Service) -> str:
    """The 管理番号 that a new case of a 業務 is likely to get; '' where that cannot be told."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Episode.number, Episode.start)
        .where(
            Episode.office_id == reading.office_id,
            Episode.service == service,
            Episode.number != "",
        )
        .order_by(Episode.start.desc(), Episode.id.desc())
        .limit(_NEWEST)
    )
    return following(((number, start.first) for number, start in rows), reading.clock.today())


def _events(reading: Reading, episode: Episode) -> Iterator[str]:
    rows = reading.session.execute(
        select(LifeEvent.kind, LifeEvent.day)
        .where(
            LifeEvent.office_id == reading.office_id,
            LifeEvent.person_id == episode.person_id,
            LifeEvent.kind.in_((*_LASTING, DIED)),
            LifeEvent.settled_on.is_(None),
        )
        .order_by(LifeEvent.day)
    )
    for kind, day in rows:
        if kind == DIED:
            yield f"{short(day)}の死亡の記録があります。業務を終了にしてください。"
        else:
            yield f"{short(day)}から{label(EVENT, kind)}です。"


def _objected(episode: Episode) -> Iterator[str]:
    """83条の2: the adjustment cannot go on against the prosecutor's view."""
    objected = episode.prosecutor_view == OBJECTION
    if episode.service == Service.DETAINED and episode.stage == "arranging" and objected:
        yield "検察官が支障があると述べています。調整は行えません（更生保護法83条の2）。"


def _guardian(reading: Reading, episode: Episode) -> Iterator[str]:
    """少年院: 保護者 is usually named; a hint, for there may be none."""
    if not _juvenile(reading, episode):
        return
    named = reading.session.scalar(
        select(func.count()).where(
            RelatedPerson.office_id == reading.office_id,
            RelatedPerson.person_id == episode.person_id,
            RelatedPerson.kind.in_((_PARENT, *GUARDIANS)),
        )
    )
    if not named:
        yield "少年院のケースですが、保護者がまだ「関係者・連絡先」にありません。"
    if episode.release is not None and episode.release_reason not in _DISCHARGED:
        yield "釈放事由（退院・仮退院）がまだ入っていません。"


def _juvenile(reading: Reading, episode: Episode) -> bool:
    if episode.service != Service.COORDINATION:
        return False
    if "少年院" in episode.facility or episode.release_reason in _DISCHARGED:
        return True
    stays = select(func.count()).where(
        Stay.office_id == reading.office_id,
        Stay.person_id == episode.person_id,
        Stay.kind == "juvenile",
        Stay.until.is_(None),
    )
    return bool(reading.session.scalar(stays))
