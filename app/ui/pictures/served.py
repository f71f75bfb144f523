"""A practice office that behaves like one on a server: a colleague is there, the line may go."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.history.viewing import Viewing
from app.staff.permissions import Actor
from app.storage.desks import OneDesk
from app.storage.server import faults
from app.storage.work import Office, Reading, Work


class PlayedDesks(OneDesk):
    """Who is said to have a case open beside us."""

    def __init__(self) -> None:
        self.beside: frozenset[str] = frozenset()

    def looking_at(self, record_id: str) -> frozenset[str]:
        """The people of the picture."""
        return self.beside if record_id else frozenset()


class PlayedServer(Office):
    """`away` refuses every connection as a lost one; while `flow` is not set, answers stay out."""

    def __init__(self, office: Office) -> None:
        super().__init__(**vars(office))
        self.desks: PlayedDesks = PlayedDesks()
        self.away = False
        self.flow = threading.Event()
        self.flow.set()

    @property
    def served(self) -> bool:
        """The window shows what it shows with a server."""
        return True

    @contextmanager
    def reading(self, actor: Actor, viewing: Viewing | None = None) -> Iterator[Reading]:
        """A read, while the line holds."""
        self._over_the_line()
        with super().reading(actor, viewing) as reading:
            yield reading

    @contextmanager
    def work(self, actor: Actor, operation_id: str | None = None) -> Iterator[Work]:
        """A transaction, while the line holds."""
        self._over_the_line()
        with super().work(actor, operation_id) as work:
            yield work

    def reach(self) -> None:
        """A sign of life, or ConnectionLost."""
        self._over_the_line()

    def _over_the_line(self) -> None:
        self.flow.wait()
        if self.away:
            raise faults.connection_lost()
