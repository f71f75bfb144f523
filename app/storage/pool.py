"""The pool of an engine, which keeps no connection once it was disposed of."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool


class EndingPool(QueuePool):
    """After `dispose`, a connection that was lent out until then is closed when it comes back.

    SQLAlchemy's own pool would take it in and hold it open for nobody.
    """

    _ended = False

    def dispose(self) -> None:
        """Close what is idle now, and whatever is returned later."""
        self._ended = True
        super().dispose()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        # asked only after it was taken in: whichever comes second, this or `dispose`, closes it
        if self._ended:
            super().dispose()


_forgets: WeakKeyDictionary[Engine, Callable[[], None]] = WeakKeyDictionary()


def at_end(engine: Engine, forget: Callable[[], None]) -> None:
    """What an engine that is closed for good lets go of: libraries may hold on to the engine."""
    _forgets[engine] = forget


def end(engine: Engine) -> None:
    """Close the engine for good: it keeps no connection from now on, no new one and no key."""
    engine.dispose()
    engine.pool.dispose()  # the fresh one, which a late reader may still ask
    forget = _forgets.pop(engine, None)
    if forget is not None:
        forget()
