"""Reads of 登録した様式, and the forms a period can be reported on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import defer

from app.errors import FileProblem
from app.reports.forms.apart import look_apart
from app.reports.forms.form import Form, PeriodKind, form_from, load_form, load_forms
from app.reports.forms.taking_in import check_workbook
from app.reports.xlsx.sheet_view import SheetView
from app.staff.permissions import Permission
from app.storage.records import OwnForm
from app.storage.work import Reading

_RECORD = re.compile(r"[0-9a-f]{32}")


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
class FormPage:
    """One form as it is shown: its cells, one of its sheets, and why it may not be changed."""

    key: str
    """The id of the record, or of a form that comes with the program."""
    version: int
    form: Form
    sheets: tuple[str, ...]
    view: SheetView
    refusal: str
    file_name: str = field(default="", repr=False)
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


def form_page(reading: Reading, key: str, sheet: str = "") -> FormPage:
    """A form and how `sheet` looks (its own sheet when none is named)."""
    reading.require(Permission.MAKE_REPORT)
    if not _RECORD.fullmatch(key):
        form = load_form(key)
        reason = "プログラムに付いている様式は変えられません。登録した様式だけ変えられます。"
        return _page(key, 0, form, sheet, reason)
    row = reading.get(OwnForm, key)
    page = _page(
        row.id,
        row.version,
        _form(row, row.template),
        sheet,
        reading.actor.refusal(Permission.EDIT_FORMS),
    )
    return replace(page, file_name=row.file_name, withdrawn=row.withdrawn_at is not None)


def _page(key: str, version: int, form: Form, sheet: str, refusal: str) -> FormPage:
    if form.registered:
        book, (view,) = look_apart(form.title, form.template_bytes(), (sheet,), form.sheet)
    else:
        book = check_workbook(form.title, form.template_bytes())
        view = book.view(sheet if sheet in book.sheets else form.sheet)
    return FormPage(key, version, form, book.sheets, view, refusal)


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
        form = _form(row, row.template)
        if form.inputs:  # one without cells is still being prepared
            found.setdefault(row.form_id, form)
    return tuple(found.values())


def _form(row: OwnForm, template: bytes) -> Form:
    return replace(
        form_from(row.definition, template, row.title, may_be_empty=True), registered=True
    )
