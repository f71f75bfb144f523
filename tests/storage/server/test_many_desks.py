"""Desks correct the same records at once: no word is lost and none is kept twice.

Three of them with a few words each; `TEICHAKU_EDITS` says how many words each of eight writes.
"""

from __future__ import annotations

import itertools
import logging
import multiprocessing
import os
import sys
from collections import Counter

from sqlalchemy import select

from app.cases import actions as cases
from app.cases import queries
from app.codes import Service
from app.history.chain import ALTERED, Break, Link, check, mac
from app.people import actions as people
from app.people.rules import PersonInput
from app.storage.records import HistoryEntry
from tests.conftest import OpenedOffice
from tests.many_desks import FIELDS, Done, Task, correct_at_random
from tests.served_office import ServedOffice

DESKS = 8 if "TEICHAKU_EDITS" in os.environ else 3
EDITS = int(os.environ.get("TEICHAKU_EDITS", "12"))
EPISODES = max(2, EDITS // 25)
_log = logging.getLogger(__name__)
MIO = PersonInput("桑原　澪", "クワハラ ミオ", "female", "S30.4.5")


def begin(opened: OpenedOffice) -> tuple[str, ...]:
    """The shared records, empty."""
    with opened.office.work(opened.actor) as work:
        person_id = people.register(work, MIO)
        return tuple(
            cases.open_episode(work, person_id, Service.COORDINATION, {"start": "R8.4.1"})
            for _ in range(EPISODES)
        )


def correct_everywhere(opened: OpenedOffice, served: ServedOffice, ids: tuple[str, ...]) -> Done:
    """Let every process do its part; what they did together."""
    # a process made by fork would take this one's threads and connections with it
    way = "forkserver" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(way)
    tasks = [
        Task(served.place, served.login, opened.office.chain_key, ids, EDITS, f"p{number}")
        for number in range(DESKS)
    ]
    with context.Pool(DESKS) as pool:
        done = pool.map(correct_at_random, tasks, chunksize=1)
        pool.close()
        pool.join()
    return Done(
        tuple(word for one in done for word in one.words),
        sum(one.conflicts for one in done),
        sum(one.clashes for one in done),
    )


def test_no_update_is_lost_and_none_is_kept_twice(
    opened_server: OpenedOffice, _served: ServedOffice
) -> None:
    ids = begin(opened_server)
    done = correct_everywhere(opened_server, _served, ids)
    assert done.conflicts > DESKS and done.clashes, "nobody met anybody: nothing was tested"
    with opened_server.office.reading(opened_server.actor) as reading:
        pages = [queries.case_page(reading, one).episode for one in ids]
        rows = reading.session.scalars(
            select(HistoryEntry).where(HistoryEntry.seq > 1).order_by(HistoryEntry.seq)
        ).all()
        first = reading.session.scalars(select(HistoryEntry).where(HistoryEntry.seq == 1)).one()
    kept = [str(page.values[field] or "").split() for page in pages for field in FIELDS]
    assert Counter(word for words in kept for word in words) == Counter(done.words)
    assert len(done.words) == len(set(done.words)) == DESKS * EDITS
    assert sum(page.version - 1 for page in pages) == DESKS * EDITS
    corrected = [row for row in rows if row.kind == "episode.corrected"]
    assert len(corrected) == len({row.operation_id for row in corrected}) == DESKS * EDITS
    names = Link.__dataclass_fields__
    links = [(Link(**{n: getattr(row, n) for n in names}), row.mac) for row in (first, *rows)]
    key = opened_server.office.chain_key
    # the first entry was written under the office's own key
    assert check(key, links[:1]).broken == Break(1, ALTERED)
    assert all(
        mac(key, before, link) == found for (_, before), (link, found) in itertools.pairwise(links)
    )
    _log.info(
        "%d edits, outrun %d times, %d on the field", len(done.words), done.conflicts, done.clashes
    )
