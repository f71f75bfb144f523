"""Reads of what was decided in a 会議."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.staff.permissions import Permission
from app.storage.records import MeetingDecision, Organisation, Person, Task
from app.storage.work import Reading


@dataclass(frozen=True)
class DecisionFacts:
    """Something that was decided; a task of the own centre says whether it is done."""

    id: str
    version: int
    text: str
    organisation_id: str
    organisation: str
    owner: str
    due: date | None
    person_id: str
    name: str
    """Whom it is about; '' for all."""
    task_id: str
    task_version: int
    done: bool

    @property
    def own(self) -> bool:
        """Whether the own centre does it."""
        return not self.organisation_id

    @property
    def who(self) -> str:
        """Who does it."""
        return " ".join(part for part in (self.organisation, self.owner) if part) or "自センター"


def decisions(reading: Reading, meeting_id: str) -> tuple[DecisionFacts, ...]:
    """What was decided, in the order in which it was written; tasks as they are now."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(
            MeetingDecision,
            Organisation.name.label("organisation"),
            Person.name,
            Task.version.label("task_version"),
            Task.done_at,
            Task.worker,
            Task.due.label("task_due"),
        )
        .outerjoin(Organisation, Organisation.id == MeetingDecision.organisation_id)
        .outerjoin(Person, Person.id == MeetingDecision.person_id)
        .outerjoin(Task, Task.id == MeetingDecision.task_id)
        .where(
            MeetingDecision.office_id == reading.office_id,
            MeetingDecision.meeting_id == meeting_id,
        )
        .order_by(MeetingDecision.position, MeetingDecision.id)
    )
    found = []
    for row in rows:
        one: MeetingDecision = row.MeetingDecision
        has_task = one.task_id is not None
        found.append(
            DecisionFacts(
                id=one.id,
                version=one.version,
                text=one.text,
                organisation_id=one.organisation_id or "",
                organisation=row.organisation or "",
                owner=row.worker if has_task else one.owner,
                due=row.task_due if has_task else one.due,
                person_id=one.person_id or "",
                name=row.name or "",
                task_id=one.task_id or "",
                task_version=row.task_version or 0,
                done=row.done_at is not None,
            )
        )
    return tuple(found)
