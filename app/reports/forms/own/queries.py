"""Reads of 登録した様式, and the forms a period can be reported on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import defer

from app.errors import FileProblem
from app.reports.forms.form import Form, PeriodKind, form_from, load_form, load_forms
from app.staff.permissions import Permission
from app.storage.records import OwnForm
from app.storage.work import Reading


@dataclass(frozen=True)
class Edition:
    """One edition of a registered form, without its workbook."""

    id: str
    form_id: str
    title: str
    edition: str
    valid_from: date
    period: PeriodKind
    sheet: str
    cells: int
    file_name: str
    withdrawn_at: datetime | None
    newest: bool
    """Whether no later edition of the form is there."""


@dataclass(frozen=True)
class OwnList:
    """The registered forms, newest edition first, and why nothing may be changed ('' if it may)."""

    editions: tuple[Edition, ...]
    refusal: str


@dataclass(frozen=True)
class OwnDetail:
    """One edition with its workbook and cells, the version that is on record, and its name."""

    id: str
    version: int
    form: Form
    file_name: str = field(repr=False)
    withdrawn: bool = False


def own_forms(reading: Reading) -> OwnList:
    """Every edition of every registered form."""
    reading.require(Permission.MAKE_REPORT)
    rows = reading.session.scalars(
        select(OwnForm)
        .where(OwnForm.office_id == reading.office_id)
        .options(defer(OwnForm.template))
        .order_by(OwnForm.title, OwnForm.form_id, OwnForm.valid_from.desc(), OwnForm.id.desc())
    ).all()
    newest: dict[str, str] = {}
    for row in rows:
        newest.setdefault(row.form_id, row.id)
    editions = tuple(
        Edition(
            id=row.id,
            form_id=row.form_id,
            title=row.title,
            edition=row.edition,
            valid_from=row.valid_from,
            period=PeriodKind(row.period),
            sheet=_form(row, b"").sheet,
            cells=len(_form(row, b"").inputs),
            file_name=row.file_name,
            withdrawn_at=row.withdrawn_at,
            newest=newest[row.form_id] == row.id,
        )
        for row in rows
    )
    return OwnList(editions, reading.actor.refusal(Permission.EDIT_FORMS))


def own_form(reading: Reading, record_id: str) -> OwnDetail:
    """One edition with everything it has."""
    reading.require(Permission.MAKE_REPORT)
    row = reading.get(OwnForm, record_id)
    form = _form(row, row.template)
    return OwnDetail(row.id, row.version, form, row.file_name, row.withdrawn_at is not None)


def forms_on(reading: Reading, day: date) -> tuple[Form, ...]:
    """The forms a period that ends on `day` is reported on: registered ones first."""
    reading.require(Permission.MAKE_REPORT)
    rows = reading.session.scalars(
        select(OwnForm)
        .where(
            OwnForm.office_id == reading.office_id,
            OwnForm.withdrawn_at.is_(None),
            OwnForm.valid_from <= day,
        )
        .order_by(OwnForm.title, OwnForm.form_id, OwnForm.valid_from.desc(), OwnForm.id.desc())
    )
    return (*_first_of_each(rows), *load_forms())


def form_on(reading: Reading, form_id: str, day: date) -> Form:
    """The form called `form_id` as a period that ends on `day` is reported on it."""
    own = [form for form in forms_on(reading, day) if form.id == form_id]
    try:
        return own[0] if own else load_form(form_id)
    except FileProblem as missing:
        known = "、".join(form.id for form in forms_on(reading, day))
        raise FileProblem(
            f"様式「{form_id}」はありません。何も書き出していません。使える様式: {known}。",
            where=form_id,
        ) from missing


def _first_of_each(rows: Iterable[OwnForm]) -> tuple[Form, ...]:
    found: dict[str, Form] = {}
    for row in rows:
        if row.form_id not in found:
            found[row.form_id] = _form(row, row.template)
    return tuple(found.values())


def _form(row: OwnForm, template: bytes) -> Form:
    return replace(form_from(row.definition, template, row.title), registered=True)
