"""Every role's own login writes down what it looked at, and what it was refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.clock import Clock
from app.errors import NotAllowed
from app.history.viewing import of_case
from app.staff.permissions import Permission, Role
from app.storage.records import HistoryEntry, Staff
from app.storage.server.engine import Login
from app.storage.server.opening import admit, open_server_office
from tests.served_office import ServedOffice
from tests.throwaway_server import ThrowawayServer


@pytest.fixture(scope="module")
def served(server: ThrowawayServer) -> Iterator[tuple[ServedOffice, dict[Role, Login]]]:
    """An office on the server with one person of each role."""
    made = ServedOffice.make(server, "seen_by_roles", "群馬県地域生活定着支援センター", "10")
    office, actor = open_server_office(made.place, made.login, Clock())
    logins = {}
    for role in Role:
        with office.work(actor) as work:
            staff = work.add(Staff(name="試作", role=str(role), active=True))
            work.session.flush()
            logins[role] = admit(work, staff.id)
    office.close()
    yield made, logins
    made.close()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_writes_down_what_it_looks_at(
    served: tuple[ServedOffice, dict[Role, Login]], role: Role
) -> None:
    made, logins = served
    office, actor = open_server_office(made.place, logins[role], Clock())
    case = "c" * 32
    expected = "view.case"
    if actor.may(Permission.READ_CASES):
        with office.reading(actor, of_case(case)) as reading:
            reading.require(Permission.READ_CASES)
    else:
        expected = "refused"
        with pytest.raises(NotAllowed), office.reading(actor, of_case(case)) as reading:
            reading.require(Permission.READ_CASES)
    assert not office.owed
    with office.reading(actor) as reading:
        mine = select(HistoryEntry).where(HistoryEntry.actor_id == actor.staff_id)
        (told,) = reading.session.scalars(mine)
        assert (told.kind, told.subject_id) == (expected, case)
    office.close()
