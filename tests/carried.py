"""An office in a file carried to a server as `office move` does it: two offices, every id the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from app.storage import copying
from app.storage.server import access, arriving
from app.storage.server.engine import Login
from app.storage.server.opening import open_server_office
from app.storage.server.starting import starting_password
from app.storage.transactions import for_writing
from tests.conftest import NOW, OpenedOffice
from tests.throwaway_server import ThrowawayServer


class Pair(NamedTuple):
    """The same office in a file and on a server."""

    file: OpenedOffice
    server: OpenedOffice


@contextmanager
def carried(opened: OpenedOffice, server: ThrowawayServer, database: str) -> Iterator[Pair]:
    """The office and its copy in a database of its own."""
    office = opened.office
    place = server.place(database)
    arriving.ready_database(place, server.admin)
    with arriving.administering(place, server.admin) as engine:
        with office.engine.connect() as source, for_writing(engine).begin() as target:
            copying.copy_office(source, target, office.office_id)
        started = arriving.let_everybody_in(engine, office.office_id, office.chain_key)
    (one,) = (who for who in started if who.staff_id == opened.actor.staff_id)
    login = Login(access.login_role(one.staff_id), starting_password(one.starting))
    served, director = open_server_office(place, login, NOW)
    yield Pair(opened, OpenedOffice(served, director, None))
    served.close()
    with arriving.administering(place, server.admin) as engine, for_writing(engine).begin() as end:
        arriving.let_everybody_out(end, office.office_id)
