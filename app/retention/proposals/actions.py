"""Proposing what is to be deleted, taking that back, and deleting it on a second person's word."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput, NeedsConfirmation, NotAllowed
from app.reports.counting.counted_rows import FLAG_BITS
from app.retention.actions import refuse_others
from app.retention.proposals.queries import items_of, what_goes
from app.retention.proposals.rules import (
    CHANGED_SINCE,
    DONE,
    DRAFT,
    NOT_DUE,
    NOTHING_CHOSEN,
    OTHER_WORD,
    REMOVING,
    SETTLED,
    STATE_WORDS,
    WITHDRAWN,
    WRONG_NUMBER,
    about,
    asked_number,
    day_question,
    number_words,
    typed_number,
    whole_month,
    why_not,
)
from app.retention.queries import Due, calendar, doubt
from app.retention.rules import PERSON
from app.staff.permissions import Permission
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage.records import (
    Activity,
    CountedCase,
    CountedContact,
    Episode,
    Person,
    RetentionItem,
    RetentionProposal,
    SecondRequest,
)
from app.storage.removing import Found, counts_of, digest_of, take_away
from app.storage.work import Work

_AT_ONCE = 400


def propose(work: Work, targets: Collection[str]) -> str:
    """Make a list of cases (and 対象者 without any) that are due; gives its id. Nothing goes yet."""
    work.require(Permission.MANAGE_OFFICE)
    refuse_others(work)
    if not targets:
        raise InvalidInput((FieldProblem("targets", NOTHING_CHOSEN),))
    chosen = _due(work, targets)
    found = _found(work, chosen)
    cases, persons = found.get("episode", ()), found.get("person", ())
    made = RetentionProposal(
        by=work.actor.staff_id,
        as_of=work.clock.today(),
        cases=len(cases),
        persons=len(persons),
        counts=counts_of(found),
        digest=digest_of(work.session, found),
        state=DRAFT,
    )
    work.add(made)
    work.session.flush()
    for one in chosen:
        _add_item(work, made, one.kind, one.id, one)
    for person in set(persons) - {one.id for one in chosen}:
        _add_item(work, made, PERSON, person, None)
    work.tell(
        "retention.proposed",
        f"削除の案を作成（ケース{len(cases):,}件・対象者{len(persons):,}人）",
        subject_kind="retention",
        subject_id=made.id,
        details={"counts": made.counts},
    )
    return made.id


def withdraw(work: Work, proposal_id: str, version: int) -> None:
    """Take a list back; nothing of it was deleted."""
    work.require(Permission.MANAGE_OFFICE)
    refuse_others(work)
    made = _draft(work, proposal_id, version)
    made.state, made.settled_at, made.settled_by = WITHDRAWN, work.now, work.actor.staff_id
    work.touch(made)
    work.tell(
        "retention.withdrawn",
        "削除の案を取り下げ",
        subject_kind="retention",
        subject_id=made.id,
    )


def remove(
    work: Work,
    proposal_id: str,
    version: int,
    typed: str,
    request_id: str,
    *,
    today: date | None = None,
) -> frozenset[str]:
    """Delete everything of a list for good; gives the ids of the cases and persons that went.

    `typed` is the number of cases (`asked_number`) as it was typed, `request_id` the second person's word, `today`
    the date that was confirmed where the PC's clock is in doubt (`NeedsConfirmation` asks for it).
    `ChangedMeanwhile` where anything of the list is not as it was.
    """
    work.require(Permission.MANAGE_OFFICE)
    refuse_others(work)
    made = _draft(work, proposal_id, version)
    if typed_number(typed) != asked_number(made.cases, made.persons):
        words = WRONG_NUMBER.format(number_words(made.cases, made.persons))
        raise InvalidInput((FieldProblem("number", words),))
    question = doubt(work)
    if question and today != work.clock.today():
        raise NeedsConfirmation(day_question(work.clock.today(), question), where="today")
    asked = work.get(SecondRequest, request_id)
    if asked.about != about(made.id, made.cases, made.persons):
        raise NotAllowed(OTHER_WORD, where=Permission.MANAGE_OFFICE)
    listed = items_of(work, made.id)
    chosen = _due(work, [one.target_id for one in listed if one.due is not None])
    found = _found(work, chosen)
    if digest_of(work.session, found) != made.digest:
        raise ChangedMeanwhile(CHANGED_SINCE)
    second.use(work, Act.RETENTION, request_id)
    made.state = REMOVING
    work.session.flush()  # before anything goes: on a server the word must stand
    _keep_counted(work, found)
    _touch_all(work, found)
    take_away(work.session, found)
    made.state, made.settled_at, made.settled_by = DONE, work.now, work.actor.staff_id
    made.request_id = request_id
    work.touch(made)
    work.tell(
        "retention.removed",
        f"保存期間を過ぎた記録を削除（ケース{made.cases:,}件・対象者{made.persons:,}人）",
        subject_kind="retention",
        subject_id=made.id,
        details={"counts": made.counts},
    )
    return frozenset((*found.get("episode", ()), *found.get("person", ())))


def _draft(work: Work, proposal_id: str, version: int) -> RetentionProposal:
    made = work.get(RetentionProposal, proposal_id)
    if made.state != DRAFT:
        words = SETTLED.format(STATE_WORDS[made.state])
        raise NotAllowed(words, where=Permission.MANAGE_OFFICE)
    work.check_version(made, version)
    return made


def _due(work: Work, targets: Collection[str]) -> tuple[Due, ...]:
    """The targets as the calendar has them today; refused unless each is due and free."""
    now = calendar(work)
    known = {one.id: one for one in now.due}
    chosen = [known.get(key) for key in sorted(set(targets))]
    free = [one for one in chosen if one is not None and one.is_due(now.today) and not one.blocks]
    if len(free) != len(chosen):
        against = [why for one in chosen if one is not None for why in one.blocks]
        raise NotAllowed(NOT_DUE.format(why_not(against)), where=Permission.MANAGE_OFFICE)
    return tuple(free)


def _found(work: Work, chosen: Collection[Due]) -> Found:
    return what_goes(
        work,
        {one.id for one in chosen if one.kind != PERSON},
        {one.id for one in chosen if one.kind == PERSON},
    )


def _add_item(
    work: Work, made: RetentionProposal, kind: str, target_id: str, one: Due | None
) -> None:
    work.add(
        RetentionItem(
            proposal_id=made.id,
            kind=kind,
            target_id=target_id,
            number="" if one is None else one.number,
            ended=None if one is None else one.ended,
            due=None if one is None else one.due,
        )
    )


def _touch_all(work: Work, found: Found) -> None:
    for kind in (Episode, Person):
        for key in found.get(kind.__tablename__, ()):
            work.touch(work.get(kind, key))


def _keep_counted(work: Work, found: Found) -> None:
    """What figures of past periods count, so that they stay what they were."""
    for key in found.get("episode", ()):
        case = work.get(Episode, key)
        _count_case(work, case, work.get(Person, case.person_id))
    for some in _chunks(found.get("activity", ())):
        rows = work.session.scalars(
            select(Activity).where(Activity.id.in_(some), Activity.withdrawn_at.is_(None))
        )
        for row in rows:
            counted = CountedContact(
                episode_id=row.episode_id,
                service=row.service,
                day=whole_month(row.day),
                means=row.means,
                minutes=row.minutes,
            )
            counted.id = row.id
            work.add(counted)
    work.session.flush()


def _count_case(work: Work, case: Episode, person: Person) -> None:
    counted = CountedCase(
        person_id=person.id,
        anonymous=person.anonymous,
        sex=person.sex,
        service=case.service,
        start=whole_month(case.start),
        end=whole_month(case.end),
        kubun=case.kubun,
        area=case.area,
        source_kind=case.source_kind,
        flags=sum(bit for flag, bit in FLAG_BITS.items() if getattr(case, flag.value)),
        dest_kind=case.dest_kind,
        move=whole_month(case.move),
        end_reason=case.end_reason,
        disposition=case.disposition,
        disposition_date=whole_month(case.disposition_date),
        focus=case.focus,
    )
    counted.id = case.id
    work.add(counted)


def _chunks(ids: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE)]
