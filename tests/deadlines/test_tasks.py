"""Own tasks: typed quickly, shown by day, ticked off and taken back; answers that are awaited."""

from __future__ import annotations

from datetime import date

import pytest

from app.calendar.partial import PartialDate
from app.cases import actions as cases
from app.codes import Service
from app.deadlines.beside.queries import beside
from app.deadlines.of_case.queries import deadlines_of
from app.deadlines.tasks.actions import add_task, correct_task, tick_task
from app.deadlines.tasks.queries import open_tasks
from app.deadlines.tasks.rules import TaskInput, check_task
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.records import Application, Episode, Placement
from tests.conftest import OpenedOffice

TODAY = date(2026, 11, 24)


def case_of(opened: OpenedOffice, name: str) -> str:
    with opened.office.work(opened.actor) as work:
        who = people.register(work, PersonInput(name, "", "male", ""))
        typed: dict[str, str | bool | None] = {"start": "R8.11.1", "worker": "試作"}
        return cases.open_episode(work, who, Service.FOLLOW_UP, typed)


@pytest.mark.parametrize(
    ("typed", "due", "fields"),
    [
        (TaskInput("電話する", "12/3", ""), date(2026, 12, 3), []),
        (TaskInput("電話する", "", ""), None, []),
        (TaskInput(" ", "12/3", ""), date(2026, 12, 3), ["title"]),
        (TaskInput("電話する", "2/30", ""), None, ["due"]),
        (TaskInput("電話する", "R8.12", ""), None, ["due"]),
        (TaskInput("長" * 201, "", ""), None, ["title"]),
    ],
)
def test_what_may_be_typed(typed: TaskInput, due: date | None, fields: list[str]) -> None:
    checked = check_task(typed, TODAY)
    assert checked.due == due
    assert [problem.field for problem in checked.problems] == fields


def test_a_task_lives_from_typing_to_ticking(opened: OpenedOffice) -> None:
    office, actor = opened.office, opened.actor
    episode = case_of(opened, "杠 渓")
    with office.work(actor) as work:
        late = add_task(work, TaskInput("見学の日を聞く", "11/20", "試作", episode_id=episode))
        add_task(work, TaskInput("資料を用意する", "", "試作"))
        add_task(work, TaskInput("車の点検", "12/7", "例示"))
        add_task(work, TaskInput("だれでもよい", "12/1", ""))

    def titles(worker: str = "") -> list[str]:
        with office.reading(actor) as reading:
            return [task.title for task in open_tasks(reading, worker=worker).tasks]

    assert titles() == ["見学の日を聞く", "だれでもよい", "車の点検", "資料を用意する"]
    assert titles("試作") == ["見学の日を聞く", "だれでもよい", "資料を用意する"]
    with office.reading(actor) as reading:
        tasks = beside(reading, worker="試作").tasks
        assert (tasks.count, tasks.late) == (3, 1)
        (task,) = deadlines_of(reading, episode).tasks
        assert (task.id, task.name, task.service) == (late, "杠 渓", "follow_up")
    with office.work(actor) as work:
        correct_task(work, late, task.version, TaskInput("見学の日を決める", "11/27", "例示"))
    with pytest.raises(ChangedMeanwhile), office.work(actor) as work:
        tick_task(work, late, task.version, done=True)
    with office.work(actor) as work:
        tick_task(work, late, task.version + 1, done=True)
    assert "見学の日を決める" not in titles()
    with office.reading(actor) as reading:
        assert [task.done for task in deadlines_of(reading, episode).tasks] == [True]
    with pytest.raises(InvalidInput), office.work(actor) as work:
        tick_task(work, late, task.version + 2, done=True)
    with office.work(actor) as work:
        tick_task(work, late, task.version + 2, done=False)
    assert "見学の日を決める" in titles()
    auditor = Actor(actor.staff_id, "例示 樹", Role.AUDITOR)
    with pytest.raises(NotAllowed), office.work(auditor) as work:
        add_task(work, TaskInput("電話する", "", ""))


def test_answers_that_are_awaited_stand_by_how_long(opened: OpenedOffice) -> None:
    office, actor = opened.office, opened.actor
    episode = case_of(opened, "杠 渓")
    with office.work(actor) as work:
        person = work.get(Episode, episode).person_id
        cases.open_episode(work, person, Service.CONSULTATION, {"start": "R8.11.2"})
        for kind, sent, decided in (
            ("public_assistance", date(2026, 11, 13), None),
            ("pension", date(2026, 11, 2), date(2026, 11, 20)),
            ("care_need", None, None),
        ):
            work.add(
                Application(
                    person_id=person,
                    episode_id=episode,
                    kind=kind,
                    submitted_to="前橋市福祉事務所" if kind == "public_assistance" else "",
                    submitted_on=PartialDate.of(sent) if sent else None,
                    decided_on=PartialDate.of(decided) if decided else None,
                )
            )
        for name, answered in (("見本の家", None), ("例示の家", date(2026, 11, 9))):
            work.add(
                Placement(
                    episode_id=episode,
                    dest_kind="group_home",
                    name=name,
                    asked_on=date(2026, 11, 4),
                    result_on=answered,
                    state="asked",
                )
            )
    with office.reading(actor) as reading:
        found = beside(reading)
        own = deadlines_of(reading, episode).waiting
    assert [(item.who, item.what, item.days) for item in found.waiting] == [
        ("見本の家", "受入れの打診", 20),
        ("前橋市福祉事務所", "生活保護の申請", 11),
    ]
    assert own == found.waiting
    assert {item.episode_id for item in found.waiting} == {episode}
