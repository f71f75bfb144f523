"""Reads of 独自の集計."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from sqlalchemy import select

from app.clock import JST
from app.reports.counting.definition import Definition
from app.reports.counting.own.rules import read_own
from app.staff.permissions import Permission
from app.storage.records import OwnFigure
from app.storage.work import Reading


@dataclass(frozen=True)
class OwnEdition:
    """One edition of a figure of the office."""

    id: str
    version: int
    figure_id: str
    definition: Definition
    newest: bool
    """Whether no later edition of the figure is there."""

    @property
    def label(self) -> str:
        """What it is called."""
        return self.definition.label

    @property
    def withdrawn(self) -> date | None:
        """Since when it is out of use."""
        return self.definition.withdrawn


@dataclass(frozen=True)
class OwnList:
    """The editions, newest of each figure first, and why nothing may be changed ('' if it may)."""

    editions: tuple[OwnEdition, ...]
    refusal: str


def own_figures(reading: Reading) -> OwnList:
    """Every edition of every figure of the office."""
    reading.require(Permission.MAKE_REPORT)
    rows = reading.session.scalars(
        select(OwnFigure)
        .where(OwnFigure.office_id == reading.office_id)
        .order_by(OwnFigure.figure_id, OwnFigure.valid_from.desc(), OwnFigure.id.desc())
    ).all()
    newest: dict[str, str] = {}
    for row in rows:
        newest.setdefault(row.figure_id, row.id)
    found = [
        OwnEdition(
            row.id, row.version, row.figure_id, _definition(row), newest[row.figure_id] == row.id
        )
        for row in rows
    ]
    found.sort(key=lambda one: (one.withdrawn is not None, one.label, one.figure_id))
    return OwnList(tuple(found), reading.actor.refusal(Permission.EDIT_FIGURES))


def own_definitions(reading: Reading) -> tuple[Definition, ...]:
    """The definitions of the office, for counting."""
    reading.require(Permission.MAKE_REPORT)
    rows = reading.session.scalars(
        select(OwnFigure)
        .where(OwnFigure.office_id == reading.office_id)
        .order_by(OwnFigure.label, OwnFigure.figure_id, OwnFigure.valid_from)
    )
    return tuple(map(_definition, rows))


def _definition(row: OwnFigure) -> Definition:
    since = row.withdrawn_at
    return replace(_read(row.definition), withdrawn=since.astimezone(JST).date() if since else None)


@cache
def _read(text: str) -> Definition:
    return read_own(text)
