"""The practice centre's neighbours: another centre and a 保護観察所, each in a folder beside it.

They know each other's keys and are in the middle of exchanges, and a folder that they share carries
the letters: so one person can try both sides of everything alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from app.calendar import wareki
from app.clock import Clock, fixed
from app.codes import Service
from app.consent.register.actions import give
from app.consent.register.rules import ConsentInput
from app.handoff.accepting.actions import AcceptInput, accept
from app.handoff.carrying.rounds import go_round
from app.handoff.exchange.queries import standings
from app.handoff.letters.actions import mark
from app.handoff.letters.body import Share
from app.handoff.letters.kinds import ExchangeKind, LetterKind
from app.handoff.letters.queries import READ, RECEIVED, letters_of
from app.handoff.overview.queries import exchange_page
from app.handoff.partners import actions as partners
from app.handoff.partners.queries import has_keys
from app.handoff.partners.queries import partners as partner_lines
from app.handoff.partners.rules import KINDS, HeardInput
from app.handoff.sealing.card import Card, read_card
from app.handoff.sealing.keys import check_words
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from app.network.organisations.actions import add
from app.network.organisations.rules import OrganisationInput
from app.practice.actions import fill
from app.practice.cases import NEIGHBOURS_SIGNS, practice_data
from app.practice.office import NEIGHBOURS_SEED, PASSPHRASE, open_practice
from app.practice.probation import make_probation_practice
from app.staff.permissions import Actor, Role
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.opening import load
from app.storage.opening import FirstStaff, NewOffice, create_office
from app.storage.records import Episode
from app.storage.work import Office, Work

_WHOLE = "neighbours-made"
PARTNER_NAME = "となり県地域生活定着支援センター"
_PARTNER_PREFECTURE = "32"
_WHO = "見本 葉子"
_ITEMS = ("assessment", "custody", "disability", "housing", "identity")
CENTRE, PARTNER, PROBATION = "centre", "partner", "probation"
K = LetterKind
T = TypeVar("T")


@dataclass(frozen=True)
class Folders:
    """Where the three offices lie, and the folder they share."""

    centre: OfficeFolder
    partner: OfficeFolder
    probation: OfficeFolder
    shared: Path

    def of(self, which: str) -> OfficeFolder:
        """The folder of one office."""
        return {CENTRE: self.centre, PARTNER: self.partner, PROBATION: self.probation}[which]

    @property
    def whole(self) -> Path:
        """Lies beside the neighbour's data once all three were made to the end: which centre they know."""
        return self.partner.path / _WHOLE

    @property
    def complete(self) -> bool:
        """Whether all three were made to the end, and the centre is the one that the others know."""
        if not (self.centre.key_file.exists() and self.whole.exists()):
            return False
        known = self.whole.read_text(encoding="utf-8")  # '' where it was made before this was noted
        return known in ("", load(self.centre)[0].db_id)


def folders_beside(centre: OfficeFolder) -> Folders:
    """The folders of the neighbours of a practice centre: beside it, called after it."""
    path = centre.path
    return Folders(
        centre,
        OfficeFolder(path.with_name(f"{path.name}-partner")),
        OfficeFolder(path.with_name(f"{path.name}-probation")),
        path.with_name(f"{path.name}-shared"),
    )


def open_with_neighbours(
    folder: OfficeFolder, clock: Clock, which: str = ""
) -> tuple[Office, Actor]:
    """One of the three practice offices; all are made, and made known to each other, at first."""
    found = folders_beside(folder)
    if not found.complete:
        _put_aside(found, clock)
        _make(found, clock)
        found.whole.write_text(load(folder)[0].db_id, encoding="utf-8")
    return open_practice(found.of(which or CENTRE), clock)


def _put_aside(found: Folders, clock: Clock) -> None:
    """What was cut off on the way, or knows another centre, is kept under another name.

    A practice centre that had no neighbours so far stays as it is.
    """
    old = [found.partner.path, found.probation.path, found.shared]
    if found.centre.key_file.exists() and _knows_somebody(found.centre, clock):
        old.append(found.centre.path)
    for path in old:
        if path.exists() and any(path.iterdir()):
            numbers = (f"{path.name}-old{number}" for number in range(1, 1000))
            path.rename(
                next(path.with_name(one) for one in numbers if not path.with_name(one).exists())
            )


def _knows_somebody(folder: OfficeFolder, clock: Clock) -> bool:
    office, actor = open_practice(folder, clock)
    try:
        with office.reading(actor) as reading:
            return bool(partner_lines(reading))
    finally:
        office.close()


def _make(found: Folders, clock: Clock) -> None:
    sides: list[_Side] = []
    try:
        sides.append(_Side(*open_practice(found.centre, clock)))
        sides.append(_Side(*_partner(found.partner, clock)))
        sides.append(_Side(*_probation(found.probation, clock)))
        found.shared.mkdir(parents=True, exist_ok=True)
        centre, partner, probation = sides
        _Story(centre, partner, probation, found.shared, clock).tell()
    finally:
        for side in sides:
            side.office.close()


