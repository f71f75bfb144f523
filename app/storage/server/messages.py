"""What desks say to each other through NOTIFY: ids only, never a word of a record (pure)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from app.storage.desks import Change

LONGEST = 7999
"""Bytes that PostgreSQL takes as one payload."""
_CHANGE, _VIEW = "change", "view"


@dataclass(frozen=True)
class View:
    """Which case a desk has open; `asks` wants every other desk to say the same of itself."""

    desk: str
    by: str
    record_id: str
    asks: bool = False


def channel(office_id: str) -> str:
    """The name under which the desks of an office hear each other."""
    return f"teichaku_{office_id}"


def of_change(change: Change, desk: str) -> str:
    """A change as a payload; without its ids where they would not fit."""
    said = {"is": _CHANGE, "desk": desk, "by": change.by, "kinds": sorted(change.kinds)}
    named = json.dumps({**said, "ids": sorted(change.ids)})
    if not change.many and len(named) <= LONGEST:
        return named
    return json.dumps({**said, "many": True})


def of_view(view: View) -> str:
    """A view as a payload."""
    said = {"is": _VIEW, "desk": view.desk, "by": view.by, "record": view.record_id}
    return json.dumps({**said, "asks": view.asks})


def read(payload: str) -> tuple[str, Change | View] | None:
    """The desk that spoke and what it said; None for words of another version or of strangers."""
    try:
        said = json.loads(payload)
        return str(said["desk"]), _meant(said)
    except (ValueError, KeyError, TypeError):
        return None


def _meant(said: dict[str, Any]) -> Change | View:
    if said["is"] == _VIEW:
        return View(str(said["desk"]), str(said["by"]), str(said["record"]), bool(said["asks"]))
    if said["is"] != _CHANGE:
        raise ValueError(said["is"])
    many = bool(said.get("many", False))
    ids = frozenset() if many else frozenset(map(str, said["ids"]))
    return Change(frozenset(map(str, said["kinds"])), ids, str(said["by"]), many)
