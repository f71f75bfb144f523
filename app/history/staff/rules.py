"""Counting what the history says of each of the staff (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time

from app.calendar.holidays import is_office_closed
from app.history.kinds import Sort, sort_of
from app.staff.rules import own_worker

OPENS, CLOSES = time(7, 0), time(20, 0)
"""Before and after this, and on days when offices are closed, is out of hours."""
SIGNED_OUT_OF_HOURS = "7時より前・20時より後・土日祝日"


@dataclass(frozen=True)
class Act:
    """What is counted of one entry; `worker` is the 担当 of the case it is about, '' for no case."""

    actor_id: str
    at: datetime
    """In Japan."""
    kind: str
    case_id: str = ""
    worker: str = ""
    about_actor: str = ""
    """Whose key it was that somebody tried in vain."""


@dataclass(frozen=True)
class OfStaff:
    """One of the staff in a span of days."""

    staff_id: str
    name: str
    cases: int = 0
    """How many cases were looked at."""
    others: int = 0
    """Of these, how many another 担当 has."""
    out_of_hours: int = 0
    """Entries of any sort outside the hours of work."""
    taken_out: int = 0
    failed: int = 0
    last: datetime | None = None


@dataclass
class _Counting:
    cases: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    out_of_hours: int = 0
    taken_out: int = 0
    failed: int = 0
    last: datetime | None = None


def out_of_hours(at: datetime) -> bool:
    """Whether nobody is expected to work at this moment of Japan."""
    return not OPENS <= at.time() < CLOSES or is_office_closed(at.date())


def count(names: dict[str, str], acts: Iterable[Act]) -> tuple[OfStaff, ...]:
    """Everybody of `names`, those with the most cases of others first.

    A wrong 合言葉 counts for whose key it was: nobody else is known.
    """
    counted = {staff_id: _Counting() for staff_id in names}
    for act in acts:
        whose = counted.get(act.about_actor or act.actor_id)
        if whose is None:
            continue
        sort = sort_of(act.kind)
        if sort is Sort.SEEN and act.case_id:
            whose.cases.add(act.case_id)
            if act.worker and own_worker((act.worker,), names[act.actor_id]) != act.worker:
                whose.others.add(act.case_id)
        whose.taken_out += sort is Sort.OUT
        whose.failed += sort is Sort.FAILED
        whose.out_of_hours += out_of_hours(act.at)
        whose.last = act.at if whose.last is None else max(whose.last, act.at)
    found = (
        OfStaff(
            staff_id,
            names[staff_id],
            len(one.cases),
            len(one.others),
            one.out_of_hours,
            one.taken_out,
            one.failed,
            one.last,
        )
        for staff_id, one in counted.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.others, -one.cases, one.name)))
