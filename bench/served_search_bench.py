"""The keystrokes of `search_bench` on a server over loopback, one desk.

There is no baseline but a bound: p95 is set against the 200 ms it must keep. "Identical" means that
the server gives the same as the embedded file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from time import perf_counter
from typing import Any

from app.staff.permissions import Actor
from app.storage.server.opening import open_server_office
from app.storage.work import Office
from bench import Result
from bench.desks_bench import BOUND_S, fill
from bench.made_up import MadeUp, clock, made_up
from bench.measuring import p95
from bench.search_bench import KEYSTROKES, NOTES, listed, named, written
from tests import throwaway_server
from tests.served_office import ServedOffice

ROUNDS = 20
_Ask = Callable[[Office, Actor, str], Any]
_ASKED: tuple[tuple[str, _Ask, tuple[tuple[str, str], ...]], ...] = (
    ("list", listed, KEYSTROKES),
    ("palette", named, KEYSTROKES),
    ("notes", written, NOTES),
)


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size; nothing where the machine has no server."""
    try:
        throwaway_server.find_binaries()
    except throwaway_server.NoServer as missing:
        print(missing, file=sys.stderr)
        return
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Fill a server with the same rows and ask it."""
    server = throwaway_server.start()
    try:
        served = ServedOffice.make(server, "bench", "計測用センター", "10")
        with closing(served):
            fill(served, office.size)
            yield from _ask(served, office)
    finally:
        server.stop()


def _ask(served: ServedOffice, office: MadeUp) -> Iterator[Result]:
    embedded, reader = office.open()
    here, actor = open_server_office(served.place, served.login, clock())
    with closing(embedded), closing(here):
        for where, ask, texts in _ASKED:
            for name, text in texts:
                same = ask(here, actor, text) == ask(embedded, reader, text)
                times = [_timed(ask, here, actor, text) for _ in range(ROUNDS)]
                yield Result(f"served {where}, {name}", office.size, p95(times), BOUND_S, same)


def _timed(ask: _Ask, office: Office, actor: Actor, text: str) -> float:
    began = perf_counter()
    ask(office, actor, text)
    return perf_counter() - began
