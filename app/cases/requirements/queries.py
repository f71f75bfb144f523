"""Reads of 特別調整の6要件."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.cases.requirements import rules
from app.staff.permissions import Permission
from app.storage.records import Episode, Person, Requirement
from app.storage.work import Reading


@dataclass(frozen=True)
class RequirementFacts:
    """One requirement; `version` is 0 and `id` empty while nobody has looked at it."""

    code: str
    asked: bool
    """Whether this case's 区分 asks for it."""
    id: str = ""
    version: int = 0
    state: str = ""
    found_by: str = ""
    found_on: PartialDate | None = None
    note: str = ""


@dataclass(frozen=True)
class RequirementsPage:
    """All requirements of a case, how they stand in one line, and who may record them."""

    episode_id: str
    kubun: str | None
    birth: PartialDate | None
    items: tuple[RequirementFacts, ...]
    summary: str
    edit_refusal: str


def requirements(reading: Reading, episode_id: str) -> RequirementsPage:
    """Every requirement that the 区分 asks for or that has a finding, in the order of the 通達."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    kept = {
        row.code: row
        for row in reading.session.scalars(
            select(Requirement).where(Requirement.episode_id == episode.id)
        )
    }
    asked = rules.asked(episode.kubun)
    items = tuple(
        _facts(code, code in asked, kept.get(code))
        for code in rules.asked(None)
        if code in asked or code in kept
    )
    return RequirementsPage(
        episode_id=episode.id,
        kubun=episode.kubun,
        birth=reading.get(Person, episode.person_id).birth,
        items=items,
        summary=rules.summary(episode.kubun, {code: row.state for code, row in kept.items()}),
        edit_refusal=reading.actor.refusal(Permission.EDIT_CASES),
    )


def _facts(code: str, asked: bool, row: Requirement | None) -> RequirementFacts:
    if row is None:
        return RequirementFacts(code, asked)
    return RequirementFacts(
        code, asked, row.id, row.version, row.state, row.found_by, row.found_on, row.note
    )
