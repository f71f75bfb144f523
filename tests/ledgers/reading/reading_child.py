"""Reads the files named on stdin under a memory limit; prints one JSON line for each.

Not a test: `test_hostile.py` starts it. The limit is set after the imports, above what the
interpreter already holds, so that it bounds what reading itself takes.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from app.errors import LedgerRefused
from app.ledgers.reading.own import read_workbook

ALLOWED = 300 * 1024 * 1024


def address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def outcome(path: Path) -> str | None:
    try:
        read_workbook(path)
    except LedgerRefused as error:
        return error.where
    except MemoryError:
        return "OUT OF MEMORY"
    return None


def main() -> None:
    limit = address_space() + ALLOWED
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for line in sys.stdin:
        started = time.process_time()
        code = outcome(Path(line.rstrip("\n")))
        spent = time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sys.stdout.write(json.dumps({"code": code, "cpu": spent, "peak_kib": peak}) + "\n")


main()
