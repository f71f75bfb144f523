"""Reads of 情報提供: what was handed on, and which bases hold for something that is planned."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select

from app.codes import Service
from app.consent import rules
from app.consent.disclosures.rules import Ended, is_void
from app.consent.laws import Basis, lawbook
from app.consent.queries import provider
from app.consent.register.queries import given
from app.consent.register.rules import Used
from app.staff.permissions import Permission
from app.storage.records import (
    Consent,
    Disclosure,
    DisclosureEnd,
    Episode,
    Meeting,
    MeetingMember,
    Organisation,
)
from app.storage.work import Reading

LONGEST_DETENTION = timedelta(days=25)
"""勾留 as a suspect: 10 + 10 days, 5 more for some offences (刑事訴訟法208条・208条の2)."""


@dataclass(frozen=True)
class Disclosed:
    """Something that was handed on."""

    id: str
    person_id: str | None
    episode_id: str | None
    signal_id: str | None
    day: date
    organisation_id: str
    organisation: str
    organisation_kind: str
    to_whom: str
    way: str
    items: tuple[str, ...]
    content: str
    purpose: str
    basis: str
    law: str
    why: str
    consent_id: str | None
    meeting_id: str | None
    referral_id: str | None
    prosecutor_view: str | None
    prosecutor_asked_on: date | None
    worker: str
    ends: tuple[Ended, ...] = ()
    """In the order they were noted."""


@dataclass(frozen=True)
class Option:
    """One basis and how it stands for what is planned."""

    basis: Basis
    verdict: rules.Verdict


def availability(
    reading: Reading,
    person_id: str | None,
    organisation_id: str,
    items: Iterable[str],
    day: date,
    *,
    way: str = "letter",
    meeting_id: str | None = None,
    typed: rules.Asked | None = None,
) -> tuple[Option, ...]:
    """Every basis that is in the books: whether it holds, what it needs, or why not.

    `typed` brings what was written so far (the reason, the prosecutor's view).
    """
    reading.require(Permission.READ_CASES)
    asked = replace(
        typed or rules.Asked(day, way, frozenset(), ""), day=day, way=way, items=frozenset(items)
    )
    at = situation(reading, person_id, organisation_id, day, meeting_id)
    laws = lawbook()
    return tuple(
        Option(basis, rules.stands(basis, asked, at, laws))
        for basis in laws.bases
        if basis.clauses(at.provider)
    )


def situation(
    reading: Reading,
    person_id: str | None,
    organisation_id: str,
    day: date,
    meeting_id: str | None = None,
    *,
    holding: bool = False,
) -> rules.Situation:
    """Everything that decides; with `holding` nobody can withdraw a consent meanwhile."""
    reading.require(Permission.READ_CASES)
    about = [person_id] if person_id else []
    return rules.Situation(
        provider=provider(reading),
        recipient=_recipient(reading, organisation_id),
        consents=_given(reading, about, holding).get(person_id or "", ()),
        meeting=_gathering(reading, meeting_id) if meeting_id else None,
        detained=person_id in _detained(reading, about, day),
    )


def situations(
    reading: Reading, person_ids: Collection[str], organisation_ids: Collection[str], day: date
) -> dict[tuple[str, str], rules.Situation]:
    """Everything that decides for each person before each organisation, outside of a meeting."""
    reading.require(Permission.READ_CASES)
    if not person_ids or not organisation_ids:
        return {}
    wanted = select(Organisation).where(Organisation.id.in_(organisation_ids))
    kept = reading.session.scalars(wanted).all()  # so that none is asked for by itself
    own = provider(reading)
    recipients = [_recipient(reading, one) for one in organisation_ids]
    consents = _given(reading, person_ids, holding=False)
    detained = _detained(reading, person_ids, day)
    del kept
    return {
        (person_id, recipient.id): rules.Situation(
            own, recipient, consents.get(person_id, ()), detained=person_id in detained
        )
        for person_id in person_ids
        for recipient in recipients
    }


def disclosures(reading: Reading, person_id: str) -> tuple[Disclosed, ...]:
    """Everything handed on about a person, the newest first."""
    reading.require(Permission.READ_CASES)
    return disclosed(reading, Disclosure.person_id == person_id)


def of_signal(reading: Reading, signal_id: str) -> tuple[Disclosed, ...]:
    """Everything handed on about a 端緒, the newest first."""
    reading.require(Permission.READ_CASES)
    return disclosed(reading, Disclosure.signal_id == signal_id)


def of_meeting(reading: Reading, meeting_id: str) -> tuple[Disclosed, ...]:
    """Everything shared in a meeting, the newest first."""
    reading.require(Permission.READ_CASES)
    return disclosed(reading, Disclosure.meeting_id == meeting_id)


def of_referral(reading: Reading, referral_id: str) -> tuple[Disclosed, ...]:
    """Everything handed on with a つなぎ, the newest first."""
    reading.require(Permission.READ_CASES)
    return disclosed(reading, Disclosure.referral_id == referral_id)


def standing_on(reading: Reading, consent_id: str) -> tuple[Used, ...]:
    """What was handed on by a consent, without what was recorded by mistake."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Disclosure, Organisation)
        .join(Organisation, Organisation.id == Disclosure.organisation_id)
        .where(Disclosure.office_id == reading.office_id, Disclosure.consent_id == consent_id)
    ).all()
    ends = _ends(reading, [row.Disclosure.id for row in rows])
    return tuple(
        Used(
            row.Disclosure.day,
            rules.Recipient(row.Organisation.id, row.Organisation.kind, row.Organisation.public),
            frozenset(row.Disclosure.items),
        )
        for row in rows
        if not is_void(ends.get(row.Disclosure.id, ()))
    )


