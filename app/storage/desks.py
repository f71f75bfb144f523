"""Several desks on one office: what a desk tells the others, and what it hears of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Change:
    """What a committed Work changed: kinds and ids of records, and by whom."""

    kinds: frozenset[str]
    ids: frozenset[str]
    by: str
    many: bool = False
    """Any record of these kinds may have changed: too many to name, or nobody was listening."""


class Desks(Protocol):
    """The other desks of this office."""

    def announce(self, session: Session, change: Change) -> None:
        """Tell the other desks, with the session's transaction or not at all."""
        ...

    def watch(self, changed: Callable[[Change], None], looked: Callable[[], None]) -> None:
        """Begin to hear: `changed` and `looked` are called on a thread of their own."""
        ...

    def look_at(self, record_id: str, by: str) -> None:
        """Let the other desks know which case is open here; empty for none."""
        ...

    def looking_at(self, record_id: str) -> frozenset[str]:
        """Ids of the staff whose desks have this case open; one's own other desks included."""
        ...

    def stop(self) -> None:
        """Hear nothing more."""
        ...


class OneDesk:
    """The embedded file has one desk: there is nobody to tell and nobody to hear."""

    def announce(self, session: Session, change: Change) -> None:
        """Nobody to tell."""

    def watch(self, changed: Callable[[Change], None], looked: Callable[[], None]) -> None:
        """Nobody to hear; no thread is started."""

    def look_at(self, record_id: str, by: str) -> None:
        """Nobody to tell."""

    def looking_at(self, record_id: str) -> frozenset[str]:
        """Nobody."""
        return frozenset()

    def stop(self) -> None:
        """Nothing was begun."""
