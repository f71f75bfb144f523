"""The long runs of promises that tests of the ordinary suite try a few times.

The same tests, with more of everything: the knobs are environment variables that they read.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from tests.conftest import EXAMPLES, LONG, ROOT
from tests.faults.sizes import Size
from tests.faults.tally import Tally


@dataclass(frozen=True)
class Loop:
    """Some tests, and what their knobs say in each size."""

    operation: str
    fault: str
    tests: tuple[str, ...]
    knob: str = ""
    slice: int = 0
    full: int = 0
    aim: int = 0
    """In between, where the slice does not reach what trust.md §2 asks of every change."""
    each: int = 1
    """What one of the knob stands for."""
    only: str = ""
    """Which of the tests, by their marks; all when empty."""


LOOPS = (
    Loop("a desk's save", "connection cut around COMMIT", ("storage/server/test_cuts.py",),
         "TEICHAKU_CUTS", 300, 3_000),
    Loop("corrections by eight desks", "edits of the same records",
         ("storage/server/test_many_desks.py",), "TEICHAKU_EDITS", 500, 2_000, each=8),
    Loop("moving to a server and back", "cut between its steps", ("storage/test_moving.py",)),
    Loop("moving a larger office", "compared record by record", ("storage/test_moving_many.py",),
         "TEICHAKU_MOVED", 300, 10_000),
    Loop("letters on a server", "kill -9 at steps", ("handoff/test_killed_on_server.py",),
         "TEICHAKU_KILLS", 3, 1_000),
    Loop("letters", "kill -9 at steps and moments", ("handoff/test_killed_letters.py",),
         "TEICHAKU_KILLS", 48, 1_000),
    Loop("letters between two offices", "lost, late, twice",
         ("handoff/test_two_offices.py", "handoff/test_put_back.py"), "TEICHAKU_EXCHANGES", 25, 1_000),
    Loop("saving 会議, 同意, つなぎ, 端緒", "kill -9 at moments", ("consent/test_killed_saving.py",),
         "TEICHAKU_KILLS", 40, 400),
    Loop("typing", "kill -9 at moments", ("ui/cases/test_killed_typing.py",),
         "TEICHAKU_KILLS", 60, 500),
    Loop("data file", "every byte flipped, cut at every length", ("storage/test_damage.py",)),
    Loop("key file", "every bit flipped, cut at every length", ("storage/keys/test_tampering.py",)),
    Loop("letter, partner's card", "every byte changed, cut at every length",
         ("handoff/sealing/test_damage.py",), "TEICHAKU_FLIPS", 60, 10_000),
    Loop("every text", "kept by records, files and papers", ("storage/test_text_fidelity.py",),
         "TEICHAKU_TEXTS", 2_000, 20_000, aim=20_000),
    Loop("history", "entries altered, moved, taken out", ("history/test_chain.py",),
         "TEICHAKU_TAMPERS", 1_000, 20_000),
    Loop("an office by commands", "moved there and back", ("commands/test_office.py",)),
    Loop("calendar", "every day of 1873 to 2100", ("calendar",)),
    Loop("台帳 of a centre", "every read the same on both engines", ("ledgers/test_same_on_both.py",)),
    Loop("the practice centre", "every screen and paper of every case the same on both engines",
         ("scenarios/test_same_on_both.py",)),
    Loop("会議 of every kind", "every consent and member on the server",
         ("meetings/test_every_kind.py",)),
    Loop("every screen", "its tests on a server", ("ui",), only="long and not on_both"),
    Loop("every place at four scales, in both themes", "words that are cut",
         ("ui/program/access/test_scales.py",), only="long"),
    Loop("台帳 taken in", "its tests on a server", ("ledgers/test_taken_in.py",), only="long"),
    Loop("rules", "made-up input",
         ("attachments", "backups", "calendar", "cases/contacts", "cases/measures", "cases/selection",
          "cases/test_conflicts.py", "cases/test_rules.py", "consent/test_who_holds_what.py",
          "funding/test_rules.py", "handoff", "history/test_by_staff.py", "ledgers/reading",
          "ledgers/test_values.py", "network", "people", "reports", "schedule", "staff",
          "storage/keys", "storage/server/test_invitation.py", "storage/test_failed_tries.py",
          "storage/test_search_migration.py", "storage/test_text.py", "ui/schedule/test_span.py"),
         EXAMPLES, 100, 2_000, each=110, only="hypothesis and not long"),
    Loop("benchmarks", "the same rows on a server and in fresh processes", ("bench/test_bench.py",),
         only="long"),
    Loop("files from elsewhere, read apart", "every class of hostile workbook at both doors",
         ("foreign/test_hostile_files.py",), "TEICHAKU_HOSTILE", 60, 1_000, aim=150),
    Loop("files from elsewhere", "changed at random, seconds at each door",
         ("foreign/test_fuzz.py",), "TEICHAKU_FUZZ", 2, 300, aim=60, each=11),
    Loop("search and order", "20,000 texts on both engines",
         ("cases/test_twenty_thousand_texts.py", "cases/test_same_answers.py")),
)  # fmt: skip


def loops(size: Size) -> Iterator[tuple[str, Callable[[], list[Tally]]]]:
    """Each long run under the name of what it is about."""
    for loop in LOOPS:
        yield f"loop {loop.operation}", partial(_run, loop, size)


def _run(loop: Loop, size: Size) -> list[Tally]:
    began = time.monotonic()
    environment = {**os.environ, LONG: "1"}
    if loop.knob:
        environment[loop.knob] = str(size.pick(loop.slice, loop.aim or loop.slice, loop.full))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-n0", "-m", loop.only),
            *(f"tests/{name}" for name in loop.tests),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    tally = Tally(loop.operation, loop.fault)
    passed = re.search(r"(\d+) passed", done.stdout)
    turned = int(environment.get(loop.knob, 0)) * loop.each
    tally.tried = turned or int(passed[1] if passed else 0)
    if done.returncode:
        tally.told.append(done.stdout[-3000:] + done.stderr[-1000:])
    tally.seconds = time.monotonic() - began
    return [tally]