def _partner(folder: OfficeFolder, clock: Clock) -> tuple[Office, Actor]:
    if folder.key_file.exists():
        return open_practice(folder, clock)
    office, actor, recovery = create_office(
        folder,
        NewOffice("centre", PARTNER_NAME, _PARTNER_PREFECTURE, practice=True),
        FirstStaff(_WHO, Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        clock,
    )
    recovery.confirm(recovery.code)
    with office.work(actor) as work:
        fill(work, practice_data(clock.today(), NEIGHBOURS_SEED, NEIGHBOURS_SIGNS))
    return office, actor


def _probation(folder: OfficeFolder, clock: Clock) -> tuple[Office, Actor]:
    if folder.key_file.exists():
        return open_practice(folder, clock)
    return make_probation_practice(folder, clock, PASSPHRASE)


@dataclass
class _Side:
    office: Office
    actor: Actor

    def do(self, act: Callable[[Work], T]) -> T:
        with self.office.work(self.actor) as work:
            return act(work)


@dataclass
class _Story:
    """What has happened between the three up to today."""

    centre: _Side
    partner: _Side
    probation: _Side
    shared: Path
    clock: Clock

    def tell(self) -> None:
        """Keys and calls, then two requests of the centre's, one to it, one of the 保護観察所."""
        self._on(24)
        for one, other in (
            (self.centre, self.partner),
            (self.partner, self.centre),
            (self.centre, self.probation),
            (self.probation, self.centre),
        ):
            _introduce(one, other)
        self._on(16)
        first = _ask(self.centre, PARTNER_NAME, ExchangeKind.COOPERATION, 0)
        self._carry()
        self._on(13)
        _write(self.partner, K.QUESTION, text="服薬の管理は本人ができますか。")
        self._carry()
        self._on(12)
        _write(self.centre, K.ANSWER, text="週1回の訪問看護があればできています。", which=first)
        self._carry()
        self._on(7)
        self._accept()
        self._on(3)
        shares = (
            Share("placement", "doing", "グループホーム2件に打診中"),
            Share("escort", "planned", "到着後を受け持つ"),
        )
        _write(self.partner, K.QUESTION, text="見学に同行できますか。", shares=shares)
        self._on(2)
        _ask(self.partner, None, ExchangeKind.COOPERATION, 1)
        _ask(self.probation, None, ExchangeKind.SPECIAL, 0)
        self._carry()
        self._on(0)
        self.centre.do(lambda work: _mark_read(work, first))

    def _accept(self) -> None:
        exchange = self.partner.do(lambda work: standings(work)[0].id)
        typed = AcceptInput(
            number="R8-広-001", worker=_WHO, answer=WriteInput(text="受入先をさがします。")
        )
        self.partner.do(lambda work: accept(work, exchange, typed))
        self._carry()

    def _on(self, days_ago: int) -> None:
        moment = self.clock.local().replace(tzinfo=None, hour=10) - timedelta(days=days_ago)
        for side in (self.centre, self.partner, self.probation):
            side.office.clock = fixed(moment) if days_ago else self.clock

    def _carry(self) -> None:
        for _ in range(2):
            for side in (self.centre, self.partner, self.probation):
                go_round(side.office, side.actor, self.shared)


def _introduce(one: _Side, other: _Side) -> None:
    def card_of(work: Work) -> Card:
        if not has_keys(work):
            partners.make_own_keys(work)
            work.session.flush()
        return read_card(partners.give_card(work))

    card = other.do(card_of)

    def act(work: Work) -> None:
        organisation = add(work, OrganisationInput(KINDS[card.kind], card.name))
        work.session.flush()
        partners.add_from_card(work, card, organisation)
        work.session.flush()
        line = next(one for one in partner_lines(work) if one.identity == card.identity)
        heard = HeardInput(
            " ".join(check_words(card.keys.fingerprint)), _WHO, wareki.short(work.clock.today())
        )
        partners.confirm(work, line.keys[0].id, line.keys[0].version, heard)

    one.do(act)


def _ask(side: _Side, to: str | None, kind: ExchangeKind, place: int) -> str:
    """Ask a partner about the case at this place of those that may be asked about."""

    def act(work: Work) -> str:
        line = next(one for one in partner_lines(work) if to in (None, one.name))
        case = _cases(work, kind)[place]
        today = wareki.short(work.clock.today())
        consent = give(
            work,
            case.id,
            ConsentInput(
                _ITEMS, today, "paper", organisation_id=line.organisation_id, purpose="広域の調整"
            ),
        )
        typed = WriteInput(
            asked="面接と受入先の調整をお願いします。",
            items=_ITEMS,
            basis=BasisInput("consent", consent),
        )
        return writing.begin(work, case.id, line.id, kind, typed)

    return side.do(act)


def _cases(work: Work, kind: ExchangeKind) -> list[Episode]:
    special = kind is ExchangeKind.SPECIAL
    service = Service.ADJUSTMENT if special else Service.COORDINATION
    stages = ("asked", "arranging") if special else ("placement", "assessment", "plan")
    found = work.session.query(Episode).filter_by(
        office_id=work.office_id,
        service=str(service),
        end=None,
        **({"kubun": "special"} if special else {"area": "own"}),
    )
    return [one for one in found.order_by(Episode.number) if one.stage in stages]


def _write(
    side: _Side,
    kind: LetterKind,
    *,
    text: str,
    which: str = "",
    shares: tuple[Share, ...] = (),
) -> None:
    def act(work: Work) -> None:
        exchange = which or standings(work)[0].id
        targets = exchange_page(work, exchange).actions[kind].targets
        reply = targets[-1].id if targets else ""
        typed = WriteInput(text=text, reply_to=reply, shares=shares)
        writing.write(work, exchange, kind, typed)

    side.do(act)


def _mark_read(work: Work, exchange: str) -> None:
    """What was answered has been read; the newest question has not."""
    received = [one for one in letters_of(work, exchange) if one.arrived_as == RECEIVED]
    for one in received[:-1]:
        if one.letter.kind is not K.RECEIPT:
            mark(work, one.id, READ)
