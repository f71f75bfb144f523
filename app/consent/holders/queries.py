"""Reads of who holds what about a person, and whom a withdrawal must be told to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.consent.disclosures.queries import Disclosed, disclosures
from app.consent.holders import rules
from app.consent.holders.rules import GivenBack, Hold, Holder, Shared, Term
from app.consent.register.queries import ConsentFacts, consents
from app.staff.permissions import Permission
from app.storage.records import Episode, Person
from app.storage.work import Reading


@dataclass(frozen=True)
class ToTell:
    """A consent that is withdrawn, and everybody who holds something on it."""

    consent: ConsentFacts
    holders: tuple[tuple[Holder, Hold], ...]

    @property
    def open(self) -> tuple[tuple[Holder, Hold], ...]:
        """Those whom nobody has told yet."""
        return tuple(pair for pair in self.holders if not pair[1].told)


@dataclass(frozen=True)
class DisclosureMap:
    """Who holds what about a case's person today."""

    episode_id: str
    person_id: str
    person: str
    today: date
    holders: tuple[Holder, ...]
    given_back: tuple[GivenBack, ...]
    withdrawn: tuple[ToTell, ...]
    """Withdrawn consents on which somebody holds something, the newest withdrawal first."""


def disclosure_map(
    reading: Reading, episode_id: str, handed_on: tuple[Disclosed, ...] | None = None
) -> DisclosureMap:
    """Who holds what about a case's person; from what was `handed_on`, where that is read already."""
    reading.require(Permission.READ_CASES)
    person = reading.get(Person, reading.get(Episode, episode_id).person_id)
    given = consents(reading, person.id)
    if handed_on is None:
        handed_on = disclosures(reading, person.id)
    shared = tuple(shared_of(one) for one in handed_on)
    today = reading.clock.today()
    found = rules.holders(shared, terms_of(given), today)
    withdrawn = [
        ToTell(one, who)
        for one in given
        if one.withdrawn_on is not None and (who := rules.to_tell(found, one.id))
    ]
    return DisclosureMap(
        episode_id=episode_id,
        person_id=person.id,
        person=person.name,
        today=today,
        holders=found,
        given_back=rules.no_longer(shared),
        withdrawn=tuple(
            sorted(withdrawn, key=lambda one: one.consent.withdrawn_on or today, reverse=True)
        ),
    )


def shared_of(one: Disclosed) -> Shared:
    """A disclosure as far as it decides who holds what."""
    return Shared(
        id=one.id,
        organisation_id=one.organisation_id,
        organisation=one.organisation,
        kind=one.organisation_kind,
        day=one.day,
        items=one.items,
        basis=one.basis,
        law=one.law,
        consent_id=one.consent_id,
        meeting_id=one.meeting_id,
        ends=one.ends,
    )


def terms_of(given: tuple[ConsentFacts, ...]) -> dict[str, Term]:
    """The consents as far as they decide, by id."""
    return {one.id: Term(one.valid_to, one.withdrawn_on) for one in given}
