"""One operation on the bench: prepared once, done undisturbed once, then disturbed again and again."""

from __future__ import annotations

import gc
import random
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.forked import Outcome, apart, work
from tests.faults.judge import State, state_of, verdict
from tests.faults.operations import Desk, Operation, open_desk
from tests.faults.scene import Scene
from tests.faults.sizes import Size
from tests.faults.tally import Tally
from tests.faults.tracer import Point, Tracer, points

SEED = 20261124


@dataclass
class Workshop:
    """The scene before, and the state after each acknowledged step of an undisturbed run."""

    operation: Operation
    root: Path
    size: Size
    stages: list[State] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    seconds: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    _count: int = 0

    @property
    def before(self) -> Scene:
        """The scene as it is prepared."""
        return Scene(self.root / "before")

    def prepare(self) -> None:
        """Set the scene, and do the operation undisturbed: in this process once to have all loaded."""
        self.before.root.mkdir(parents=True)
        self.before.enter()
        self.operation.prepare(self.before)
        self._do_here()
        gc.collect()
        gc.freeze()
        self.stages = [state_of(self.before.copy(self.root / "stage0"))]
        calm = self.fresh()

        def step(desk: Desk) -> None:
            number = len(list(self.root.glob("step*"))) + 1
            desk.scene.copy(self.root / f"step{number}")

        def act(desk: Desk, _: object) -> None:
            self.act(desk, lambda: step(desk))

        done = apart(calm, lambda: self.ready(calm), act)
        assert not done.error, done.words
        steps = sorted(self.root.glob("step*"), key=lambda path: int(path.name[4:]))
        self.stages += [state_of(Scene(path)) for path in steps]
        for state in self.stages:
            assert not state.plain and not state.broken, state
        self._write_down()

    def ready(self, scene: Scene) -> Desk:
        """Whoever acts, just before."""
        desk = Desk(scene)
        (self.operation.before or open_desk)(desk)
        return desk

    def act(self, desk: Desk, acknowledged: Callable[[], object]) -> None:
        """Do it, and say so step by step."""
        desk.acknowledged = acknowledged
        self.operation.act(desk)

    def _do_here(self) -> None:
        scene = self.fresh()
        scene.enter()
        self.operation.act(self.ready(scene))

    def _write_down(self) -> None:
        scene, trace = self.fresh(), self.root / "trace"
        began = time.monotonic()
        done = work(self.operation, scene, tracer=Tracer.write_down(trace))
        self.seconds = time.monotonic() - began
        assert not done.error and done.acknowledged == len(self.stages) - 1, done
        self.points = points(trace, scene.root)
        assert self.points, "nothing was written"

    def fresh(self) -> Scene:
        """A copy of the scene before."""
        self._count += 1
        return self.before.copy(self.root / f"run{self._count}")

    @contextmanager
    def run(self) -> Iterator[Scene]:
        """A copy that goes when it was judged."""
        scene = self.fresh()
        try:
            yield scene
        finally:
            shutil.rmtree(scene.root, ignore_errors=True)

    def judge(
        self, tally: Tally, scene: Scene, outcome: Outcome, what: str, *, again: bool
    ) -> None:
        """Count what a fault left behind; `again`: nobody being in the way, it can be done now."""
        tally.tried += 1
        found = state_of(scene)
        kind = {"apart": self.operation.apart, "destroys": self.operation.destroys}
        said = verdict(self.stages, found, outcome, **kind)
        for kind in ("lost", "half", "silent", "plain"):
            if words := getattr(said, kind):
                tally.wrong(kind, f"{what}: {words} [{outcome.error} {outcome.words[:300]}]")
        if outcome.error and not outcome.clear and outcome.error != "MemoryError":
            tally.unclear.append(f"{what}: {outcome.words[:400]}")
        if again and not any(vars(said).values()) and not outcome.acknowledged:
            done = work(self.operation, scene)
            # Refused because, though nobody was told, the first step had been finished after all.
            there = done.error and state_of(scene).records == self.stages[1].records
            if done.error and not there and not found.differences(self.stages[0]):
                tally.wrong("half", f"{what}: not to be done again: {done.words[:400]}")

    def some(self, every: Iterable[Any], few: int, *, aim: int | None) -> list[Any]:
        """In the slice so many (fewer of a slow operation), drawn alike each time; `None`: all of them."""
        found = list(every)
        most = self.size.pick(self.few(few), aim, None)
        if most is None or len(found) <= most:
            return found
        return [found[at] for at in sorted(self.chance.sample(range(len(found)), most))]

    def few(self, most: int) -> int:
        """So many of a quick operation are how many of this one."""
        return max(2, most // self.operation.weight)


Fault = Callable[[Workshop], Tally]
