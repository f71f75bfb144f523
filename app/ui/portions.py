"""A large part of a screen is built in several events, so that none holds the window long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.ui.jobs import JobRunner

Portion = Callable[[], object]
_DRESSED_AT_ONCE = 60
"""So many widgets are dressed in one event."""


def in_portions(
    portions: Iterable[Portion],
    whole: Callable[[], object],
    jobs: JobRunner,
    owner: QObject,
    broken: Callable[[], object] | None = None,
) -> None:
    """Build the first portion now, each other in an event of its own, then call `whole`.

    Between two portions a person may do anything. So a portion either lies where nobody sees it, or
    what it shows must not act before `whole` is called. With `InlineJobs` all happens at once.
    A fault in a portion ends the building: `broken` is called, and the fault told like any other.
    """
    _go_on(iter(portions), whole, jobs, owner, broken)


def dressing(part: QWidget) -> Iterator[Portion]:
    """What dresses a part that nobody sees yet, some widgets at a time, so that showing it need not."""
    few: list[QWidget] = []
    count = 0
    for widget, size in _subtrees(part):
        if few and count + size > _DRESSED_AT_ONCE:
            yield partial(_dress, tuple(few))
            few, count = [], 0
        few.append(widget)
        count += size
    if few:
        yield partial(_dress, tuple(few))


def _go_on(
    left: Iterator[Portion],
    whole: Callable[[], object],
    jobs: JobRunner,
    owner: QObject,
    broken: Callable[[], object] | None,
) -> None:
    try:
        portion = next(left, None)
        if portion is not None:
            portion()
    except BaseException:
        if broken is not None:
            broken()
        raise
    if portion is None:
        whole()
        return
    jobs.soon(partial(_go_on, left, whole, jobs, owner, broken), owner)


def _subtrees(part: QWidget) -> list[tuple[QWidget, int]]:
    """Widgets that are dressed with all that is below them, the smaller first, `part` itself last."""
    inner = part.findChildren(QWidget)
    if len(inner) < _DRESSED_AT_ONCE:
        return [(part, len(inner) + 1)]
    below = part.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [*(one for child in below for one in _subtrees(child)), (part, 1)]


def _dress(parts: Iterable[QWidget]) -> None:
    for part in parts:
        if shiboken6.isValid(part):
            part.ensurePolished()
