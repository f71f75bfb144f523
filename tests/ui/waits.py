"""Whether the window's own thread ever waits: for the server, a disk, another thread or the clock.

A time limit would tell how busy the machine is. Here every call that can wait is watched, and one
that the window makes itself is kept with the place it was made from.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

import app.ui

_WINDOW = str(Path(app.ui.__file__).parent)
_CALLS: tuple[tuple[Any, str], ...] = (
    (psycopg.Connection, "wait"),
    (psycopg.Connection, "connect"),
    (os, "fsync"),
    (time, "sleep"),
    (threading.Condition, "wait"),
    (threading.Thread, "join"),
)


class Waits:
    """From now on; `found` names the calls that waited, innermost place of the window first."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.found: list[str] = []
        self._window = threading.get_ident()
        for holder, name in _CALLS:
            original = holder.__dict__[name]
            bound = isinstance(original, classmethod)
            watched = self._watched(name, original.__func__ if bound else original)
            patch.setattr(holder, name, classmethod(watched) if bound else watched)

    def _watched(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            at_once = name == "wait" and given[1:] == (0,)
            if threading.get_ident() == self._window and not at_once:
                place = _place_in_window()
                if place:
                    self.found.append(f"{name} in {place}")
            return original(*given, **named)

        return call


def _place_in_window() -> str:
    """Where the window called from; nothing when the test itself did."""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code is threading.Thread.start.__code__:
            return ""  # a new thread says that it runs
        if frame.f_code.co_filename.startswith(_WINDOW):
            return f"{frame.f_code.co_filename.removeprefix(_WINDOW)}:{frame.f_lineno}"
        frame = frame.f_back  # type: ignore[assignment]
    return ""