def disclosed(reading: Reading, *conditions: object) -> tuple[Disclosed, ...]:
    """Disclosures that meet the conditions, with their ends, the newest first."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Disclosure, Organisation.name, Organisation.kind)
        .join(Organisation, Organisation.id == Disclosure.organisation_id)
        .where(Disclosure.office_id == reading.office_id, *conditions)  # type: ignore[arg-type]
        .order_by(Disclosure.day.desc(), Disclosure.created_at.desc(), Disclosure.id.desc())
    ).all()
    ends = _ends(reading, [row.Disclosure.id for row in rows])
    return tuple(
        _disclosed(row.Disclosure, row.name, row.kind, ends.get(row.Disclosure.id, ()))
        for row in rows
    )


def _ends(reading: Reading, ids: list[str]) -> dict[str, tuple[Ended, ...]]:
    found: dict[str, tuple[Ended, ...]] = {}
    rows = reading.session.scalars(
        select(DisclosureEnd)
        .where(DisclosureEnd.disclosure_id.in_(ids))
        .order_by(DisclosureEnd.created_at, DisclosureEnd.id)
    )
    for row in rows:
        ended = Ended(row.kind, row.day, row.note, row.consent_id)
        found[row.disclosure_id] = (*found.get(row.disclosure_id, ()), ended)
    return found


def _disclosed(row: Disclosure, name: str, kind: str, ends: tuple[Ended, ...]) -> Disclosed:
    return Disclosed(
        id=row.id,
        person_id=row.person_id,
        episode_id=row.episode_id,
        signal_id=row.signal_id,
        day=row.day,
        organisation_id=row.organisation_id,
        organisation=name,
        organisation_kind=kind,
        to_whom=row.to_whom,
        way=row.way,
        items=tuple(row.items),
        content=row.content,
        purpose=row.purpose,
        basis=row.basis,
        law=row.law,
        why=row.why,
        consent_id=row.consent_id,
        meeting_id=row.meeting_id,
        referral_id=row.referral_id,
        prosecutor_view=row.prosecutor_view,
        prosecutor_asked_on=row.prosecutor_asked_on,
        worker=row.worker,
        ends=ends,
    )


def _recipient(reading: Reading, organisation_id: str) -> rules.Recipient:
    organisation = reading.get(Organisation, organisation_id)
    return rules.Recipient(organisation.id, organisation.kind, organisation.public)


def _given(
    reading: Reading, person_ids: Collection[str], holding: bool
) -> dict[str, tuple[rules.Given, ...]]:
    """The consents of each of these persons."""
    found: dict[str, tuple[rules.Given, ...]] = {}
    if not person_ids:
        return found
    asked = select(Consent).where(
        Consent.office_id == reading.office_id, Consent.person_id.in_(person_ids)
    )
    if holding:
        asked = asked.with_for_update()
    for row in reading.session.scalars(asked):
        found[row.person_id] = (*found.get(row.person_id, ()), given(row))
    return found


def _gathering(reading: Reading, meeting_id: str) -> rules.Gathering:
    meeting = reading.get(Meeting, meeting_id)
    members = reading.session.scalars(
        select(MeetingMember).where(
            MeetingMember.meeting_id == meeting.id, MeetingMember.organisation_id.is_not(None)
        )
    ).all()
    of_it = [member for member in members if member.member and member.organisation_id]
    return rules.Gathering(
        id=meeting.id,
        kind=meeting.kind,
        day=meeting.day,
        cancelled=meeting.state == "cancelled",
        members=frozenset(str(member.organisation_id) for member in of_it),
        bound=frozenset(
            str(member.organisation_id)
            for member in of_it
            if member.secrecy_on is not None and member.secrecy_on <= meeting.day
        ),
    )


def _detained(reading: Reading, person_ids: Collection[str], day: date) -> frozenset[str]:
    """Those who are held as a suspect on that day, as far as the cases say."""
    if not person_ids:
        return frozenset()
    episodes = reading.session.scalars(
        select(Episode).where(
            Episode.office_id == reading.office_id,
            Episode.person_id.in_(person_ids),
            Episode.service.in_((str(Service.SUSPECT_SUPPORT), str(Service.DETAINED))),
            Episode.detention.is_not(None),
        )
    )
    return frozenset(episode.person_id for episode in episodes if _holds(episode, day))


def _holds(episode: Episode, day: date) -> bool:
    if episode.detention is None or episode.detention.first > day:
        return False
    over = [
        known.first
        for known in (episode.release, episode.disposition_date, episode.end)
        if known is not None
    ]
    last = min([*over, episode.detention.last + LONGEST_DETENTION])
    if episode.detention_end is not None:
        last = min(last, episode.detention_end.last + timedelta(days=1))
    return day < last
