"""What would happen if a letter were accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.attachments.queries import AttachmentFacts, of_owner
from app.attachments.rules import Owner, OwnerKind
from app.calendar import wareki
from app.cases.facts import values_of
from app.codes import Service
from app.handoff.accepting.rules import SERVICE, Difference, differences, fields_of
from app.handoff.exchange.moves import refusal
from app.handoff.exchange.queries import Standing, standing
from app.handoff.letters.body import Body
from app.handoff.letters.kinds import ExchangeKind, LetterKind
from app.handoff.letters.queries import APPLIED, Kept, one_letter
from app.people.queries import SimilarPerson, similar_people
from app.staff.permissions import Permission
from app.storage.records import Episode, KeptLetter
from app.storage.work import Reading


@dataclass(frozen=True)
class Preview:
    """A request that came in: who asks what for whom, who may be the same person, what would begin."""

    exchange_id: str
    letter_id: str
    kind: ExchangeKind
    partner: str
    written: date
    answer_by: str
    items: tuple[str, ...]
    body: Body
    files: tuple[AttachmentFacts, ...]
    similar: tuple[SimilarPerson, ...]
    service: Service
    fields: dict[str, str | bool]
    refusal: str
    """Why it cannot be accepted now; '' when it can."""


def preview(reading: Reading, exchange_id: str) -> Preview | None:
    """The request of an exchange that nobody took up yet; None when there is none to see."""
    reading.require(Permission.READ_CASES)
    at = standing(reading, exchange_id)
    kept = request_of(at)
    if kept is None or kept.body is None or at.episode_id is not None:
        return None
    seen, person = at.seen, kept.body.person
    birth = wareki.short(person.birth) if person is not None and person.birth else ""
    return Preview(
        exchange_id=at.id,
        letter_id=kept.id,
        kind=at.kind,
        partner=at.partner.name,
        written=kept.letter.written.date(),
        answer_by=kept.letter.terms.get("answer_by", ""),
        items=kept.letter.items,
        body=kept.body,
        files=of_owner(reading, Owner(OwnerKind.LETTER, kept.id)).files,
        similar=similar_people(reading, person.name, person.kana, birth) if person else (),
        service=SERVICE[at.kind],
        fields=fields_of(SERVICE[at.kind], kept.body),
        refusal=refusal(LetterKind.ACCEPT, seen, kept.letter.id) if seen is not None else "",
    )


def request_of(at: Standing) -> Kept | None:
    """The request that stands, as it is kept here."""
    request = at.state.request if at.state is not None else None
    return at.by_digest(request.id) if request is not None else None


def changes(reading: Reading, letter_id: str) -> tuple[Difference, ...]:
    """The fields of our case that a letter says otherwise; none once it was taken over."""
    reading.require(Permission.READ_CASES)
    kept = one_letter(reading, letter_id)
    exchange = reading.get(KeptLetter, letter_id).exchange_id
    at = standing(reading, exchange)
    if kept.body is None or at.episode_id is None or kept.has(APPLIED):
        return ()
    episode = reading.get(Episode, at.episode_id)
    return differences(Service(episode.service), kept.body, values_of(episode))
