"""Reads of 文例."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app import codes
from app.consent.wordings.defaults import defaults
from app.consent.wordings.rules import KINDS
from app.staff.permissions import Permission
from app.storage.records import Wording
from app.storage.work import Reading


@dataclass(frozen=True)
class WordingFacts:
    """One 文例; `id` is '' and `version` 0 for one that came with the program."""

    id: str
    version: int
    kind: str
    position: int
    title: str
    text: str

    @property
    def key(self) -> str:
        """What names it on a screen, also before it is the centre's own."""
        return self.id or f"{self.kind}.{self.position}"


def wordings(reading: Reading, kind: str) -> tuple[WordingFacts, ...]:
    """The centre's texts of one kind; those that came with the program while it has none."""
    reading.require(Permission.READ_CASES)
    own = reading.session.scalars(
        select(Wording)
        .where(Wording.office_id == reading.office_id, Wording.kind == kind)
        .order_by(Wording.position, Wording.id)
    ).all()
    if own:
        return tuple(
            WordingFacts(one.id, one.version, one.kind, place, one.title, one.text)
            for place, one in enumerate(own)
        )
    return tuple(
        WordingFacts("", 0, kind, place, one.title, one.text)
        for place, one in enumerate(defaults(kind))
    )


def all_wordings(reading: Reading) -> tuple[WordingFacts, ...]:
    """The texts of every kind, in the order of the kinds."""
    return tuple(one for kind, _ in codes.table(KINDS).choices() for one in wordings(reading, kind))
