"""Two people changed one record: who changed which field, and what comes of it (pure).

A field that only one side changed is that side's. A field that both changed is asked about; until
somebody chooses, the value that was saved first stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Same = Callable[[str, Any, Any], bool]


class Side(StrEnum):
    """Whose value of a field is kept."""

    THEIRS = "theirs"
    MINE = "mine"


@dataclass(frozen=True)
class Clash:
    """A field to which both sides gave another value."""

    field: str
    before: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True)
class Comparison:
    """Which fields changed on which side; `saved` is the record as it was saved first."""

    saved: Mapping[str, Any]
    mine: Mapping[str, Any]
    """Fields that only I changed, with my values."""
    theirs: Mapping[str, Any]
    """Fields that only they changed, or both in the same way, with their values."""
    clashes: tuple[Clash, ...]

    def settled(self, choices: Mapping[str, Side] | None = None) -> dict[str, Any]:
        """Every field of the record as it comes out; a clash nobody chose for stays as saved."""
        chosen = choices or {}
        kept = {
            clash.field: clash.mine
            for clash in self.clashes
            if chosen.get(clash.field, Side.THEIRS) is Side.MINE
        }
        return {**self.saved, **self.mine, **kept}


def equal(_field: str, one: Any, other: Any) -> bool:
    """The plain meaning of the same value."""
    return bool(one == other)


def compare(
    before: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    same: Same = equal,
) -> Comparison:
    """What each side made of `before`; fields that `mine` does not name are untouched by me.

    Raises KeyError for a field of `mine` that the record does not have.
    """
    only_mine: dict[str, Any] = {}
    clashes: list[Clash] = []
    taken = {name: value for name, value in theirs.items() if not same(name, before[name], value)}
    for name, value in mine.items():
        if same(name, before[name], value) or same(name, theirs[name], value):
            continue
        if name in taken:
            clashes.append(Clash(name, before[name], taken.pop(name), value))
        else:
            only_mine[name] = value
    return Comparison(dict(theirs), only_mine, taken, tuple(clashes))
