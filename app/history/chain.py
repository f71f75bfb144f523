"""The keyed chain over history entries (pure): each entry's mac covers it and the one before."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.errors import HistoryBroken

START = "0" * 64
"""The mac 'before' the first entry."""
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
MISSING, ALTERED = "missing", "altered"


@dataclass(frozen=True)
class Link:
    """What the mac of one entry covers."""

    office_id: str
    seq: int
    at: datetime
    actor_id: str
    kind: str
    subject_kind: str
    subject_id: str | None
    words: str
    details: dict[str, Any]
    operation_id: str


@dataclass(frozen=True)
class Head:
    """The last entry of a chain; `seq` 0 where nothing is written yet."""

    seq: int = 0
    mac: str = START


@dataclass(frozen=True)
class Break:
    """The first place that does not follow: `why` is that its entry is missing, or was altered."""

    seq: int
    why: str


@dataclass(frozen=True)
class Checked:
    """How far a chain is whole, and where it first is not."""

    head: Head
    broken: Break | None = None


def mac(key: bytes, previous: str, link: Link) -> str:
    """HMAC-SHA-256 of the entry in canonical form, chained to `previous` (hex)."""
    body = _CANONICAL(
        [
            previous,
            link.office_id,
            link.seq,
            link.at.isoformat(),
            link.actor_id,
            link.kind,
            link.subject_kind,
            link.subject_id,
            link.words,
            link.details,
            link.operation_id,
        ]
    )
    return hmac.digest(key, body.encode(), "sha256").hex()


def check(key: bytes, entries: Iterable[tuple[Link, str]], against: Iterable[Head] = ()) -> Checked:
    """Follow the entries in their order, one at a time; `against` are heads known from elsewhere.

    An entry that was altered, inserted or put elsewhere is found at its place; one that was taken
    out where it is missing, also at the end of the chain when a head of `against` lay behind it.
    """
    known = {head.seq: head.mac for head in against if head.seq}
    head = Head()
    for link, found in entries:
        if link.seq != head.seq + 1:
            return Checked(head, Break(head.seq + 1, MISSING))
        if not hmac.compare_digest(mac(key, head.mac, link), found):
            return Checked(head, Break(link.seq, ALTERED))
        if not hmac.compare_digest(known.pop(link.seq, found), found):
            return Checked(head, Break(link.seq, ALTERED))
        head = Head(link.seq, found)
    if known:
        return Checked(head, Break(head.seq + 1, MISSING))
    return Checked(head)


def refuse_broken(checked: Checked) -> None:
    """Raise HistoryBroken with the first place that is not whole."""
    broken = checked.broken
    if broken is None:
        return
    what = "が抜けています" if broken.why == MISSING else "が書き換えられています"
    whole = f"第{broken.seq - 1}番までは元のままです。" if broken.seq > 1 else ""
    raise HistoryBroken(
        f"履歴の第{broken.seq}番{what}。{whole}データには手を加えていません。"
        "このデータを写して残し、責任者に知らせてください。",
        where=f"seq:{broken.seq}:{broken.why}",
    )
