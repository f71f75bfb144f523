"""Everything that hangs on cases and persons, found table by table, and taken away for good.

What hangs on whom is `restricting.BEHIND`: whatever would be hidden with a person goes with them. A
table that is entered there is thereby deleted too; the few differences stand below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, MetaData, Table, delete, func, select, update
from sqlalchemy.orm import Session

from app.errors import NotAllowed
from app.storage.restricting import BEHIND

_AT_ONCE = 400
NOT_ALL = (
    "一部の記録を消す権限がないため、何も削除していません。"
    "「職員」の役割の表で、ご自分の役割の権限を確かめてください。"
)
STAYS = frozenset({"history_entry", "retention_item"})
"""What happened, and the record of the deletion itself, stay; both name ids and numbers alone."""
LET_GO = {
    "episode": ("origin_id",),
    "life_event": ("led_to",),
    "disclosure": ("meeting_id",),
    "meeting_person": ("activity_id",),
    "meeting_decision": ("task_id",),
}
"""Columns that forget a row that goes where their own row stays."""
_FIRST = ("person", "episode", "person_merge", "note_text")
"""Known before, or looked for last."""

Found = dict[str, tuple[str, ...]]
"""Table → ids of the rows that go, sorted."""


def everything_of(session: Session, episodes: Collection[str], persons: Collection[str]) -> Found:
    """What goes with these cases and persons; the cases of a person who goes must be among them."""
    gone: dict[str, set[str]] = {"episode": set(episodes), "person": set(persons)}
    gone["person_merge"] = _merges(session, gone["person"])
    for table, columns in BEHIND.items():
        if table in STAYS or table in _FIRST:
            continue
        found = gone.setdefault(table, set())
        if table == "meeting":
            # Its minutes tell of all who were discussed: it goes with the last of them.
            found |= _alone_in(session, gone)
            continue
        for column, above in columns.items():
            if column not in LET_GO.get(table, ()):
                wanted = set().union(*gone.values()) if above == "any" else gone[above]
                found |= _ids(session, table, column, wanted)
        if table == "letter":
            # The letters of an exchange are a chain: it goes as a whole.
            gone["exchange"] |= _values(session, "letter", "exchange_id", found)
            found |= _ids(session, "letter", "exchange_id", gone["exchange"])
        elif table == "meeting_decision":
            gone["task"] |= _values(session, "meeting_decision", "task_id", found)
    gone["note_text"] = _ids(session, "note_text", "id", set().union(*gone.values()))
    return {table: tuple(sorted(ids)) for table, ids in gone.items() if ids}


def digest_of(session: Session, found: Found) -> str:
    """SHA-256 over every row that goes and its version: any later change makes another one."""
    told = hashlib.sha256()
    for name in sorted(found):
        table = _table(name)
        version = table.c.get("version")
        columns = [table.c.id] if version is None else [table.c.id, version]
        rows: list[Any] = []
        for some in _chunks(found[name]):
            rows += session.execute(select(*columns).where(table.c.id.in_(some)))
        told.update(f"{name}:{sorted(map(tuple, rows))}\n".encode())
    return told.hexdigest()


def size_of_files(session: Session, found: Found) -> int:
    """Bytes of the 添付 that go."""
    table = _table("attachment")
    return sum(
        session.scalar(
            select(func.coalesce(func.sum(table.c.size), 0)).where(table.c.id.in_(some))
        ) or 0
        for some in _chunks(found.get("attachment", ()))
    )  # fmt: skip


def take_away(session: Session, found: Found) -> None:
    """Delete the rows, children before what they hang on; part of one transaction, all or nothing."""
    for name, columns in LET_GO.items():
        for column in columns:
            _forget(session, _table(name).c[column], set().union(*map(set, found.values())))
    for table in reversed(_schema().sorted_tables):
        for some in _chunks(found.get(table.name, ())):
            done = session.execute(delete(table).where(table.c.id.in_(some)))
            if done.rowcount != len(some):  # type: ignore[attr-defined]  # a delete counts rows
                raise NotAllowed(NOT_ALL, where=table.name)


def _forget(session: Session, column: Column[Any], gone: set[str]) -> None:
    table = column.table
    for some in _chunks(sorted(gone)):
        session.execute(update(table).where(column.in_(some)).values({column.name: None}))


def _merges(session: Session, persons: set[str]) -> set[str]:
    """Records of merging that end in these persons, and those that ended in what became them."""
    table, found, known = _table("person_merge"), set[str](), set(persons)
    while True:
        rows = _rows(session, [table.c.id, table.c.gone_id], table.c.kept_id, known)
        new = {row[0] for row in rows} - found
        if not new:
            return found
        found |= new
        known |= {row[1] for row in rows}


def _alone_in(session: Session, gone: dict[str, set[str]]) -> set[str]:
    """Meetings in which nobody but these is discussed."""
    table = _table("meeting_person")
    going = set[str]()
    for above in ("episode", "person", "signal"):
        going |= _ids(session, "meeting_person", f"{above}_id", gone[above])
    meetings = _values(session, "meeting_person", "meeting_id", going)
    rows = _rows(session, [table.c.id, table.c.meeting_id], table.c.meeting_id, meetings)
    return meetings - {meeting for row, meeting in rows if row not in going}


def _ids(session: Session, table: str, column: str, wanted: Iterable[str]) -> set[str]:
    found = _table(table)
    return {row[0] for row in _rows(session, [found.c.id], found.c[column], wanted)}


def _values(session: Session, table: str, column: str, ids: Iterable[str]) -> set[str]:
    found = _table(table)
    return {row[0] for row in _rows(session, [found.c[column]], found.c.id, ids) if row[0]}


def _rows(
    session: Session, columns: Sequence[Column[Any]], where: Column[Any], wanted: Iterable[str]
) -> list[Any]:
    rows: list[Any] = []
    for some in _chunks(sorted(wanted)):
        rows += session.execute(select(*columns).where(where.in_(some)))
    return rows


def _table(name: str) -> Table:
    return _schema().tables[name]


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), _AT_ONCE):
        yield ids[at : at + _AT_ONCE]


def counts_of(found: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Table → how many of its rows go."""
    return {table: len(ids) for table, ids in sorted(found.items())}


def _schema() -> MetaData:
    from app.storage.records import Base  # makes every record

    return Base.metadata
