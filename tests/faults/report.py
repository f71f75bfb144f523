"""The lines on the terminal, and the table in docs/faults.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime

import sqlcipher3.dbapi2

from tests.conftest import ROOT
from tests.faults.tally import Tally

TABLE = ROOT / "docs" / "faults.md"
HEAD = """\
# What was broken on purpose

Written by `python3 dev.py faults{full} --record`. How the suite works and what it cannot show:
[decision 0035](decisions/0035-breaking-things-on-purpose.md).

{when}, {what}: {tried:,} points in {minutes:.0f} minutes on {cores} processors.
Python {python}, SQLite {sqlite}, {system}.

**Lost**: something that was acknowledged is gone. **Half**: neither before nor after, or the office no
longer opens. **Silent**: something differs or failed and nobody was told. **Plain**: words of a case lie
outside what was to be written, stand in a message, or a file is left over after the next start.

| operation | fault | tried | lost | half | silent | plain | |
| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
"""


def line(tally: Tally) -> str:
    """One line for the terminal."""
    return (
        f"{'ok ' if tally.good else 'BAD'} {tally.operation:<28} {tally.fault:<44}"
        f"{tally.tried:>7,} tried  {tally.lost} lost  {tally.half} half  {tally.silent} silent"
        f"  {tally.plain} plain  {tally.seconds:.0f} s"
    )


def record(found: Iterable[Tally], seconds: float, *, full: bool) -> None:
    """Write the table."""
    rows = sorted(found, key=lambda tally: (tally.fault, tally.operation))
    head = HEAD.format(
        full=" --full" if full else "",
        when=datetime.now(UTC).date().isoformat(),
        what="the full run" if full else "the slice of every change",
        tried=sum(tally.tried for tally in rows),
        minutes=seconds / 60,
        cores=os.cpu_count(),
        python=platform.python_version(),
        sqlite=sqlcipher3.dbapi2.sqlite_version,
        system=platform.system(),
    )
    body = "".join(
        f"| {one.operation} | {one.fault} | {one.tried:,} | {one.lost} | {one.half} | {one.silent}"
        f" | {one.plain} | {'' if one.good else 'not whole'} |\n"
        for one in rows
    )
    TABLE.write_text(head + body, encoding="utf-8")
