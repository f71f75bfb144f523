"""Changes to 登録した様式: registering, pointing at cells, new editions, taking out of use."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select

from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput
from app.reports.forms.apart import check_apart
from app.reports.forms.bundle import write_bundle
from app.reports.forms.excel import try_out
from app.reports.forms.form import Form, Input, form_from
from app.reports.forms.form_toml import form_toml
from app.reports.forms.own.rules import CheckedFacts, Facts, check_facts, check_inputs
from app.reports.forms.taking_in import Workbook, refused
from app.staff.permissions import Permission
from app.storage.records import OwnForm
from app.storage.transactions import take_turn
from app.storage.types import new_id
from app.storage.work import CHANGED, Work

_RANDOM = 10
"""Of an id the end: it begins with the time, and two forms may be registered within a minute."""


@dataclass(frozen=True)
class NewForm:
    """A workbook, what the office says of it, and where figures go."""

    workbook: Workbook = field(repr=False)
    facts: Facts
    inputs: tuple[Input, ...] = field(repr=False)
    form_id: str = ""
    """The form this is a new edition of; '' for a form that is new."""


def register(work: Work, new: NewForm) -> str:
    """Keep a form, or a new edition of one; it is filled once on trial before."""
    work.require(Permission.EDIT_FORMS)
    facts, inputs = check_facts(new.facts, work.clock.today()), check_inputs(new.inputs)
    workbook = check_apart(new.workbook.name, new.workbook.data)
    if facts.sheet not in workbook.sheets:
        raise refused(workbook.name, f"シート「{facts.sheet}」がありません")
    form_id = new.form_id or f"own_{new_id()[-_RANDOM:]}"
    form = _form(form_id, facts, inputs, workbook.data)
    try_out(form)
    take_turn(work.session, work.office_id)
    if new.form_id:
        _refuse_twice(work, form_id, facts)
    row = OwnForm(
        form_id=form_id,
        title=facts.title,
        edition=facts.edition,
        valid_from=facts.valid_from,
        period=facts.period.value,
        definition=form_toml(form),
        file_name=workbook.name,
        template=workbook.data,
        sha256=hashlib.sha256(workbook.data).hexdigest(),
        added_by=work.actor.staff_id,
    )
    work.add(row)
    act = "様式の新しい版を登録" if new.form_id else "様式を登録"
    _tell(work, row, "form.edition_added" if new.form_id else "form.registered", act, len(inputs))
    return row.id


def change(work: Work, record_id: str, version: int, facts: Facts, inputs: Iterable[Input]) -> str:
    """Keep other facts or cells of an edition."""
    work.require(Permission.EDIT_FORMS)
    checked, kept = check_facts(facts, work.clock.today()), check_inputs(inputs)
    take_turn(work.session, work.office_id)
    row = _row(work, record_id, version)
    _refuse_twice(work, row.form_id, checked, besides=row.id)
    form = _form(row.form_id, checked, kept, row.template)
    try_out(form)
    row.title, row.edition, row.valid_from = checked.title, checked.edition, checked.valid_from
    row.period, row.definition = checked.period.value, form_toml(form)
    _tell(work, row, "form.changed", "様式の設定を変更", len(kept))
    return row.id


def withdraw(work: Work, record_id: str, version: int) -> None:
    """Offer an edition for new reports no longer; its cells and workbook stay."""
    work.require(Permission.EDIT_FORMS)
    row = _row(work, record_id, version)
    if row.withdrawn_at is None:
        row.withdrawn_at = work.now
        _tell(work, row, "form.withdrawn", "様式の使用を終了", 0)


def bring_back(work: Work, record_id: str, version: int) -> None:
    """Offer an edition again."""
    work.require(Permission.EDIT_FORMS)
    row = _row(work, record_id, version)
    if row.withdrawn_at is not None:
        row.withdrawn_at = None
        _tell(work, row, "form.brought_back", "様式の使用を再開", 0)


def export(work: Work, record_id: str, out: Path) -> Path:
    """Write an edition as one file that another centre can take in; it holds no record."""
    work.require(Permission.MAKE_REPORT)
    row = work.get(OwnForm, record_id)
    write_bundle(out, form_from(row.definition, row.template, row.title))
    _tell(work, row, "form.exported", "様式を書き出し", 0)
    return out


def _form(form_id: str, facts: CheckedFacts, inputs: tuple[Input, ...], template: bytes) -> Form:
    form = Form(
        id=form_id,
        title=facts.title,
        edition=facts.edition,
        period=facts.period,
        sheet=facts.sheet,
        official=False,
        template=template,
        inputs=inputs,
        valid_from=facts.valid_from,
    )
    # what is kept is what is read again: a path the program does not know is refused here
    read = form_from(form_toml(form), template, facts.title, may_be_empty=True)
    return replace(read, registered=True)


def _row(work: Work, record_id: str, version: int) -> OwnForm:
    row = work.get(OwnForm, record_id)
    if row.version != version:
        raise ChangedMeanwhile(CHANGED)
    return row


def _refuse_twice(work: Work, form_id: str, facts: CheckedFacts, besides: str = "") -> None:
    same = work.session.scalars(
        select(OwnForm.edition).where(
            OwnForm.office_id == work.office_id,
            OwnForm.form_id == form_id,
            OwnForm.valid_from == facts.valid_from,
            OwnForm.id != besides,
        )
    ).first()
    if same is not None:
        reason = f"同じ日から使う版「{same}」がすでにあります。日付を変えてください。"
        raise InvalidInput((FieldProblem("valid_from", reason),))


def _tell(work: Work, row: OwnForm, kind: str, act: str, cells: int) -> None:
    work.touch(row)
    work.tell(
        kind,
        f"{act}（{row.title} {row.edition}）",
        subject_kind="ownform",
        subject_id=row.id,
        details={"form": row.form_id, "sha256": row.sha256, "cells": cells},
    )
