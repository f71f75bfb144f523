"""Timing ours and the baseline alternately, so that both meet the same machine."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from statistics import median
from time import perf_counter, process_time
from typing import Any

from bench import Result

Work = Callable[[], Any]


class Clock:
    """What a measurement reads: the time that passed, or the processor time of this program."""

    def __init__(self) -> None:
        self.processor = False
        """Leaves out what other people's work takes, on a machine that is shared; processes that this
        one started and that have ended count too."""

    def __call__(self) -> float:
        return process_time() + _ended() if self.processor else perf_counter()


def _ended() -> float:
    """Processor time of processes that this one started and that have ended."""
    if sys.platform == "win32":
        return 0.0
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


clock = Clock()


def rounds_at(size: int) -> int:
    """How often each side is measured; fewer where one round takes long."""
    return 5 if size < 100_000 else 3


def compare(
    name: str,
    size: int,
    ours: Work,
    baseline: Work,
    *,
    found: tuple[Any, Any],
    per: int = 1,
    rounds: int = 0,
) -> Result:
    """Medians of both sides; `per` divides a round of several.

    `found` is what both found, as plain values that must be the same: the caller has run both once,
    which also filled the page cache of both connections. With `rounds` each is one that somebody
    waits for, and p95 of ours is told too.
    """
    ours_s, baseline_s = [], []
    for _ in range(rounds or rounds_at(size)):
        for work, times in ((ours, ours_s), (baseline, baseline_s)):
            began = clock()
            work()
            times.append((clock() - began) / per)
    mine, theirs = map(digest, found)
    worst = p95(ours_s) if rounds else None
    return Result(name, size, median(ours_s), median(baseline_s), mine == theirs, worst, mine)


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 keep."""
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def digest(found: Any) -> str:
    """SHA-256 of plain values (as `bench.plain` makes them), whatever kind of sequence holds them."""
    held = hashlib.sha256()
    _feed(held.update, found)
    return held.hexdigest()


def _feed(take: Callable[[bytes], None], value: Any) -> None:
    if isinstance(value, Mapping):
        take(b"{")
        for key in sorted(value):
            _feed(take, key)
            _feed(take, value[key])
        take(b"}")
    elif isinstance(value, (list, tuple)):
        take(b"[")
        for item in value:
            _feed(take, item)
        take(b"]")
    elif isinstance(value, bytes):
        take(hashlib.sha256(value).digest())
    elif isinstance(value, (date, time)):
        take(f"{value.isoformat()},".encode())
    elif value is None or isinstance(value, (str, int, float)):
        take(f"{value!r},".encode())
    else:
        raise TypeError(f"{type(value).__name__} is not plain")
