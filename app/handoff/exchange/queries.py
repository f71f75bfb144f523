"""Reads of one exchange as it stands: its letters, what they come to, and what may be written now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import func, select

from app.handoff.exchange.knowing import in_doubt, numbers_after, went_on_after
from app.handoff.exchange.moves import Seen
from app.handoff.exchange.state import State, state
from app.handoff.letters.kinds import ExchangeKind, Side
from app.handoff.letters.letter import Letter
from app.handoff.letters.queries import Kept, letters_by_exchange, letters_of
from app.handoff.partners.queries import PartnerLine, partner, partners
from app.staff.permissions import Permission
from app.storage.anchor import RESTORED
from app.storage.records import Exchange, HistoryEntry
from app.storage.work import Reading


@dataclass(frozen=True)
class Standing:
    """An exchange with its letters and everything that follows from them."""

    id: str
    version: int
    shared_id: str
    kind: ExchangeKind
    side: Side
    office_id: str
    partner: PartnerLine
    person_id: str | None
    episode_id: str | None
    worker: str
    kept: tuple[Kept, ...]
    floor: int
    """The number after which we went on after a backup; 0 without one."""
    today: date

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """The letters themselves."""
        return tuple(one.letter for one in self.kept)

    @cached_property
    def state(self) -> State | None:
        """What they come to; None before the first."""
        return state(self.letters) if self.letters else None

    @cached_property
    def doubt(self) -> bool:
        """Whether letters of our own may be missing: after a return from a backup."""
        return in_doubt(self.letters, self.office_id, self.floor)

    @property
    def seen(self) -> Seen | None:
        """What decides which letters may be written; None before the first."""
        if self.state is None:
            return None
        return Seen(self.state, self.side, self.today, self.doubt)

    def by_digest(self, digest: str) -> Kept | None:
        """The kept letter with this id of both sides."""
        return next((one for one in self.kept if one.letter.id == digest), None)


def standing(reading: Reading, exchange_id: str) -> Standing:
    """The exchange as it stands; `NotFound` when there is none."""
    reading.require(Permission.READ_CASES)
    row = reading.get(Exchange, exchange_id)
    to = partner(reading, row.partner_id)
    return _standing(reading, row, to, letters_of(reading, row.id), floor(reading))


def standings(reading: Reading) -> tuple[Standing, ...]:
    """Every exchange as it stands, without what its letters say."""
    reading.require(Permission.READ_CASES)
    lines = {line.id: line for line in partners(reading)}
    letters, put_back = letters_by_exchange(reading), floor(reading)
    rows = reading.session.scalars(
        select(Exchange).where(Exchange.office_id == reading.office_id).order_by(Exchange.id)
    )
    return tuple(
        _standing(reading, row, lines[row.partner_id], letters.get(row.id, ()), put_back)
        for row in rows
    )


def _standing(
    reading: Reading, row: Exchange, to: PartnerLine, kept: tuple[Kept, ...], put_back: int
) -> Standing:
    return Standing(
        id=row.id,
        version=row.version,
        shared_id=row.shared_id,
        kind=ExchangeKind(row.kind),
        side=Side.ASKING if row.asking else Side.ASKED,
        office_id=reading.office_id,
        partner=to,
        person_id=row.person_id,
        episode_id=row.episode_id,
        worker=row.worker,
        kept=kept,
        floor=went_on_after((one.letter for one in kept), reading.office_id, put_back),
        today=reading.clock.today(),
    )


def floor(reading: Reading) -> int:
    """The number after which we go on: made of the moment when a backup was last put back; else 0."""
    reading.require(Permission.READ_CASES)
    moment = reading.session.scalar(
        select(func.max(HistoryEntry.at)).where(
            HistoryEntry.office_id == reading.office_id,
            HistoryEntry.subject_id == reading.office_id,
            HistoryEntry.kind == RESTORED,
        )
    )
    return 0 if moment is None else numbers_after(moment)
