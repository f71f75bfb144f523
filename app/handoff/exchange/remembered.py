"""What is remembered of letters while a desk is open: pure results, by the letters they come from."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
_FORGET: list[Callable[[], None]] = []


def remembered(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Remember the results of a pure function, the latest `most` of them, until `forget`."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        cached = lru_cache(maxsize=most)(function)
        _FORGET.append(cached.cache_clear)
        return cast("Callable[P, T]", cached)

    return decorate


def forget() -> None:
    """The desk is left: nothing that was read stays."""
    for clear in _FORGET:
        clear()
