"""Benchmarks: ratios, in one run, against baselines that return identical rows.

Each module has `run(sizes) -> Iterable[Result]`; the baselines are in `bench/baselines/`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One measurement: our seconds and the baseline's, and whether both found the same."""

    name: str
    size: int
    ours_s: float
    """Seconds, or megabytes where `unit` says so."""
    baseline_s: float
    identical: bool
    p95_s: float | None = None
    """What 95 of 100 of ours keep, where single ones are what somebody waits for."""
    rows: str = ""
    """SHA-256 of the rows that both found: another one than in an earlier run is other work."""
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Our time as a multiple of the baseline's."""
        return self.ours_s / self.baseline_s if self.baseline_s else float("inf")
