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
    for wait in PAUSES:
        try:
            return _attempt(office, actor, act, operation_id, results)
        except ConnectionLost:
            pause(wait)
    return _attempt(office, actor, act, operation_id, results)


def _attempt(
    office: Office,
    actor: Actor,
    act: Callable[[Work], T],
    operation_id: str,
    results: dict[str, T],
) -> T:
    """One try; `results` holds what each try before gave that got as far as its COMMIT."""
    before = dict(results)
    if before:
        kept = office.arrived(operation_id)
        if kept is not None:
            return _result(before, kept)
    try:
        with office.work(actor, operation_id) as work:
            result = act(work)
            results[work.attempt] = result
        return result
    except ConnectionLost:
        raise
    except TeichakuError:
        # After a lost answer a refusal may come from what our own earlier try has changed.
        kept = office.arrived(operation_id) if before else None
        if kept is None:
            raise
        return _result(before, kept)


def _result(results: dict[str, T], kept: str) -> T:
    """What the try gave that was kept; AlreadyDone when it was not one of ours."""
    if kept not in results:
        raise AlreadyDone(ALREADY)
    return results[kept]
