"""Every text stays what it was wherever it goes, or is refused where it is typed, with the character.

A few hundred texts in every run, TEICHAKU_TEXTS of them in the long one: in the records of both
engines, the history, a 控え, データ一式, a workbook, a paper and a letter.
"""

from __future__ import annotations

import io
import os
import re
import unicodedata
from random import Random
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.queries import activities_of
from app.cases.contacts.rules import ActivityInput
from app.codes import Service
from app.errors import InvalidInput
from app.handoff.letters.body import Body
from app.handoff.letters.body_form import LIMITS, LONG, body_bytes, unreadable
from app.handoff.sealing import strict_json
from app.people import actions as people
from app.people.rules import PersonInput
from app.reports.papers import fonts
from app.reports.papers.paper import Column as PaperColumn
from app.reports.papers.paper import Grid, Paper
from app.reports.papers.render import render
from app.reports.xlsx.book import Book
from app.reports.xlsx.cells import LONGEST_TEXT, units
from app.storage.embedded import backup
from app.storage.embedded.engine import open_engine
from app.storage.records import Activity, HistoryEntry, Person
from app.storage.whole.rows import line_of, read_line, rows, shape_of
from tests.cases.made_up_texts import some_text
from tests.conftest import OpenedOffice
from tests.reports.xlsx.as_excel import read
from tests.tricky import A_MEGABYTE, FAITHFUL, MARKUP, ONE_LONGER, REFUSED, STORED_FORMULAS

MANY = int(os.environ.get("TEICHAKU_TEXTS", "300"))
ON_ONE_PAPER = 400
LIGATURE = re.compile("[\ufb00-\ufb06]")
"""The reader of PDFs that the test uses takes them apart."""
DAY = PartialDate(2026, 11, 24)


def texts() -> list[str]:
    """The difficult ones, and made-up ones of every script."""
    random = Random(20261124)
    found = dict.fromkeys((*FAITHFUL.values(), *MARKUP, *STORED_FORMULAS))
    while len(found) < MANY:
        found[some_text(random, 40)] = None
    found.pop("", None)
    return list(found)


def put_in(opened: OpenedOffice, made: list[str]) -> str:
    """A case whose contacts say the texts, as does its history."""
    with opened.office.work(opened.actor) as work:
        person = people.register(work, PersonInput("齋藤 蓬夫", "サイトウ ヨモギオ", "male", ""))
        case = cases.open_episode(work, person, Service.COORDINATION, {"start": "R8.4.1"})
        for text in made:
            work.add(
                Activity(day=DAY, service="coordination", means="visit", episode_id=case,
                         person_id=person, content=text)
            )  # fmt: skip
            work.tell("test", text, subject_kind="episode", subject_id=case)
    return str(case)


def test_records_and_history_keep_every_text(opened: OpenedOffice) -> None:
    made = [*texts(), ONE_LONGER, A_MEGABYTE]
    case = put_in(opened, made)
    with opened.office.reading(opened.actor) as reading:
        found = reading.session.scalars(select(Activity.content).order_by(Activity.id)).all()
        told = reading.session.scalars(
            select(HistoryEntry.words).where(HistoryEntry.kind == "test").order_by(HistoryEntry.seq)
        ).all()
        shown = {one.content for one in activities_of(reading, case)}
        shape = shape_of(Activity.__table__)  # type: ignore[arg-type]
        whole = list(rows(reading.session.connection(), shape, opened.office.office_id))
        again = [read_line(line_of(row), shape) for row in whole]
    assert sorted(found) == sorted(told) == sorted(made)
    assert shown <= set(made) and len(shown) > 10
    assert again == whole and sorted(row["content"] for row in again) == sorted(made)


def test_a_backup_holds_every_text(opened_embedded: OpenedOffice, _template: Any) -> None:
    made = texts()[:200]
    put_in(opened_embedded, made)
    assert opened_embedded.folder is not None
    taken = backup.back_up(opened_embedded.folder, _template[1])
    engine = open_engine(taken.path, _template[1])
    with engine.connect() as connection:
        found = connection.execute(select(Activity.content)).scalars().all()
    engine.dispose()
    assert sorted(found) == sorted(made)


