"""Reads of つなぎ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select

from app import codes
from app.deadlines.answers.queries import answer_measure
from app.network.referrals.rules import (
    SPECIAL,
    STATES,
    SUSPECT,
    answer_due,
    request_refusal,
    send_refusal,
)
from app.network.referrals.steps import (
    OPEN,
    OUT,
    UNANSWERED,
    Rule,
    Step,
    possible,
    refusal,
)
from app.network.referrals.trail import Taken, state_before
from app.people.names import search_folded
from app.staff.permissions import Permission
from app.storage.records import (
    Episode,
    Organisation,
    Person,
    Referral,
    ReferralStep,
    Staff,
)
from app.storage.work import Reading

UNKNOWN_PERSON = "（まだ分からない人）"


@dataclass(frozen=True)
class ReferralLine:
    """One つなぎ as it stands in a list."""

    id: str
    version: int
    direction: str
    kind: str
    state: str
    organisation_id: str
    organisation: str
    person_id: str | None
    person: str
    """'' while nobody knows whom a 端緒 is about."""
    episode_id: str | None
    signal_id: str | None
    asked: str
    sent_on: date | None
    answered_on: date | None
    ended_on: date | None
    due: date | None
    """By when an answer is looked for; None where none is awaited."""
    worker: str

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN

    def late(self, today: date) -> bool:
        """Whether an answer is overdue."""
        return self.due is not None and self.due < today


@dataclass(frozen=True)
class Offered:
    """A step on the screen: '' or why it may not be taken."""

    rule: Rule
    refusal: str


@dataclass(frozen=True)
class ReferralPage:
    """One つなぎ with everything that was typed, its trail, and what may come next."""

    line: ReferralLine
    to_whom: str
    situation: str
    items: tuple[str, ...]
    answer_by: date | None
    agreement_on: date | None
    agreement_note: str
    note: str
    trail: tuple[Taken, ...]
    by: dict[str, str]
    """Staff id → name, for the trail."""
    steps: tuple[Offered, ...]
    take_back_refusal: str
    back_to: str
    """The state that taking the last step back leads to."""
    edit_refusal: str


def steps_of(reading: Reading, referral_id: str) -> tuple[Taken, ...]:
    """Every step that was written down, in order."""
    reading.require(Permission.READ_CASES)
    return _trails(reading, (referral_id,)).get(referral_id, ())


def referral(reading: Reading, referral_id: str) -> ReferralPage:
    """One つなぎ."""
    reading.require(Permission.READ_CASES)
    row = reading.get(Referral, referral_id)
    return _pages(reading, _lines_of(reading).where(Referral.id == row.id))[0]


def _page(
    reading: Reading,
    row: Referral,
    line: ReferralLine,
    trail: tuple[Taken, ...],
    names: dict[str, str],
) -> ReferralPage:
    edit = reading.actor.refusal(Permission.EDIT_CASES)
    words = codes.label(STATES, row.state)
    return ReferralPage(
        line=line,
        to_whom=row.to_whom,
        situation=row.situation,
        items=tuple(row.items),
        answer_by=row.answer_by,
        agreement_on=row.agreement_on,
        agreement_note=row.agreement_note,
        note=row.note,
        trail=trail,
        by={taken.by: names[taken.by] for taken in trail if taken.by in names},
        steps=tuple(
            Offered(rule, edit or _why_not(reading, row, rule)) for rule in possible(row.state)
        ),
        take_back_refusal=edit or refusal(Step.TAKE_BACK, row.state, words),
        back_to=state_before(trail),
        edit_refusal=edit,
    )


def _trails(reading: Reading, ids: Sequence[str]) -> dict[str, tuple[Taken, ...]]:
    rows = reading.session.scalars(
        select(ReferralStep)
        .where(
            ReferralStep.office_id == reading.office_id,
            ReferralStep.referral_id.in_(ids),
        )
        .order_by(ReferralStep.referral_id, ReferralStep.number)
    )
    found: dict[str, tuple[Taken, ...]] = {}
    for row in rows:
        taken = Taken(Step(row.step), row.state, row.day, row.reason, row.by)
        found[row.referral_id] = (*found.get(row.referral_id, ()), taken)
    return found


def request_refused(reading: Reading, kind: str, episode_id: str | None) -> str:
    """Why a 保護観察所 cannot ask a centre about a case yet; '' when it can, and for other つなぎ."""
    reading.require(Permission.READ_CASES)
    if kind not in (SPECIAL, SUSPECT):
        return ""
    episode = reading.get(Episode, episode_id) if episode_id else None
    names = ("kubun", "consent", "prosecutor_view")
    return request_refusal(kind, {name: getattr(episode, name, None) for name in names})


def _why_not(reading: Reading, row: Referral, rule: Rule) -> str:
    if row.direction == "out" and rule.discloses and not row.items:
        return "渡す情報がまだ選ばれていません。「内容を直す」で選んでから送ってください。"
    if row.direction == "out" and rule.step is Step.SEND:
        refused = send_refusal(row.kind, row.agreement_on)
        return refused or request_refused(reading, row.kind, row.episode_id)
    return ""


def referrals_of_person(reading: Reading, person_id: str) -> tuple[ReferralPage, ...]:
    """The つなぎ of a person, open ones first, then the newest."""
    reading.require(Permission.READ_CASES)
    return _pages(reading, _lines_of(reading).where(Referral.person_id == person_id))


def referrals_of_signal(reading: Reading, signal_id: str) -> tuple[ReferralPage, ...]:
    """The つなぎ that a 端緒 led to."""
    reading.require(Permission.READ_CASES)
    return _pages(reading, _lines_of(reading).where(Referral.signal_id == signal_id))


def asked_on_paper(reading: Reading, episode_id: str) -> dict[str, date]:
    """The 関係機関 that were asked about a case by a つなぎ that is still open, and the last day."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Referral.organisation_id, func.max(Referral.sent_on).label("last"))
        .where(
            Referral.office_id == reading.office_id,
            Referral.episode_id == episode_id,
            Referral.direction == OUT,
            Referral.sent_on.is_not(None),
            Referral.state.in_(OPEN),
        )
        .group_by(Referral.organisation_id)
    )
    return {row.organisation_id: row.last for row in rows}


