"""kill -9: as each call that changes something is entered, at random moments, and during recovery."""

from __future__ import annotations

from tests.faults.forked import apart, work
from tests.faults.tally import Tally
from tests.faults.tracer import Point, Tracer
from tests.faults.workshop import Workshop

POINTS, MOMENTS, TWICE = 40, 12, 8
"""How many in the slice; beyond it every call, 200 or 1,000 moments, and in the full run all twice."""


def at_every_call(shop: Workshop) -> Tally:
    """R1."""
    tally = Tally(shop.operation.name, "R1 kill -9 at a call that writes")
    for point in shop.some(shop.points, POINTS, aim=None):
        with shop.run() as scene:
            outcome = work(shop.operation, scene, tracer=Tracer.kill(point))
            shop.judge(tally, scene, outcome, f"kill at {point}", again=True)
    return tally


def at_any_moment(shop: Workshop) -> Tally:
    """R2."""
    tally = Tally(shop.operation.name, "R2 kill -9 at a random moment")
    for _ in range(shop.size.pick(shop.few(MOMENTS), 200, 1_000)):
        seconds = shop.chance.uniform(0.0, shop.seconds)
        with shop.run() as scene:
            outcome = work(shop.operation, scene, kill_after=seconds)
            shop.judge(tally, scene, outcome, f"kill after {seconds:.4f} s", again=False)
    return tally


def while_recovering(shop: Workshop) -> Tally:
    """R7: killed at a call, then killed again while it is opened."""
    tally = Tally(shop.operation.name, "R7 kill -9, and again while recovering")
    late = shop.points[len(shop.points) // 4 :]
    for number, point in enumerate(shop.some(late, TWICE, aim=TWICE)):
        with shop.run() as scene:
            outcome = work(shop.operation, scene, tracer=Tracer.kill(point))
            name = ("pwrite64", "unlink", "fsync", "openat", "write", "rename")[number % 6]
            second = Point(name, shop.chance.randint(1, 6))
            apart(scene, lambda: None, lambda *_, s=scene: s.open()[0].close(),
                  tracer=Tracer.kill(second))  # fmt: skip
            what = f"kill at {point}, then at {second}"
            shop.judge(tally, scene, outcome, what, again=True)
    return tally
