"""Appending to the history: entries get their place and their mac inside the writer's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.history.chain import Head, Link, mac
from app.storage.records import HistoryEntry
from app.storage.transactions import take_turn
from app.storage.types import new_id


def head_of(session: Session, office_id: str) -> Head:
    """The last entry of the office's history."""
    last = session.execute(
        select(HistoryEntry.seq, HistoryEntry.mac)
        .where(HistoryEntry.office_id == office_id)
        .order_by(HistoryEntry.seq.desc())
        .limit(1)
    ).first()
    return Head(last.seq, last.mac) if last else Head()


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
