"""Writing a report to a file: figures, form and history entry in one Work."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.calendar.fiscal import KINDS, Period
from app.errors import WrongUse
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.reports.forms.excel import fill
from app.reports.forms.form import Form, PeriodKind, Value, report_values
from app.reports.forms.pdf import write_monthly_pdf
from app.staff.permissions import Permission
from app.staff.queries import office_facts
from app.storage.work import Work

BUILT_IN = "monthly_builtin"
"""The form that can also be written as PDF."""

KIND_WORDS = {kind: KINDS[kind.value] for kind in PeriodKind}


def write_report(work: Work, form: Form, period: Period, out: Path) -> Path:
    """Write the form with the figures of the period to `out` (.xlsx); never a person's name.

    The file is put in place before the Work is kept: a report on disk always has its entry, or
    the error that says why it has none.
    """
    work.require(Permission.MAKE_REPORT)
    if form.period != period.kind:
        raise WrongUse(
            f"様式「{form.title}」は{KIND_WORDS[form.period]}ごとのものです。"
            f"何も書き出していません。{KIND_WORDS[form.period]}を指定してください。",
            where=form.id,
        )
    facts = office_facts(work)
    values = report_values(
        form,
        as_json(figures(work, period)),
        _headers(period, facts.name),
        practice=facts.practice,
    )
    fill(form, values, out)
    _tell(work, form.id, period, "xlsx")
    return out


def write_pdf(work: Work, period: Period, out: Path) -> Path:
    """Write the built-in form of a month to `out` (.pdf); never a person's name."""
    work.require(Permission.MAKE_REPORT)
    if period.kind != "month":
        raise WrongUse("PDFは月ごとのものです。何も書き出していません。月を指定してください。")
    facts = office_facts(work)
    write_monthly_pdf(
        out,
        office_name=facts.name,
        period_label=period.label,
        figures=as_json(figures(work, period)),
        practice=facts.practice,
    )
    _tell(work, BUILT_IN, period, "pdf")
    return out


def _headers(period: Period, office_name: str) -> Mapping[str, Value]:
    return {
        "ym": period.first,
        "fy": period.label,
        "center": office_name,
        "operator": office_name,
    }


def _tell(work: Work, form_id: str, period: Period, kind: str) -> None:
    work.tell(
        "report.written",
        f"報告を書き出し（{period.label}）",
        subject_kind="report",
        details={"form": form_id, "period": period.key, "period_kind": period.kind, "file": kind},
    )
