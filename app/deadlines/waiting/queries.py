"""Which answers are awaited, the longest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, or_, select

from app import codes
from app.deadlines.answers.queries import answer_measure
from app.handoff.overview.queries import ExchangeLine, exchange_list
from app.network.referrals.rules import SPECIAL, SUSPECT, answer_due
from app.network.referrals.steps import UNANSWERED
from app.staff.permissions import Permission
from app.storage.records import (
    Application,
    Episode,
    Organisation,
    Person,
    Placement,
    Referral,
    Signal,
)
from app.storage.work import Reading

_UNANSWERED = ("asked", "visited")
"""States of a candidate who has not answered."""


@dataclass(frozen=True)
class Waiting:
    """An answer that has not come: from whom, to what, since when."""

    episode_id: str
    """'' for a つなぎ about a 端緒 whose person is not known."""
    name: str
    service: str
    who: str
    what: str
    since: date
    days: int
    due: date | None = None
    """By when it is looked for, where somebody said so."""
    signal_id: str = ""


def waiting_for(
    reading: Reading, *, worker: str = "", limit: int = 8
) -> tuple[tuple[Waiting, ...], bool]:
    """Applications, candidates and つなぎ without an answer; whether there are more."""
    reading.require(Permission.READ_CASES)
    mine = [Episode.worker == worker] if worker else []
    whose = [or_(Episode.worker == worker, Referral.worker == worker)] if worker else []
    found = [
        *_applications(reading, mine, limit + 1),
        *_candidates(reading, mine, limit + 1),
        *_referrals(reading, whose, limit + 1),
    ]
    found.sort(key=lambda item: (item.since, item.episode_id, item.what))
    return tuple(found[:limit]), len(found) > limit


def exchanges_waiting(
    reading: Reading, *, worker: str = "", limit: int = 8
) -> tuple[tuple[ExchangeLine, ...], int]:
    """Exchanges that wait for us, or for an answer that is late; how many there are.

    A request that nobody took up is everybody's.
    """
    reading.require(Permission.READ_CASES)
    found = [
        one
        for one in exchange_list(reading)
        if (one.ours or one.unread or one.late) and (not worker or one.worker in ("", worker))
    ]
    return tuple(found[:limit]), len(found)


def waiting_of(reading: Reading, episode_id: str) -> tuple[Waiting, ...]:
    """The answers that one case waits for."""
    reading.require(Permission.READ_CASES)
    own = [Episode.id == episode_id]
    found = [
        *_applications(reading, own, 50),
        *_candidates(reading, own, 50),
        *_referrals(reading, own, 50),
    ]
    return tuple(sorted(found, key=lambda item: (item.since, item.what)))


def _applications(reading: Reading, episodes: list[Any], limit: int) -> list[Waiting]:
    rows = reading.session.execute(
        select(
            Application.id,
            Application.kind,
            Application.submitted_to,
            Application.submitted_on,
            Episode.id.label("episode_id"),
            Episode.service,
            Person.name,
        )
        .join(Episode, Episode.person_id == Application.person_id)
        .join(Person, Person.id == Episode.person_id)
        .where(
            Application.office_id == reading.office_id,
            Application.decided_on.is_(None),
            Application.result.is_(None),
            Application.submitted_on.is_not(None),
            Episode.office_id == reading.office_id,
            Episode.end.is_(None),
            *episodes,
        )
        .order_by(
            Application.submitted_on,
            Application.id,
            case((Episode.id == Application.episode_id, 0), else_=1),
            Episode.id,
        )
        .limit(limit * 2)  # a person may have several open 業務
    )
    today = reading.clock.today()
    found: dict[str, Waiting] = {}
    for row in rows:
        since = row.submitted_on.first
        kind = codes.label("application_kind", row.kind)
        waiting = Waiting(
            row.episode_id,
            row.name,
            row.service,
            row.submitted_to or kind,
            f"{kind}の申請",
            since,
            (today - since).days,
        )
        found.setdefault(row.id, waiting)
    return list(found.values())[:limit]


def _candidates(reading: Reading, episodes: list[Any], limit: int) -> list[Waiting]:
    rows = reading.session.execute(
        select(
            Placement.name.label("place"),
            Placement.asked_on,
            Episode.id.label("episode_id"),
            Episode.service,
            Person.name,
        )
        .join(Episode, Episode.id == Placement.episode_id)
        .join(Person, Person.id == Episode.person_id)
        .where(
            Placement.office_id == reading.office_id,
            Placement.asked_on.is_not(None),
            Placement.result_on.is_(None),
            Placement.state.in_(_UNANSWERED),
            Episode.end.is_(None),
            *episodes,
        )
        .order_by(Placement.asked_on, Placement.id)
        .limit(limit)
    )
    today = reading.clock.today()
    return [
        Waiting(
            row.episode_id,
            row.name,
            row.service,
            row.place,
            "受入れの打診",
            row.asked_on,
            (today - row.asked_on).days,
        )
        for row in rows
    ]


def _asked(kind: str) -> str:
    """What is waited for: 「…の協力依頼」 says itself what it is."""
    words = codes.label("referral_kind", kind)
    return words if kind in (SPECIAL, SUSPECT) else f"{words}へのつなぎ"


def _referrals(reading: Reading, whose: list[Any], limit: int) -> list[Waiting]:
    """つなぎ that went out; of ended cases too: somebody else still has to answer."""
    rows = reading.session.execute(
        select(Referral, Organisation.name, Episode.service, Person.name, Signal.about)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .outerjoin(Episode, Episode.id == Referral.episode_id)
        .outerjoin(Person, Person.id == Referral.person_id)
        .outerjoin(Signal, Signal.id == Referral.signal_id)
        .where(
            Referral.office_id == reading.office_id,
            Referral.direction == "out",
            Referral.state.in_(UNANSWERED),
            Referral.sent_on.is_not(None),
            *whose,
        )
        .order_by(Referral.sent_on, Referral.id)
        .limit(limit)
    )
    today, measure = reading.clock.today(), answer_measure(reading)
    found = []
    for row, organisation, service, person, about in rows:
        since = row.sent_on or today  # asked for above
        found.append(
            Waiting(
                row.episode_id or "",
                person or about or "",
                service or "",
                organisation,
                _asked(row.kind),
                since,
                (today - since).days,
                answer_due(since, row.answer_by, measure),
                row.signal_id or "",
            )
        )
    return found
