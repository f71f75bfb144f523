"""What changed meanwhile, who may do what, what was asked of another, and what is hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.cases.restriction.actions import restrict
from app.cases.restriction.rules import RestrictionInput
from app.errors import (
    ChangedMeanwhile,
    DatabaseDamaged,
    FileProblem,
    InvalidInput,
    NotAllowed,
    NotFound,
)
from app.staff.permissions import USUAL, Actor, Permission, Role
from app.staff.roles.rules import turned
from app.storage.records import Activity, Attachment, Episode, Staff, SubjectRelease
from app.storage.transactions import for_writing
from app.subject_access import actions
from app.subject_access.grounds.rules import PROPOSED, THIRD
from app.subject_access.marking.rules import MarkInput, Span, State
from app.subject_access.queries import grounds, package
from app.subject_access.releasing.actions import release, write_again
from app.subject_access.releasing.wanted import ReleaseInput
from app.subject_access.requests.queries import (
    has_open_request,
    open_requests,
    request,
    requests,
)
from app.subject_access.rules import Kind
from tests.conftest import OpenedOffice
from tests.subject_access.made import (
    SISTER,
    agreed,
    ask_second,
    asked,
    decide,
    decision,
    give_all,
    read,
    the,
)


def corrected(opened: OpenedOffice, words: str) -> None:
    """The second contact says something else now."""
    with opened.office.work(opened.actor) as work:
        contact = work.session.scalars(select(Activity).order_by(Activity.day.desc())).first()
        assert contact is not None
        contact.content = words
        work.tell("test.changed", "試し")


def wanted(opened: OpenedOffice, request_id: str, second: str, folder: Path) -> ReleaseInput:
    found = read(opened, request_id)
    return ReleaseInput(request_id, found.request.version, found.sha, second, folder)


def test_only_what_changed_is_decided_again(opened_embedded: OpenedOffice, tmp_path: Path) -> None:
    opened = opened_embedded
    _, request_id = asked(opened)
    give_all(opened, request_id)
    second = agreed(opened, request_id)
    agreed_to = wanted(opened, request_id, second, tmp_path)
    corrected(opened, "訂正した。")
    found = read(opened, request_id)
    (changed,) = found.undecided
    assert changed.changed and changed.former is State.GIVE and "訂正した" in changed.item.text
    with (
        pytest.raises(InvalidInput, match="支援経過 R8"),
        opened.office.work(opened.actor) as work,
    ):
        release(work, agreed_to)
    decide(opened, request_id, decision(changed, State.GIVE))
    with pytest.raises(ChangedMeanwhile, match="二人で"), opened.office.work(opened.actor) as work:
        release(work, wanted(opened, request_id, second, tmp_path))
    assert list(tmp_path.glob("*.pdf")) == []
    again = agreed(opened, request_id)
    with opened.office.work(opened.actor) as work:
        release(work, wanted(opened, request_id, again, tmp_path))
    assert len(list(tmp_path.glob("*.pdf"))) == 3


def test_nobody_releases_alone(opened_embedded: OpenedOffice, tmp_path: Path) -> None:
    opened = opened_embedded
    _, request_id = asked(opened)
    give_all(opened, request_id)
    alone = ask_second(opened, request_id)
    with pytest.raises(NotAllowed, match="確認がまだ"), opened.office.work(opened.actor) as work:
        release(work, wanted(opened, request_id, alone, tmp_path))
    assert list(tmp_path.glob("*.pdf")) == []
    assert read(opened, request_id).request.open


def test_a_decision_about_another_text_or_version_is_refused(
    opened_embedded: OpenedOffice,
) -> None:
    opened = opened_embedded
    _, request_id = asked(opened)
    one = read(opened, request_id).items[0]
    stale = replace(decision(one, State.GIVE), seen="0" * 64)
    with pytest.raises(ChangedMeanwhile):
        decide(opened, request_id, stale)
    decide(opened, request_id, decision(one, State.GIVE))
    with pytest.raises(ChangedMeanwhile):
        decide(opened, request_id, decision(one, State.WITHHOLD, THIRD))
    with pytest.raises(InvalidInput, match="もうありません"):
        decide(opened, request_id, MarkInput("activity:0", "x", State.GIVE))
    with pytest.raises(InvalidInput, match="黒塗りする"):
        decide(opened, request_id, decision(read(opened, request_id).items[1], State.PART))
    unknown = decision(read(opened, request_id).items[1], State.PART, "", Span(0, 2, "no"))
    with pytest.raises(InvalidInput, match="根拠"):
        decide(opened, request_id, unknown)


def test_all_of_several_decisions_or_none(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    _, request_id = asked(opened)
    first, second = read(opened, request_id).items[:2]
    with pytest.raises(InvalidInput):
        decide(opened, request_id, decision(first, State.GIVE), decision(second, State.WITHHOLD))
    assert len(read(opened, request_id).undecided) == len(read(opened, request_id).items)


def test_a_day_outside_of_what_is_asked_is_proposed_as_such(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    _, request_id = asked(opened, since=date(2026, 5, 2), until=date(2026, 5, 31))
    found = read(opened, request_id)
    outside = the(found, "activity", SISTER)
    assert outside.state is State.OPEN and outside.proposals[0].ground == "out"
    assert "out" not in {one.ground for one in the(found, "activity", "住まい").proposals}


def test_correction_is_recorded_and_decided_without_a_package(
    opened_embedded: OpenedOffice, tmp_path: Path
) -> None:
    opened = opened_embedded
    person, request_id = asked(opened, kind=str(Kind.CORRECTION))
    one = read(opened, request_id).items[0]
    with pytest.raises(InvalidInput, match="もう決まって"):
        decide(opened, request_id, decision(one, State.GIVE))
    with opened.office.reading(opened.actor) as reading:
        version = request(reading, request_id).version
    with opened.office.work(opened.actor) as work:
        actions.extend(work, request_id, version, date(2027, 1, 19), "調べるため")
    with opened.office.work(opened.actor) as work:
        actions.decide(work, request_id, version + 1, "done", date(2026, 11, 24), "誤り")
    with opened.office.reading(opened.actor) as reading:
        assert not has_open_request(reading, person)
        (shown,) = requests(reading)
    assert (shown.result, shown.decided_why, shown.due) == ("done", "誤り", date(2027, 1, 19))
    with (
        pytest.raises(InvalidInput, match="もう決まって"),
        opened.office.work(opened.actor) as work,
    ):
        actions.extend(work, request_id, version + 2, date(2027, 2, 1), "x")
    with opened.office.work(opened.actor) as work:
        actions.open_again(work, request_id, version + 2, "記録の誤り")
    with opened.office.reading(opened.actor) as reading:
        assert has_open_request(reading, person)


def test_the_office_s_own_grounds_are_offered(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    _, request_id = asked(opened)
    one = read(opened, request_id).items[0]
    decide(opened, request_id, decision(one, State.WITHHOLD, THIRD))
    with pytest.raises(InvalidInput, match="使っている"), opened.office.work(opened.actor) as work:
        actions.set_grounds(work, [ground for ground in PROPOSED if ground.id != THIRD])
    with opened.office.work(opened.actor) as work:
        actions.set_grounds(
            work, [replace(ground, words=f"★{ground.words}") for ground in PROPOSED]
        )
    with opened.office.reading(opened.actor) as reading:
        assert all(ground.words.startswith("★") for ground in grounds(reading))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTOR])
def test_only_the_director_may(opened_embedded: OpenedOffice, role: Role) -> None:
    opened = opened_embedded
    _, request_id = asked(opened)
    with opened.office.work(opened.actor) as work:
        staff = work.add(Staff(name="別 人", role=str(role), active=True))
        work.tell("staff.added", "試し")
    other = Actor(staff.id, "別 人", role)
    with opened.office.reading(other) as reading:
        assert open_requests(reading) == ()
        with pytest.raises(NotAllowed):
            requests(reading)
    with pytest.raises(NotAllowed), opened.office.reading(other) as reading:
        package(reading, request_id)


def test_whoever_may_not_see_the_person_sees_no_request(opened_embedded: OpenedOffice) -> None:
    """A role that was given the permission, and a restricted case; the server: tests/storage/server."""
    opened = opened_embedded
    person, request_id = asked(opened)
    table = turned(USUAL, Role.COUNSELLOR, Permission.ANSWER_REQUESTS, on=True)
    with opened.office.work(opened.actor) as work:
        inside = work.add(Staff(name="内側 一", role=str(Role.COUNSELLOR), active=True))
        outside = work.add(Staff(name="外側 二", role=str(Role.COUNSELLOR), active=True))
        work.tell("staff.added", "試し")
        work.session.flush()
        case = work.session.scalars(select(Episode.id).where(Episode.person_id == person)).one()
        restrict(work, case, RestrictionInput((inside.id,), "理由"))
    sees = Actor(inside.id, inside.name, Role.COUNSELLOR, table=table)
    other = Actor(outside.id, outside.name, Role.COUNSELLOR, table=table)
    with opened.office.reading(sees) as reading:
        assert [one.id for one in requests(reading)] == [request_id]
        assert len(package(reading, request_id).items) > 6
    with opened.office.reading(other) as reading:
        assert requests(reading) == ()
        assert not has_open_request(reading, person)
        with pytest.raises(NotFound):
            package(reading, request_id)


def test_what_was_released_does_not_change(opened_embedded: OpenedOffice, tmp_path: Path) -> None:
    opened = opened_embedded
    _, request_id = asked(opened)
    give_all(opened, request_id)
    second = agreed(opened, request_id)
    out = tmp_path / "out"
    out.mkdir()
    with opened.office.work(opened.actor) as work:
        kept = release(work, wanted(opened, request_id, second, out)).release_id
    for statement in (
        update(SubjectRelease).values(records=b"other"),
        SubjectRelease.__table__.delete(),
    ):
        with (
            pytest.raises(IntegrityError, match="does not change"),
            for_writing(opened.office.engine).begin() as connection,
        ):
            connection.execute(statement)
    with for_writing(opened.office.engine).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER subject_release_no_update")
        connection.execute(update(SubjectRelease).values(notice=b"other"))
    with (
        pytest.raises(DatabaseDamaged, match="決定通知書"),
        opened.office.work(opened.actor) as work,
    ):
        write_again(work, kept, tmp_path)
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_file_that_was_taken_away_since_is_said(
    opened_embedded: OpenedOffice, tmp_path: Path
) -> None:
    opened = opened_embedded
    _, request_id = asked(opened)
    give_all(opened, request_id)
    second = agreed(opened, request_id)
    out, again = tmp_path / "out", tmp_path / "again"
    out.mkdir()
    again.mkdir()
    with opened.office.work(opened.actor) as work:
        kept = release(work, wanted(opened, request_id, second, out)).release_id
        work.session.flush()
    with for_writing(opened.office.engine).begin() as connection:
        connection.execute(update(Attachment).values(removed_at=opened.office.clock.now()))
    with pytest.raises(FileProblem, match="取り除かれて"), opened.office.work(opened.actor) as work:
        write_again(work, kept, again)
    with opened.office.work(opened.actor) as work:
        write_again(work, kept, again, papers_only=True)
    assert len(list(again.iterdir())) == 3
