"""Handing a report in: its files are on the disk, then it is frozen, in one Work."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

from app.calendar.fiscal import Period
from app.errors import DatabaseDamaged, FieldProblem, FileProblem, InvalidInput
from app.reports.counting.figure import Unit
from app.reports.counting.figure_set import FigureSet
from app.reports.counting.figures import figures
from app.reports.evidence.evidence import Entered, as_kept, evidence, named_paths
from app.reports.evidence.masking import hidden
from app.reports.evidence.prefecture import HandedIn, paper, write
from app.reports.evidence.queries import refuse_names
from app.reports.forms.actions import Typed, filled_values
from app.reports.forms.form import Form, typed_words
from app.reports.output import write_whole
from app.reports.submissions.handing import Handing
from app.reports.submissions.queries import Frozen, case_numbers, frozen, last_of, late
from app.reports.submissions.rules import refusal
from app.reports.submissions.snapshot import Snapshot, packed, snapshot
from app.staff.permissions import Permission
from app.staff.queries import office_facts
from app.storage.records import ReportSubmission
from app.storage.transactions import take_turn
from app.storage.types import new_id
from app.storage.work import Work

OTHER = (
    "この報告は、いま見ている内容のあとに提出（差替え）されています。二重には確定していません。"
    "画面を読み直して、差を確かめてください。"
)
UNEXPLAINED = "差し替える理由を書いてください。下書きを書き直しても、そのままでもかまいません。"
NO_PDF = (
    "この報告は、PDFを残す前の版で提出されています。何も書き出していません。"
    "Excelのファイルは同じものを書き出せます。"
)
ALTERED = (
    "提出した報告のPDFが、確定したときと違っています。何も書き出していません。"
    "控えから戻すか、管理者に知らせてください。"
)


def submit(work: Work, handing: Handing) -> str:
    """Write the files, freeze what they say, and give back the id of the submission.

    `InvalidInput` says what has to be settled first, `NeedsConfirmation` which words look like
    somebody's name.
    """
    work.require(Permission.SUBMIT_REPORT)
    form, period = handing.form, handing.period
    take_turn(work.session, work.office_id, at="submission")
    _refuse_unexplained(work, handing)
    found = figures(work, period)
    if reason := refusal(found.blocking):
        raise InvalidInput((FieldProblem("missing", reason),))
    typed = Typed(handing.reporter, handing.free, names_confirmed=True)
    values = filled_values(work, form, period, typed, found)
    if not handing.names_confirmed:
        refuse_names(work, {**typed_words(form, values), **handing.texts()})
    masked = hidden(form, values, handing.mask_below)
    handed = HandedIn(form, values, masked)
    figure_of = {entry.name: (entry.cell, entry.figure) for entry in form.inputs}
    entered = tuple(
        Entered(name, *figure_of[name], as_kept(value)) for name, value in handed.shown.items()
    )
    taken = _taken(work, found, period, form, entered)
    write(handed, handing.out)
    pdf = paper(handed, period.label, practice=office_facts(work).practice)
    kept = _record(handing, taken, entered, pdf)
    kept.by, kept.operation_id = work.actor.staff_id, work.operation_id
    work.add(kept)
    work.session.flush()
    _write_office_copy(work, frozen(work, kept.id), handing.office_out)
    if handing.pdf_out is not None:
        from app.reports.forms.pdf import (
            place_pdf,
        )  # reads all that draws: not before somebody writes a paper

        place_pdf(handing.pdf_out, pdf)
    work.tell(
        "report.submitted",
        f"{period.label}の報告を{'差し替えて' if handing.replaces_id else ''}確定（{form.title}）",
        subject_kind="report",
        subject_id=kept.id,
        details={
            "form": form.id,
            "edition": form.edition,
            "period": period.key,
            "period_kind": period.kind,
            "file": kept.file_sha,
            "pdf": kept.pdf_sha,
            "snapshot": kept.snapshot_sha,
            "replaces": handing.replaces_id or "",
            "masked_below": handing.mask_below,
        },
    )
    return kept.id


def write_again(work: Work, submission_id: str, out: Path, office_out: Path | None = None) -> Path:
    """Write a submission's file once more, byte for byte; with `office_out` the 根拠 too."""
    work.require(Permission.MAKE_REPORT)
    kept = frozen(work, submission_id)
    digest = kept.head.file_sha

    def same(draft: Path) -> None:
        if hashlib.sha256(draft.read_bytes()).hexdigest() != digest:
            raise FileProblem(
                "提出した控えと同じファイルを書けませんでした。ファイルは作っていません。"
                "保存先を変えて、もう一度書き出してください。",
                where=out.name,
            )

    write_whole(out, kept.file, same)
    if office_out is not None:
        _write_office_copy(work, kept, office_out)
    _tell_again(work, kept, digest)
    return out


