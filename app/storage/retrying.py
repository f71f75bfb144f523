"""Doing an operation again after the connection was lost, without ever doing it twice."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.errors import AlreadyDone, ConnectionLost, TeichakuError
from app.staff.permissions import Actor
from app.storage.types import new_id
from app.storage.work import ALREADY, Office, Work

T = TypeVar("T")
PAUSES = (0.1, 0.5, 1.5)
"""Seconds before the second, third and fourth try."""


@dataclass
class Tries:
    """One operation over all its tries, also those of several calls.

    `results` holds what each try gave that got as far as its COMMIT, by the try's own id.
    """

    operation_id: str = field(default_factory=new_id)
    results: dict[str, Any] = field(default_factory=dict, repr=False)


def retrying(
    office: Office,
    actor: Actor,
    act: Callable[[Work], T],
    *,
    tries: Tries | None = None,
    within: float = math.inf,
    pause: Callable[[float], None] = time.sleep,
) -> T:
    """Run `act` in one Work; when its connection is lost, ask first, then try again.

    A COMMIT whose answer was lost may have been kept, and one may still be on its way: the table
    of operations is asked before each further try and after each refusal of one, and takes the
    same operation only once. Gives the result of the attempt that was kept, which may be one of
    an earlier call with the same `tries`. Raises AlreadyDone when it is none of them,
    ConnectionLost when the server stays away; no try begins later than `within` seconds.
    """
    tries = tries or Tries()
    latest = time.monotonic() + within
    for wait in PAUSES:
        try:
            return _attempt(office, actor, act, tries)
        except ConnectionLost:
            if time.monotonic() + wait > latest:
                raise
            pause(wait)
    return _attempt(office, actor, act, tries)


def _attempt(office: Office, actor: Actor, act: Callable[[Work], T], tries: Tries) -> T:
    operation_id, before = tries.operation_id, dict(tries.results)
    if before:
        kept = office.arrived(operation_id)
        if kept is not None:
            first: T = _result(before, kept)
            return first
    try:
        with office.work(actor, operation_id) as work:
            result = act(work)
            tries.results[work.attempt] = result
        return result
    except ConnectionLost:
        raise
    except TeichakuError:
        # After a lost answer a refusal may come from what our own earlier try has changed.
        kept = office.arrived(operation_id) if before else None
        if kept is None:
            raise
        ours: T = _result(before, kept)
        return ours


def _result(results: dict[str, Any], kept: str) -> Any:
    """What the try gave that was kept; AlreadyDone when it was not one of ours."""
    if kept not in results:
        raise AlreadyDone(ALREADY)
    return results[kept]