def test_a_workbook_holds_every_text() -> None:
    made = [text for text in texts() if units(text) <= LONGEST_TEXT]
    data = io.BytesIO()
    with Book(data) as book:
        sheet, look = book.add_worksheet("表"), book.add_format({"num_format": "@"})
        for row, text in enumerate(made):
            sheet.text(row, 0, text, look)
    found = read(data.getvalue())
    assert found.texts == made and found.formulas == ()


def test_a_paper_shows_every_text_or_names_the_character() -> None:
    made = texts()
    for at in range(0, len(made), ON_ONE_PAPER):
        part = made[at : at + ON_ONE_PAPER]
        lines = tuple((f"［{n}］", f"{text}［{n}］") for n, text in enumerate(part))
        columns = (PaperColumn("番号"), PaperColumn("文", 6))
        printed = render(Paper("試し", "見本", "R8.11.24", (Grid(columns, lines),)))
        with pypdfium2.PdfDocument(printed.data) as document:
            pages = [page.get_textpage().get_text_bounded() for page in document]
        whole = "".join("".join(pages).split())
        for n, text in enumerate(part):
            shown = "".join("".join(piece for _, piece in fonts.runs(text)).split())
            shown = LIGATURE.sub(lambda one: unicodedata.normalize("NFKC", one[0]), shown)
            assert f"［{n}］{shown}［{n}］" in whole, ascii(text)
        lost = {char for text in part for char in fonts.missing(text)}
        assert printed.missing == lost
        for char in lost:
            assert f"U+{ord(char):04X}" in printed.missing_words
        assert all(pair in printed.missing_words for text in part for pair in fonts.plainer(text))


def test_what_is_left_out_of_a_paper_has_no_picture() -> None:
    """Whatever is typed is drawn, stands as 〓 and is named, or has no picture in any font."""
    for text in (*texts(), "外字\ue000", "\U000f0000", "\u0378", "か\u3099", "一\u2028二\x85三"):
        drawn = "".join(piece for _, piece in fonts.runs(text))
        assert drawn.count(fonts.NO_GLYPH) - fonts.printable(text).count(fonts.NO_GLYPH) == sum(
            char in fonts.missing(text) for char in fonts.printable(text)
        )
    assert fonts.missing("外字\ue000") == {"\ue000"} and fonts.missing("\U000f0000")
    assert fonts.printable("か\u3099は\u309a塚") == "がぱ塚"
    assert fonts.printable("一\u2028二\x85三") == "一\n二\n三"
    assert fonts.plainer("葛\U000e0100城☎\ufe0f") == {"葛\U000e0100"}


def test_a_letter_carries_every_text_or_says_why_not() -> None:
    carried = 0
    for text in texts():
        body = Body(text=text[:LONG])
        part, why = unreadable(body)
        if part:
            assert re.search(r"U\+[0-9A-F]{4}", why), ascii(text)
            continue
        carried += 1
        assert strict_json.read(body_bytes(body), LIMITS)["text"] == text
    assert carried > MANY * 0.7


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_file_holds_is_refused_where_it_is_typed(
    opened_embedded: OpenedOffice, name: str
) -> None:
    """The first line stops it at its field; the records refuse it whatever the way."""
    bad = REFUSED[name]
    case = put_in(opened_embedded, [])
    typed = ActivityInput("R8.9.30", "visit", "30", "本人", f"様子{bad}を見た。", "試作")
    with (
        pytest.raises(InvalidInput, match=rf"3文字目.*U\+{ord(bad):04X}"),
        opened_embedded.office.work(opened_embedded.actor) as work,
    ):
        contacts.record_activity(work, case, typed)
    if bad == "\r":  # in a name of one line it is one of the spaces
        return
    with (
        pytest.raises(InvalidInput, match=rf"U\+{ord(bad):04X}"),
        opened_embedded.office.work(opened_embedded.actor) as work,
    ):
        people.register(work, PersonInput(f"山{bad}田", "ヤマダ", "male", ""))
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        assert reading.session.query(Activity).count() == 0
        assert reading.session.query(Person).count() == 1
