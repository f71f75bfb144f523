"""役割でできること: an office turns switches, and what it turned holds everywhere at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.history.queries import HistoryFilter, of_everybody
from app.staff.accounts.rules import Colleague, nobody_left
from app.staff.permissions import USUAL, Actor, Permission, Role, RoleTable
from app.staff.roles.actions import change_table
from app.staff.roles.rules import differences, fixed, rests_on, table_refusal, turned
from app.storage.actors import TABLE_SETTING, actor_of, read_table, table_of, written_table
from app.storage.records import OfficeRecord, Setting, Staff
from app.storage.server import access
from app.storage.server.opening import admit, follow_table, open_server_office
from tests.conftest import NOW, OpenedOffice
from tests.served_office import ServedOffice

switches = st.tuples(st.sampled_from(Role), st.sampled_from(Permission))
tables = st.builds(RoleTable, st.frozensets(switches, max_size=6))


def as_opened(opened: OpenedOffice, staff_id: str) -> Actor:
    """The person as the program has them when they sign in now."""
    with Session(opened.office.engine) as session:
        staff = session.get(Staff, staff_id)
        office = session.get(OfficeRecord, opened.office.office_id)
        assert staff is not None and office is not None
        return actor_of(session, staff, office)


def colleague(opened: OpenedOffice, role: Role) -> str:
    with opened.office.work(opened.actor) as work:
        staff = work.add(Staff(name="例示 霧子", role=str(role), active=True))
        work.tell("staff.added", "試し")
        return staff.id


def change(opened: OpenedOffice, before: RoleTable, after: RoleTable) -> None:
    with opened.office.work(opened.actor) as work:
        change_table(work, before, after)


@settings(deadline=None)
@given(tables)
def test_what_is_kept_of_a_table_is_the_table(table: RoleTable) -> None:
    assert read_table(written_table(table)) == table


@settings(deadline=None)
@given(st.lists(st.tuples(switches, st.booleans()), max_size=8))
def test_every_table_an_office_may_have_can_be_lived_with(
    steps: list[tuple[tuple[Role, Permission], bool]],
) -> None:
    table = USUAL
    for (role, permission), on in steps:
        table = turned(table, role, permission, on=on)
        assert table.allows(role, permission) == on
    if table_refusal(table):
        return
    assert not nobody_left([Colleague("x", Role.DIRECTOR)], table)
    for role in Role:
        for permission in table.allowed(role):
            below = rests_on(permission)
            assert below is None or table.allows(role, below)
        groups = access.groups_of(role, table)
        writes = {Permission.EDIT_CASES, Permission.RECORD_ACTIVITY} & table.allowed(role)
        assert access.READ in groups or not writes
    assert access.WRITE not in access.groups_of(Role.AUDITOR, table)
    assert access.READ not in access.groups_of(Role.ADMIN, table)


def test_the_usual_table_is_one_that_an_office_may_have() -> None:
    assert not table_refusal(USUAL)
    assert not list(differences(USUAL, USUAL))


def test_whoever_inspects_may_be_given_what_only_looks() -> None:
    given = {one for one in Permission if not fixed(Role.AUDITOR, one)}
    assert given == {
        *(Permission.READ_CASES, Permission.MAKE_REPORT, Permission.READ_FUNDING),
        *(Permission.READ_HISTORY, Permission.EXPORT_NAMES),
    }
    assert {fixed(Role.AUDITOR, one) for one in given} == {""}
    assert {
        fixed(Role.ADMIN, one) for one in (Permission.MANAGE_KEYS, Permission.MANAGE_OFFICE)
    } == {""}


def test_a_switch_holds_for_whoever_has_the_role(opened: OpenedOffice) -> None:
    clerk = colleague(opened, Role.CLERK)
    assert as_opened(opened, clerk).may(Permission.EDIT_NETWORK)
    after = turned(USUAL, Role.CLERK, Permission.EDIT_NETWORK, on=False)
    after = turned(after, Role.COUNSELLOR, Permission.READ_FUNDING, on=True)
    change(opened, USUAL, after)
    with opened.office.reading(opened.actor) as reading:
        rows = of_everybody(reading, HistoryFilter()).rows
        told = [row.words for row in rows]
        assert {row.subject_kind for row in rows if "の「" in row.words} == {"office"}
    assert "事務の「関係機関を書きかえる」をできないことにした" in told
    assert "相談員の「経費を見る」をできることにした" in told
    now = as_opened(opened, clerk)
    assert not now.may(Permission.EDIT_NETWORK)
    assert "できるのはセンター長・相談員です" in now.refusal(Permission.EDIT_NETWORK)
    assert replace(now, role=Role.COUNSELLOR).may(Permission.READ_FUNDING)
    with opened.office.reading(opened.actor) as reading:
        assert table_of(reading.session.connection(), reading.office_id) == after


def test_who_is_signed_in_is_refused_as_soon_as_the_table_changed(opened: OpenedOffice) -> None:
    office = opened.office
    office.signed_in = opened.actor
    with office.work(opened.actor) as work:
        after = turned(USUAL, Role.DIRECTOR, Permission.EDIT_FUNDING, on=False)
        change_table(work, USUAL, after)
    with pytest.raises(NotAllowed, match="入り直して"), office.work(opened.actor):
        raise AssertionError("nothing is done any more")
    office.signed_in = as_opened(opened, opened.actor.staff_id)
    with office.work(office.signed_in) as work:
        work.tell("test.again", "試し")


@pytest.mark.parametrize(
    ("role", "permission", "on"),
    [
        (Role.DIRECTOR, Permission.MANAGE_KEYS, False),
        (Role.DIRECTOR, Permission.READ_HISTORY, False),
        (Role.AUDITOR, Permission.EDIT_CASES, True),
        (Role.ADMIN, Permission.READ_CASES, True),
        (Role.CLERK, Permission.MANAGE_KEYS, True),
    ],
)
def test_some_switches_are_never_turned(
    opened_embedded: OpenedOffice, role: Role, permission: Permission, on: bool
) -> None:
    assert fixed(role, permission)
    with pytest.raises(InvalidInput):
        change(opened_embedded, USUAL, turned(USUAL, role, permission, on=on))


def test_what_rests_on_something_goes_only_with_it(opened_embedded: OpenedOffice) -> None:
    after = turned(USUAL, Role.CLERK, Permission.READ_FUNDING, on=False)
    with pytest.raises(InvalidInput, match="「経費を扱う」には「経費を見る」が要ります"):
        change(opened_embedded, USUAL, after)
    change(opened_embedded, USUAL, turned(after, Role.CLERK, Permission.EDIT_FUNDING, on=False))


def test_the_table_that_was_shown_must_be_the_one_that_is(opened_embedded: OpenedOffice) -> None:
    first = turned(USUAL, Role.CLERK, Permission.EDIT_FORMS, on=False)
    change(opened_embedded, USUAL, first)
    with pytest.raises(ChangedMeanwhile):
        change(
            opened_embedded, USUAL, turned(USUAL, Role.CLERK, Permission.IMPORT_LEDGER, on=False)
        )


def test_a_table_is_changed_again_and_back(opened_embedded: OpenedOffice) -> None:
    first = turned(USUAL, Role.CLERK, Permission.EDIT_FORMS, on=False)
    for before, after in ((USUAL, first), (first, USUAL), (USUAL, first)):
        change(opened_embedded, before, after)
        with opened_embedded.office.reading(opened_embedded.actor) as reading:
            assert table_of(reading.session.connection(), reading.office_id) == after
            kept = reading.session.scalars(
                select(Setting).where(Setting.name == TABLE_SETTING)
            ).one()
            assert kept.changed_by == opened_embedded.actor.staff_id


def test_only_who_may_change_the_office_changes_its_table(opened_embedded: OpenedOffice) -> None:
    other = replace(opened_embedded.actor, role=Role.COUNSELLOR)
    with pytest.raises(NotAllowed), opened_embedded.office.work(other) as work:
        change_table(work, USUAL, USUAL)


def groups_on_server(served: ServedOffice, login: str) -> set[str]:
    rows = served.admin.execute(
        "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
        " JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = %s",
        [login],
    ).fetchall()
    return {str(row[0]) for row in rows}


def test_the_servers_groups_follow_the_table_and_the_role(
    opened_server: OpenedOffice, _served: ServedOffice
) -> None:
    staff_id = colleague(opened_server, Role.CLERK)
    with opened_server.office.work(opened_server.actor) as work:
        login = admit(work, staff_id)
    assert groups_on_server(_served, login.role) == {access.DESK, access.READ, access.WRITE}
    after = USUAL
    for permission in USUAL.allowed(Role.CLERK):
        after = turned(after, Role.CLERK, permission, on=False)
    with opened_server.office.work(opened_server.actor) as work:
        change_table(work, USUAL, after, follow_table)
    assert groups_on_server(_served, login.role) == {access.DESK}
    office, actor = open_server_office(_served.place, login, NOW)
    assert not actor.may(Permission.READ_CASES)
    office.close()
