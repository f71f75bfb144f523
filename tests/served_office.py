"""An office in a database of the throw-away server, emptied between tests."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from app.clock import Clock
from app.staff.permissions import Actor, Role
from app.storage.opening import FirstStaff, NewOffice
from app.storage.server.engine import Login, ServerPlace
from app.storage.server.making import add_office, prepare_database
from tests.throwaway_server import ThrowawayServer

_KEPT = ("office", "staff", "history_entry", "operation")
_MAKE_EMPTY = """
SET session_replication_role = replica;
DO $$ DECLARE found regclass; filled boolean; BEGIN
  FOR found IN SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'r'
    AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
  LOOP
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', found);
    IF pg_relation_size(found) = 0 THEN CONTINUE; END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', found) INTO filled;
    IF pg_relation_size(found) > 262144 THEN EXECUTE format('TRUNCATE %s CASCADE', found);
    ELSIF filled THEN EXECUTE format('DELETE FROM %s', found);
    END IF;
  END LOOP;
END $$;
"""
"""Deleting a few rows is much quicker than new files for a table, its indexes and all that refer to it."""


@dataclass(frozen=True)
class ServedOffice:
    """Where it is, who its director is, and the administrator's connection."""

    place: ServerPlace
    office_id: str
    director: Actor
    login: Login
    admin: psycopg.Connection[tuple[object, ...]]

    @classmethod
    def make(
        cls, server: ThrowawayServer, database: str, name: str, prefecture: str
    ) -> ServedOffice:
        """A new database with one office."""
        place = server.place(database)
        prepare_database(place, server.admin)
        office_id, director, login = add_office(
            place,
            server.admin,
            NewOffice(kind="centre", name=name, prefecture=prefecture),
            FirstStaff("試作 澪江", Role.DIRECTOR, ""),
            Clock(),
        )
        admin = psycopg.connect(
            host=place.host,
            port=place.port,
            dbname=database,
            user=server.admin.role,
            password=server.admin.password,
            sslmode="verify-full",
            sslrootcert=str(place.certificate),
            autocommit=True,
            options="-c lock_timeout=5000",
        )
        for table in _KEPT:
            admin.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE public.{table}")
        return cls(place, office_id, director, login, admin)

    def make_empty(self) -> None:
        """Back to the state after `make`; a connection left open by a test fails here."""
        self.admin.execute(
            _MAKE_EMPTY
            + "".join(f"INSERT INTO {table} TABLE pg_temp.kept_{table};" for table in _KEPT)
        )

    def close(self) -> None:
        """Close the administrator's connection."""
        self.admin.close()
