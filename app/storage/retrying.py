"""Doing an operation again after the connection was lost, without ever doing it twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from app.errors import AlreadyDone, ConnectionLost, TeichakuError
from app.staff.permissions import Actor
from app.storage.types import new_id
from app.storage.work import ALREADY, Office, Work

T = TypeVar("T")
PAUSES = (0.1, 0.5, 1.5)
"""Seconds before the second, third and fourth try."""


def retrying(
    office: Office,
    actor: Actor,
    act: Callable[[Work], T],
    *,
    operation_id: str | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> T:
    """Run `act` in one Work; when its connection is lost, ask first, then try again.

    A COMMIT whose answer was lost may have been kept, and one may still be on its way: the table
    of operations is asked before each further try and after each refusal of one, and takes the
    same operation only once. Gives the result of the attempt that was kept. Raises AlreadyDone
    when that was an earlier call with the same id, ConnectionLost when the server stays away.
    """
    operation_id = operation_id or new_id()
    results: dict[str, T] = {}
    for wait in (*PAUSES, None):
        try:
            return _attempt(office, actor, act, operation_id, results)
        except ConnectionLost:
            if wait is None:
                raise
            pause(wait)
        except TeichakuError:
            # After a lost answer a refusal may come from what our own first try has changed.
            if not results:
                raise
            kept = office.arrived(operation_id)
            if kept not in results:
                raise
            return results[kept]
    raise AssertionError("unreachable")


def _attempt(
    office: Office,
    actor: Actor,
    act: Callable[[Work], T],
    operation_id: str,
    results: dict[str, T],
) -> T:
    if results:
        kept = office.arrived(operation_id)
        if kept in results:
            return results[kept]
        if kept is not None:
            raise AlreadyDone(ALREADY)
    with office.work(actor, operation_id) as work:
        result = act(work)
        results[work.attempt] = result
    return result
