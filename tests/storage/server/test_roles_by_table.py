"""The office's table of roles on the server itself: through a person's own login, not the program."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from app.cases import actions as cases
from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput
from app.clock import Clock
from app.codes import Service
from app.errors import NotAllowed
from app.funding.years.actions import write
from app.funding.years.rules import YearInput
from app.history.queries import follow_chain
from app.people import actions as people
from app.people.family import actions as family
from app.people.family.rules import RelatedInput
from app.people.rules import PersonInput
from app.staff.permissions import ALLOWED, USUAL, Permission, Role, RoleTable
from app.staff.roles.actions import change_table
from app.staff.roles.rules import turned
from app.storage.server.opening import follow_table, open_server_office
from app.storage.work import Office
from tests.storage.server.test_rls_matrix import EXPECTED
from tests.storage.server.two_offices import Two

MIGRATION: Any = import_module("app.storage.migrations.versions.0024_roles_on_the_server")
CONTRACT = YearInput("社会福祉法人みなもの会", procurement="bid")
LATER: Any = import_module("app.storage.migrations.versions.0023_subject_access")
WRITTEN_BY = {**MIGRATION.WRITTEN_BY, **LATER.WRITTEN_BY}
ONE_OF = {table: frozenset(map(Permission, some)) for table, some in WRITTEN_BY.items()}
MONEY = tuple(table for table, some in ONE_OF.items() if some == {Permission.EDIT_FUNDING})


def reviewed() -> dict[tuple[str, str], list[str]]:
    """(role, table) → what was found for select, insert, update, delete."""
    lines = [line.split(" ") for line in EXPECTED.read_text(encoding="utf-8").splitlines()[1:]]
    return {(one[0], one[1].removeprefix("public.")): one[2:] for one in lines}


@pytest.mark.parametrize("role", list(Role))
def test_the_reviewed_matrix_says_what_the_table_of_roles_says(role: Role) -> None:
    """Nobody writes what their 役割 may not; whoever may write has what they need."""
    for table in ONE_OF:
        check_writing(role, table)


def check_writing(role: Role, table: str) -> None:
    _, insert, *later = reviewed()[str(role), table]
    writing = [insert] if table in MIGRATION.READ_BY_THE_RECEIVER else [insert, *later]
    may = bool(ALLOWED[role] & ONE_OF[table])
    if role in (Role.AUDITOR, Role.ADMIN):
        assert set(writing) <= {"denied", "none"}, table
        assert insert == "denied", table
    else:
        assert ("own" in writing) == may, (table, writing)


@pytest.mark.parametrize("role", list(Role))
def test_money_is_shown_to_who_may_see_it(role: Role) -> None:
    found = reviewed()
    shown = {table for table in MONEY if found[str(role), table][0] == "own"}
    assert shown == (set(MONEY) if Permission.READ_FUNDING in ALLOWED[role] else set())


@pytest.fixture
def director(two: Two) -> Iterator[tuple[Office, Any]]:
    office, actor = open_server_office(two.place, two.served.login, Clock())
    yield office, actor
    office.close()


def put(director: tuple[Office, Any], before: RoleTable, after: RoleTable) -> None:
    office, actor = director
    with office.work(actor) as work:
        change_table(work, before, after, follow_table)


def count(two: Two, role: Role, table: str, where: str = "true") -> int:
    return int(two.psql(role, f"SELECT count(*) FROM {table} WHERE {where}")[0])


def test_a_switch_that_is_turned_counts_on_the_server_at_once(
    two: Two, director: tuple[Office, Any]
) -> None:
    more = turned(USUAL, Role.COUNSELLOR, Permission.READ_FUNDING, on=True)
    less = turned(more, Role.CLERK, Permission.EDIT_NETWORK, on=False)
    touch = "WITH c AS (UPDATE organisation_note SET id = id RETURNING 1) SELECT count(*) FROM c"
    assert count(two, Role.COUNSELLOR, "spending") == 0
    assert two.psql(Role.CLERK, touch) == ["1"]
    put(director, USUAL, less)
    try:
        assert count(two, Role.COUNSELLOR, "spending") == 1
        assert two.psql(Role.COUNSELLOR, touch.replace("organisation_note", "spending")) == ["0"]
        assert two.psql(Role.CLERK, touch) == ["0"]
    finally:
        put(director, less, USUAL)
    assert count(two, Role.COUNSELLOR, "spending") == 0


def test_receipts_go_with_the_money(two: Two) -> None:
    """A file that hangs on 支出 is shown with its content to who may see 経費 alone."""
    admin = two.served.admin
    own = f"office_id = '{two.served.office_id}'"
    there = {
        table: admin.execute(f"SELECT count(*) FROM {table} WHERE {own}").fetchone()[0]
        for table in ("attachment", "attachment_part")
    }
    assert min(there.values()) > 0
    admin.execute(f"UPDATE attachment SET owner_kind = 'spending' WHERE {own}")
    try:
        for role, sees in ((Role.CLERK, True), (Role.AUDITOR, True), (Role.COUNSELLOR, False)):
            assert count(two, role, "attachment") == (there["attachment"] if sees else 0)
            assert count(two, role, "attachment_part") == (there["attachment_part"] if sees else 0)
    finally:
        admin.execute(f"UPDATE attachment SET owner_kind = 'x' WHERE {own}")
    assert count(two, Role.COUNSELLOR, "attachment_part") == there["attachment_part"]


def test_the_history_of_a_case_is_not_for_who_sees_no_case(
    two: Two, director: tuple[Office, Any]
) -> None:
    office, actor = director
    with office.work(actor) as work:
        for kind in ("episode", "person", "spending", "office"):
            work.tell("test.seen", "試し", subject_kind=kind)
    shown = {
        role: set(
            two.psql(role, "SELECT DISTINCT subject_kind FROM history_entry WHERE words = '試し'")
        )
        for role in Role
    }
    everything = {"episode", "person", "spending", "office"}
    assert shown[Role.DIRECTOR] >= everything <= shown[Role.AUDITOR]
    assert shown[Role.CLERK] >= everything
    assert shown[Role.COUNSELLOR] & everything == everything - {"spending"}
    assert shown[Role.ADMIN] & everything == {"office"}
    words = "SELECT count(*) FROM history_entry WHERE subject_kind IN ('episode', 'person')"
    assert two.psql(Role.ADMIN, words) == ["0"]


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.CLERK, Role.ADMIN])
def test_a_chain_with_gaps_is_not_called_broken(two: Two, role: Role) -> None:
    """Who is not shown every entry is told so, in place of a false alarm."""
    office, actor = open_server_office(two.place, two.logins[role], Clock())
    key = office.chain_key
    with pytest.raises(NotAllowed, match="できるのはセンター長"), office.reading(actor) as reading:
        follow_chain(reading, key)
    office.close()


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.AUDITOR])
def test_who_may_see_the_whole_history_follows_it_to_its_end(two: Two, role: Role) -> None:
    office, actor = open_server_office(two.place, two.logins[role], Clock())
    with office.reading(actor) as reading:
        assert follow_chain(reading, office.chain_key).broken is None
    office.close()


def test_every_role_works_on_through_its_own_login(two: Two) -> None:
    """What the program allows, the server lets pass: casework, and money."""
    office, actor = open_server_office(two.place, two.logins[Role.COUNSELLOR], Clock())
    with office.work(actor) as work:
        person = people.register(work, PersonInput("見本　葉", "ミホン ハ", "male", "S37.4.5"))
        episode = cases.open_episode(work, person, Service.COORDINATION, {"start": "R8.4.1"})
    typed = ActivityInput("R8.4.2", "visit", "30", "本人", "記録", "試作")
    sister = RelatedInput("family", "見本　花")
    with office.work(actor) as work:
        record_activity(work, episode, typed)
        family.add(work, episode, sister)
    with pytest.raises(NotAllowed), office.work(actor) as work:
        write(work, 2026, 0, CONTRACT)
    office.close()
    office, actor = open_server_office(two.place, two.logins[Role.CLERK], Clock())
    with office.work(actor) as work:
        record_activity(work, episode, typed)
        write(work, 2026, 0, CONTRACT)
    with pytest.raises(NotAllowed), office.work(actor) as work:
        family.add(work, episode, sister)
    office.close()


def test_nothing_else_is_asked_of_the_function(two: Two) -> None:
    """Unknown words are no permission; the other office's table does not count."""
    assert two.psql(Role.DIRECTOR, "SELECT access.may('x'), access.may('')") == ["f|f"]
    assert two.psql(Role.CLERK, "SELECT access.may('x', 'edit_funding')") == ["t"]
