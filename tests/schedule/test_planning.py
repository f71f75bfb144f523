"""予定 through the office, on both engines: planned, changed, cancelled, recorded, met."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases import actions as cases
from app.cases import queries as case_queries
from app.cases.contacts.rules import ActivityInput
from app.codes import Service
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.people import actions as people
from app.people.rules import PersonInput
from app.schedule import actions, queries
from app.schedule.entry import Entry
from app.schedule.rules import AppointmentInput
from app.staff.permissions import Actor, Role
from app.storage.records import Staff


@pytest.fixture
def case(opened: Any) -> str:
    """One case to plan for."""
    with opened.office.work(opened.actor) as work:
        person = people.register(
            work, PersonInput("髙橋 はるな", "タカハシ ハルナ", "male", "S28.4.5")
        )
        return cases.open_episode(
            work, person, Service.COORDINATION, {"start": "R8.4.1", "number": "R8-C-001"}
        )


def typed(episode: str, **more: Any) -> AppointmentInput:
    """An interview in December."""
    base: dict[str, Any] = {
        "day": "12/1",
        "start": "10:00",
        "end": "11:00",
        "kind": "interview",
        "title": "",
        "place": "前橋刑務所",
        "workers": ("試作", "例示"),
        "episode_id": episode,
    }
    return AppointmentInput(**{**base, **more})


def plan(opened: Any, wanted: AppointmentInput) -> str:
    """Keep it."""
    with opened.office.work(opened.actor) as work:
        return actions.plan(work, wanted)


def december(opened: Any, worker: str = "") -> tuple[Entry, ...]:
    """What is planned in December."""
    with opened.office.reading(opened.actor) as reading:
        return queries.between(reading, date(2026, 12, 1), date(2026, 12, 31), worker=worker)


def test_a_plan_shows_its_case_and_its_people(opened: Any, case: str) -> None:
    plan(opened, typed(case))
    (entry,) = december(opened)
    assert (entry.name, entry.number, entry.place) == ("髙橋 はるな", "R8-C-001", "前橋刑務所")
    assert december(opened, "例示") == (entry,) and december(opened, "別人") == ()


def test_plans_that_meet_name_each_other_until_one_moves(opened: Any, case: str) -> None:
    one = plan(opened, typed(case))
    other = plan(opened, typed("", title="市役所", start="10:30", end="", workers=("試作",)))
    assert [entry.meets for entry in december(opened)] == [(other,), (one,)]
    moved = typed("", title="市役所", start="11:00", end="", workers=("試作",))
    with opened.office.work(opened.actor) as work:
        actions.change(work, other, 1, moved)
    assert [entry.meets for entry in december(opened)] == [(), ()]


def test_a_cancelled_plan_meets_nothing_and_can_come_back(opened: Any, case: str) -> None:
    key = plan(opened, typed(case))
    with opened.office.work(opened.actor) as work:
        actions.cancel(work, key, 1, "本人の体調")
    assert december(opened) == ()
    with opened.office.work(opened.actor) as work:
        actions.restore(work, key, 2)
    assert december(opened)[0].note == "本人の体調"


def test_a_planned_contact_becomes_a_recorded_one_once(opened: Any, case: str) -> None:
    key = plan(opened, typed(case, day="11/20"))
    contact = ActivityInput("11/20", "interview", "60", "本人", "初回面接", "試作")
    with opened.office.work(opened.actor) as work:
        made = actions.record(work, key, 1, contact)
    with opened.office.reading(opened.actor) as reading:
        page = case_queries.case_page(reading, case)
        assert queries.entry(reading, key).activity_id == made
    assert [activity.id for activity in page.activities] == [made]
    with pytest.raises(InvalidInput), opened.office.work(opened.actor) as work:
        actions.record(work, key, 2, contact)


def test_the_later_of_two_desks_is_told(opened: Any, case: str) -> None:
    key = plan(opened, typed(case))
    with opened.office.work(opened.actor) as work:
        actions.change(work, key, 1, typed(case, place="高崎"))
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        actions.cancel(work, key, 1)


def test_a_reader_may_not_plan(opened: Any, case: str) -> None:
    auditor = Actor(opened.actor.staff_id, "監査", Role.AUDITOR)
    with pytest.raises(NotAllowed), opened.office.work(auditor) as work:
        actions.plan(work, typed(case))


def test_what_was_done_without_a_record_can_be_open_again(opened: Any, case: str) -> None:
    key = plan(opened, typed("", title="車検"))
    with opened.office.work(opened.actor) as work:
        actions.finish(work, key, 1)
    with opened.office.work(opened.actor) as work:
        actions.restore(work, key, 2)
    assert december(opened)[0].state == "planned"
    recorded = plan(opened, typed(case, day="11/20"))
    contact = ActivityInput("11/20", "interview", "60", "本人", "初回面接", "試作")
    with opened.office.work(opened.actor) as work:
        actions.record(work, recorded, 1, contact)
    for one, version in ((recorded, 2), (key, 3)):
        with pytest.raises(InvalidInput), opened.office.work(opened.actor) as work:
            actions.restore(work, one, version)


def test_another_source_fills_the_same_calendar_and_clashes(
    opened: Any, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = plan(opened, typed(case))
    (planned,) = december(opened)
    meeting = replace(planned, id="m1", kind="meeting", start=570, end=630, source="meeting")
    elsewhere = replace(meeting, id="m2", day=date(2026, 12, 2), workers=("例示",))
    sources = (*queries.SOURCES, lambda reading, first, last: (elsewhere, meeting))
    monkeypatch.setattr(queries, "SOURCES", sources)
    shown = december(opened)
    assert [(entry.id, entry.meets) for entry in shown] == [
        ("m1", (key,)), (key, ("m1",)), ("m2", ()),
    ]  # fmt: skip
    assert [entry.source for entry in shown] == ["meeting", "appointment", "meeting"]


def test_the_count_of_today_is_that_of_the_person_signed_in(opened: Any, case: str) -> None:
    with opened.office.work(opened.actor) as work:
        cases.correct(work, case, 1, {"worker": "試作"})  # 試作 澪江, as the cases write it
    for workers, start in ((("試作",), "9"), (("例示",), "10"), (("例示", "試作"), "11")):
        plan(opened, typed(case, day="11/24", start=start, end="", workers=workers))
    gone = plan(opened, typed(case, day="11/24", start="15", end="", workers=("試作",)))
    with opened.office.work(opened.actor) as work:
        actions.cancel(work, gone, 1)
    with opened.office.reading(opened.actor) as reading:
        assert (queries.own_name(reading), queries.today_count(reading)) == ("試作", 2)


def test_only_those_who_plan_are_offered_and_each_once(opened: Any, case: str) -> None:
    with opened.office.work(opened.actor) as work:
        cases.correct(work, case, 1, {"worker": "試作"})
        work.add(Staff(name="雛形 糸", role=str(Role.COUNSELLOR), active=True))
        work.add(Staff(name="監査 岳", role=str(Role.AUDITOR), active=True))
        work.add(Staff(name="模擬 汀", role=str(Role.COUNSELLOR), active=False))
    with opened.office.reading(opened.actor) as reading:
        assert queries.workers(reading) == ("試作", "雛形 糸")
