"""Restricting a person's cases to some of the staff, changing who, and lifting it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.cases.restriction import queries, rules
from app.cases.restriction.rules import NAMED, WORKER, RestrictionInput
from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput, NotAllowed
from app.staff.permissions import Permission
from app.storage.records import Episode, Person, Restriction, RestrictionStaff
from app.storage.work import CHANGED, Work


def restrict(work: Work, episode_id: str, typed: RestrictionInput) -> str:
    """From now on only 担当者, the chosen staff and センター長 see the person; gives its id."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    workers = _refuse(work, episode.person_id)
    if queries.in_force(work, episode.person_id):
        raise ChangedMeanwhile(CHANGED)
    staff = queries.colleagues(work)
    working = rules.working(staff, workers)
    reason = rules.checked(typed, staff, working)
    kept = work.add(
        Restriction(
            person_id=episode.person_id,
            by=work.actor.staff_id,
            reason=reason,
            lifted_at=work.now,  # until it names those who may go on writing here
        )
    )
    work.session.flush()
    _name(work, kept.id, working, WORKER)
    _name(work, kept.id, set(typed.staff) - working, NAMED)
    work.session.flush()
    kept.lifted_at = None
    _touch(work, kept)
    names = "・".join(staff[key] for key in sorted({*working, *typed.staff}, key=staff.__getitem__))
    _tell(work, kept, "case.restricted", f"担当限定にした（見られる人: {names}。理由: {reason}）")
    return kept.id


def change(work: Work, restriction_id: str, version: int, typed: RestrictionInput) -> None:
    """Choose anew who may see the cases besides their 担当者."""
    work.require(Permission.EDIT_CASES)
    kept = work.get(Restriction, restriction_id)
    work.check_version(kept, version)
    workers = _refuse(work, kept.person_id)
    staff = queries.colleagues(work)
    working = rules.working(staff, workers)
    kept.reason = rules.checked(typed, staff, working)
    before = work.session.scalars(
        select(RestrictionStaff).where(RestrictionStaff.restriction_id == kept.id)
    ).all()
    _name(work, kept.id, working, WORKER)
    _name(work, kept.id, set(typed.staff) - working, NAMED)
    work.session.flush()  # whoever does this stays among them meanwhile
    for row in before:
        work.session.delete(row)
    kept.updated_at = work.now
    _touch(work, kept)
    names = "・".join(staff[key] for key in sorted({*working, *typed.staff}, key=staff.__getitem__))
    words = f"担当限定を変えた（見られる人: {names}。理由: {kept.reason}）"
    _tell(work, kept, "case.restriction_changed", words)


def lift(work: Work, restriction_id: str, version: int, why: str) -> None:
    """Show the person's cases to everybody again."""
    work.require(Permission.EDIT_CASES)
    kept = work.get(Restriction, restriction_id)
    work.check_version(kept, version)
    _refuse(work, kept.person_id)
    reason = " ".join(why.split())
    if not reason:
        raise InvalidInput((FieldProblem("why", "理由を入力してください。履歴に残ります。"),))
    kept.lifted_at, kept.lifted_by, kept.lifted_why = work.now, work.actor.staff_id, reason
    _touch(work, kept)
    _tell(work, kept, "case.unrestricted", f"担当限定をやめた（理由: {reason}）")


def _refuse(work: Work, person_id: str) -> tuple[str, ...]:
    """The 担当者 of the person; NotAllowed for who is none of them."""
    workers = queries.workers_of(work, person_id)
    if reason := rules.refusal(work.actor, workers):
        raise NotAllowed(reason, where=Permission.EDIT_CASES)
    return workers


def _name(work: Work, restriction_id: str, staff: Collection[str], why: str) -> None:
    for key in sorted(staff):
        work.add(RestrictionStaff(restriction_id=restriction_id, staff_id=key, why=why))


def _touch(work: Work, kept: Restriction) -> None:
    """Whoever has the person or a list open must look again."""
    work.touch(kept)
    work.touch(work.get(Person, kept.person_id))


def _tell(work: Work, kept: Restriction, kind: str, words: str) -> None:
    staff = sorted(queries.named(work, kept.id))
    work.tell(
        kind,
        words,
        subject_kind="person",
        subject_id=kept.person_id,
        details={"restriction": kept.id, "staff": staff},
    )