def _pages(reading: Reading, query: Select[Any, Any, Any]) -> tuple[ReferralPage, ...]:
    """All at once: a person with many costs as many questions as one with few."""
    rows = reading.session.execute(query).all()
    if not rows:
        return ()
    measure = answer_measure(reading)
    records = {row.id: row for row, _, _ in rows}
    lines = _sorted([_line(row, office, person, measure) for row, office, person in rows])
    trails = _trails(reading, tuple(records))
    writers = {taken.by for trail in trails.values() for taken in trail}
    staff = reading.session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(writers)))
    names = {row.id: row.name for row in staff}
    return tuple(
        _page(reading, records[line.id], line, trails.get(line.id, ()), names) for line in lines
    )


def _sorted(lines: Sequence[ReferralLine]) -> tuple[ReferralLine, ...]:
    newest = sorted(lines, key=lambda line: line.sent_on or date.max, reverse=True)
    return tuple(sorted(newest, key=lambda line: not line.is_open))


def open_referrals(reading: Reading, *, worker: str = "", limit: int = 200) -> list[ReferralLine]:
    """つなぎ that wait for an answer, the earliest due first."""
    reading.require(Permission.READ_CASES)
    query = _lines_of(reading).where(Referral.state.in_(UNANSWERED))
    if worker:
        query = query.where(Referral.worker == worker)
    lines = _lines(reading, query.order_by(Referral.sent_on, Referral.id).limit(limit))
    return sorted(lines, key=lambda line: (line.due or date.max, line.id))


def listed(
    reading: Reading,
    *,
    states: Sequence[str] = (),
    direction: str = "",
    text: str = "",
    offset: int = 0,
    limit: int = 100,
) -> tuple[tuple[ReferralLine, ...], int]:
    """A page of the list of all つなぎ, and how many there are: the newest first."""
    reading.require(Permission.READ_CASES)
    query = _lines_of(reading)
    if states:
        query = query.where(Referral.state.in_(states))
    if direction:
        query = query.where(Referral.direction == direction)
    wanted = search_folded(text)
    if wanted:
        query = query.where(
            or_(
                Organisation.search_key.contains(wanted, autoescape=True),
                Person.search_key.contains(wanted, autoescape=True),
            )
        )
    count = reading.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = query.order_by(Referral.created_at.desc(), Referral.id).offset(offset).limit(limit)
    return tuple(_lines(reading, page)), count


def _lines_of(reading: Reading) -> Select[Any, Any, Any]:
    return (
        select(Referral, Organisation.name, Person.name)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .outerjoin(Person, Person.id == Referral.person_id)
        .where(Referral.office_id == reading.office_id)
    )


def _lines(reading: Reading, query: Select[Any, Any, Any]) -> list[ReferralLine]:
    measure = answer_measure(reading)
    rows = reading.session.execute(query)
    return [_line(row, office, person, measure) for row, office, person in rows]


def _line(
    row: Referral, organisation: str, person: str | None, measure: int | None
) -> ReferralLine:
    waits = row.state in UNANSWERED
    return ReferralLine(
        id=row.id,
        version=row.version,
        direction=row.direction,
        kind=row.kind,
        state=row.state,
        organisation_id=row.organisation_id,
        organisation=organisation,
        person_id=row.person_id,
        person=person or "",
        episode_id=row.episode_id,
        signal_id=row.signal_id,
        asked=row.asked,
        sent_on=row.sent_on,
        answered_on=row.answered_on,
        ended_on=row.ended_on,
        due=answer_due(row.sent_on, row.answer_by, measure) if waits else None,
        worker=row.worker,
    )
