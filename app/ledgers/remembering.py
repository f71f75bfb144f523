"""What a text means is found out once for one ledger, however many rows repeat it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

_MOST = 50_000
"""Different texts of one ledger; beyond it the oldest is found out again."""
_P = ParamSpec("_P")
_T = TypeVar("_T")
_forgetting: list[Callable[[], None]] = []


def remembered(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """The same function of texts or days, with its answers kept until `forget`."""
    keeping = lru_cache(maxsize=_MOST)(function)
    _forgetting.append(keeping.cache_clear)
    return cast("Callable[_P, _T]", keeping)


def forget() -> None:
    """Let go of every text of a ledger."""
    for clear in _forgetting:
        clear()


@contextmanager
def uncollected() -> Iterator[None]:
    """While a ledger is read or planned, no garbage is collected.

    Almost all that is made stays, and the collector would walk over it again and again. A program with
    a window does not collect on this thread anyway (0024).
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def planning() -> Iterator[None]:
    """While one ledger is planned; what was remembered of it is forgotten afterwards."""
    with uncollected():
        try:
            yield
        finally:
            forget()
