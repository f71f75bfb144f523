"""A second person of the office: at the same file, or with a login of their own on the server.

On a server nobody writes history in another's name (migration 0025), so a test that lets two people
act gives each their own desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from app.staff.permissions import Actor, Role
from app.storage.records import Staff
from app.storage.server.opening import admit, open_server_office
from app.storage.work import Office
from tests.conftest import NOW, OpenedOffice


@contextmanager
def somebody_else(
    opened: OpenedOffice,
    request: pytest.FixtureRequest,
    name: str = "別 人",
    role: Role = Role.COUNSELLOR,
) -> Iterator[tuple[Office, Actor]]:
    """Kept as staff, and where they work."""
    with opened.office.work(opened.actor) as work:
        staff = work.add(Staff(name=name, role=str(role), active=True)).id
        work.session.flush()
        login = admit(work, staff) if opened.folder is None else None
        work.tell("staff.added", "試し")
    if login is None:
        yield opened.office, Actor(staff, name, role)
        return
    place = request.getfixturevalue("_served").place
    office, actor = open_server_office(place, login, NOW)
    office.chain_key = opened.office.chain_key
    with closing(office):
        yield office, actor
