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
    baseline_s: float
    identical: bool

    @property
    def ratio(self) -> float:
        """Our time as a multiple of the baseline's."""
        return self.ours_s / self.baseline_s if self.baseline_s else float("inf")
