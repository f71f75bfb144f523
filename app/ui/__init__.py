"""The window: frame, screens and the parts they are made of."""

from __future__ import annotations

import ctypes
import sys

_PLENTY = 1 << 40


def _keep_none_alive() -> None:
    """Give None more references than a session can lose.

    PySide6 6.12.0 returns None from every Qt call without counting it, which ends the process
    after some thousand calls where None can die (CPython before 3.12; 6.11.3 counts rightly).
    """
    if sys.version_info < (3, 12):
        ctypes.c_ssize_t.from_address(id(None)).value += _PLENTY


_keep_none_alive()
