"""A connection that does not wait for ever: an answer that stays out counts as a lost connection.

The server's own time limits end a long statement, and TCP notices a dead line; neither helps
against a server that is alive for TCP but stands still.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import psycopg

ANSWER_SECONDS = 35.0
LONGER = 1.0
"""Longer than the server's limit for one statement, so that its own refusal comes first."""
T = TypeVar("T")


class LimitedConnection(psycopg.Connection[Any]):
    """Gives up, and closes itself, when the server is silent for too long."""

    answer_seconds = ANSWER_SECONDS

    def wait(self, gen: Generator[Any, Any, T], *given: Any, **named: Any) -> T:
        """Run the exchange; no silence in it is longer than `answer_seconds`."""
        seconds = min(ANSWER_SECONDS, self.answer_seconds)
        return super().wait(_within(seconds, gen, self._give_up), *given, **named)

    def _give_up(self) -> None:
        # What is still to come would be taken for the answer to the next question.
        self.pgconn.finish()


def _within(
    seconds: float, gen: Generator[Any, Any, T], give_up: Callable[[], None]
) -> Generator[Any, Any, T]:
    latest = time.monotonic() + seconds
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready:
                latest = time.monotonic() + seconds
            elif time.monotonic() > latest:
                give_up()
                raise psycopg.OperationalError("no answer in time")
            wanted = gen.send(ready)
    except StopIteration as done:
        answer: T = done.value
        return answer
