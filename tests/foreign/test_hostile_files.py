"""Every class of hostile file at both doors: read right or refused at once, and nothing else ends.

TEICHAKU_HOSTILE says how many of the runs (files times doors) are made; the slice takes them from all
classes evenly.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest

from app.foreign import apart, frames
from app.foreign.frames import Garbled, Kind
from app.ledgers.reading.carrying import Arriving
from app.ledgers.reading.refusals import CODES
from app.reports.forms.carrying import sheets_of
from tests.foreign.hostile_files import Hostile, files

RUNS = int(os.environ.get("TEICHAKU_HOSTILE", "24"))
CPU_SECONDS, PEAK_MIB = 2.0, 300
MEASURED = Path(__file__).with_name("measured.py")
DOORS = ("ledger", "form")
BY_LIMIT = {"too_costly", "reader_failed", "reader_not_started"}


@dataclass(frozen=True)
class Ending:
    """How a reading process ended, and what it took."""

    pieces: tuple[frames.Piece, ...]
    status: int
    cpu: float
    peak_mib: float


def run(door: str, data: bytes) -> Ending:
    """What the door's reading process makes of a file, started as the program starts it."""
    process = subprocess.Popen(
        [*apart.command(door)[:-4], str(MEASURED), door],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=apart.environment(),
        stderr=subprocess.PIPE,
    )
    facts = {"name": "届いた.xlsx", "views": [""], "else": ""}
    with cast(BinaryIO, process.stdin) as out, cast(BinaryIO, process.stdout) as source:
        frames.send_value(out, Kind.VALUE, facts)
        frames.send(out, Kind.BYTES, data)
        out.flush()
        pieces = tuple(frames.received(source))
    with cast(BinaryIO, process.stderr) as told:
        peak = told.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Ending(pieces, status, used.ru_utime + used.ru_stime, int(peak or 0) / 1024)


def chosen() -> list[tuple[Hostile, str]]:
    """The runs of this slice."""
    every = [(file, door) for door in DOORS for file in files()]
    return every if len(every) <= RUNS else [every[at * len(every) // RUNS] for at in range(RUNS)]


def wrong(file: Hostile, door: str, ending: Ending) -> Iterable[str]:
    """What is not as it must be."""
    last = ending.pieces[-1] if ending.pieces else None
    if ending.status or last is None or last.kind not in (Kind.END, Kind.REFUSED):
        yield f"ended with {ending.status}, {last and last.kind}"
        return
    if ending.cpu > CPU_SECONDS:
        yield f"{ending.cpu:.1f} s"
    if ending.peak_mib > PEAK_MIB:
        yield f"{ending.peak_mib:.0f} MiB"
    told: Any = last.value() if last.kind is Kind.REFUSED else None
    if door == "ledger":
        yield from _wrong_ledger(file, ending, told)
    elif told is not None:
        words = told["message"]
        if "登録済みの様式はそのままです。" not in words or not words.endswith("。"):
            yield words
    else:
        sheets_of(ending.pieces[0].value())


def _wrong_ledger(file: Hostile, ending: Ending, told: Any) -> Iterable[str]:
    if told is not None:
        if file.reads is not None or told["where"] not in CODES - BY_LIMIT:
            yield f"refused: {told['where']}"
        return
    arriving = Arriving("届いた.xlsx", "0" * 64)
    try:
        for piece in ending.pieces[:-1]:
            arriving.take(piece.body if piece.kind is Kind.BYTES else piece.value())
        rows = arriving.book().sheets[0].rows
    except Garbled as cause:
        yield f"garbled: {cause}"
        return
    found = tuple(cell.value for cell in rows[0].cells) if rows else (None,)
    if file.reads is None or found[: len(file.reads)] != file.reads:
        yield f"read as {found}"


@pytest.mark.skipif(sys.platform != "linux", reason="what a process took is asked as on Linux")
def test_every_hostile_file_is_read_right_or_refused_at_once() -> None:
    found, cpu, peak = [], 0.0, 0.0
    for file, door in chosen():
        data = file.make()
        ending = run(door, data)
        cpu, peak = max(cpu, ending.cpu), max(peak, ending.peak_mib)
        found += [(door, file.name, one) for one in wrong(file, door, ending)]
    print(f"{len(chosen())} runs, at most {cpu:.2f} s and {peak:.0f} MiB")  # noqa: T201
    assert found == []


def test_there_are_enough_of_each_class() -> None:
    every = files()
    assert len({file.name for file in every}) == len(every) >= 140
    assert len({file.kind for file in every}) >= 30
    assert [file.make() for file in every[:8]] == [file.make() for file in files()[:8]]
