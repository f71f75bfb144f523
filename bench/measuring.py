"""Timing ours and the baseline alternately, so that both meet the same machine."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from bench import Result

Work = Callable[[], Any]


def rounds_at(size: int) -> int:
    """How often each side is measured; fewer where one round takes long."""
    return 5 if size < 100_000 else 3


def compare(
    name: str, size: int, ours: Work, baseline: Work, *, same: bool, per: int = 1
) -> Result:
    """Medians of both sides; `per` divides a round of several.

    The caller has run both once to see whether they find the same, which also filled the page
    cache of both connections.
    """
    ours_s, baseline_s = [], []
    for _ in range(rounds_at(size)):
        for work, times in ((ours, ours_s), (baseline, baseline_s)):
            began = perf_counter()
            work()
            times.append(perf_counter() - began)
    return Result(name, size, median(ours_s) / per, median(baseline_s) / per, same)
