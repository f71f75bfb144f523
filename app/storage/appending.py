"""Appending to the history: entries get their place and their mac inside the writer's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, insert, select
from sqlalchemy.orm import Session

from app.history.chain import Checked, Head, Link, check, mac
from app.storage.records import HistoryEntry
from app.storage.restricting import whole
from app.storage.types import new_id

_AT_A_TIME = 2_000
_COVERED = tuple(field.name for field in fields(Link))


_last_whole: dict[str, Select[int, str]] = {}
"""`_last`, by the kind of the database, over the table itself."""


@cache
def _last() -> Select[int, str]:
    return (
        select(HistoryEntry.seq, HistoryEntry.mac)
        .where(HistoryEntry.office_id == bindparam("office"))
        .order_by(HistoryEntry.seq.desc())
        .limit(1)
    )


@cache
def _last_on_server() -> Select[Any]:
    return select(func.access.history_head().table_valued("seq", "mac"))


def head_of(session: Session, office_id: str) -> Head:
    """The last entry of the office's history."""
    kind = session.get_bind().dialect.name  # every save asks: the question is put together once
    if kind not in _last_whole:
        _last_whole[kind] = whole(session, _last())
    heads = [Head(*row) for row in session.execute(_last_whole[kind], {"office": office_id})]
    if kind == "postgresql":
        # the last entry may be about what this login may not see
        heads += [Head(*row) for row in session.execute(_last_on_server())]
    return max(heads, key=lambda head: head.seq, default=Head())


def mac_at(session: Session, office_id: str, seq: int) -> str | None:
    """The mac of the entry at this place, whoever may see what it is about."""
    entry = select(HistoryEntry.seq, HistoryEntry.mac).where(
        HistoryEntry.office_id == office_id, HistoryEntry.seq == seq
    )
    found = session.execute(whole(session, entry)).first()
    if found is None and session.get_bind().dialect.name == "postgresql":
        return session.scalar(select(func.access.history_mac(seq)))
    return found.mac if found else None


def append(session: Session, office_id: str, key: bytes, told: Iterable[Link]) -> Head:
    """Write the entries behind the last one, in their order; gives the new head.

    The caller has taken the turn: nobody else appends meanwhile.
    """
    head = head_of(session, office_id)
    rows = []
    for one in told:
        link = replace(one, seq=head.seq + 1)
        head = Head(link.seq, mac(key, head.mac, link))
        rows.append({"id": new_id(), "mac": head.mac, **vars(link)})
    if rows:
        session.connection().execute(insert(cast(Table, HistoryEntry.__table__)), rows)
    return head


def follow(session: Session, office_id: str, key: bytes, against: Iterable[Head] = ()) -> Checked:
    """Check the whole chain, read in order and a few entries at a time."""
    columns = [getattr(HistoryEntry, name) for name in (*_COVERED, "mac")]
    rows = session.execute(
        select(*columns)
        .where(HistoryEntry.office_id == office_id)
        .order_by(HistoryEntry.seq)
        .execution_options(yield_per=_AT_A_TIME)
    )
    return check(key, ((Link(*row[:-1]), row[-1]) for row in rows), against)
