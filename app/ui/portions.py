"""A large part of a screen is built in several events, so that none holds the window long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from PySide6.QtCore import QObject

from app.ui.jobs import JobRunner


def in_portions(
    portions: Iterable[Callable[[], object]],
    whole: Callable[[], object],
    jobs: JobRunner,
    owner: QObject,
) -> None:
    """Build the first portion now, each other in an event of its own, then call `whole`.

    Between two portions a person may do anything. So a portion either lies where nobody sees it, or
    what it shows must not act before `whole` is called. With `InlineJobs` all happens at once.
    """
    _go_on(iter(portions), whole, jobs, owner)


def _go_on(
    left: Iterator[Callable[[], object]],
    whole: Callable[[], object],
    jobs: JobRunner,
    owner: QObject,
) -> None:
    portion = next(left, None)
    if portion is None:
        whole()
        return
    portion()
    jobs.soon(partial(_go_on, left, whole, jobs, owner), owner)
