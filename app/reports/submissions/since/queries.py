"""The figures of a submitted period now, against then; and what was done to the cases since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.clock import JST
from app.history.kinds import Sort, sort_of
from app.reports.counting.figure import Unit
from app.reports.counting.figures import figures
from app.reports.evidence.evidence import named_paths
from app.reports.submissions.difference import Moved, compared
from app.reports.submissions.queries import Frozen, Submitted, case_numbers, frozen
from app.reports.submissions.rules import Cause, explanation
from app.reports.submissions.snapshot import Snapshot, snapshot
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Episode, HistoryEntry, ImportBatch, ImportedRow
from app.storage.work import Reading

_AT_ONCE = 400
_KINDS = {
    "person.registered": "new",
    "episode.opened": "new",
    "episode.corrected": "edited",
    "episode.moved": "edited",
    "episode.withdrawn": "withdrawn",
    "person.corrected": "edited",
    "person.merged": "merged",
    "person.unmerged": "unmerged",
    "activity.recorded": "new",
    "activity.corrected": "edited",
    "activity.withdrawn": "withdrawn",
    "activity.restored": "edited",
    "event.added": "new",
    "event.changed": "edited",
    "event.removed": "withdrawn",
    "letter.applied": "letter",
    "selection.decided": "edited",
    "event.recorded": "edited",
    "event.led": "edited",
}
_EDITED = ("placement.", "case_date.", "event.", "episode.", "person.")
"""Other acts that begin so are corrections: 受入先, 死亡 and the like are part of the case."""
"""Acts after which a case or row may be counted otherwise, and what they are called."""
_ROW_UNITS = (Unit.ACTIVITIES, Unit.MINUTES, Unit.EVENTS, Unit.PARTICIPANTS, Unit.ORGANISATIONS)


@dataclass(frozen=True)
class Difference:
    """What moved since a report was handed in."""

    then: Submitted
    now: Snapshot
    moved: tuple[Moved, ...]
    numbers: Mapping[str, str]
    """The number of every case that moved a figure, by its id."""
    causes: Mapping[str, tuple[Cause, ...]]
    """By the id of a case or row: what was done to it since, the oldest first."""
    on_form: frozenset[str]
    """The paths of the figures that stand on the form."""
    proposed: str
    """The 差替え explanation as the program would write it: of the figures on the form."""


def difference(reading: Reading, submission_id: str) -> Difference:
    """Count the period again and name the figures that moved, the cases, and why."""
    reading.require(Permission.MAKE_REPORT)
    then = frozen(reading, submission_id)
    now = snapshot(figures(reading, then.snapshot.period))
    moved = compared(then.snapshot, now)
    numbers = _numbers(reading, then, now, moved)
    causes = _causes(reading, then.head, moved)
    on_form = _on_form(then)
    shown = tuple(one for one in moved if one.path in on_form)
    proposed = explanation(now.period.label, then.head.day, shown, numbers, causes)
    return Difference(then.head, now, moved, numbers, causes, on_form, proposed)


def moved_since(reading: Reading, submission_id: str) -> int:
    """How many figures on the form of a submission moved since."""
    reading.require(Permission.MAKE_REPORT)
    then = frozen(reading, submission_id)
    now = snapshot(figures(reading, then.snapshot.period))
    on_form = _on_form(then)
    return sum(one.path in on_form for one in compared(then.snapshot, now))


def _on_form(then: Frozen) -> frozenset[str]:
    return frozenset(named_paths((one.figure for one in then.entered), then.snapshot.figures))


def _numbers(
    reading: Reading, then: Frozen, now: Snapshot, moved: Iterable[Moved]
) -> dict[str, str]:
    """As they stand now; of a case that is gone, as it was called then."""
    wanted = {case for one in moved for case in one.case_ids}
    found: dict[str, str] = {}
    for kept in (then.snapshot, now):
        for figure in kept.figures.values():
            for member in figure.members:
                if member.numbers and not wanted.isdisjoint(member.case_ids):
                    found |= zip(member.case_ids, member.numbers, strict=True)
    return found | case_numbers(reading, wanted - found.keys())


def _causes(
    reading: Reading, then: Submitted, moved: Sequence[Moved]
) -> dict[str, tuple[Cause, ...]]:
    rows = {m.id for one in moved if one.unit in _ROW_UNITS for m in one.members}
    cases = {case for one in moved for case in one.case_ids}
    people = _people(reading, cases, moved)
    found: dict[str, list[Cause]] = {}
    for owner, cause in (
        *_told(reading, then, rows, cases, people),
        *_imported(reading, then, rows | cases | people.keys(), people),
    ):
        found.setdefault(owner, []).append(cause)
    return {
        owner: tuple(sorted(dict.fromkeys(causes), key=lambda cause: cause.at))
        for owner, causes in found.items()
    }


def _people(
    reading: Reading, cases: Collection[str], moved: Iterable[Moved]
) -> dict[str, set[str]]:
    """Person → those of the cases that are theirs now or were theirs then."""
    found: dict[str, set[str]] = {}
    for one in moved:
        if one.unit in (Unit.PERSONS, Unit.MARKS):
            for member in one.members:
                found.setdefault(member.id, set()).update(member.case_ids)
    for some in _chunks(sorted(cases)):
        rows = reading.session.execute(
            select(Episode.person_id, Episode.id).where(
                Episode.office_id == reading.office_id, Episode.id.in_(some)
            )
        )
        for row in rows:
            found.setdefault(row.person_id, set()).add(row.id)
    return found


def _told(
    reading: Reading,
    then: Submitted,
    rows: Collection[str],
    cases: Collection[str],
    people: Mapping[str, set[str]],
) -> Iterator[tuple[str, Cause]]:
    names, since = staff_names(reading), _place(reading, then)
    for some in _chunks(sorted({*rows, *cases, *people})):
        entries = reading.session.execute(
            select(
                HistoryEntry.at,
                HistoryEntry.kind,
                HistoryEntry.actor_id,
                HistoryEntry.subject_id,
                HistoryEntry.details,
            ).where(
                HistoryEntry.office_id == reading.office_id,
                HistoryEntry.seq > since,
                HistoryEntry.subject_id.in_(some),
            )
        )
        for entry in entries:
            kind = _KINDS.get(entry.kind) or ("edited" if entry.kind.startswith(_EDITED) else None)
            if kind is None or sort_of(entry.kind) is not Sort.DONE:
                continue
            cause = Cause(kind, entry.at, _day(entry.at), names.get(entry.actor_id, ""))
            if entry.kind.startswith("activity."):
                yield str((entry.details or {}).get("activity", "")), cause
                continue
            for owner in people.get(entry.subject_id, {entry.subject_id}):
                yield owner, cause


def _place(reading: Reading, then: Submitted) -> int:
    """Where in the history the submission stands."""
    found = reading.session.scalar(
        select(HistoryEntry.seq)
        .where(
            HistoryEntry.office_id == reading.office_id,
            HistoryEntry.operation_id == then.operation_id,
        )
        .order_by(HistoryEntry.seq.desc())
        .limit(1)
    )
    return found or 0


def _imported(
    reading: Reading, then: Submitted, ids: Collection[str], people: Mapping[str, set[str]]
) -> Iterator[tuple[str, Cause]]:
    names = staff_names(reading)
    for some in _chunks(sorted(ids)):
        batches = reading.session.execute(
            select(
                ImportedRow.target_id, ImportBatch.created_at, ImportBatch.undone_at, ImportBatch.by
            )
            .join(ImportBatch, ImportBatch.id == ImportedRow.batch_id)
            .where(
                ImportedRow.office_id == reading.office_id,
                ImportedRow.target_id.in_(some),
                ImportedRow.after_version.is_not(None),
            )
        )
        for row in batches:
            by = names.get(row.by, "")
            for kind, at in (("imported", row.created_at), ("undone", row.undone_at)):
                if at is not None and at > then.at:
                    for owner in people.get(row.target_id, {row.target_id}):
                        yield owner, Cause(kind, at, _day(at), by)


def _day(moment: datetime) -> date:
    return moment.astimezone(JST).date()


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), _AT_ONCE):
        yield ids[at : at + _AT_ONCE]
