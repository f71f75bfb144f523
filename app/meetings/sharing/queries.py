"""Reads for what is shared in a 会議: which pairs of person and organisation may, and why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.calendar import wareki
from app.calendar.typing import read_date
from app.consent.disclosures.queries import of_meeting, situation
from app.consent.disclosures.rules import DisclosureInput, is_void
from app.consent.laws import Basis, lawbook
from app.consent.queries import provider
from app.consent.rules import Asked, check
from app.meetings.members.queries import MemberFacts, members
from app.meetings.persons.queries import Discussed, discussed
from app.meetings.sharing import rules
from app.meetings.sharing.rules import ShareInput, usual_basis
from app.staff.permissions import Permission
from app.storage.records import Meeting
from app.storage.work import Reading

_ALREADY = "同じ項目の提供が、この会議でもう記録されています。"
_NONE: frozenset[str] = frozenset()
_Told = tuple[str, str]
_BASIS = "この会議では使えない根拠です。根拠を選び直してください。"


@dataclass(frozen=True)
class Pair:
    """One person before one organisation; `refusal` '' when it may be shared."""

    who: str
    organisation: str
    refusal: str
    typed: DisclosureInput


def bases_for(reading: Reading, meeting_id: str) -> tuple[Basis, ...]:
    """The bases to choose from, the usual one first."""
    reading.require(Permission.READ_CASES)
    kind = reading.get(Meeting, meeting_id).kind
    found = rules.bases(kind, provider(reading), lawbook().bases)
    return tuple(sorted(found, key=lambda basis: basis.id != usual_basis(kind)))


def weigh(
    reading: Reading, meeting_id: str, typed: ShareInput, *, holding: bool = False
) -> tuple[Pair, ...]:
    """Every pair that was asked for, with why it may not be shared.

    With `holding` nobody can withdraw a consent meanwhile.
    """
    reading.require(Permission.READ_CASES)
    meeting = reading.get(Meeting, meeting_id)
    people = discussed(reading, meeting.id, meeting.kind, meeting.day, with_consents=False)
    there = members(reading, meeting.id)
    told = _told(reading, meeting.id)
    return tuple(
        _pair(reading, meeting, person, of_it, typed, told, holding)
        for person in people
        if person.id in typed.discussed
        for of_it in _organisations(there, typed.organisations)
    )


def _told(reading: Reading, meeting_id: str) -> dict[_Told, frozenset[str]]:
    """What is on record already: about whom, to whom, which items."""
    told: dict[_Told, frozenset[str]] = {}
    for one in of_meeting(reading, meeting_id):
        if not is_void(one.ends):
            key = (one.person_id or one.signal_id or "", one.organisation_id)
            told[key] = told.get(key, _NONE) | frozenset(one.items)
    return told


def _key(person: Discussed, organisation: MemberFacts) -> _Told:
    return (person.person_id or person.signal_id or "", organisation.organisation_id)


def _organisations(
    there: Sequence[MemberFacts], wanted: Sequence[str]
) -> list[tuple[MemberFacts, ...]]:
    """Those who came for each organisation that was asked for."""
    return [
        tuple(one for one in there if one.organisation_id == organisation_id)
        for organisation_id in dict.fromkeys(one.organisation_id for one in there if one.outside)
        if organisation_id in wanted
    ]


def _pair(
    reading: Reading,
    meeting: Meeting,
    person: Discussed,
    of_it: tuple[MemberFacts, ...],
    typed: ShareInput,
    told: Mapping[_Told, frozenset[str]],
    holding: bool,
) -> Pair:
    organisation = of_it[0]
    came = [one for one in of_it if not one.receive_refusal]
    wanted = _typed(meeting, person, organisation, came, typed)
    refusal = ""
    if not came:
        refusal = organisation.receive_refusal
    elif typed.items and frozenset(typed.items) <= told.get(_key(person, organisation), _NONE):
        refusal = _ALREADY
    else:
        refusal = _basis_refusal(reading, meeting, person, wanted, holding)
    return Pair(person.who, organisation.organisation, refusal, wanted)


def _typed(
    meeting: Meeting,
    person: Discussed,
    organisation: MemberFacts,
    came: Sequence[MemberFacts],
    typed: ShareInput,
) -> DisclosureInput:
    to_whom = "・".join(" ".join(p for p in (one.post, one.name) if p) for one in came)
    return DisclosureInput(
        organisation_id=organisation.organisation_id,
        day=wareki.western_short(meeting.day),
        way="meeting",
        items=typed.items,
        basis=typed.basis or usual_basis(meeting.kind),
        person_id=person.person_id,
        episode_id=person.episode_id,
        signal_id=person.signal_id,
        to_whom=to_whom.strip("・"),
        content=typed.content,
        purpose=typed.purpose,
        meeting_id=meeting.id,
        why=typed.why,
        prosecutor_view=typed.prosecutor_view or None,
        prosecutor_asked_on=typed.prosecutor_asked_on,
    )


def _basis_refusal(
    reading: Reading,
    meeting: Meeting,
    person: Discussed,
    wanted: DisclosureInput,
    holding: bool,
) -> str:
    laws = lawbook()
    offered = {one.id for one in rules.bases(meeting.kind, provider(reading), laws.bases)}
    if wanted.basis not in offered:
        return _BASIS
    heard = read_date(wanted.prosecutor_asked_on, today=reading.clock.today()).value
    asked = Asked(
        day=meeting.day,
        way="meeting",
        items=frozenset(wanted.items),
        basis=wanted.basis,
        why=wanted.why,
        prosecutor_view=wanted.prosecutor_view,
        prosecutor_asked_on=heard.as_date() if heard is not None and heard.is_full else None,
    )
    at = situation(
        reading, person.person_id, wanted.organisation_id, meeting.day, meeting.id, holding=holding
    )
    return check(asked, at, laws).sentence
