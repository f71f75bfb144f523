"""The history: following its whole chain, and what it costs to write down who opened a case.

The chain is followed against hand-written SQL and HMAC; a case that is told against one that is
not. The goals are 5 s for 100,000 entries and 200 ms for a case.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session
from sqlcipher3.dbapi2 import Connection

from app.cases.queries import case_page
from app.history.chain import START, Head, Link
from app.history.queries import follow_chain
from app.history.viewing import of_case
from app.staff.permissions import Actor
from app.storage.appending import append
from app.storage.embedded import driver
from app.storage.transactions import for_writing
from app.storage.work import Office
from bench import Result
from bench.made_up import MadeUp, made_up
from bench.measuring import compare
from bench.plain import plain

_AT_ONCE = 10_000
_CASES = 20
_MOST_EPISODES = 10_000


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size: so many entries, about the cases of at most 10,000 episodes."""
    for size in sizes:
        yield from measure(made_up(min(size, _MOST_EPISODES)), size)


def measure(office: MadeUp, entries: int = 0) -> Iterator[Result]:
    """On a copy, since it is written to; as many entries as episodes unless told."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / office.folder.data_file.name
        shutil.copyfile(office.folder.data_file, copy)
        opened, actor = office.open(copy)
        with closing(opened):
            yield from _measure(office, entries or office.size, copy, opened, actor)


def _measure(
    office: MadeUp, entries: int, copy: Path, opened: Office, actor: Actor
) -> Iterator[Result]:
    with closing(driver.connect(copy, office.key)) as connection:
        cases = [row[0] for row in connection.execute("SELECT id FROM episode ORDER BY id")]
        connection.execute("DELETE FROM history_entry")
        connection.commit()
        fill(opened, actor, cases, entries)

        def ours() -> Head:
            with opened.reading(actor) as reading:
                return follow_chain(reading, opened.chain_key).head

        def baseline() -> Head:
            return by_hand(connection, opened.chain_key)

        found = plain((ours(), entries)), plain((baseline(), ours().seq))
        yield compare("verify the history", entries, ours, baseline, found=found)
    chosen = cases[:: max(1, len(cases) // _CASES)][:_CASES]

    def pages(*, told: bool) -> list[object]:
        opened.seen.forget()
        found: list[object] = []
        for case in chosen:
            with opened.reading(actor, of_case(case) if told else None) as reading:
                found.append(case_page(reading, case))
        return found

    found = plain(pages(told=True)), plain(pages(told=False))
    yield compare(
        "open a case, told",
        entries,
        lambda: pages(told=True),
        lambda: pages(told=False),
        found=found,
        per=len(chosen),
    )


def fill(opened: Office, actor: Actor, cases: Sequence[str], entries: int) -> None:
    """Write so many views and acts."""
    now = opened.clock.now()
    for begin in range(0, entries, _AT_ONCE):
        links = [
            Link(
                opened.office_id,
                0,
                now + timedelta(seconds=number),
                actor.staff_id,
                "view.case" if number % 3 else "episode.corrected",
                "episode",
                cases[number % len(cases)],
                "ケースを開いた" if number % 3 else "担当を訂正",
                {} if number % 3 else {"fields": ["担当", "note"]},
                f"{number:032x}",
            )
            for number in range(begin, min(begin + _AT_ONCE, entries))
        ]
        with Session(for_writing(opened.engine)) as session, session.begin():
            append(session, opened.office_id, opened.chain_key, links)


def by_hand(connection: Connection, key: bytes) -> Head:
    """The same chain, followed as a script would."""
    previous, last = START, 0
    rows = connection.execute(
        "SELECT office_id, seq, at, actor_id, kind, subject_kind, subject_id, words, details,"
        " operation_id, mac FROM history_entry ORDER BY seq"
    )
    for office, seq, at, actor, kind, about, subject, words, details, operation, found in rows:
        moment = f"{at.removesuffix('.000000')}+00:00"
        parts = [previous, office, seq, moment, actor, kind, about, subject, words]
        body = json.dumps(
            [*parts, json.loads(details), operation],
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        previous = hmac.new(key, body.encode(), hashlib.sha256).hexdigest()
        if previous != found or seq != last + 1:
            return Head(last, "")
        last = seq
    return Head(last, previous)
