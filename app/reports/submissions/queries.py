"""Reads of what was handed in, and of what was recorded only after it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, select, type_coerce

from app.calendar.fiscal import Period, period_from
from app.cases.restriction.rules import HIDDEN_NUMBER
from app.clock import JST
from app.reports.evidence.evidence import Entered
from app.reports.forms.form import Form
from app.reports.submissions.handing import free_fields
from app.reports.submissions.snapshot import Late, Snapshot, unpacked, without_numbers
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Activity, Episode, Event, ReportSubmission
from app.storage.restricting import hidden_cases
from app.storage.work import Reading

_AT_ONCE = 400
_HEAD = (
    "id", "created_at", "period_kind", "period_key", "form_id", "form_title", "form_edition",
    "by", "note", "explanation", "replaces_id", "masked_below", "file_name", "file_sha",
    "pdf_sha", "snapshot_sha", "operation_id",
)  # fmt: skip


@dataclass(frozen=True)
class Submitted:
    """One report that was handed in, without its contents."""

    id: str
    at: datetime
    period_kind: str
    period_key: str
    form_id: str
    form_title: str
    form_edition: str
    by: str
    note: str
    explanation: str
    replaces_id: str | None
    replaced: bool
    """Whether a later one took its place."""
    masked_below: int
    file_name: str
    file_sha: str
    pdf_sha: str | None
    """Nothing in reports from before the PDF was kept."""
    snapshot_sha: str
    operation_id: str

    @property
    def day(self) -> date:
        """The day it was handed in, in Japan."""
        return self.at.astimezone(JST).date()


@dataclass(frozen=True)
class Frozen:
    """A report as it was handed in, with its file and the figures behind it."""

    head: Submitted
    snapshot: Snapshot
    entered: tuple[Entered, ...]
    file: bytes
    pdf: bytes | None


def submissions(reading: Reading) -> tuple[Submitted, ...]:
    """Everything that was handed in, the newest first."""
    reading.require(Permission.MAKE_REPORT)
    return tuple(_listed(reading, _heads(reading)))


def last_of(reading: Reading, period: Period, form_id: str) -> Submitted | None:
    """The newest submission of a form for exactly this period."""
    reading.require(Permission.MAKE_REPORT)
    query = _heads(reading).where(
        ReportSubmission.period_kind == period.kind,
        ReportSubmission.period_key == period.key,
        ReportSubmission.form_id == form_id,
    )
    return next(_listed(reading, query.limit(1)), None)


def frozen(reading: Reading, submission_id: str) -> Frozen:
    """A submission with its contents, as they were kept."""
    reading.require(Permission.MAKE_REPORT)
    record = reading.get(ReportSubmission, submission_id)
    head = next(_listed(reading, _heads(reading).where(ReportSubmission.id == submission_id)))
    taken = unpacked(record.snapshot, record.snapshot_sha)
    taken = without_numbers(taken, hidden_cases(reading.session))
    return Frozen(
        head,
        taken,
        tuple(Entered(*row) for row in json.loads(record.entered)),
        record.file,
        record.pdf,
    )


def typed_before(reading: Reading, submission_id: str, form: Form) -> dict[str, str]:
    """The words that were typed into the free fields of a submission, by field."""
    reading.require(Permission.MAKE_REPORT)
    rows = json.loads(reading.get(ReportSubmission, submission_id).entered)
    entered = {name: words for name, _, _, words in rows}
    return {name: str(entered[name]) for name in free_fields(form) if entered.get(name)}


def late(reading: Reading, period: Period, form_id: str) -> tuple[Late, ...]:
    """What lies in the last submitted period and was recorded only after it was handed in.

    The last one is that of this period; where there is none, of the newest one before it.
    """
    reading.require(Permission.MAKE_REPORT)
    last = last_of(reading, period, form_id) or _before(reading, period, form_id)
    if last is None:
        return ()
    end = period_from(last.period_kind, last.period_key)
    rows = (*_late_cases(reading, end, last.at), *_late_rows(reading, end, last.at))
    return tuple(sorted(rows, key=lambda one: (one.day, one.number, one.id)))


def case_numbers(reading: Reading, ids: Collection[str]) -> dict[str, str]:
    """The numbers of cases by their ids."""
    reading.require(Permission.MAKE_REPORT)
    found: dict[str, str] = {}
    wanted = sorted(ids)
    for at in range(0, len(wanted), _AT_ONCE):
        rows = reading.session.execute(
            select(Episode.id, Episode.number).where(
                Episode.office_id == reading.office_id, Episode.id.in_(wanted[at : at + _AT_ONCE])
            )
        )
        found |= {row.id: row.number for row in rows}
    return found | dict.fromkeys(hidden_cases(reading.session) & set(wanted), HIDDEN_NUMBER)


def _before(reading: Reading, period: Period, form_id: str) -> Submitted | None:
    query = _heads(reading).where(
        ReportSubmission.period_kind == period.kind,
        ReportSubmission.period_key < period.key,
        ReportSubmission.form_id == form_id,
    )
    order = (ReportSubmission.period_key.desc(), ReportSubmission.created_at.desc())
    return next(_listed(reading, query.order_by(None).order_by(*order).limit(1)), None)


def _heads(reading: Reading) -> Select[Any]:
    """Never the contents: they are large."""
    return (
        select(*(getattr(ReportSubmission, name) for name in _HEAD))
        .where(ReportSubmission.office_id == reading.office_id)
        .order_by(ReportSubmission.created_at.desc(), ReportSubmission.id.desc())
    )


def _listed(reading: Reading, query: Select[Any]) -> Iterator[Submitted]:
    names = staff_names(reading)
    replaced = set(
        reading.session.scalars(
            select(ReportSubmission.replaces_id).where(
                ReportSubmission.office_id == reading.office_id,
                ReportSubmission.replaces_id.is_not(None),
            )
        )
    )
    for row in reading.session.execute(query):
        facts = row._asdict()
        facts["at"] = facts.pop("created_at")
        facts["by"] = names.get(row.by, "（登録のない人）")
        yield Submitted(**facts, replaced=row.id in replaced)


def _late_cases(reading: Reading, period: Period, since: datetime) -> Iterator[Late]:
    start = type_coerce(Episode.start, String)
    rows = reading.session.execute(
        select(Episode.id, Episode.number, start.label("day"), Episode.created_at).where(
            Episode.office_id == reading.office_id,
            start <= period.last.isoformat(),
            Episode.created_at > since,
        )
    )
    for row in rows:
        yield Late("case", row.id, row.id, row.number, row.day, _day(row.created_at))


def _late_rows(reading: Reading, period: Period, since: datetime) -> Iterator[Late]:
    first, last = f"{period.first:%Y-%m}-00", period.last.isoformat()
    day = type_coerce(Activity.day, String)
    contacts = reading.session.execute(
        select(
            Activity.id, Activity.episode_id, day.label("day"), Activity.created_at, Episode.number
        )
        .outerjoin(Episode, Episode.id == Activity.episode_id)
        .where(
            Activity.office_id == reading.office_id,
            day.between(first, last),
            Activity.created_at > since,
            Activity.withdrawn_at.is_(None),
        )
    )
    for row in contacts:
        case, number = row.episode_id or "", row.number or ""
        yield Late("activity", row.id, case, number, row.day, _day(row.created_at))
    held = type_coerce(Event.day, String)
    events = reading.session.execute(
        select(Event.id, held.label("day"), Event.created_at).where(
            Event.office_id == reading.office_id,
            held.between(first, last),
            Event.created_at > since,
        )
    )
    for one in events:
        yield Late("event", one.id, "", "", one.day, _day(one.created_at))


def _day(moment: datetime) -> str:
    return moment.astimezone(JST).date().isoformat()
