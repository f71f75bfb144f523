"""Appending to the history: entries get their place and their mac inside the writer's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.history.chain import Checked, Head, Link, check, mac
from app.storage.records import HistoryEntry
from app.storage.restricting import whole
from app.storage.transactions import take_turn
from app.storage.types import new_id

_AT_A_TIME = 2_000
_COVERED = tuple(field.name for field in fields(Link))


def head_of(session: Session, office_id: str) -> Head:
    """The last entry of the office's history."""
    last = (
        select(HistoryEntry.seq, HistoryEntry.mac)
        .where(HistoryEntry.office_id == office_id)
        .order_by(HistoryEntry.seq.desc())
        .limit(1)
    )
    heads = [Head(row.seq, row.mac) for row in session.execute(whole(session, last))]
    if session.get_bind().dialect.name == "postgresql":
        # the last entry may be about what this login may not see
        server = func.access.history_head().table_valued("seq", "mac")
        heads += [Head(row.seq, row.mac) for row in session.execute(select(server))]
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
    """Write the entries behind the last one, in their order; gives the new head."""
    take_turn(session, office_id)
    head = head_of(session, office_id)
    rows = []
    for one in told:
        link = replace(one, seq=head.seq + 1)
        head = Head(link.seq, mac(key, head.mac, link))
        rows.append({"id": new_id(), "mac": head.mac, **vars(link)})
    if rows:
        session.execute(insert(HistoryEntry), rows)
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
