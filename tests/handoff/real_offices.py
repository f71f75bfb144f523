"""Two real offices that know each other, and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.errors import LetterRefused
from app.handoff.arriving.actions import Arrived, take_in
from app.handoff.exchange.knowing import to_send
from app.handoff.exchange.queries import Standing, standing
from app.handoff.letters.kinds import ExchangeKind, LetterKind
from app.handoff.partners import actions as partners
from app.handoff.partners.queries import partners as partner_lines
from app.handoff.partners.rules import HeardInput
from app.handoff.sealing.card import read_card
from app.handoff.sealing.keys import check_words
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from app.storage.records import Consent, Episode, Exchange, Organisation
from tests.cases.one_case import ask, begin, do
from tests.conftest import OpenedOffice

ITEMS = ("assessment", "custody", "identity")


@dataclass
class Two:
    """A 群馬 that asks and a 島根 that is asked, each with the other as a confirmed partner."""

    here: OpenedOffice
    there: OpenedOffice

    def other(self, side: OpenedOffice) -> OpenedOffice:
        """The office across."""
        return self.there if side is self.here else self.here


def introduce(
    one: OpenedOffice, other: OpenedOffice, name: str, kind: str, day: str = "R8.11.1"
) -> str:
    """Make `other` (a 関係機関 called `name`) a confirmed partner of `one`; gives its id."""
    card = read_card(do(other, partners.give_card))

    def act(work: Any) -> str:
        organisation = work.add(
            Organisation(kind=kind, name=name, public=False, kana_key=name, search_key=name)
        )
        work.session.flush()
        return partners.add_from_card(work, card, organisation.id)

    partner = str(do(one, act))
    key = next(line for line in ask(one, partner_lines) if line.id == partner).keys[0]
    heard = HeardInput(" ".join(check_words(key.fingerprint)), "見本 葉子", day)
    do(one, lambda work: partners.confirm(work, key.id, key.version, heard))
    return partner


def consented(
    opened: OpenedOffice, episode: str, items: tuple[str, ...] = ITEMS, to: str = ""
) -> str:
    """A consent to hand these items to a partner, else to the first one."""

    def act(work: Any) -> str:
        line = next(one for one in partner_lines(work) if to in ("", one.name))
        values = {
            "person_id": work.get(Episode, episode).person_id,
            "organisation_id": line.organisation_id,
            "items": list(items),
            "purpose": "広域の調整",
            "given_on": work.clock.today(),
            "valid_from": work.clock.today(),
            "how": "paper",
        }
        return str(work.add(Consent(**values)).id)

    return str(do(opened, act))


def ask_for_help(two: Two, **fields: str) -> str:
    """群馬 asks 島根 about a case; gives the exchange's id at 群馬."""
    episode = begin(two.here, **{"facility": "前橋刑務所", "term_end": "R8.12.23", **fields})
    consent = consented(two.here, episode)
    partner = ask(two.here, partner_lines)[0].id
    typed = WriteInput(
        asked="受入先をさがしてください。",
        items=ITEMS,
        basis=BasisInput("consent", consent),
    )
    return str(
        do(
            two.here,
            lambda work: writing.begin(work, episode, partner, ExchangeKind.COOPERATION, typed),
        )
    )


def write(opened: OpenedOffice, exchange: str, kind: LetterKind, **typed: Any) -> str:
    """Write a letter; gives its id."""
    return str(do(opened, lambda work: writing.write(work, exchange, kind, WriteInput(**typed))))


def at(opened: OpenedOffice, exchange: str) -> Standing:
    """The exchange as it stands."""
    found: Standing = ask(opened, lambda reading: standing(reading, exchange))
    return found


def exchange_at(opened: OpenedOffice) -> str:
    """The only exchange of an office."""
    return str(ask(opened, lambda reading: reading.session.query(Exchange.id).scalar()))


def sealed(opened: OpenedOffice, letter: str) -> bytes:
    """The file of a letter."""
    data: bytes = do(opened, lambda work: writing.seal(work, letter)).data
    return data


def outgoing(opened: OpenedOffice, exchange: str) -> list[bytes]:
    """The files of every letter the other side does not have yet."""
    standing_now = at(opened, exchange)
    waiting = to_send(standing_now.letters, opened.office.office_id)
    ids = [standing_now.by_digest(letter.id) for letter in waiting]
    return [sealed(opened, one.id) for one in ids if one is not None and one.body is not None]


def carry(two: Two, sender: OpenedOffice) -> list[Arrived]:
    """Bring over whatever waits."""
    files = outgoing(sender, exchange_at(sender))
    return [receive(two.other(sender), data) for data in files]


def receive(opened: OpenedOffice, data: bytes) -> Arrived:
    """Take a file in."""
    arrived: Arrived = do(opened, lambda work: take_in(work, data))
    return arrived


def refused_code(opened: OpenedOffice, data: bytes) -> str:
    """The code with which a file is refused."""
    try:
        receive(opened, data)
    except LetterRefused as error:
        return str(error.where)
    return ""
