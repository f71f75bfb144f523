"""One database server for all mutants of a run; each finds it as if it had just been started."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests import served_office, throwaway_server
from tests.served_office import ServedOffice
from tests.throwaway_server import ThrowawayServer

_PRISTINE = "office_pristine"
_OWN = ("postgres", "template0", "template1", _PRISTINE)


class OneServer:
    """Started at first use."""

    def __init__(self) -> None:
        self._running: ThrowawayServer | None = None
        self._office: ServedOffice | None = None
        self._roles: set[str] = set()
        self._make = ServedOffice.make
        self._start = throwaway_server.start

    def warm(self) -> None:
        """Start it and make the office that every child gets a copy of."""
        self._running = self._start()
        self._office = self._make(self._running, "office", "群馬県地域生活定着支援センター", "10")
        self._office.close()
        self._execute(f"CREATE DATABASE {_PRISTINE} TEMPLATE office")
        self._roles = set(self._rows("SELECT rolname FROM pg_roles"))
        server, kept = self._running, self._office
        throwaway_server.start = lambda: _Kept(
            server.folder, server.binaries, server.port, server.password
        )

        def make(
            server: ThrowawayServer, database: str, name: str, prefecture: str
        ) -> ServedOffice:
            if database != "office":
                return self._make(server, database, name, prefecture)
            return self._copied(kept)

        ServedOffice.make = make  # type: ignore[method-assign]

    def tidy(self) -> None:
        """Remove the databases and roles that a child left."""
        for database in self._rows("SELECT datname FROM pg_database"):
            if database not in _OWN:
                self._execute(f'DROP DATABASE "{database}" WITH (FORCE)')
        for role in set(self._rows("SELECT rolname FROM pg_roles")) - self._roles:
            self._execute(f'DROP ROLE "{role}"')

    def stop(self) -> None:
        """Stop it, if it was started."""
        if self._running:
            self._running.stop()

    def _copied(self, kept: ServedOffice) -> ServedOffice:
        self._execute(
            "DROP DATABASE IF EXISTS office WITH (FORCE)",
            f"CREATE DATABASE office TEMPLATE {_PRISTINE}",
            "UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database"
            f" WHERE datname = '{_PRISTINE}') WHERE datname = 'office'",
        )
        admin = self._connected("office")
        for table in served_office._KEPT:
            admin.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE public.{table}")
        return ServedOffice(kept.place, kept.office_id, kept.director, kept.login, admin)

    def _connected(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        assert self._running
        place, admin = self._running.place(database), self._running.admin
        return psycopg.connect(
            host=place.host,
            port=place.port,
            dbname=database,
            user=admin.role,
            password=admin.password,
            sslmode="verify-full",
            sslrootcert=str(place.certificate),
            autocommit=True,
            options="-c lock_timeout=5000",
        )

    def _execute(self, *statements: str) -> None:
        with self._connected("postgres") as connection:
            for statement in statements:
                connection.execute(statement)

    def _rows(self, query: str) -> list[str]:
        with self._connected("postgres") as connection:
            return [str(row[0]) for row in connection.execute(query)]


class _Kept(ThrowawayServer):
    """As a test's server, but it goes on when the test's process is done."""

    def stop(self) -> None:
        """It is stopped once, after the last mutant."""


@contextmanager
def one_server() -> Iterator[OneServer]:
    """The server of a run."""
    server = OneServer()
    try:
        yield server
    finally:
        server.stop()
