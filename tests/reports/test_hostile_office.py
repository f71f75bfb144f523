"""Papers, forms and workbooks of an office whose every text is tricky: only words come out.

What a PDF holds is looked at in its objects: nothing that acts, nothing that is opened, no name.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select

from app.calendar.fiscal import calendar_year, fiscal_year, half_year, month, quarter
from app.errors import TeichakuError
from app.ledgers.writing.actions import export_ledger
from app.reports.forms.actions import Typed, filled_values, write_report
from app.reports.forms.form import load_forms
from app.reports.forms.pdf import form_pdf
from app.reports.papers import fonts
from app.reports.papers.paper import Grid, Paper
from app.reports.papers.render import render
from app.reports.seeing.actions import write_seeing
from app.reports.travel.actions import write_travel_book
from app.staff.permissions import Actor
from app.storage.folders import OfficeFolder
from app.storage.records import Base, Organisation
from app.storage.transactions import for_writing
from app.storage.work import Office
from tests.hostile_office import hostile_office
from tests.reports.xlsx.as_excel import read
from tests.storage.restricted import Hidden, everything_of, richest
from tests.test_everything_is_told import PAPERS, asked
from tests.tricky import FAITHFUL, MARKUP, STORED_FORMULAS

ACTING = re.compile(
    rb"/(JavaScript|JS|AA|OpenAction|Launch|URI|GoToR|SubmitForm|ImportData|EmbeddedFiles?|Filespec"
    rb"|Annots?|AcroForm|RichMedia|XFA|Names)\b[^\n]*"
)
WORDS = (*MARKUP, *STORED_FORMULAS, *FAITHFUL.values())
PERIODS = (
    month(2026, 10),
    quarter(2026, 2),
    half_year(2026, 1),
    fiscal_year(2026),
    calendar_year(2026),
)
APART = 18
"""Of the words each form takes every 18th, and each begins with another."""
MADE = 14
"""So many papers the made-up values are enough for."""


@dataclass(frozen=True)
class Opened:
    """The office, who sits there, and ids of the person on whom most hangs."""

    office: Office
    actor: Actor
    whose: Hidden


@pytest.fixture(scope="module")
def hostile(
    practice_template: OfficeFolder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("hostile") / "office"
    with hostile_office(practice_template, folder, WORDS) as (office, actor):
        with for_writing(office.engine).begin() as connection:
            ids = everything_of(connection, richest(connection))
        yield Opened(office, actor, Hidden(ids, actor))


def squeezed(words: str) -> str:
    return "".join(words.split())


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return squeezed("".join(pages))


def nothing_acts(data: bytes, name: str) -> None:
    """The objects of a PDF without their streams."""
    objects = re.sub(rb"stream\r?\n.*?endstream", b"", data, flags=re.DOTALL)
    found = [one[0] for one in ACTING.finditer(objects)]
    assert found == [], (name, found)
    with pypdfium2.PdfDocument(data) as document:
        said = document.get_metadata_dict()
        assert document.count_attachments() == 0 and document.get_formtype() == 0, name
    told = " ".join(said.values())
    assert not [word for word in WORDS if word.strip() in told], (name, said)
    assert said["Author"] in ("", "(anonymous)") and "太字" not in told, (name, said)


def arguments(call: Any, opened: Opened, reading: Any) -> dict[str, Any]:
    """What belongs to the person, or a plain value."""
    plain: dict[str, Any] = {
        "day": date(2026, 11, 24), "first": date(2026, 1, 1), "last": date(2026, 12, 31),
        "monday": date(2026, 11, 23), "period": month(2026, 10), "worker": opened.actor.name, "items": (),
        "organisation_id": reading.session.scalars(select(Organisation.id)).first(),
    }  # fmt: skip
    found = {name: ids[0] for name, ids in opened.whose.ids.items() if ids}
    hints = typing.get_type_hints(call)
    wanted = list(inspect.signature(call).parameters.values())[1:]
    return {
        one.name: plain[one.name] if one.name in plain
        else found.get(one.name.removesuffix("_id").replace("sheet", "assessment"))
        or (hints[one.name]() if hints[one.name] in (str, int, tuple, dict) else None)
        for one in wanted
        if one.default is one.empty
    }  # fmt: skip


def papers_of(opened: Opened) -> Iterator[tuple[str, Paper]]:
    for name in PAPERS:
        call = asked(name)
        try:
            with opened.office.reading(opened.actor) as reading:
                said = call(reading, **arguments(call, opened, reading))
        except (TeichakuError, AttributeError, KeyError, TypeError, ValueError):
            said = None  # made-up values that it cannot take; how many it took is counted
        for paper in said if isinstance(said, (list, tuple)) else (said,):
            if isinstance(paper, Paper):
                yield name, paper


def test_every_paper_prints_the_words_and_nothing_acts(hostile: Opened) -> None:
    made: set[str] = set()
    for name, paper in papers_of(hostile):
        made.add(name)
        printed = render(paper)
        nothing_acts(printed.data, name)
        found, texts = text_of(printed.data), list(paper.texts())
        unused = {one.empty for one in paper.blocks if isinstance(one, Grid) and one.rows}
        lost = [
            text
            for text in texts
            if len(text) < 60
            and text not in unused
            and squeezed(shown_as(text)) not in found
            and "\n" not in text
        ]
        assert lost == [], name
        wanted = frozenset().union(*map(fonts.missing, texts))
        assert printed.missing == wanted
        assert ("〓は字形のない文字です" in found) == bool(wanted), name
        assert all(f"U+{ord(char):04X}" in printed.missing_words for char in wanted)
    assert len(made) >= MADE, sorted(set(PAPERS) - made)


def shown_as(text: str) -> str:
    return "".join(piece for _, piece in fonts.runs(text))


def test_every_form_takes_the_words_as_words(hostile: Opened, tmp_path: Path) -> None:
    for number, form in enumerate(load_forms()):
        period = next(one for one in PERIODS if one.kind == form.period)
        template = read(form.template_bytes()).formulas
        texts = [one for one in WORDS if "\n" not in one]
        for at in range(number, len(texts), APART):
            words = texts[at]
            free = {entry.name: words[:20] for entry in form.inputs if entry.figure == "$free"}
            typed = Typed(words, free, names_confirmed=True)
            out = tmp_path / f"{form.id}-{at}.xlsx"
            with hostile.office.work(hostile.actor) as work:
                write_report(work, form, period, out, typed)
                values = filled_values(work, form, period, typed)
            assert len(read(out.read_bytes()).formulas) == len(template), (form.id, words)
            pdf = form_pdf(form, values, period.label, practice=False)
            nothing_acts(pdf, form.id)


def test_every_workbook_holds_the_words_as_words(hostile: Opened, tmp_path: Path) -> None:
    office, actor = hostile.office, hostile.actor
    with office.work(actor) as work:
        write_travel_book(work, month(2026, 10), actor.name, tmp_path / "旅費.xlsx")
        export_ledger(work, tmp_path / "台帳.xlsx")
        write_seeing(work, month(2026, 10), tmp_path / "動き.pdf")
        known = {
            value
            for table in Base.metadata.sorted_tables
            if table.name in ("person", "episode", "activity")
            for row in work.session.execute(select(table))
            for value in row
            if isinstance(value, str)
        }
    nothing_acts((tmp_path / "動き.pdf").read_bytes(), "動き")
    told: set[str] = set()
    for name in ("旅費.xlsx", "台帳.xlsx"):
        found = read((tmp_path / name).read_bytes())
        assert found.formulas == (), name
        assert not any("external" in part or "hyperlink" in part for part in found.parts)
        told |= {text for text in found.texts if text in known}
    assert len([word for word in WORDS if word in told]) >= len(WORDS) - 4, [
        word for word in WORDS if word not in told
    ]
