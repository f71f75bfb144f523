"""Two persons are restricted: what becomes of the one changes nothing of who sees the other."""

from __future__ import annotations

from datetime import date

import pytest

from app.cases import actions as cases
from app.cases.queries import case_page
from app.cases.restriction.actions import lift, restrict
from app.cases.restriction.queries import named, restriction, workers_of
from app.cases.restriction.rules import RestrictionInput
from app.errors import NotFound
from app.people.actions import register
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.records import Episode, Restriction, Staff
from app.storage.work import Work
from tests.conftest import OpenedOffice

FIRST, SECOND = "蓬 一郎", "外側 二郎"


def staff(work: Work, name: str) -> str:
    one = work.add(Staff(name=name, role=str(Role.COUNSELLOR), active=True))
    work.tell("staff.added", "試し")
    work.session.flush()
    return one.id


def case(work: Work, name: str, worker: str) -> str:
    person = register(work, PersonInput(name=name, kana="", sex="male", birth=""))
    typed = {"start": "R8.11.2", "worker": worker}
    return cases.open_episode(work, person, "consultation", typed)


def test_who_takes_one_case_over_stays_named_for_the_other(opened: OpenedOffice) -> None:
    office, director = opened.office, opened.actor
    with office.work(director) as work:
        first, second = staff(work, FIRST), staff(work, SECOND)
        moved, beside = case(work, "見本 陽", FIRST), case(work, "別人 桂", FIRST)
        chosen = RestrictionInput((second,), "本人の希望")
        of_moved = restrict(work, moved, chosen)
        of_beside = restrict(work, beside, chosen)
    before = {first: "worker", second: "named"}
    with office.reading(director) as reading:
        assert named(reading, of_moved) == named(reading, of_beside) == before
        version = case_page(reading, moved).episode.version
    with office.work(director) as work:
        cases.correct(work, moved, version, {"worker": SECOND})
    with office.reading(director) as reading:
        assert named(reading, of_moved) == {second: "worker"}
        assert named(reading, of_beside) == before


def test_a_name_nobody_here_has_leaves_the_restriction_as_it_is(
    opened_embedded: OpenedOffice,
) -> None:
    """Somebody is always left who sees the case and can put it right."""
    office, director = opened_embedded.office, opened_embedded.actor
    with office.work(director) as work:
        first, moved = staff(work, FIRST), case(work, "見本 陽", FIRST)
        kept = restrict(work, moved, RestrictionInput((), "本人の希望"))
    for typed in ({"worker": "遠方 三郎"}, {"note": "担当者はそのまま"}):
        with office.reading(director) as reading:
            version = case_page(reading, moved).episode.version
        with office.work(director) as work:
            cases.correct(work, moved, version, typed)
        with office.reading(director) as reading:
            assert named(reading, kept) == {first: "worker"}


@pytest.mark.parametrize("worker", [FIRST, "遠方 三郎"])
def test_before_it_is_restricted_the_page_proposes_who_is_in_charge(
    opened_embedded: OpenedOffice, worker: str
) -> None:
    office, director = opened_embedded.office, opened_embedded.actor
    with office.work(director) as work:
        first, second = staff(work, FIRST), staff(work, SECOND)
        open_case = case(work, "見本 陽", worker)
    with office.reading(director) as reading:
        page = restriction(reading, open_case)
    assert (page.id, page.version, page.by, page.since, page.reason) == ("", 0, "", None, "")
    in_charge = "worker" if worker == FIRST else ""
    assert {one.id: one.why for one in page.colleagues} == {first: in_charge, second: ""}
    assert page.in_file and page.refusal == ""


def test_what_is_saved_during_a_backup_is_saved_as_the_person_sees(
    opened_embedded: OpenedOffice,
) -> None:
    """One connection serves everybody meanwhile: nobody has the eyes of who came before."""
    office, director = opened_embedded.office, opened_embedded.actor
    with office.work(director) as work:
        staff(work, FIRST)
        other = Actor(staff(work, SECOND), SECOND, Role.COUNSELLOR)
        hidden = case(work, "見本 陽", FIRST)
        restrict(work, hidden, RestrictionInput((), "本人の希望"))
    with office.one_writer():
        for _ in range(2):
            with office.work(director) as work:
                assert work.get(Episode, hidden).worker == FIRST
                work.tell("test.seen", "試し")
            with pytest.raises(NotFound), office.work(other) as work:
                work.get(Episode, hidden)
    with office.work(director) as work:
        assert work.get(Episode, hidden).worker == FIRST
        work.tell("test.seen", "試し")


def test_in_charge_is_whoever_has_a_case_that_goes_on_or_else_had_the_last(
    opened_embedded: OpenedOffice,
) -> None:
    office, director = opened_embedded.office, opened_embedded.actor
    with office.work(director) as work:
        ended = case(work, "見本 陽", FIRST)
        person = work.get(Episode, ended).person_id
        going_on = cases.open_episode(
            work, person, "coordination", {"start": "R8.11.2", "worker": SECOND}
        )
        nobodys = case(work, "別人 桂", "")
        work.get(Episode, ended).end = date(2026, 11, 20)
    with office.reading(director) as reading:
        assert workers_of(reading, person) == (SECOND,)
        assert workers_of(reading, reading.get(Episode, nobodys).person_id) == ()
    with office.work(director) as work:
        work.get(Episode, going_on).end = date(2026, 11, 23)
        work.tell("test.ended", "試し")
    with office.reading(director) as reading:
        assert workers_of(reading, person) == tuple(sorted((FIRST, SECOND)))


def test_whoever_has_the_person_open_must_look_again(opened_embedded: OpenedOffice) -> None:
    office, director = opened_embedded.office, opened_embedded.actor
    with office.work(director) as work:
        staff(work, FIRST)
        open_case = case(work, "見本 陽", FIRST)
        person = work.get(Episode, open_case).person_id
    with office.work(director) as work:
        kept = restrict(work, open_case, RestrictionInput((), "本人の希望"))
        change = work.change()
    assert {"restriction", "person"} <= set(change.kinds)
    assert {kept, person} <= set(change.ids)
    with office.work(director) as work:
        lift(work, kept, work.get(Restriction, kept).version, "  もう\u3000 要らない ")
    with office.reading(director) as reading:
        lifted = reading.get(Restriction, kept)
    assert (lifted.lifted_by, lifted.lifted_why) == (director.staff_id, "もう 要らない")
