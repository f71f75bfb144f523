"""A request with every item and how each was decided (pure)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from app.subject_access.grounds.rules import Ground
from app.subject_access.items.item import Item, Proposal
from app.subject_access.marking.rules import Span, State
from app.subject_access.rules import Kind


@dataclass(frozen=True)
class RequestFacts:
    """One request; `due` is the extended day where there is one."""

    id: str
    version: int
    person_id: str
    name: str
    kind: Kind
    number: str
    requester: str
    requester_name: str
    identified: str
    received_on: date
    addressee: str
    forwarded: str
    asked: str
    since: date | None
    until: date | None
    rule: str
    due_on: date | None
    extended_until: date | None
    extended_why: str
    worker: str
    result: str
    decided_on: date | None
    decided_why: str
    note: str
    recorded_at: datetime

    @property
    def due(self) -> date | None:
        """By when it is to be decided."""
        return self.extended_until or self.due_on

    @property
    def open(self) -> bool:
        """Whether nothing was decided yet."""
        return not self.result


@dataclass(frozen=True)
class Marked:
    """An item and how it stands: OPEN where nobody decided, or its text has changed since."""

    item: Item
    state: State = State.OPEN
    ground: str = ""
    spans: tuple[Span, ...] = ()
    note: str = ""
    version: int = 0
    by: str = ""
    former: State = State.OPEN
    """How it was decided before its text changed."""
    proposals: tuple[Proposal, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether it was decided and has changed since."""
        return self.former is not State.OPEN


@dataclass(frozen=True)
class Released:
    """One release, without its files."""

    id: str
    at: datetime
    by: str
    counts: dict[str, int]
    files: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """A request with every item; `sha` is of everything that was decided."""

    request: RequestFacts
    items: tuple[Marked, ...]
    grounds: tuple[Ground, ...]
    releases: tuple[Released, ...]

    @property
    def undecided(self) -> tuple[Marked, ...]:
        """What somebody must still decide."""
        return tuple(one for one in self.items if one.state is State.OPEN)

    @property
    def sha(self) -> str:
        """The same only as long as every text and every decision is the same."""
        told = [
            [
                one.item.key,
                one.item.sha,
                str(one.state),
                one.ground,
                [[*vars(s).values()] for s in one.spans],
            ]
            for one in self.items
        ]
        told.append([[ground.id, ground.words] for ground in self.grounds])
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def words_of(self, ground: str) -> str:
        """The words of a ground; its id where the list has it no more."""
        return next((one.words for one in self.grounds if one.id == ground), ground)
