"""Reads of the decisions about 特別調整 of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app import codes
from app.cases.selection import rules
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Episode, Requirement, Selection
from app.storage.work import Reading


@dataclass(frozen=True)
class DecisionFacts:
    """One decision that was taken."""

    id: str
    decision: str
    day: date
    reason: str
    by: str
    """Who took it, by name."""


@dataclass(frozen=True)
class SelectionPage:
    """The decisions of a case, the newest first, and which may be taken now."""

    kubun: str | None
    decisions: tuple[DecisionFacts, ...]
    offers: tuple[tuple[str, str], ...]
    """(decision, why it cannot be taken or '')."""
    edit_refusal: str

    @property
    def last(self) -> str:
        """The id of the decision that holds; '' for none."""
        return self.decisions[0].id if self.decisions else ""

    @property
    def current(self) -> str:
        """The decision that holds; '' for none."""
        return self.decisions[0].decision if self.decisions else ""


def selection(reading: Reading, episode_id: str) -> SelectionPage:
    """How the selection of a case stands."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    rows = _rows(reading, episode_id)
    names = staff_names(reading) if rows else {}
    states = requirement_states(reading, episode_id)
    current = rows[0].decision if rows else ""
    return SelectionPage(
        kubun=episode.kubun,
        decisions=tuple(
            DecisionFacts(row.id, row.decision, row.day, row.reason, names.get(row.by, ""))
            for row in rows
        ),
        offers=tuple(
            (code, rules.refusal(code, states, current))
            for code, _ in codes.table(rules.TABLE).choices()
        ),
        edit_refusal=reading.actor.refusal(Permission.EDIT_CASES),
    )


def current_decision(reading: Reading, episode_id: str) -> str:
    """The decision that holds; '' for none."""
    reading.require(Permission.READ_CASES)
    rows = _rows(reading, episode_id)
    return rows[0].decision if rows else ""


def last_decision(reading: Reading, episode_id: str) -> str:
    """The id of the decision that holds; '' for none."""
    reading.require(Permission.READ_CASES)
    rows = _rows(reading, episode_id)
    return rows[0].id if rows else ""


def requirement_states(reading: Reading, episode_id: str) -> dict[str, str]:
    """Requirement → what was found, for those that were looked at."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Requirement.code, Requirement.state).where(
            Requirement.office_id == reading.office_id, Requirement.episode_id == episode_id
        )
    )
    return {row.code: row.state for row in rows}


def _rows(reading: Reading, episode_id: str) -> list[Selection]:
    return list(
        reading.session.scalars(
            select(Selection)
            .where(Selection.office_id == reading.office_id, Selection.episode_id == episode_id)
            .order_by(Selection.created_at.desc(), Selection.id.desc())
        )
    )
