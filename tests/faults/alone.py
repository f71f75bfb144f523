"""Faults that disturb no operation, each in a process of its own: they change its folders and its clock."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from itertools import chain

from tests.conftest import ROOT
from tests.faults.clocks import clocks
from tests.faults.damage import damage, replayed
from tests.faults.keyrings import keyrings
from tests.faults.sizes import Size
from tests.faults.tally import Tally
from tests.faults.versions import versions

KINDS = (damage, replayed, keyrings, versions, clocks)


def alone(size: Size) -> Iterator[tuple[str, Callable[[], list[Tally]]]]:
    """Each under its name."""
    for name, _ in chain.from_iterable(kind(size) for kind in KINDS):
        yield name, partial(_in_its_own_process, name, size)


def _in_its_own_process(name: str, size: Size) -> list[Tally]:
    command = [sys.executable, "-m", "tests.faults.alone", name, size]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        failed = Tally(name, "did not run")
        failed.told.append(f"{done.stdout[-1000:]}{done.stderr[-3000:]}")
        return [failed]
    return [Tally(**one) for one in json.loads(done.stdout)]


def main(name: str, size: Size) -> None:
    """Run one and print its tallies as JSON."""
    run = dict(chain.from_iterable(kind(size) for kind in KINDS))[name]
    json.dump([asdict(tally) for tally in run()], sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1], Size(sys.argv[2]))
