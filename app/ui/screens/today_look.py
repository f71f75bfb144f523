"""What 今日 asks for; read on the worker that asks, when the window stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cases import queries as cases
from app.deadlines import queries as deadlines
from app.deadlines.queries import Today
from app.staff.rules import own_worker
from app.storage.work import Reading

if TYPE_CHECKING:
    from app.deadlines.beside.queries import Beside


@dataclass(frozen=True)
class Look:
    """What 今日 read: whose cases, the day, and whether the office has any case at all."""

    mine: bool
    worker: str
    today: Today
    any_case: bool


def look(reading: Reading, mine: bool | None) -> Look:
    """Read the days of 今日; `mine` None shows one's own cases when there are any, else the whole centre."""
    own, worker = _whose(reading, mine)
    shown = deadlines.today(reading, worker=worker if own else "")
    return Look(own, worker, shown, cases.open_count(reading) > 0)


def look_beside(reading: Reading, mine: bool | None) -> Beside:
    """Read what stands beside the days."""
    from app.deadlines.beside.queries import beside

    own, worker = _whose(reading, mine)
    return beside(reading, worker=worker if own else "")


def _whose(reading: Reading, mine: bool | None) -> tuple[bool, str]:
    """Whether one's own cases are shown, and the name that stands in them."""
    names = cases.workers(reading)
    worker = own_worker(names, reading.actor.name)
    return worker in names if mine is None else mine, worker
