"""Writing a report to a file: figures, form and history entry in one Work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.calendar.fiscal import KINDS, Period, fiscal_year, fiscal_year_of
from app.errors import WrongUse
from app.reports.counting.figure_set import FigureSet, as_json
from app.reports.counting.figures import figures
from app.reports.evidence.queries import refuse_names
from app.reports.forms.excel import fill
from app.reports.forms.form import (
    Form,
    PeriodKind,
    Value,
    report_values,
    typed_words,
)
from app.reports.forms.money import amounts
from app.staff.permissions import Permission
from app.staff.queries import office_facts
from app.storage.work import Work

BUILT_IN = "monthly_builtin"
"""The form that is offered first."""

REMARK = "備考_"
"""How the name of a field for the remark beside a 費目 begins."""
KIND_WORDS = {kind: KINDS[kind.value] for kind in PeriodKind}


@dataclass(frozen=True)
class Typed:
    """What a person writes on the form: who made it, and remarks by input name."""

    reporter: str = ""
    free: Mapping[str, str] = field(default_factory=dict)
    names_confirmed: bool = False
    """Whether somebody looked at the words that are also somebody's name."""


def write_report(
    work: Work, form: Form, period: Period, out: Path, typed: Typed | None = None
) -> Path:
    """Write the form with the figures of the period to `out` (.xlsx); never a person's name.

    The file is put in place before the Work is kept: a report on disk always has its entry, or
    the error that says why it has none.
    """
    work.require(Permission.MAKE_REPORT)
    fill(form, filled_values(work, form, period, typed), out)
    _tell(work, form.id, period, "xlsx")
    return out


def write_pdf(
    work: Work, form: Form, period: Period, out: Path, typed: Typed | None = None
) -> Path:
    """Write the form with the figures of the period to `out` (.pdf); never a person's name."""
    work.require(Permission.MAKE_REPORT)
    from app.reports.forms.pdf import (
        write_form_pdf,
    )  # reads all that draws: not before somebody writes a paper

    values = filled_values(work, form, period, typed)
    practice = office_facts(work).practice
    write_form_pdf(out, form, values, period.label, practice=practice)
    _tell(work, form.id, period, "pdf")
    return out


def filled_values(
    work: Work,
    form: Form,
    period: Period,
    typed: Typed | None = None,
    found: FigureSet | None = None,
) -> dict[str, Value]:
    """What goes into each input of the form; the same for its workbook and its PDF.

    `found` are the figures of the period where they were counted in this Work already.
    `NeedsConfirmation` when words that people typed name a 対象者.
    """
    work.require(Permission.MAKE_REPORT)
    if form.period != period.kind:
        raise WrongUse(
            f"様式「{form.title}」は{KIND_WORDS[form.period]}ごとのものです。"
            f"何も書き出していません。{KIND_WORDS[form.period]}を指定してください。",
            where=form.id,
        )
    typed = typed or Typed()
    facts = office_facts(work)
    headers = _headers(period, facts.name, work.clock.today()) | amounts(work, form, period)
    values = report_values(
        form,
        as_json(found or figures(work, period)),
        {**headers, "reporter": typed.reporter or None},
        free=_remarks(form, headers) | dict(typed.free),
        practice=facts.practice,
    )
    if not typed.names_confirmed:
        refuse_names(work, typed_words(form, values))
    return values


def _remarks(form: Form, headers: Mapping[str, Value]) -> dict[str, str]:
    """What is kept beside the 費目, for remarks that a form leaves free: 備考_旅費."""
    found = (
        (entry.name, headers.get(f"remark.{entry.name.removeprefix(REMARK)}"))
        for entry in form.inputs
        if entry.name.startswith(REMARK)
    )
    return {name: words for name, words in found if isinstance(words, str)}


def _headers(period: Period, office_name: str, today: date) -> dict[str, Value]:
    year = period.label if period.kind == "calendar_year" else _fiscal_label(period.first)
    return {
        "ym": period.first,
        "fy": year,
        "period": period.label,
        "first": period.first,
        "last": period.last,
        "today": today,
        "center": office_name,
        "operator": office_name,
    }


def _fiscal_label(first: date) -> str:
    return fiscal_year(fiscal_year_of(first)).label


def _tell(work: Work, form_id: str, period: Period, kind: str) -> None:
    work.tell(
        "report.written",
        f"報告を書き出し（{period.label}）",
        subject_kind="report",
        details={"form": form_id, "period": period.key, "period_kind": period.kind, "file": kind},
    )
