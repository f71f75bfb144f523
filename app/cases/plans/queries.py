"""Reads of plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.cases.assessment.queries import sheets
from app.cases.plans.rules import LineInput, kinds, lines_from_needs
from app.cases.printed import CaseHead, case_head
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Episode, Plan, PlanItem
from app.storage.work import Reading


@dataclass(frozen=True)
class LineFacts:
    """One line of a plan."""

    id: str
    version: int
    domain: str
    goal: str
    service: str
    who: str
    by_when: PartialDate | None
    state: str


@dataclass(frozen=True)
class PlanFacts:
    """One revision of a plan; a draft has no approval."""

    id: str
    version: int
    episode_id: str
    service: str
    kind: str
    revision: int
    newest: bool
    made_on: date
    worker: str
    wish: str
    policy: str
    review_on: date | None
    reason: str
    approved_by: str
    """The name of the センター長; '' for a draft."""
    approved_at: datetime | None
    lines: tuple[LineFacts, ...]

    @property
    def approved(self) -> bool:
        """Whether it cannot be changed any more."""
        return self.approved_at is not None


@dataclass(frozen=True)
class PlansPage:
    """The plans of a case, the newest revision of each kind first, and what may be done."""

    episode_id: str
    kinds: tuple[tuple[str, str], ...]
    plans: tuple[PlanFacts, ...]
    wish: str
    """本人の希望 of the newest assessment, for a first plan."""
    first_lines: tuple[LineInput, ...]
    """Lines for the needs of the newest assessment, for a first plan."""
    edit_refusal: str
    approve_refusal: str

    def of_kind(self, kind: str) -> tuple[PlanFacts, ...]:
        """The revisions of one plan, newest first."""
        return tuple(plan for plan in self.plans if plan.kind == kind)


@dataclass(frozen=True)
class PrintedPlan:
    """Everything 福祉サービス等調整計画 or フォローアップ計画 prints."""

    head: CaseHead
    plan: PlanFacts
    earlier: tuple[tuple[int, date, str], ...]
    """Revision, day and reason of the revisions before it, oldest first."""


def plans(reading: Reading, episode_id: str) -> PlansPage:
    """Every revision of every plan of a case."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    newest_sheet = sheets(reading, episode.id).start_from
    return PlansPage(
        episode_id=episode.id,
        kinds=kinds(episode.service),
        plans=_plans(reading, episode),
        wish=newest_sheet.wish if newest_sheet else "",
        first_lines=lines_from_needs(newest_sheet.needs) if newest_sheet else (),
        edit_refusal=reading.actor.refusal(Permission.EDIT_CASES),
        approve_refusal=reading.actor.refusal(Permission.APPROVE_PLAN),
    )


def plan(reading: Reading, plan_id: str) -> PrintedPlan:
    """One revision with the head of its case, to be printed."""
    reading.require(Permission.READ_CASES)
    record = reading.get(Plan, plan_id)
    episode = reading.get(Episode, record.episode_id)
    every = [one for one in _plans(reading, episode) if one.kind == record.kind]
    found = next(one for one in every if one.id == record.id)
    earlier = sorted(
        (one.revision, one.made_on, one.reason) for one in every if one.revision < found.revision
    )
    return PrintedPlan(case_head(reading, episode.id, found.made_on), found, tuple(earlier))


def _plans(reading: Reading, episode: Episode) -> tuple[PlanFacts, ...]:
    rows = reading.session.scalars(
        select(Plan)
        .where(Plan.office_id == reading.office_id, Plan.episode_id == episode.id)
        .order_by(Plan.kind, Plan.revision.desc())
    ).all()
    if not rows:
        return ()
    lines: dict[str, list[LineFacts]] = {}
    for item in reading.session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id.in_([row.id for row in rows]))
        .order_by(PlanItem.position, PlanItem.id)
    ):
        lines.setdefault(item.plan_id, []).append(_line(item))
    names = staff_names(reading)
    seen: set[str] = set()
    facts = []
    for row in rows:
        approved_by = names.get(row.approved_by, "") if row.approved_by else ""
        facts.append(
            _facts(
                row,
                episode.service,
                approved_by,
                tuple(lines.get(row.id, ())),
                newest=row.kind not in seen,
            )
        )
        seen.add(row.kind)
    return tuple(facts)


def _line(item: PlanItem) -> LineFacts:
    return LineFacts(
        id=item.id,
        version=item.version,
        domain=item.domain,
        goal=item.goal,
        service=item.service,
        who=item.who,
        by_when=item.by_when,
        state=item.state,
    )


def _facts(
    row: Plan, service: str, approved_by: str, lines: tuple[LineFacts, ...], *, newest: bool
) -> PlanFacts:
    return PlanFacts(
        id=row.id,
        version=row.version,
        episode_id=row.episode_id,
        service=service,
        kind=row.kind,
        revision=row.revision,
        newest=newest,
        made_on=row.made_on,
        worker=row.worker,
        wish=row.wish,
        policy=row.policy,
        review_on=row.review_on,
        reason=row.reason,
        approved_by=approved_by,
        approved_at=row.approved_at,
        lines=lines,
    )
