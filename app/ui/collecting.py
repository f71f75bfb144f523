"""Python's cyclic garbage is collected on the window's own thread and nowhere else.

Otherwise whichever thread allocates collects it, also a worker that reads the data: windows and
other things of Qt then die on that worker while their own thread is still at them.

The code that was read is most of what there is, and none of it is garbage. Looked through again and
again it would hold the window longer than anything else, so it is kept while an office is open.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500
"""How often it is looked whether a collection is due; a full one comes at most once a minute."""


_kept = [False]
"""Whether `keep` set anything apart: what others did so with is not ours to give back."""


def keep() -> None:
    """What is there by now is not looked through until `keep_nothing`; garbage among it stays so long."""
    if not gc.isenabled():  # nobody else collects
        gc.freeze()
        _kept[0] = True


def keep_nothing() -> None:
    """An office is left: the next full collection looks through everything."""
    if _kept[0]:
        gc.unfreeze()
        _kept[0] = False


class Collector(QObject):
    """From its making to `end`, garbage goes only while the event loop of this thread runs."""

    def __init__(self, parent: QObject | None = None, *, first_ms: int = EVERY_MS) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)
        self._timer.start(first_ms)

    def look(self) -> None:
        """Collect what is due by the counts and limits that Python itself goes by."""
        counts, limits = gc.get_count(), gc.get_threshold()
        if counts[0] > limits[0] > 0:
            gc.collect(max(n for n in range(len(counts)) if counts[n] > limits[n]))

    def _turn(self) -> None:
        self._timer.setInterval(EVERY_MS)
        self.look()

    def end(self) -> None:
        """Leave it to Python again, once no worker is left."""
        self._timer.stop()
        keep_nothing()
        gc.enable()