def write_pdf_again(work: Work, submission_id: str, out: Path) -> Path:
    """Write a submission's PDF, byte for byte as it was made when the report was handed in."""
    work.require(Permission.MAKE_REPORT)
    kept = frozen(work, submission_id)
    digest = kept.head.pdf_sha
    if kept.pdf is None or digest is None:
        raise InvalidInput((FieldProblem("pdf", NO_PDF),))
    if hashlib.sha256(kept.pdf).hexdigest() != digest:
        raise DatabaseDamaged(ALTERED)
    from app.reports.forms.pdf import (
        place_pdf,
    )  # reads all that draws: not before somebody writes a paper

    place_pdf(out, kept.pdf)
    _tell_again(work, kept, digest)
    return out


def _tell_again(work: Work, kept: Frozen, digest: str) -> None:
    work.tell(
        "report.again",
        f"提出した報告をもう一度書き出し（{kept.snapshot.period.label}）",
        subject_kind="report",
        subject_id=kept.head.id,
        details={"file": digest},
    )


def _refuse_unexplained(work: Work, handing: Handing) -> None:
    """Two desks cannot hand in the same report, and who replaces one says why."""
    last = last_of(work, handing.period, handing.form.id)
    if (last.id if last else None) != handing.replaces_id:
        raise InvalidInput((FieldProblem("replaces", OTHER),))
    if handing.replaces_id and not handing.explanation.strip():
        raise InvalidInput((FieldProblem("explanation", UNEXPLAINED),))


def _taken(
    work: Work, found: FigureSet, period: Period, form: Form, entered: tuple[Entered, ...]
) -> Snapshot:
    named = named_paths((one.figure for one in entered), found.paths())
    taken = snapshot(found, frozenset(named))
    contacts = {
        case
        for path in named
        if path in taken.figures and taken.figures[path].unit in (Unit.ACTIVITIES, Unit.MINUTES)
        for member in taken.figures[path].members
        for case in member.case_ids
    }
    numbers = {case.id: case.number for case in found.cases if case.id in contacts}
    numbers |= case_numbers(work, contacts - numbers.keys())
    order = dict(sorted(numbers.items()))
    return replace(taken, late=late(work, period, form.id), contact_numbers=order)


def _record(
    handing: Handing, taken: Snapshot, entered: tuple[Entered, ...], pdf: bytes
) -> ReportSubmission:
    data = handing.out.read_bytes()
    kept, digest = packed(taken)
    rows = [[one.name, one.cell, one.figure, one.value] for one in entered]
    return ReportSubmission(
        id=new_id(),
        period_kind=handing.period.kind,
        period_key=handing.period.key,
        form_id=handing.form.id,
        form_title=handing.form.title,
        form_edition=handing.form.edition,
        note=handing.note.strip(),
        explanation=handing.explanation.strip(),
        replaces_id=handing.replaces_id,
        masked_below=handing.mask_below,
        file_name=handing.out.name,
        file_sha=hashlib.sha256(data).hexdigest(),
        snapshot_sha=digest,
        entered=json.dumps(rows, ensure_ascii=False),
        snapshot=kept,
        file=data,
        pdf=pdf,
        pdf_sha=hashlib.sha256(pdf).hexdigest(),
    )


def _write_office_copy(work: Work, kept: Frozen, out: Path) -> None:
    """The workbook of 根拠, from what was kept."""
    from app.reports.evidence.workbook import workbook  # reads all that makes workbooks

    facts = office_facts(work)
    found = evidence(
        kept.snapshot,
        kept.entered,
        office=facts.name,
        form=f"{kept.head.form_title}　{kept.head.form_edition}",
        note=kept.head.note,
        explanation=kept.head.explanation,
        practice=facts.practice,
    )
    write_whole(out, workbook(found), _readable)


def _readable(draft: Path) -> None:
    if not zipfile.is_zipfile(draft):
        raise FileProblem(
            "根拠のファイルを書けませんでした。ファイルは作っていません。", where="根拠"
        )
