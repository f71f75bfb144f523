"""The desks of an office on the server hear each other: one thread with a connection of its own.

What is missed while the connection is away is made up for by telling that anything may have
changed as soon as it is back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.errors import KeyProblem, TeichakuError
from app.storage.desks import Change
from app.storage.server import faults, messages
from app.storage.server.messages import View
from app.storage.server.presence import BEAT_SECONDS, Presence
from app.storage.types import new_id

POLL_SECONDS = 0.2
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
_STOP_SECONDS = 2.0
_log = logging.getLogger(__name__)


class ServerDesks:
    """`Desks` through LISTEN and NOTIFY; `announce` works without `watch`."""

    def __init__(self, engine: Engine, office_id: str) -> None:
        self._engine, self._channel = engine, messages.channel(office_id)
        self._view = View(new_id(), "", "")
        self._presence = Presence()
        self._due = threading.Event()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._changed: Callable[[Change], None] = lambda _: None
        self._looked: Callable[[], None] = lambda: None

    def announce(self, session: Session, change: Change) -> None:
        """Tell the other desks when the transaction is committed."""
        if change.kinds:
            payload = messages.of_change(change, self._view.desk)
            session.execute(select(func.pg_notify(self._channel, payload)))

    def watch(self, changed: Callable[[Change], None], looked: Callable[[], None]) -> None:
        """Begin to hear, once."""
        if self._thread is None:
            self._changed, self._looked = changed, looked
            self._thread = threading.Thread(target=self._run, name="other desks", daemon=True)
            self._thread.start()

    def look_at(self, record_id: str, by: str) -> None:
        """Let the other desks know which case is open here."""
        if record_id != self._view.record_id:
            self._view = View(self._view.desk, by, record_id)
            self._due.set()

    def looking_at(self, record_id: str) -> frozenset[str]:
        """Ids of the staff whose desks have this case open."""
        return self._presence.at(record_id)

    def stop(self) -> None:
        """Say goodbye and end the thread."""
        self._ending.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._ending.is_set():
            began = time.monotonic()
            try:
                with closing(self._borrow()) as connection:
                    connection.rollback()
                    connection.autocommit = True
                    if not self._ending.is_set():
                        self._listen(connection)
            except (psycopg.Error, SQLAlchemyError, TeichakuError, OSError) as error:
                _log.info("other desks are not heard: %s", type(error).__name__)
                if _let_in_no_more(error):
                    self._changed(_anything())
            if time.monotonic() - began > LONGEST_PAUSE_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self._ending.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _borrow(self) -> psycopg.Connection[Any]:
        borrowed = self._engine.raw_connection()
        connection = cast("psycopg.Connection[Any]", borrowed.driver_connection)
        # From here on it is not the pool's: it stays for as long as the office is open.
        borrowed.detach()
        return connection

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        self._changed(_anything())
        self._say(connection, self._view, asks=True)
        beat = time.monotonic() + BEAT_SECONDS
        while not self._ending.is_set():
            for notify in connection.notifies(timeout=POLL_SECONDS):
                self._hear(notify.payload)
            now = time.monotonic()
            if self._due.is_set() or now >= beat:
                self._due.clear()
                self._say(connection, self._view)
                beat = now + BEAT_SECONDS
            if self._presence.forget(now):
                self._looked()
        self._say(connection, View(self._view.desk, self._view.by, ""))

    def _say(self, connection: psycopg.Connection[Any], view: View, *, asks: bool = False) -> None:
        said = messages.of_view(View(view.desk, view.by, view.record_id, asks))
        connection.execute("SELECT pg_notify(%s, %s)", (self._channel, said))

    def _hear(self, payload: str) -> None:
        heard = messages.read(payload)
        if heard is None or heard[0] == self._view.desk:
            return
        said = heard[1]
        if isinstance(said, Change):
            self._changed(said)
            return
        if said.asks:
            self._due.set()
        if self._presence.hear(said, time.monotonic()):
            self._looked()


def _let_in_no_more(error: Exception) -> bool:
    """Whether the server refused the login itself: whoever sits here must hear of it."""
    known = faults.translate(error) if isinstance(error, psycopg.Error) else error
    return isinstance(known, KeyProblem)


def _anything() -> Change:
    from app.storage.records import Base  # makes every record

    kinds = frozenset(mapper.class_.__name__.lower() for mapper in Base.registry.mappers)
    return Change(kinds, frozenset(), "", many=True)
