"""Everything the page of an exchange shows, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.attachments.queries import AttachmentFacts, of_case
from app.cases.queries import case_page
from app.consent.register.queries import ConsentFacts, consents
from app.handoff.accepting.queries import Preview, changes, preview
from app.handoff.accepting.rules import Difference
from app.handoff.carrying.queries import Waiting, outbox
from app.handoff.exchange.moves import Availability, Seen, moves
from app.handoff.exchange.queries import standing
from app.handoff.letters.kinds import KINDS, LetterKind
from app.handoff.letters.queries import Kept, one_letter
from app.handoff.overview.queries import ExchangePage, exchange_page
from app.staff.permissions import Permission
from app.storage.work import Reading


@dataclass(frozen=True)
class WholeExchange:
    """The page, the letter that is open, and what its forms offer."""

    page: ExchangePage
    today: date
    preview: Preview | None
    letter: Kept | None
    changes: tuple[Difference, ...]
    case_version: int
    person_id: str | None
    files: tuple[AttachmentFacts, ...]
    consents: tuple[ConsentFacts, ...]
    waiting: tuple[Waiting, ...]
    """Our letters that have not arrived as far as we know."""
    theirs: dict[LetterKind, Availability]
    """What an office without the program may say now, to be written down; empty for others."""

    def refusal(self, kind: LetterKind) -> str:
        """Why a letter of this kind cannot be written; '' when it can."""
        return self.page.edit_refusal or self.page.actions[kind].reason

    @property
    def untold_withdrawals(self) -> bool:
        """Whether a consent on which something was handed over was withdrawn and they do not know."""
        used = {one.consent_id for one in self.page.handed if one.consent_id}
        withdrawn = sum(one.id in used and bool(one.withdrawn_on) for one in self.consents)
        told = sum(one.own and one.kind is LetterKind.CONSENT_WITHDRAWN for one in self.page.lanes)
        return withdrawn > told

    def words_of(self, digest: str) -> str:
        """The kind and the first words of a letter that another one names."""
        entry = next((one for one in self.page.lanes if one.digest == digest), None)
        if entry is None:
            return digest[:8]
        return f"{entry.kind.words} {entry.day.month}/{entry.day.day} {entry.words}".strip()


def whole(reading: Reading, exchange_id: str, letter_id: str) -> WholeExchange:
    """An exchange with the letter `letter_id` open ('' for none)."""
    reading.require(Permission.READ_CASES)
    page = exchange_page(reading, exchange_id)
    episode = page.line.episode_id
    case = case_page(reading, episode) if episode else None
    letter = one_letter(reading, letter_id) if letter_id else None
    return WholeExchange(
        page=page,
        today=reading.clock.today(),
        preview=preview(reading, exchange_id),
        letter=letter,
        changes=changes(reading, letter_id) if letter_id else (),
        case_version=case.episode.version if case else 0,
        person_id=case.person.id if case else None,
        files=of_case(reading, episode).files if episode else (),
        consents=consents(reading, case.person.id) if case else (),
        theirs=_theirs(reading, exchange_id) if page.partner.on_paper else {},
        waiting=tuple(one for one in outbox(reading) if one.exchange_id == exchange_id),
    )


def _theirs(reading: Reading, exchange_id: str) -> dict[LetterKind, Availability]:
    at = standing(reading, exchange_id)
    if at.state is None:
        return {}
    found = moves(Seen(at.state, at.side.other, at.today))
    return {kind: one for kind, one in found.items() if at.side.other in KINDS[kind].by}
