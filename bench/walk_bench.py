"""A walk over all screens: what held the window's thread longest, and the memory at its end.

There is no baseline but a bound: no event may hold the thread for more than 50 ms, and the program
may hold 250 MB. "Identical" means that the walk came to its end; a fault of the program ends it before.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from bench import Result
from bench.made_up import MadeUp, made_up
from bench.made_up_rows import BUSY_CONTACTS
from bench.measuring import clock
from bench.processes import arguments_for, started

SLOT_S, MEGABYTES = 0.050, 250.0
PATIENCE_S = 900
_BUSY = """SELECT episode_id FROM activity GROUP BY episode_id HAVING count(*) >= ?
ORDER BY episode_id LIMIT 1"""


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """One walk; the events that held the window longest are told beside the table."""
    told = walk(office)
    for passed, own, step, kind, whose in told["by_own" if clock.processor else "by_time"]:
        print(f"  {passed:7.0f} ms, {own:5.0f} own: {step} ({kind}, {whose})", file=sys.stderr)
    at, slots = (1, told["by_own"]) if clock.processor else (0, told["by_time"])
    longest = slots[0][at] / 1000
    yield Result("walk, longest event", office.size, longest, SLOT_S, told["step"] == "end")
    for name, megabytes in told["memory"].items():
        yield Result(f"walk, {name}", office.size, megabytes, MEGABYTES, True, unit="MB")


def walk(office: MadeUp) -> dict[str, Any]:
    """What the walking program tells at its end."""
    with closing(office.connect()) as connection:
        busy = connection.execute(_BUSY, (BUSY_CONTACTS,)).fetchone()[0]
        other = connection.execute("SELECT min(id) FROM episode").fetchone()[0]
    with tempfile.TemporaryDirectory() as folder:
        arguments = (f"{busy},{other}", *arguments_for(office, Path(folder)))
        with started("bench.walking", arguments) as process:
            out, _ = process.communicate(timeout=PATIENCE_S)
        if process.returncode or not out:
            raise RuntimeError(f"the walk ended with {process.returncode}")
    told: dict[str, Any] = json.loads(out)
    return told
