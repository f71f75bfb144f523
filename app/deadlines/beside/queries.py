"""What stands on 今日 beside the days that are due: tasks, answers awaited, who has been silent.

Read by itself, after the days: it is the greater part of 今日 to read, and comes last to the eye.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.deadlines.known.queries import centre_rulebook
from app.deadlines.silence.queries import Silent, silent_cases
from app.deadlines.tasks.queries import OpenTasks, open_tasks
from app.deadlines.waiting.queries import Waiting, exchanges_waiting, waiting_for
from app.handoff.overview.queries import ExchangeLine
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.subject_access.package import RequestFacts
from app.subject_access.requests.queries import open_requests


@dataclass(frozen=True)
class Beside:
    """What 今日 shows beside the days that are due."""

    day: date
    tasks: OpenTasks
    waiting: tuple[Waiting, ...]
    more_waiting: bool
    exchanges: tuple[ExchangeLine, ...]
    """Those that wait for us, and those whose answer is late."""
    exchange_count: int
    silent: tuple[Silent, ...]
    more_silent: bool
    requests: tuple[RequestFacts, ...]
    """開示請求 that are open, by due day; () for who may not answer them."""
    late_requests: int


def beside(reading: Reading, *, worker: str = "") -> Beside:
    """Own tasks, which answers are awaited, who has been silent, and which 開示請求 are open."""
    reading.require(Permission.READ_CASES)
    day = reading.clock.today()
    waiting, more_waiting = waiting_for(reading, worker=worker)
    exchanges, exchange_count = exchanges_waiting(reading, worker=worker)
    silent, more_silent = silent_cases(reading, centre_rulebook(reading), worker=worker)
    requests = open_requests(reading)
    return Beside(
        day=day,
        tasks=open_tasks(reading, worker=worker),
        waiting=waiting,
        more_waiting=more_waiting,
        exchanges=exchanges,
        exchange_count=exchange_count,
        silent=silent,
        more_silent=more_silent,
        requests=requests,
        late_requests=sum(one.due is not None and one.due < day for one in requests),
    )
