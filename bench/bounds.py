"""What each measurement may be at most: a multiple of its baseline, and what somebody waits for.

The bounds hold for 100,000 episodes with 2 million contacts in the encrypted file on two cores; those
of the figures and of the report for 20,000 episodes with 200,000 contacts, those of the 控え for a
gigabyte of attachments. "verify the history" has 5 s for 100,000 entries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench import Result


@dataclass(frozen=True)
class Bound:
    """At most `allowed(baseline)` in the median (None: anything), and `p95_s` for 95 of 100."""

    begins: str
    """How the names of the measurements begin that it is for."""
    allowed: Callable[[float], float] | None
    p95_s: float | None = None


def _keystroke(raw: float) -> float:
    return raw + 0.010 if raw < 0.020 else 1.5 * raw


def _times(factor: float) -> Callable[[float], float]:
    return lambda baseline: factor * baseline


BOUNDS = (
    Bound("start to list", _times(1.5)),
    Bound("search list", _keystroke, 0.050),
    Bound("search palette", _keystroke, 0.050),
    Bound("open a case, 500 contacts", lambda raw: raw + 0.020, 0.100),
    Bound("case page, 500 contacts", None, 0.100),
    Bound("figures of a year", _times(2)),
    Bound("figures of a month", _times(2)),
    Bound("年度 report with its grounds", _times(1.3)),
    Bound("ledger of 5,000 rows", _times(2)),
    Bound("verify the history", lambda _: 5.0),
    Bound("backup of 1,000 MB", lambda _: 60.0),
    Bound("save beside the backup", None, 1.0),
    Bound("walk, ", _times(1)),
    Bound("served ", _times(1)),
)
"""The baseline of what begins with "walk" or "served" is the bound itself."""


def bound_of(result: Result) -> float | None:
    """What the median may be, in the unit of the result; None where nothing is bound."""
    bound = _bound(result)
    return bound.allowed(result.baseline_s) if bound and bound.allowed else None


def holds(result: Result) -> bool | None:
    """Whether it keeps its bounds; None where nothing is bound."""
    bound = _bound(result)
    if bound is None:
        return None
    waited = bound.p95_s is None or result.p95_s is None or result.p95_s <= bound.p95_s
    return waited and (bound.allowed is None or result.ours_s <= bound.allowed(result.baseline_s))


def _bound(result: Result) -> Bound | None:
    return next((one for one in BOUNDS if result.name.startswith(one.begins)), None)
