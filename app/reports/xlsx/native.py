"""The native reader of values, whose every failure is one that a template may cause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.reports.xlsx.refused import BrokenTemplateError


@contextmanager
def reading_values(reason: str) -> Iterator[None]:
    """Turn what the reader ends in into a `BrokenTemplateError` with this reason."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, ValueError, OverflowError) as cause:
        raise BrokenTemplateError(reason) from cause
    except BaseException as cause:
        # A panic of the native reader is no Exception; anything else is not ours to stop.
        if type(cause).__name__ != "PanicException":
            raise
        raise BrokenTemplateError(reason) from cause
