"""Two offices and a courier who loses, repeats, delays and mixes up what they write to each other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from app.handoff.exchange import knowing
from app.handoff.exchange.knowing import on_arrival
from app.handoff.exchange.moves import Seen, availability
from app.handoff.exchange.standing import result
from app.handoff.exchange.state import State, state
from app.handoff.letters.kinds import CARRYING, ExchangeKind, LetterKind, Receipt, Side
from app.handoff.letters.letter import Letter, exchange_id, letter_from
from tests.handoff.one_exchange import GUNMA, SHIMANE

BEGIN = datetime(2026, 11, 9, 0, 0, tzinfo=UTC)
DAYS = tuple(date(2026, 11, 9) + timedelta(days=number) for number in range(12))
"""Days the machine moves the lead on, and a few around them."""


@dataclass
class Clock:
    """One minute per letter, and days when it is told to."""

    now: datetime = BEGIN

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass
class Sent:
    """A letter in a bag; `copies` go with a receipt to an office that lost them."""

    letter: Letter
    copies: tuple[Letter, ...] = ()


@dataclass
class Desk:
    """One office: its letters, and what it was put back from."""

    office: str
    other: str
    side: Side
    kind: ExchangeKind
    clock: Clock
    letters: dict[str, Letter] = field(default_factory=dict)
    key: tuple[frozenset[str], int] | None = None
    computed: tuple[State, bool] = field(init=False)

    @property
    def floor(self) -> int:
        return knowing.went_on_after(self.letters.values(), self.office)

    @property
    def all(self) -> tuple[Letter, ...]:
        return tuple(self.letters.values())

    @property
    def state(self) -> State:
        self.refresh()
        return self.computed[0]

    @property
    def doubt(self) -> bool:
        self.refresh()
        return self.computed[1]

    def refresh(self) -> None:
        """Compute once for the same letters: asked for on every day after every step."""
        key = (frozenset(self.letters), self.floor)
        if key != self.key:
            doubt = knowing.in_doubt(self.all, self.office, self.floor)
            self.key, self.computed = key, (state(self.all), doubt)

    @property
    def seen(self) -> Seen:
        return Seen(self.state, self.side, self.clock.today, self.doubt)

    def leads(self, day: date) -> bool:
        """Whether it shows itself in the lead on a day."""
        return bool(self.letters) and not self.doubt and self.state.lead.on(day) is self.side

    def may_write(self, kind: LetterKind) -> bool:
        if not self.letters:
            return kind is LetterKind.REQUEST and self.side is Side.ASKING
        return availability(kind, self.seen).allowed

    def write(
        self, kind: LetterKind, expires: date | None = None, *, after: int = 0, **terms: str
    ) -> Letter:
        items = ("identity",) if kind in CARRYING else ()
        asking = self.office if self.side is Side.ASKING else self.other
        asked = self.other if self.side is Side.ASKING else self.office
        letter = Letter(
            exchange_id=exchange_id("0" * 16, self.kind, asking, asked),
            exchange_kind=self.kind,
            sender=self.office,
            recipient=self.other,
            seq=knowing.next_number(self.all, self.office, max(self.floor, after)),
            kind=kind,
            written=self.clock.tick(),
            knows=knowing.knows_now(self.all),
            expires=expires if items else None,
            consent_id="c1" if items else "",
            items=items,
            terms=MappingProxyType({**({"basis": "consent"} if items else {}), **terms}),
        )
        letter = letter_from(letter.header)
        assert letter.id not in self.letters
        self.letters[letter.id] = letter
        return letter

    def take_in(self, sent: Sent) -> list[Sent]:
        """Keep what came and write the receipts, all at once; gives back what goes out."""
        going = self.keep(sent)
        if knowing.put_back_unnoticed(self.all, self.office):
            going += self.notice()
        for lost in knowing.to_write_again(self.all, self.office):
            going.append(Sent(self.write(lost.kind, **lost.terms), self.copied(lost)))
        return going

    def notice(self) -> list[Sent]:
        after = knowing.numbers_after(self.clock.now)
        return [Sent(self.write(LetterKind.RECEIPT, after=after, result=Receipt.HERE))]

    def keep(self, sent: Sent) -> list[Sent]:
        letter = sent.letter
        arrival = on_arrival(self.all, letter, self.clock.today)
        for copy in sent.copies:
            self.letters.setdefault(copy.id, copy)
        self.letters.setdefault(letter.id, letter)
        going = self.receipts_of(letter) if arrival.again else []
        if arrival.asks_for_receipt(letter):
            terms = {"of": letter.id, "result": str(arrival.result)}
            going.append(Sent(self.write(LetterKind.RECEIPT, **terms)))
        taken = arrival.result is Receipt.NUMBER_TAKEN
        return [*going, *self.give_back(letter if taken else None)]

    def receipts_of(self, letter: Letter) -> list[Sent]:
        return [
            Sent(one)
            for one in self.all
            if one.sender == self.office
            and one.terms.get("of") == letter.id
            and "result" in one.terms
        ]

    def give_back(self, refused: Letter | None) -> list[Sent]:
        """Copies of what the other side's latest word lacks, each told of once."""
        told = {one.terms.get("of") for one in self.all if result(one) == Receipt.COPY}
        return [
            Sent(self.write(LetterKind.RECEIPT, of=one.id, result=Receipt.COPY), (one,))
            for one in knowing.to_give_back(self.all, self.office, refused)
            if one.id not in told
        ]

    def copied(self, letter: Letter) -> tuple[Letter, ...]:
        """What lies in the body of a receipt that says `copy`."""
        of = letter.terms.get("of", "")
        return (self.letters[of],) if result(letter) == Receipt.COPY and of in self.letters else ()

    def put_back(self, older: dict[str, Letter], *, noticed: bool) -> list[Sent]:
        """An older backup takes the place of what is here."""
        self.letters = dict(older)
        return self.notice() if noticed and self.letters else []

    def send_all(self) -> list[Sent]:
        """Everything of its own once more."""
        return [Sent(one, self.copied(one)) for one in self.all if one.sender == self.office]


def two_offices(kind: ExchangeKind = ExchangeKind.COOPERATION) -> tuple[Desk, Desk]:
    """群馬 asks, 島根 is asked."""
    clock = Clock()
    return (
        Desk(GUNMA, SHIMANE, Side.ASKING, kind, clock),
        Desk(SHIMANE, GUNMA, Side.ASKED, kind, clock),
    )


def same(one: State, other: State) -> bool:
    """Whether two states say the same."""
    return replace(one) == replace(other)
