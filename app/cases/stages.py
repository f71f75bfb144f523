"""段階: the stages of each 業務 and the one table of moves between them (pure).

First version: a case goes forward step by step or skips ahead, is closed, is reopened, or is taken
back one step to correct a mistake; 台帳取込 sets the stage that the ledger's columns show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar.partial import PartialDate
from app.codes import Service

CLOSED = "closed"

ORDER: dict[Service, tuple[str, ...]] = {
    Service.COORDINATION: (
        "requested",
        "assessment",
        "plan",
        "placement",
        "decided",
        "moved",
        CLOSED,
    ),
    Service.FOLLOW_UP: ("following", CLOSED),
    Service.CONSULTATION: ("received", "continuing", CLOSED),
    Service.SUSPECT_SUPPORT: ("requested", "assessment", "arranging", "disposed", "aid", CLOSED),
}

OPEN = tuple(sorted({stage for order in ORDER.values() for stage in order} - {CLOSED}))
"""Every stage but the last: asked for by name, the database finds them through an index."""


@dataclass(frozen=True)
class Move:
    """One allowed step: from, to, what the button says, which fields must be filled first."""

    service: Service
    from_stage: str
    to_stage: str
    words: str
    requires: tuple[str, ...] = ()
    needs_note: bool = False


_REQUIRED = {
    (Service.COORDINATION, "decided"): ("dest_kind",),
    (Service.COORDINATION, "moved"): ("dest_kind", "move"),
    (Service.SUSPECT_SUPPORT, "disposed"): ("disposition", "disposition_date"),
    (Service.SUSPECT_SUPPORT, "aid"): ("release",),
}


def _moves() -> Iterable[Move]:
    for service, order in ORDER.items():
        for index, stage in enumerate(order[:-1]):
            for later in order[index + 1 : -1]:
                words = f"「{codes.label('stage', later, service)}」へ進める"
                yield Move(service, stage, later, words, _REQUIRED.get((service, later), ()))
            yield Move(service, stage, CLOSED, "終了にする", ("end", "end_reason"))
            yield Move(service, CLOSED, stage, "再開する", needs_note=True)
            if index:
                before = codes.label("stage", order[index - 1], service)
                yield Move(service, stage, order[index - 1], f"「{before}」へ戻す", needs_note=True)


MOVES: tuple[Move, ...] = tuple(_moves())
"""Every move there is; nothing else writes a stage."""

FIELD_WORDS = {
    "dest_kind": "受入先種別",
    "move": "移行日",
    "disposition": "処分",
    "disposition_date": "処分日",
    "release": "釈放日",
    "end": "終了日",
    "end_reason": "終了事由",
}


def first(service: Service) -> str:
    """The stage in which an episode begins."""
    return ORDER[service][0]


def moves_from(service: Service, stage: str) -> tuple[Move, ...]:
    """The moves that leave `stage`, forward ones first."""
    return tuple(m for m in MOVES if m.service is service and m.from_stage == stage)


def find(service: Service, from_stage: str, to_stage: str) -> Move | None:
    """The move from one stage to another, or None where there is none."""
    return next((m for m in moves_from(service, from_stage) if m.to_stage == to_stage), None)


def missing(move: Move, filled: Iterable[str]) -> str:
    """What still has to be filled before the move, in Japanese; '' when nothing is missing."""
    have = set(filled)
    words = [FIELD_WORDS[field] for field in move.requires if field not in have]
    return f"{move.words}には、{'と'.join(words)}が要ります。" if words else ""


def from_ledger(service: Service, values: Mapping[str, object], today: date) -> str:
    """The stage that a ledger row shows by the columns it has filled; a 移行日 ahead is a plan."""
    if values.get("end"):
        return CLOSED
    if service is Service.COORDINATION:
        moved = values.get("move")
        if isinstance(moved, PartialDate) and moved.first <= today:
            return "moved"
        if values.get("dest_kind"):
            return "decided"
    if service is Service.SUSPECT_SUPPORT:
        if values.get("release"):
            return "aid"
        if values.get("disposition"):
            return "disposed"
    if service is Service.CONSULTATION:
        return "continuing" if values.get("continuing") == "continuing" else "received"
    return (
        "assessment" if values.get("consent") and "assessment" in ORDER[service] else first(service)
    )
