"""Whether a period is ready: what is missing, what came late, what a submission of it said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.calendar.fiscal import Period
from app.reports.counting.figure import Missing
from app.reports.counting.figure_set import FigureSet
from app.reports.counting.figures import figures
from app.reports.forms.form import Form
from app.reports.forms.money import left_empty
from app.reports.forms.own.queries import form_on
from app.reports.submissions.queries import Submitted, last_of, late, typed_before
from app.reports.submissions.rules import ROW_WORDS, effect_words, refusal
from app.reports.submissions.since.queries import Difference, difference
from app.reports.submissions.snapshot import Late
from app.staff.permissions import Permission
from app.storage.work import Reading


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: where, what, which figures it would change."""

    case_id: str
    number: str
    reason: str
    effect: str
    blocks: bool


@dataclass(frozen=True)
class Checks:
    """Everything that is shown before a report is handed in."""

    period: Period
    form: Form
    """The edition that is for this period."""
    refusal: str
    """Why it cannot be frozen yet; '' when it can."""
    gaps: tuple[Gap, ...]
    """What blocks first."""
    late: tuple[Late, ...]
    last: Submitted | None
    """The submission that this one would replace."""
    since: Difference | None
    """What moved since that one."""
    typed_before: Mapping[str, str]
    """The words in the free fields of that one, by field."""
    left_empty: str
    """Why places for money stay empty; '' when they are filled."""
    complete: bool
    after_records: bool
    """Whether the records cover the whole period."""


def checks(reading: Reading, period: Period, form_id: str) -> Checks:
    """Look through the records of a period."""
    reading.require(Permission.MAKE_REPORT)
    found = figures(reading, period)
    form = form_on(reading, form_id, period.last)
    last = last_of(reading, period, form_id)
    gaps = sorted(found.missing, key=lambda gap: not gap.blocks)
    return Checks(
        period=period,
        form=form,
        refusal=refusal(found.blocking),
        gaps=tuple(_gap(gap, found) for gap in gaps),
        late=late(reading, period, form_id),
        last=last,
        since=difference(reading, last.id) if last else None,
        typed_before=typed_before(reading, last.id, form) if last else {},
        left_empty=left_empty(reading, form, period),
        complete=found.complete,
        after_records=found.after_records,
    )


def _gap(gap: Missing, found: FigureSet) -> Gap:
    case = gap.id if gap.kind == "case" else ""
    labels = [_label(found, path) for path in gap.paths]
    number = gap.number or ROW_WORDS.get(gap.kind, "（番号なし）")
    return Gap(case, number, gap.reason, effect_words(labels), gap.blocks)


def _label(found: FigureSet, path: str) -> str:
    try:
        return found.figure(path).label
    except LookupError:
        return path.rpartition(".")[2]  # a category that occurs nowhere yet
