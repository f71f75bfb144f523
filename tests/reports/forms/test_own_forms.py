"""登録した様式 on both engines: every desk has it, each edition at its time, nothing without asking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.calendar.fiscal import month
from app.errors import ChangedMeanwhile, FileProblem, InvalidInput, NotAllowed
from app.reports.forms.actions import Typed, write_pdf, write_report
from app.reports.forms.form import Input, ValueFormat, format_of
from app.reports.forms.own import actions
from app.reports.forms.own.actions import NewForm
from app.reports.forms.own.queries import form_on, form_page, forms_on, own_forms
from app.reports.forms.own.rules import Facts
from app.reports.forms.taking_in import check_workbook
from app.staff.permissions import Role
from tests.cases.one_case import as_role, ask, do
from tests.conftest import OpenedOffice
from tests.reports.forms.made_forms import Made, workbook

FACTS = Facts("見本県 月次報告", "令和8年度", "R8.4.1", "month", "報告")


def put(cell: str, figure: str) -> Input:
    return Input(cell, cell, figure, format_of(figure))


def new(*inputs: Input, **changes: object) -> NewForm:
    given = inputs or (
        put("B2", "$center"),
        put("F2", "$ym"),
        Input("月", "B6", "$ym", ValueFormat.TEXT),
        put("C5", "works.相談支援.new"),
    )
    made = NewForm(check_workbook("見本県.xlsx", workbook()), FACTS, given)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_form_through_its_years(opened: OpenedOffice, tmp_path: Path) -> None:
    first = do(opened, lambda work: actions.register(work, new()))
    listed = ask(opened, own_forms)
    assert [(one.title, one.cells, one.newest) for one in listed.editions] == [
        (FACTS.title, 4, True)
    ]
    form_id = listed.editions[0].form_id
    # next year's edition: the old one stays for the periods it is for
    later = replace(FACTS, edition="令和9年度", valid_from="R9.4")
    moved = check_workbook("見本県R9.xlsx", workbook(Made(top=5)))
    second = do(
        opened,
        lambda work: actions.register(
            work, new(put("C6", "works.相談支援.new"), workbook=moved, facts=later, form_id=form_id)
        ),
    )
    for day, edition in ((date(2027, 3, 31), "令和8年度"), (date(2027, 4, 30), "令和9年度")):
        assert ask(opened, lambda r, day=day: form_on(r, form_id, day)).edition == edition
    assert form_id not in {
        form.id for form in ask(opened, lambda r: forms_on(r, date(2026, 3, 31)))
    }
    detail = ask(opened, lambda r: form_page(r, second))
    assert detail.form.template_bytes() == moved.data and detail.form.registered

    # a report on it, with the words a person typed
    def written(work: object) -> Path:
        form = form_on(work, form_id, date(2026, 10, 31))  # type: ignore[arg-type]
        write_pdf(work, form, month(2026, 10), tmp_path / "報告.pdf")  # type: ignore[arg-type]
        return write_report(work, form, month(2026, 10), tmp_path / "報告.xlsx", Typed("見本 樹"))  # type: ignore[arg-type]

    out = do(opened, written)
    sheet = openpyxl.load_workbook(out)["報告"]
    assert sheet["B6"].value == "令和8年10月"
    assert sheet["C5"].value == 0 and sheet["F2"].value.date() == date(2026, 10, 1)
    # taken out of use, and back
    do(opened, lambda work: actions.withdraw(work, second, 1))
    assert ask(opened, lambda r: form_on(r, form_id, date(2027, 4, 30))).edition == "令和8年度"
    do(opened, lambda work: actions.bring_back(work, second, 2))
    do(opened, lambda work: actions.export(work, first, tmp_path / "様式.zip"))
    assert (tmp_path / "様式.zip").stat().st_size > 1000


def test_what_is_changed_and_what_is_refused(opened: OpenedOffice) -> None:
    record = do(opened, lambda work: actions.register(work, new()))
    cells = (put("B5", "works.コーディネート.carried"), put("C5", "works.コーディネート.new"))
    do(opened, lambda work: actions.change(work, record, 1, replace(FACTS, title="改め"), cells))
    found = ask(opened, lambda r: form_page(r, record))
    assert (found.version, found.form.title, found.form.inputs) == (2, "改め", cells)
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda work: actions.change(work, record, 1, FACTS, cells))
    for inputs, reason in (
        ((put("E5", "works.相談支援.new"),), "数式"),
        ((put("B5", "works.相談支援.new+$center"),), "わかりません"),
    ):
        with pytest.raises(FileProblem, match=reason):
            do(opened, lambda work, i=inputs: actions.change(work, record, 2, FACTS, i))
    with pytest.raises(InvalidInput) as empty:
        do(opened, lambda work: actions.register(work, new(facts=Facts("", "", "", "", ""))))
    assert set(empty.value.by_field()) == {"title", "edition", "valid_from", "period", "sheet"}
    with pytest.raises(InvalidInput, match="読み取れません"):
        do(opened, lambda work: actions.register(work, new(facts=replace(FACTS, valid_from="x"))))
    # one without cells is being prepared, and not offered yet
    bare = do(opened, lambda work: actions.register(work, NewForm(new().workbook, FACTS, ())))
    prepared = ask(opened, lambda r: form_page(r, bare))
    assert prepared.form.inputs == () and prepared.sheets == ("報告", "記入要領")
    offered = {form.id for form in ask(opened, lambda r: forms_on(r, date(2026, 4, 30)))}
    assert prepared.form.id not in offered and found.form.id in offered
    form_id = found.form.id
    with pytest.raises(InvalidInput, match="同じ日から"):
        do(opened, lambda work: actions.register(work, new(form_id=form_id)))
    counsellor = as_role(opened, Role.COUNSELLOR)
    with pytest.raises(NotAllowed):
        do(opened, lambda work: actions.register(work, new()), counsellor)
    assert "事務" in ask(opened, own_forms, counsellor).refusal
    assert ask(opened, lambda r: form_page(r, record)).version == 2
