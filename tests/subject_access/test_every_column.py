"""No table and no column is forgotten: each is read out, or stands with the reason why it is not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from app.clock import JST
from app.storage.records import Base, Episode, KeptLetter, LetterBody, PersonMerge
from app.storage.records.base import OfOffice
from app.storage.transactions import for_writing
from app.storage.types import CleanText
from app.storage.work import Work
from app.subject_access.catalogue.shown import As
from app.subject_access.catalogue.tables import EVERYWHERE, NOT_ABOUT, SECTIONS, TOLD
from app.subject_access.items.queries import items_of
from tests.conftest import OpenedOffice
from tests.storage.restricted import VALID, ask_elsewhere
from tests.storage.server.two_offices import made_up
from tests.subject_access.made import asked, somebody

SCHEMA = sorted(Base.metadata.tables)
RECORDED = "created_at"
"""Read out as 記録した日 of every item."""


def test_every_table_is_about_a_person_or_says_why_not() -> None:
    assert set(TOLD) | set(NOT_ABOUT) == set(SCHEMA)
    assert not set(TOLD) & set(NOT_ABOUT)
    assert all(NOT_ABOUT.values())


@pytest.mark.parametrize("name", sorted(TOLD))
def test_every_column_is_read_out_or_says_why_not(name: str) -> None:
    told, columns = TOLD[name], {one.name for one in Base.metadata.tables[name].columns}
    shown = {one.column for one in told.columns}
    known = shown | set(told.left) | set(told.via) | set(EVERYWHERE) | {RECORDED}
    assert columns - known == set(), "neither read out nor left out with a reason"
    assert (shown | set(told.left) | set(told.via)) - columns == set(), "there is no such column"
    assert not shown & set(told.left)
    assert told.section in SECTIONS and all(told.left.values())


def test_every_table_that_hangs_on_a_person_is_about_one() -> None:
    """Foreign keys do not lie: what names a person or a case is in the catalogue."""
    about = {"person", "episode", *(name for name in TOLD)}
    named = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in about
    }
    assert named - set(TOLD) == {"subject_mark", "subject_release"}


def written_to_another_office(opened: OpenedOffice, person: str) -> dict[str, str]:
    """A real letter about the person; ids by table."""
    with opened.office.reading(opened.actor) as reading:
        case = reading.session.scalar(select(Episode.id).where(Episode.person_id == person))
    ask_elsewhere(opened, str(case))
    with opened.office.reading(opened.actor) as reading:
        letter = reading.session.scalars(select(KeptLetter)).one()
        body = reading.session.scalars(select(LetterBody)).one()
        made = {"exchange": letter.exchange_id, "letter": letter.id, "letter_body": body.id}
        return {"person": person, "episode": str(case), **made}


def row_of_each(work: Work, person: str, rows: dict[str, str]) -> None:
    """A row in every table of the catalogue that has none in `rows`, hanging on one person."""
    kinds = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    for table in Base.metadata.sorted_tables:
        kind = kinds[table.name]
        if table.name in rows or not issubclass(kind, OfOffice):
            continue
        if table.name not in TOLD and table.name not in ("organisation", "partner", "import_batch"):
            continue
        values: dict[str, Any] = made_up(kind, rows) | VALID.get(table.name, {})
        values |= {"owner_kind": "person", "owner_id": person} if table.name == "attachment" else {}
        values |= {"kind": "sent"} if table.name == "case_date" else {}
        values |= {"target_id": rows["episode"]} if table.name == "imported_row" else {}
        if kind is PersonMerge:
            values |= {"kept_id": person, "gone_id": "f" * 32}
        rows[table.name] = work.add(kind(**values)).id
        work.session.flush()
    work.tell("test.filled", "カナリア履歴", subject_kind="person", subject_id=person)


def test_a_word_in_every_text_is_read_out(opened_embedded: OpenedOffice) -> None:
    """Behind the lists: what somebody wrote in any column that is told stands in some item."""
    opened = opened_embedded
    person, _ = asked(opened)
    rows = written_to_another_office(opened, person)
    with opened.office.work(opened.actor) as work:
        row_of_each(work, person, rows)
    written = {}
    with for_writing(opened.office.engine).begin() as connection:
        for name, told in TOLD.items():
            table = Base.metadata.tables[name]
            for shown in told.columns:
                is_text = isinstance(table.columns[shown.column].type, CleanText)
                if not is_text or name == "history_entry" or shown.how is not As.TEXT:
                    continue
                word = f"カナリア{name}・{shown.column}"
                connection.execute(
                    update(table).where(table.c.id == rows[name]).values({shown.column: word})
                )
                written[name, shown.column] = word
    later = datetime(2027, 1, 1, tzinfo=JST)
    with opened.office.reading(opened.actor) as reading:
        items = items_of(reading, person, before=later)
    whole = "\n".join(one.text for one in items)
    assert {key for key, word in written.items() if word not in whole} == set()
    assert len(written) > 120
    assert "カナリア履歴" in whole
    alone = {name for name, told in TOLD.items() if told.columns and not told.within}
    assert {one.key.partition(":")[0] for one in items} == alone
    assert "お願い" in next(one.text for one in items if one.key.startswith("letter:"))


def test_another_person_s_records_are_nobody_else_s(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    mine, _ = asked(opened)
    with opened.office.work(opened.actor) as work:
        other = somebody(work, "別人 次郎")
    with opened.office.reading(opened.actor) as reading:
        later = datetime(2027, 1, 1, tzinfo=JST)
        keys = {one.key for one in items_of(reading, mine, before=later)}
        theirs = {one.key for one in items_of(reading, other, before=later)}
    assert {key for key in keys & theirs if not key.startswith("history_entry")} == set()
