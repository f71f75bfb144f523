"""The practice centre is the same every time and fills every screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.attachments.queries import content, of_case
from app.cases import queries, stages
from app.cases.applications.queries import applications
from app.cases.assessment.queries import sheets
from app.cases.placement.queries import placing
from app.cases.plans.queries import plans
from app.cases.queries import CaseFilter
from app.cases.requirements.queries import requirements
from app.cases.whereabouts.queries import whereabouts
from app.clock import fixed
from app.codes import CENTRE_SERVICES
from app.deadlines.beside.queries import beside
from app.deadlines.queries import today
from app.meetings.queries import MeetingFilter, meeting_list, meeting_page
from app.network.referrals import queries as referrals
from app.network.signals import queries as signals
from app.people.family.queries import family
from app.people.health.queries import health
from app.people.merging.queries import suspects
from app.practice.cases import WORKERS, practice_data
from app.practice.office import SEED, open_practice
from app.reports.papers.pages import page_count
from app.schedule.queries import between
from app.storage.folders import OfficeFolder
from tests.conftest import NOW, OpenedOffice, copied_practice

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def practice(
    practice_template: OfficeFolder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedOffice]:
    """The practice centre, opened for reading."""
    folder = copied_practice(practice_template, tmp_path_factory.mktemp("read") / "office")
    office, actor = open_practice(folder, NOW)
    yield OpenedOffice(office, actor, folder)
    office.close()


def test_the_same_day_gives_the_same_people() -> None:
    assert practice_data(DAY, SEED) == practice_data(DAY, SEED)


def test_every_date_of_a_case_fits_together() -> None:
    for case in practice_data(DAY, SEED).cases:
        start, end = case.values["start"], case.values.get("end")
        assert start.first <= DAY
        assert end is None or start <= end
        assert end is None or end.first <= DAY
        assert all(start.first <= contact.day <= DAY for contact in case.contacts)


def test_it_opens_fills_and_opens_again(tmp_path: Path) -> None:
    clock = fixed(datetime(2026, 11, 24, 9))
    folder = OfficeFolder(tmp_path / "practice")
    office, actor = open_practice(folder, clock)
    assert office.practice
    with office.reading(actor) as reading:
        shown, more = today(reading), beside(reading)
        everything = queries.case_list(reading, CaseFilter(ended_too=True))
    office.close()
    assert {row.service for row in everything.rows} == set(CENTRE_SERVICES)
    assert shown.releases.count and more.silent
    assert any(item.due.minute is not None for item in shown.custody.items)
    assert more.tasks.late and any(task.episode_id for task in more.tasks.tasks)
    assert shown.recent
    again, actor = open_practice(folder, clock)
    with again.reading(actor) as reading:
        assert queries.case_list(reading, CaseFilter(ended_too=True)) == everything
    again.close()


def test_its_cases_have_steps_stays_and_events(practice: OpenedOffice) -> None:
    office, actor = practice.office, practice.actor
    with office.reading(actor) as reading:
        ids = [row.id for row in queries.case_list(reading, CaseFilter(), limit=500).rows]
        pages = [queries.case_page(reading, one) for one in ids]
        found = [whereabouts(reading, page.person.id) for page in pages]
    for page in pages:
        stage = stages.first(page.episode.service)
        for step in page.episode.steps:
            assert step.from_stage == stage
            stage = step.to_stage
        if page.episode.steps:
            assert stage == page.episode.stage
    assert any(step.corrects_id for page in pages for step in page.episode.steps)
    assert any(page.episode.origin_id for page in pages)
    assert any(len(one.stays) == 2 for one in found)
    assert {event.kind for one in found for event in one.events} == {"missing", "hospitalised"}


def test_its_persons_have_people_health_candidates_and_one_double(practice: OpenedOffice) -> None:
    office, actor = practice.office, practice.actor
    with office.reading(actor) as reading:
        rows = queries.case_list(reading, CaseFilter(), limit=500).rows
        places = [placing(reading, row.id) for row in rows]
        related = [family(reading, row.id) for row in rows]
        known = [health(reading, row.id) for row in rows]
        doubts = [one for row in rows for one in suspects(reading, row.person_id)]
    refused = [one for page in places for one in page.candidates if one.state == "refused"]
    assert refused
    assert all(one.reason for one in refused)
    assert any(one.chosen for page in places for one in page.candidates)
    assert not any(page.apart for page in places)
    assert any(page.release.version for page in places)
    assert any(page.contact.phone for page in related)
    assert {one.facts.may_contact for page in related for one in page.people} == {
        "yes",
        "no",
        "unknown",
    }
    assert any(page.version and page.facts.allergies for page in known)
    assert any("一部だけ分かる記録と合います" in doubt.why for doubt in doubts)


@pytest.mark.parametrize("day", [DAY, date(2026, 12, 31), date(2027, 5, 2)])
def test_its_week_has_plans_of_everybody_and_some_that_meet(
    request: pytest.FixtureRequest, tmp_path: Path, day: date
) -> None:
    if day == DAY:
        made: OpenedOffice = request.getfixturevalue("practice")
        office, actor = made.office, made.actor
    else:
        clock = fixed(datetime(day.year, day.month, day.day, 9))
        office, actor = open_practice(OfficeFolder(tmp_path / "office"), clock)
        request.addfinalizer(office.close)
    with office.reading(actor) as reading:
        around = timedelta(days=21)
        plans = between(reading, day - around, day + around, cancelled_too=True)
        shown = today(reading)
    assert {name for plan in plans for name in plan.workers} >= set(WORKERS)
    assert any(plan.meets for plan in plans) and not any(plan.closed_note for plan in plans)
    assert {plan.state for plan in plans} == {"planned", "done", "cancelled"}
    assert all(plan.place for plan in plans if plan.kind == "interview")
    if day == DAY:
        assert len(shown.plans) == 8 and sum("試作" in plan.workers for plan in shown.plans) == 4


def test_its_cases_have_requirements_sheets_plans_and_applications(practice: OpenedOffice) -> None:
    office, actor = practice.office, practice.actor
    with office.reading(actor) as reading:
        rows = queries.case_list(reading, CaseFilter(), limit=500).rows
        coordinations = [row for row in rows if row.service == "coordination"]
        findings = [requirements(reading, row.id) for row in coordinations]
        papers = [sheets(reading, row.id).sheets for row in rows]
        planned = [plan for row in rows for plan in plans(reading, row.id).plans]
        asked = [one for row in rows for one in applications(reading, row.id).applications]
    assert any(all(item.state == "met" for item in page.items) for page in findings)
    assert any(item.state == "unclear" for page in findings for item in page.items)
    assert any(len(of_case) == 2 for of_case in papers)
    assert {plan.kind for plan in planned} == {"adjustment", "follow_up", "support"}
    assert {plan.approved for plan in planned} == {True, False}
    assert any(plan.revision == 2 and plan.reason for plan in planned)
    assert all(plan.made_on <= DAY < plan.review_on for plan in planned if plan.review_on)
    assert {one.result for one in asked} >= {None, "granted"}


def test_its_signals_wait_were_passed_on_and_became_somebody(practice: OpenedOffice) -> None:
    office, actor = practice.office, practice.actor
    with office.reading(actor) as reading:
        rows, _ = signals.listed(reading)
        waiting = signals.unweighed_count(reading)
        passed, _ = referrals.listed(reading)
    assert {row.state for row in rows} == {"received", "passed", "linked"} and waiting == 1
    assert {row.state for row in passed} == {"sent", "draft", "accepted"}
    assert {row.direction for row in passed} == {"out", "in"}
    assert not any(row.late(DAY) for row in passed)


def test_its_meetings_were_held_wait_for_a_consent_and_lead_to_tasks(
    practice: OpenedOffice,
) -> None:
    office, actor = practice.office, practice.actor
    with office.reading(actor) as reading:
        rows, _ = meeting_list(reading, MeetingFilter())
        pages = {(row.kind, row.state): meeting_page(reading, row.id) for row in rows}
        unknown = next(row.id for row in rows if row.names and row.names[0].startswith("端緒"))
        about = meeting_page(reading, unknown)
    joint = pages["joint", "held"]
    assert len(joint.shared) == 3 and joint.facts.minutes and joint.next_id
    assert {one.done for one in joint.decisions if one.task_id} == {True, False}
    assert all(one.recorded for one in joint.people)
    waiting = pages["multi", "planned"]
    assert [bool(one.refusal) for one in waiting.people] == [False, True]
    assert about.facts.kind == "support106"
    assert about.people[0].signal_id and not about.people[0].name
    assert [one.member for one in about.members] == [True, True, False, True]
    assert {one.basis for one in about.shared} == {"support_meeting"}
    assert ("case", "cancelled") in pages


def test_the_case_shown_first_has_files_that_can_be_looked_at(practice: OpenedOffice) -> None:
    office, actor = practice.office, practice.actor
    with office.reading(actor) as reading:
        wanted = CaseFilter(stages=("decided",))
        first = queries.case_list(reading, wanted, sort="next", descending=False, limit=1).rows[0]
        files = of_case(reading, first.id).files
        pages = {file.name: content(reading, file.id).data for file in files}
        page = queries.case_page(reading, first.id)
    assert set(pages) == {"同意書（署名済み）.pdf", "手帳の写し.pdf", "面接の覚え書き.txt"}
    assert all(page_count(data) == 1 for name, data in pages.items() if name.endswith("pdf"))
    assert sum(map(len, pages.values())) < 200_000
    assert list(page.clips.values()) == [1]
