"""What goes to the 都道府県 holds nothing of anybody: by construction, and tried with every field."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, cast

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import Table, Text, select, update

from app.calendar.fiscal import calendar_year, fiscal_year, half_year, quarter
from app.reports.forms.actions import write_pdf, write_report
from app.reports.forms.form import load_form, load_forms
from app.reports.submissions.queries import frozen
from app.storage.records import Activity, Episode, Person
from app.storage.records.base import OfOffice
from app.storage.types import CleanText
from tests.conftest import OpenedOffice
from tests.consent.test_only_through_consent import reached
from tests.reports.submissions.one_office import APRIL, FORM, begin, hand_in
from tests.storage.server.two_offices import _in_order, made_up

NOT_OF_PERSONS = {"office", "staff", "setting", "report_submission", "own_figure", "own_form"}
FROZEN = {"subject_release"}
"""Its texts are ids, names of files and digests, and no row of it changes."""
COUNTED: dict[str, dict[str, Any]] = {
    "counted_case": {"service": "coordination", "sex": "male"},
    "counted_contact": {"service": "coordination", "means": "visit"},
}
"""What figures read of a deleted case is codes."""
FORMS = tuple(
    f"app.reports.{name}"
    for name in (
        "evidence.prefecture",
        "forms.excel",
        "forms.form",
        "forms.pdf",
        "forms.figure_paths",
        "counting.figure_set",
    )
)
KNOWING = (
    "app.storage.records",
    "app.storage.work",
    "app.people",
    "app.cases",
    "app.consent",
    "app.handoff",
)
PERIODS = (APRIL, quarter(2026, 1), half_year(2026, 1), fiscal_year(2026), calendar_year(2026))
BIRTH, BIRTH_SHOWN = "1931-07-09", ("1931", "S6.7.9", "昭和6年")


@pytest.mark.parametrize("module", FORMS)
def test_what_writes_for_the_prefecture_cannot_reach_a_record(module: str) -> None:
    met = [name for name in reached(module) if name.startswith(KNOWING)]
    assert met == []


def canaries(opened: OpenedOffice) -> list[str]:
    """A word of its own in every text of every record that hangs on anybody."""
    case = begin(opened)["1"]
    with opened.office.work(opened.actor) as work:
        episode = work.get(Episode, case)
        contact = work.session.scalars(select(Activity.id)).first()
        rows = {"person": episode.person_id, "episode": case, "activity": str(contact)}
        for kind in _in_order():
            name = kind.__tablename__
            if name in {*rows, *NOT_OF_PERSONS} or not issubclass(kind, OfOffice):
                continue
            values = made_up(kind, rows) | COUNTED.get(name, {})
            rows[name] = work.add(cast(Any, kind(**values))).id
            work.session.flush()
        words: list[str] = []
        for kind in _in_order():
            if kind.__tablename__ in NOT_OF_PERSONS | FROZEN or not issubclass(kind, OfOffice):
                continue
            words += _marked(work.session, cast(Table, kind.__table__))
        work.session.execute(update(Person).values(birth=BIRTH))
    return words


def _marked(session: Any, table: Table) -> list[str]:
    free = [c for c in table.columns if isinstance(c.type, (CleanText, Text))]
    words = {column.name: f"カナリア{table.name}{column.name}" for column in free}
    if words:
        session.execute(table.update().values(words))
    return list(words.values())


def texts_of(path: Path) -> str:
    """All parts of a workbook, or the whole PDF: its words and its bytes."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as package:
            return "\n".join(
                name + package.read(name).decode("utf-8", "replace") for name in package.namelist()
            )
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
        pages.append(repr(document.get_metadata_dict()))
    raw = path.read_bytes()
    return "\n".join([*pages, raw.decode("latin-1"), raw.decode("utf-8", "replace")])


def test_no_word_of_any_record_is_in_a_file_for_the_prefecture(
    opened_embedded: OpenedOffice, tmp_path: Path
) -> None:
    words = canaries(opened_embedded)
    assert len(words) > 100
    kept = hand_in(opened_embedded, tmp_path)
    written = [tmp_path / "提出.xlsx"]
    with opened_embedded.office.work(opened_embedded.actor) as work:
        for form in load_forms():
            period = next(one for one in PERIODS if one.kind == form.period)
            written.append(write_report(work, form, period, tmp_path / f"{form.id}.xlsx"))
            written.append(write_pdf(work, form, period, tmp_path / f"{form.id}.pdf"))
        whole = frozen(work, kept)
    assert {path.suffix for path in written} == {".xlsx", ".pdf"}
    for path in written:
        held = texts_of(path)
        assert "地域生活定着" in held, path
        assert [word for word in (*words, "カナリア", *BIRTH_SHOWN) if word in held] == [], path
    # 事業所の控えにはケース番号だけがあり、確定した控えの中にも氏名はない
    office = texts_of(tmp_path / "根拠.xlsx")
    assert "カナリアepisodenumber" in office
    others = [word for word in words if word != "カナリアepisodenumber"]
    assert [word for word in (*others, *BIRTH_SHOWN) if word in office] == []
    assert [word for word in others if word in repr(whole.snapshot)] == []


def test_hidden_numbers_are_not_in_the_file(opened_embedded: OpenedOffice, tmp_path: Path) -> None:
    begin(opened_embedded)
    hand_in(opened_embedded, tmp_path, mask_below=5)
    form = load_form(FORM)
    sheet = openpyxl.load_workbook(tmp_path / "提出.xlsx")[form.sheet]
    shown = {entry.figure: sheet[entry.cell].value for entry in form.inputs}
    assert shown["works.コーディネート.new"] == shown["works.コーディネート.carried"] == "＊"
    assert shown["works.コーディネート.closed"] == 0
    grounds = openpyxl.load_workbook(tmp_path / "根拠.xlsx")["根拠"]
    counted = {row[0].value: row[1].value for row in grounds.iter_rows() if row[0].value}
    assert counted["コーディネート・新規"] == 2
