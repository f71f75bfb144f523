"""The keyed chain over history entries (pure): each entry's mac covers it and the one before."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

START = "0" * 64
"""The mac 'before' the first entry."""


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


def mac(key: bytes, previous: str, link: Link) -> str:
    """HMAC-SHA-256 of the entry in canonical form, chained to `previous` (hex)."""
    body = json.dumps(
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
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()


def first_break(key: bytes, entries: Iterable[tuple[Link, str]]) -> int | None:
    """The sequence number of the first entry that does not follow from the one before, or None."""
    previous, expected = START, 1
    for link, found in entries:
        if link.seq != expected or not hmac.compare_digest(mac(key, previous, link), found):
            return link.seq
        previous, expected = found, expected + 1
    return None
