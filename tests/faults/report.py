"""The lines on the terminal, and the table in docs/faults.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime

import sqlcipher3.dbapi2

from tests.conftest import ROOT
from tests.faults.sizes import Size
from tests.faults.tally import Tally

TABLE = ROOT / "docs" / "faults.md"
HEAD = """\
# What was broken on purpose

Written by `python3 dev.py faults --record`, which renews the lines of what it ran. How the suite works
and what it cannot show: [decision 0035](decisions/0035-breaking-things-on-purpose.md).

Last written {when} on {cores} processors. Python {python}, SQLite {sqlite}, {system}.
All lines together: {tried:,} tried.

**Lost**: something that was acknowledged is gone. **Half**: neither before nor after, or the office no
longer opens. **Silent**: something differs or failed and nobody was told. **Plain**: words of a case lie
outside what was to be written, stand in a message, or a file is left over after the next start.

| operation | fault | tried | lost | half | silent | plain | run | whole |
| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | --- |
"""


def line(tally: Tally) -> str:
    """One line for the terminal."""
    return (
        f"{'ok ' if tally.good else 'BAD'} {tally.operation:<28} {tally.fault:<44}"
        f"{tally.tried:>7,} tried  {tally.lost} lost  {tally.half} half  {tally.silent} silent"
        f"  {tally.plain} plain  {tally.seconds:.0f} s"
    )


def record(found: Iterable[Tally], *, size: Size) -> None:
    """Renew the lines of what was run; the others stay as they are."""
    today = datetime.now(UTC).date().isoformat()
    rows = _rows()
    for one in found:
        counts = (one.tried, one.lost, one.half, one.silent, one.plain)
        run = f"{size} {today}"
        rows[one.fault, one.operation] = (*map(str, counts), run, "yes" if one.good else "NO")
    head = HEAD.format(
        when=today,
        tried=sum(int(row[0]) for row in rows.values()),
        cores=os.cpu_count(),
        python=platform.python_version(),
        sqlite=sqlcipher3.dbapi2.sqlite_version,
        system=platform.system(),
    )
    body = "".join(
        f"| {operation} | {fault} | {' | '.join(rows[fault, operation])} |\n"
        for fault, operation in sorted(rows)
    )
    TABLE.write_text(head + body, encoding="utf-8")


def _rows() -> dict[tuple[str, str], tuple[str, ...]]:
    """The lines that are there, by fault and operation."""
    if not TABLE.exists():
        return {}
    cells = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TABLE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    )
    return {(row[1], row[0]): tuple(row[2:]) for row in cells if row[2].isdigit()}
