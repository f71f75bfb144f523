"""Papers of money hold what the screen holds, in Excel and in PDF; none adds up to less than was spent."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from app.calendar.fiscal import fiscal_year
from app.commands.line import run
from app.errors import NeedsConfirmation, WrongUse
from app.funding.queries import form_values
from app.funding.spending import actions as spending
from app.funding.spending.rules import SpendingInput
from app.funding.years import actions as years
from app.funding.years.rules import LineInput, SubsidyInput, YearInput
from app.people import actions as people
from app.people.rules import PersonInput
from app.reports.forms.actions import filled_values, write_pdf, write_report
from app.reports.forms.form import load_form
from app.reports.forms.layouts.all import layout_of
from app.reports.forms.layouts.money import MONEY_PAPERS
from app.reports.submissions.actions import submit
from app.reports.submissions.handing import Handing
from tests.cases.one_case import ask, do
from tests.conftest import PASSPHRASE, OpenedOffice

PERIOD = fiscal_year(2026)
SAMPLE = "prefecture_form_settlement"


@pytest.fixture
def year(opened_embedded: OpenedOffice) -> str:
    """Money with every kind of difference between what was spent and what counts."""
    contract = YearInput("社会福祉法人みなもの会", "900,000", procurement="bid", plan="つなぐ。")
    made = str(do(opened_embedded, lambda work: years.write(work, 2026, 0, contract)))
    budget = {"salary": "500000", "equipment": "350000", "travel": "50,000"}
    for act in (
        lambda work: years.set_budget(work, made, 1, "whole", budget),
        lambda work: years.note_line(
            work, made, 2, "travel", "whole", LineInput("", "雛形さんの面会")
        ),
        lambda work: years.set_subsidy(
            work, made, 3, {"whole": SubsidyInput("700,000", "1000", "300000")}
        ),
        lambda work: spending.add(work, made, paid("salary", "411,111")),
        lambda work: spending.add(work, made, paid("equipment", "300,000")),
        lambda work: spending.add(work, made, paid("travel", "1,234")),
    ):
        do(opened_embedded, act)
    return made


def paid(category: str, amount: str) -> SpendingInput:
    return SpendingInput("R8.10.25", category, "見本", "支払", amount)


@pytest.mark.parametrize("form_id", [layout.id for layout in MONEY_PAPERS])
def test_excel_and_pdf_hold_what_the_screen_holds(
    opened_embedded: OpenedOffice, year: str, form_id: str, tmp_path: Path
) -> None:
    form, layout = load_form(form_id), layout_of(form_id)
    assert layout is not None
    known = ask(opened_embedded, lambda reading: form_values(reading, 2026))
    values = do(opened_embedded, lambda work: filled_values(work, form, PERIOD))
    amounts = {e.name: known.get(e.figure[1:]) for e in form.inputs if "." in e.figure}
    assert {name: values[name] for name in amounts} == amounts
    assert any(isinstance(amount, int) and amount for amount in amounts.values())
    book, paper = tmp_path / "紙.xlsx", tmp_path / "紙.pdf"
    do(opened_embedded, lambda work: write_report(work, form, PERIOD, book))
    do(opened_embedded, lambda work: write_pdf(work, form, PERIOD, paper))
    sheet = openpyxl.load_workbook(book)[form.sheet]
    shown = {entry.name: sheet[entry.cell].value for entry in form.inputs}
    assert {name: value or None for name, value in shown.items()} == {
        name: value or None for name, value in values.items()
    }
    text = pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range()
    for amount in amounts.values():
        assert not isinstance(amount, int) or f"{amount:,}" in text
    for table in layout.tables:
        for at, row in enumerate(table.rows):
            for column in range(len(row.cells)):
                total = table.shown(at, column, values)
                assert not isinstance(total, int) or f"{total:,}" in text
    assert "公式の様式は見つかっていません" in text


def test_the_settlement_of_a_prefecture_counts_what_counts(
    opened_embedded: OpenedOffice, year: str
) -> None:
    form = load_form(SAMPLE)
    values = do(opened_embedded, lambda work: filled_values(work, form, PERIOD))
    assert (values["執行_給料"], values["執行_備品購入費"], values["予算_備品購入費"]) == (
        411_111, 0, 350_000,
    )  # fmt: skip
    assert values["備考_備品購入費"] == "対象外300,000円を除く。"
    assert (values["補助基準額"], values["寄附金その他"], values["受入済額"]) == (
        700_000, 1_000, 300_000,
    )  # fmt: skip
    do(opened_embedded, lambda work: spending.add(work, year, paid("wages", "5,000")))
    with pytest.raises(WrongUse, match="賃金（5,000円）の欄がありません"):
        do(opened_embedded, lambda work: filled_values(work, form, PERIOD))


def test_remarks_beside_the_budget_are_looked_through_for_names(
    opened_embedded: OpenedOffice, year: str, tmp_path: Path
) -> None:
    someone = PersonInput("雛形 二葉", "", "female", "S40.1.1")
    do(opened_embedded, lambda work: people.register(work, someone))
    handing = Handing(load_form(SAMPLE), PERIOD, tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    with pytest.raises(NeedsConfirmation, match="備考_旅費の「雛形さんの面会」"):
        do(opened_embedded, lambda work: submit(work, handing))
    assert not list(tmp_path.glob("*.xlsx"))
    ours = replace(handing, form=load_form("settlement_report"))
    with pytest.raises(NeedsConfirmation, match="雛形さんの面会"):
        do(opened_embedded, lambda work: submit(work, ours))


def test_the_command_line_says_the_same(
    opened_embedded: OpenedOffice, year: str, tmp_path: Path
) -> None:
    wanted = ask(opened_embedded, lambda reading: form_values(reading, 2026))
    opened_embedded.office.close()
    secret = tmp_path / "words.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    assert opened_embedded.folder is not None
    data = ("--data", str(opened_embedded.folder.path), "--passphrase-file", str(secret))
    out, said = io.StringIO(), io.StringIO()
    assert run(["funding", "--fiscal-year", "2026", "--json", *data], out, said) == 0
    assert json.loads(out.getvalue()) == wanted
    assert run(["funding", "--fiscal-year", "2025", *data], io.StringIO(), said) != 0
    assert "令和7年度の契約は、まだ記録されていません。" in said.getvalue()
