"""Past the program too: nobody writes history in another's name, or is their own second person."""

from __future__ import annotations

from app.staff.permissions import Role
from app.storage.types import new_id
from tests.storage.server.two_offices import Two

_ENTRY = (
    "INSERT INTO history_entry SELECT (jsonb_populate_record(h, jsonb_build_object("
    "'id', '{id}', 'seq', h.seq + 100, 'actor_id', '{actor}'))).* FROM history_entry h"
    " WHERE h.office_id = access.office() ORDER BY h.seq DESC LIMIT 1"
)
_ASK = (
    "INSERT INTO second_request (id, office_id, created_at, act, about, asked_by, until, version,"
    " updated_at) SELECT '{id}', access.office(), now()::timestamp, 'full_export', '', staff_id,"
    " now()::timestamp, 1, now()::timestamp FROM access.desk WHERE role_name = session_user"
)
_ANSWER = (
    "INSERT INTO second_answer (id, office_id, created_at, request_id, answered_by, agreed, how)"
    " SELECT '{id}', access.office(), now()::timestamp, '{request}', staff_id, true, '{how}'"
    " FROM access.desk WHERE role_name = session_user"
)


def test_an_entry_names_the_login_that_writes_it(two: Two) -> None:
    me = two.logins[Role.COUNSELLOR].role.removeprefix("teichaku_")
    other = two.logins[Role.AUDITOR].role.removeprefix("teichaku_")
    said = two.refused(Role.COUNSELLOR, _ENTRY.format(id=new_id(), actor=other))
    assert "row-level security" in said
    two.psql(Role.COUNSELLOR, f"BEGIN; {_ENTRY.format(id=new_id(), actor=me)}; ROLLBACK")


def test_no_code_makes_one_person_two(two: Two) -> None:
    request = new_id()
    two.psql(Role.ADMIN, _ASK.format(id=request))
    for how in ("recovery", "person"):
        said = two.refused(Role.ADMIN, _ANSWER.format(id=new_id(), request=request, how=how))
        assert "row-level security" in said
    two.psql(Role.AUDITOR, _ANSWER.format(id=new_id(), request=request, how="person"))
    two.served.admin.execute("DELETE FROM second_answer WHERE request_id = %s", [request])
    two.served.admin.execute("DELETE FROM second_request WHERE id = %s", [request])
