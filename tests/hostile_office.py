"""The practice centre with tricky words in every text of every record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Table, case, literal_column, update

from app.practice.office import open_practice
from app.staff.permissions import Actor
from app.storage.folders import OfficeFolder
from app.storage.records import Base
from app.storage.transactions import for_writing
from app.storage.types import CleanText
from app.storage.work import Office
from tests.conftest import NOW, copied_practice
from tests.tricky import MARKUP

KEPT = {"history_entry", "note_text"}
"""Chained, and derived for searching."""
CODES = {("meeting_member", "secrecy_how")}
LONG = {"content", "note", "text", "wish", "summary", "minutes", "wording", "policy"}
VERY_LONG = "<i>" + "長い記録。" * 6_400


def tricks(probe: Path) -> tuple[str, ...]:
    """Markup that would open the file `probe`, shortcuts, signs that turn the order, lines."""
    return (
        f"<b>太字</b><img src='{probe}'>",
        f'<a href="file://{probe}">連</a>&lt;鎖&gt;',
        "&Alt と A&B",
        "戻\u202eす指示",
        "一行目\n二行目",
        "標題[*]と\tタブ",
        *MARKUP[3:5],
    )


@contextmanager
def hostile_office(
    template: OfficeFolder, folder: Path, words: tuple[str, ...], *, long: str = ""
) -> Iterator[tuple[Office, Actor]]:
    """Opened, with every text replaced by one of `words`, and some notes by a long one."""
    office, actor = open_practice(copied_practice(template, folder), NOW)
    with for_writing(office.engine).begin() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in KEPT:
                continue
            for at, column in enumerate(table.columns):
                if isinstance(column.type, CleanText) and (table.name, column.name) not in CODES:
                    connection.execute(_replaced(table, column.name, at, words, long))
    yield office, replace(actor, name=words[0])
    office.close()


def _replaced(table: Table, name: str, at: int, words: tuple[str, ...], long: str):  # type: ignore[no-untyped-def]
    column = table.c[name]
    if name in ("worker",) or (table.name, name) == ("staff", "name"):
        return update(table).values({name: words[0]})
    chosen = literal_column(f"({table.name}.rowid + {at}) % {len(words)}")
    value = case(*((chosen == n, word) for n, word in enumerate(words)), else_=words[0])
    if long and name in LONG:
        value = case((literal_column(f"{table.name}.rowid % 397") == 7, long), else_=value)
    return update(table).where(column != "").values({name: value})
