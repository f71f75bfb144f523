"""Looks through words typed for a report for the names of persons on record."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.errors import NeedsConfirmation
from app.reports.evidence.screening import NameFound, names_in, spellings
from app.staff.permissions import Permission
from app.storage.records import Person
from app.storage.work import Reading


def refuse_names(reading: Reading, texts: Mapping[str, str]) -> None:
    """`NeedsConfirmation` where words for a file that leaves the office name somebody."""
    reading.require(Permission.MAKE_REPORT)
    found = named_persons(reading, texts)
    if found:
        words = "\n".join(one.sentence for one in found)
        raise NeedsConfirmation(
            f"{words}\n対象者の氏名なら消してください。まだ何も書き出していません。", where="names"
        )


def named_persons(reading: Reading, texts: Mapping[str, str]) -> tuple[NameFound, ...]:
    """Places in the texts (by the name of their field) that name somebody; nobody's record is shown."""
    reading.require(Permission.MAKE_REPORT)
    if not any(text.strip() for text in texts.values()):
        return ()
    rows = reading.session.execute(
        select(Person.name, Person.kana).where(Person.office_id == reading.office_id)
    )
    return names_in(texts, spellings((row.name, row.kana) for row in rows))
