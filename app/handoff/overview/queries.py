"""Reads for the list of exchanges and for the page of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.attachments.queries import counts
from app.attachments.rules import OwnerKind
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.clock import JST
from app.consent.disclosures.queries import Disclosed, disclosed
from app.handoff.exchange.knowing import to_send
from app.handoff.exchange.moves import Availability, moves
from app.handoff.exchange.next_steps import Patience, Step, What, day_of, next_steps
from app.handoff.exchange.queries import Standing, standing, standings
from app.handoff.exchange.standing import displaced
from app.handoff.exchange.state import confirmed_by
from app.handoff.letters.body import Share, View
from app.handoff.letters.kinds import LEAD_KINDS, ExchangeKind, LetterKind, Side
from app.handoff.letters.letter import Letter
from app.handoff.letters.queries import PRINTED, READ, RECEIVED, SEALED, TOLD, Kept
from app.handoff.overview.rules import (
    Compared,
    Gap,
    ShareRow,
    compared,
    gaps_in,
    share_rows,
    told_in_order,
)
from app.handoff.pace.queries import pace
from app.handoff.partners.queries import PartnerLine
from app.staff.permissions import Permission
from app.staff.queries import office_facts
from app.storage.records import Disclosure, Episode, Exchange, Partner, Person
from app.storage.work import Reading


@dataclass(frozen=True)
class ExchangeLine:
    """One row of the list."""

    id: str
    kind: ExchangeKind
    side: Side
    partner: str
    person: str
    """'' while a request that came in is not accepted, and when the case was deleted."""
    case_gone: bool
    """Whether there was a case here, which was deleted since."""
    number: str
    episode_id: str | None
    phase: str
    open: bool
    we_lead: bool
    doubt: bool
    """Put back from a backup and not answered since: nobody is shown in the lead."""
    release: PartialDate | None
    step: Step | None
    """What is most urgent; None when nothing is waited for."""
    ours: bool
    """Whether it is we who have to do it."""
    late: bool
    unread: int
    to_give: int
    """Letters of ours that have not been given away or not arrived."""
    last: date
    worker: str
    """'' while a request that came in is not accepted."""


@dataclass(frozen=True)
class LaneEntry:
    """One letter in the picture of what went to and fro."""

    id: str
    digest: str
    kind: LetterKind
    day: date
    own: bool
    words: str
    """The first thing it says."""
    items: tuple[str, ...]
    files: int
    arrived: bool
    """Whether the other side has it, or of theirs: whether we have what it says."""
    arrived_on: date | None
    sealed: bool
    unread: bool
    told: bool
    """Written down here from paper or phone."""
    note: str
    """Why it has no effect, that it came too late, waits or was overtaken; '' otherwise."""


@dataclass(frozen=True)
class ExchangePage:
    """One exchange: what was written, who does what, who thinks what, what was handed over."""

    line: ExchangeLine
    version: int
    office: str
    partner: PartnerLine
    title: str
    worker: str
    lanes: tuple[LaneEntry, ...]
    gaps: tuple[Gap, ...]
    """Letters of the other side that are known of and not here, and where they belong."""
    steps: tuple[Step, ...]
    shares: tuple[ShareRow, ...]
    views: tuple[Compared, ...]
    handed: tuple[Disclosed, ...]
    actions: dict[LetterKind, Availability]
    edit_refusal: str


def exchange_list(reading: Reading) -> tuple[ExchangeLine, ...]:
    """Every exchange: those that wait for us first, then by what is most urgent, ended ones last."""
    reading.require(Permission.READ_CASES)
    found = standings(reading)
    cases = _cases(reading, [one.episode_id for one in found if one.episode_id])
    measure = pace(reading).patience
    lines = [_line(one, cases, measure) for one in found if one.state is not None]
    return tuple(sorted(lines, key=_urgency))


def exchanges_of(reading: Reading, episode_id: str) -> tuple[ExchangeLine, ...]:
    """The exchanges about a case."""
    reading.require(Permission.READ_CASES)
    ids = reading.session.scalars(
        select(Exchange.id).where(
            Exchange.office_id == reading.office_id, Exchange.episode_id == episode_id
        )
    ).all()
    found = [standing(reading, one) for one in ids]
    cases = _cases(reading, [episode_id]) if found else {}
    measure = pace(reading).patience
    return tuple(sorted((_line(one, cases, measure) for one in found if one.state), key=_urgency))


def asked_by_letter(reading: Reading, episode_id: str, organisation_id: str) -> date | None:
    """When a 関係機関 was asked about a case by letter, in an exchange that is open; None otherwise."""
    reading.require(Permission.READ_CASES)
    ids = reading.session.scalars(
        select(Exchange.id)
        .join(Partner, Partner.id == Exchange.partner_id)
        .where(
            Exchange.office_id == reading.office_id,
            Exchange.episode_id == episode_id,
            Exchange.asking,
            Partner.organisation_id == organisation_id,
        )
    ).all()
    states = (standing(reading, one).state for one in ids)
    days = [day_of(now.request) for now in states if now and now.request and not now.ended]
    return max(days, default=None)


def exchange_page(reading: Reading, exchange_id: str) -> ExchangePage:
    """One exchange; `NotFound` when there is none."""
    reading.require(Permission.READ_CASES)
    at = standing(reading, exchange_id)
    if at.state is None or at.seen is None:
        raise ValueError("an exchange without letters is never kept")
    cases = _cases(reading, [at.episode_id] if at.episode_id else [])
    order = told_in_order(at.letters, at.state)
    office, measure = office_facts(reading).name, pace(reading).patience
    theirs = confirmed_by(at.letters, at.partner.identity)
    return ExchangePage(
        line=_line(at, cases, measure),
        version=at.version,
        office=office,
        partner=at.partner,
        title=_title(at),
        worker=at.worker,
        lanes=_lanes(reading, at, order),
        gaps=_gaps(at, order),
        steps=_steps(at, measure),
        shares=share_rows(_shares(at, at.side), _shares(at, at.side.other)),
        views=compared(
            at.state,
            at.side,
            {at.office_id: office, at.partner.identity: at.partner.name},
            at.today,
            theirs,
            _own_view(cases, at),
            _view(at, at.side.other),
            doubt=at.doubt,
        ),
        handed=_handed(reading, at),
        actions=dict(moves(at.seen)),
        edit_refusal=reading.actor.refusal(Permission.DISCLOSE),
    )


def waiting_count(reading: Reading) -> tuple[int, int]:
    """How many exchanges wait for something of ours, and how many of these are late."""
    reading.require(Permission.READ_CASES)
    ours = [one for one in exchange_list(reading) if one.ours or one.unread]
    return len(ours), sum(one.late for one in ours)


@dataclass(frozen=True)
class _Case:
    name: str
    number: str
    release: PartialDate | None
    destination: str


def _cases(reading: Reading, ids: Iterable[str]) -> dict[str, _Case]:
    rows = reading.session.execute(
        select(Episode, Person.name)
        .join(Person, Person.id == Episode.person_id)
        .where(Episode.office_id == reading.office_id, Episode.id.in_(list(ids)))
    )
    return {
        row.Episode.id: _Case(
            row.name, row.Episode.number, row.Episode.release, row.Episode.dest_name
        )
        for row in rows
    }


def _line(at: Standing, cases: dict[str, _Case], measure: Patience) -> ExchangeLine:
    if at.state is None:
        raise ValueError("an exchange without letters is never kept")
    case = cases.get(at.episode_id or "", _Case("", "", None, ""))
    steps = _steps(at, measure)
    step = next((one for one in steps if one.of is at.side), None) or next(iter(steps), None)
    return ExchangeLine(
        id=at.id,
        kind=at.kind,
        side=at.side,
        partner=at.partner.name,
        person=case.name,
        case_gone=at.episode_id is None
        and (at.side is Side.ASKING or at.state.accepted is not None),
        number=case.number,
        episode_id=at.episode_id,
        phase=at.state.words,
        open=at.state.ended is None,
        we_lead=not at.doubt and at.state.lead.on(at.today) is at.side,
        doubt=at.doubt,
        release=case.release,
        step=step,
        ours=step is not None and step.of is at.side,
        late=step is not None and step.late(at.today),
        unread=sum(_unread(one) for one in at.kept),
        to_give=_to_give(at),
        last=max(_day(one) for one in at.kept),
        worker=at.worker,
    )


def _steps(at: Standing, measure: Patience) -> tuple[Step, ...]:
    """What is waited for; an office on paper sends no receipts."""
    steps = next_steps(at.letters, at.office_id, measure)
    on_paper = at.partner.on_paper
    return tuple(one for one in steps if not (on_paper and one.what is What.RECEIPT))


def _to_give(at: Standing) -> int:
    """Letters to give away or to ask after; a receipt once sealed and a paper once given are done with."""
    found = [at.by_digest(letter.id) for letter in to_send(at.letters, at.office_id)]
    return sum(
        one is not None
        and not (one.letter.kind is LetterKind.RECEIPT and one.has(SEALED))
        and not (at.partner.on_paper and one.has(PRINTED))
        for one in found
    )


def _urgency(line: ExchangeLine) -> tuple[bool, bool, date, str]:
    due = line.step.due if line.step is not None else date.max
    return (not line.open, not (line.ours or line.unread), due, line.id)


def _unread(kept: Kept) -> bool:
    received = kept.arrived_as == RECEIVED and kept.letter.kind is not LetterKind.RECEIPT
    return received and not kept.has(READ)


def _day(kept: Kept) -> date:
    return kept.letter.written.astimezone(JST).date()


def _title(at: Standing) -> str:
    request = at.state.request if at.state is not None else None
    kept = at.by_digest(request.id) if request is not None else None
    said = kept.body.title if kept is not None and kept.body is not None else ""
    return said or at.kind.words


def _gaps(at: Standing, order: tuple[Letter, ...]) -> tuple[Gap, ...]:
    partner = at.partner.identity
    missing = at.state.gaps.get(partner) if at.state is not None else None
    shown = {one.id for one in order if one.kind is not LetterKind.RECEIPT}
    return gaps_in(order, partner, missing, shown) if missing else ()


def _lanes(reading: Reading, at: Standing, order: tuple[Letter, ...]) -> tuple[LaneEntry, ...]:
    shown = [one for one in at.kept if one.letter.kind is not LetterKind.RECEIPT]
    files = counts(reading, OwnerKind.LETTER, [one.id for one in shown])
    places = {letter.id: place for place, letter in enumerate(order)}
    receipts = {
        one.letter.terms["of"]: _day(one)
        for one in at.kept
        if one.letter.kind is LetterKind.RECEIPT and "of" in one.letter.terms
    }
    entries = [
        LaneEntry(
            id=one.id,
            digest=one.letter.id,
            kind=one.letter.kind,
            day=_day(one),
            own=one.letter.side is at.side,
            words=_first_words(at, one),
            items=one.letter.items,
            files=files.get(one.id, 0),
            arrived=at.state is not None and one.letter.id in at.state.arrived,
            arrived_on=receipts.get(one.letter.id),
            sealed=one.has(SEALED) or one.has(PRINTED),
            unread=_unread(one),
            told=one.arrived_as == TOLD,
            note=_note(at, one),
        )
        for one in shown
    ]
    return tuple(sorted(entries, key=lambda entry: places[entry.digest]))


def _first_words(at: Standing, kept: Kept) -> str:
    if kept.body is None:
        return ""
    said = kept.body.reason or kept.body.asked or kept.body.text or kept.body.next
    first = said.strip().split("\n")[0][:80]
    return "　".join(part for part in (_lead_days(at, kept.letter), first) if part)


def _lead_days(at: Standing, letter: Letter) -> str:
    """From when, and until when, the offer means the other side to lead that a letter goes back to."""
    while letter.kind in LEAD_KINDS and letter.kind is not LetterKind.OFFER_LEAD:
        before = at.by_digest(letter.terms["of"])
        if before is None:
            return ""
        letter = before.letter
    if letter.kind is not LetterKind.OFFER_LEAD:
        return ""
    words = f"{wareki.short(date.fromisoformat(letter.terms['day']))}から"
    until = letter.terms.get("until")
    return f"{words}{wareki.short(date.fromisoformat(until))}まで" if until else words


def _note(at: Standing, kept: Kept) -> str:
    letter, state = kept.letter, at.state
    if state is None:
        return ""
    ignored = next((one.why.words for one in state.ignored if one.letter.id == letter.id), "")
    if ignored:
        return ignored
    if letter.id in state.void:
        return "期限が過ぎて届いたため、数えていません"
    if any(one.letter.id == letter.id for one in state.waiting):
        return "前の文が届くのを待っています"
    if letter.id in state.crossed:
        return "行き違いになりました"
    if letter in state.letters:
        return ""
    if letter.id not in displaced(at.letters):
        return "数えていません"
    if letter.side is at.side:
        return "控えに戻っていたあいだに、前と同じ番号で書いた文です。相手では数えていません"
    return "相手が控えに戻っていたあいだの文で、番号が前の文と同じです。数えていません"


def _shares(at: Standing, side: Side) -> tuple[Share, ...]:
    kept = _latest(at, "shares", side)
    return kept.body.shares if kept is not None and kept.body is not None else ()


def _view(at: Standing, side: Side) -> View | None:
    kept = _latest(at, "view", side)
    return kept.body.view if kept is not None and kept.body is not None else None


def _latest(at: Standing, part: str, side: Side) -> Kept | None:
    letter = at.state.latest.get((part, side)) if at.state is not None else None
    return at.by_digest(letter.id) if letter is not None else None


def _own_view(cases: dict[str, _Case], at: Standing) -> View:
    case = cases.get(at.episode_id or "")
    return View(
        release=case.release if case is not None else None,
        destination=case.destination if case is not None else "",
    )


def _handed(reading: Reading, at: Standing) -> tuple[Disclosed, ...]:
    ids = [one.disclosure_id for one in at.kept if one.disclosure_id]
    return disclosed(reading, Disclosure.id.in_(ids)) if ids else ()
