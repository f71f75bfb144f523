"""The faults that disturb an operation, and the process of its own in which one operation is disturbed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from tests.conftest import MEMORY, ROOT
from tests.faults import failing, kills, places, power, starving
from tests.faults.operations import OPERATIONS as EVERY_DAY
from tests.faults.removal import REMOVAL
from tests.faults.sizes import Size
from tests.faults.tally import Tally
from tests.faults.tracer import refuse_without
from tests.faults.versions import migrations
from tests.faults.workshop import Fault, Workshop

DAILY = {**EVERY_DAY, REMOVAL.name: REMOVAL}
OPERATIONS = {**DAILY, **{one.name: one for one in migrations()}}

FAULTS: dict[str, Fault] = {
    "kill": kills.at_every_call,
    "moment": kills.at_any_moment,
    "twice": kills.while_recovering,
    "fail": failing.calls,
    "power": power.power_loss,
    "full-disk": places.full_disk,
    "unreachable": places.unreachable,
    "memory": starving.starving,
}


SOME_FORMS = (0, -1)
"""Of the earlier forms of the data, those that are brought up in the slice: the first and the last."""


def driven(size: Size) -> Iterator[tuple[str, str]]:
    """Each fault and the operation it disturbs."""
    forms = [one.name for one in migrations()]
    for operation in (*DAILY, *([forms[at] for at in SOME_FORMS] if size is Size.SLICE else forms)):
        for fault in FAULTS:
            yield fault, operation


NEED_A_MOUNT = ("full-disk", "unreachable")


def grouped(chosen: Iterable[tuple[str, str]], size: Size) -> Iterator[Callable[[], list[Tally]]]:
    """One process for each operation: it is prepared once for all its faults."""
    faults: dict[str, list[str]] = {}
    for fault, operation in chosen:
        faults.setdefault(operation, []).append(fault)
    for operation, those in faults.items():
        yield partial(_in_its_own_process, operation, ",".join(those), size)


def _in_its_own_process(operation: str, fault: str, size: Size) -> list[Tally]:
    command = [
        sys.executable,
        "-m",
        "tests.faults.driven",
        operation,
        fault,
        size,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        failed = Tally(operation, fault)
        failed.told.append(f"{done.stdout[-1000:]}{done.stderr[-3000:]}")
        return [failed]
    return [Tally(**one) for one in json.loads(done.stdout)]


def main(operation: str, faults: str, size: Size) -> None:
    """Prepare the operation, disturb it, and print the tallies as JSON."""
    refuse_without()
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    place = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    found = []
    with tempfile.TemporaryDirectory(prefix="teichaku-faults-", dir=place) as root:
        shop = Workshop(OPERATIONS[operation], Path(root), size)
        shop.prepare()
        for fault in faults.split(","):
            began = time.monotonic()
            tally = FAULTS[fault](shop)
            tally.seconds = time.monotonic() - began
            found.append(asdict(tally))
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Size(sys.argv[3]))
