"""R8: there is no more memory, at ever less of it."""

from __future__ import annotations

from tests.faults.forked import work
from tests.faults.tally import Tally
from tests.faults.workshop import Workshop

STEPS = 10
_LEAST, _STEP = 0, 1024 * 1024


def starving(shop: Workshop) -> Tally:
    """The process may grow by so many MiB and no more: it says so or ends, and the data is whole."""
    tally = Tally(shop.operation.name, "R8 out of memory")
    for number in range(shop.size.pick(shop.few(STEPS), STEPS, 60)):
        room = _LEAST + number * (shop.size.pick(_STEP, _STEP, _STEP // 4))
        with shop.run() as scene:
            outcome = work(shop.operation, scene, memory=room)
            shop.judge(tally, scene, outcome, f"{room // 1024} KiB more", again=True)
    tally.unclear.clear()  # without memory nobody finds words; the data is what counts
    return tally
