"""What a meeting leads to: decisions with tasks, 支援経過, the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.cases.contacts.actions import withdraw_activity
from app.cases.contacts.queries import activities_of
from app.deadlines.tasks.actions import tick_task
from app.deadlines.tasks.queries import open_tasks, tasks_of
from app.meetings.contacts.actions import SPLIT, WHOLE, ContactInput, record_contacts
from app.meetings.course.actions import cancel
from app.meetings.decisions.actions import correct_decision, decide, drop_decision
from app.meetings.decisions.queries import decisions
from app.meetings.decisions.rules import DecisionInput
from app.meetings.members.actions import invite
from app.meetings.members.rules import MemberInput
from app.meetings.persons.actions import leave_out
from app.schedule import ics
from app.schedule import queries as schedule
from tests.cases.one_case import ask, do, refused
from tests.conftest import OpenedOffice
from tests.consent.one_register import CITY, organisation
from tests.meetings.one_meeting import case, discussing, held, joined, page, planned


def test_decisions_of_the_own_centre_become_tasks(opened: OpenedOffice) -> None:
    city = organisation(opened, *CITY)
    meeting, episode = planned(opened), case(opened)
    line = discussing(opened, meeting, episode)
    joined(opened, meeting, city)
    ours = DecisionInput("受診に付き添う", owner="試作", due="12/3", discussed_id=line)
    refused(lambda: do(opened, lambda w: decide(w, meeting, ours)), text="開催を記録")
    held(opened, meeting)
    do(opened, lambda w: decide(w, meeting, ours))
    theirs = DecisionInput("保護の申請を受ける", organisation_id=city, owner="係長", due="12/10")
    do(opened, lambda w: decide(w, meeting, theirs))
    one, other = page(opened, meeting).decisions
    assert (one.who, one.due, one.name, one.done) == ("試作", date(2026, 12, 3), "齋藤 蓬夫", False)
    assert (other.who, other.task_id) == ("あさひ市福祉事務所 係長", "")
    (task,) = ask(opened, lambda r: tasks_of(r, episode))
    assert (task.id, task.title, task.worker) == (one.task_id, "受診に付き添う", "試作")
    assert task.note == "合同支援会議（R8.11.20）で決まったこと"
    refused(lambda: do(opened, lambda w: leave_out(w, line)), persons="決まったこと")
    do(opened, lambda w: tick_task(w, task.id, task.version, done=True))
    one = page(opened, meeting).decisions[0]
    assert one.done
    refused(
        lambda: do(opened, lambda w: correct_decision(w, one.id, one.version, ours)),
        text="もう済み",
    )
    refused(lambda: do(opened, lambda w: drop_decision(w, one.id, one.version)), text="もう済み")


def test_a_corrected_decision_takes_its_task_along(opened: OpenedOffice) -> None:
    city = organisation(opened, *CITY)
    meeting, episode = planned(opened), case(opened)
    line = discussing(opened, meeting, episode)
    held(opened, meeting)
    long = "見学の日を決めて、送迎の手配をする。" * 20
    do(opened, lambda w: decide(w, meeting, DecisionInput(long)))

    def only() -> Any:
        (found,) = ask(opened, lambda r: decisions(r, meeting))
        return found

    def titles() -> list[str]:
        return [task.title for task in ask(opened, open_tasks).tasks]

    (task,) = ask(opened, open_tasks).tasks
    assert len(task.title) == 200 and task.title.endswith("…") and long in task.note
    one = only()
    shorter = DecisionInput("見学の日を決める", owner="例示", due="12/5")
    do(opened, lambda w: correct_decision(w, one.id, one.version, shorter))
    assert titles() == ["見学の日を決める"] and only().task_id == one.task_id
    one = only()
    about = DecisionInput("見学の日を決める", owner="例示", due="12/5", discussed_id=line)
    do(opened, lambda w: correct_decision(w, one.id, one.version, about))
    assert [t.title for t in ask(opened, lambda r: tasks_of(r, episode))] == ["見学の日を決める"]
    one = only()
    theirs = DecisionInput("見学の日を決める", organisation_id=city)
    do(opened, lambda w: correct_decision(w, one.id, one.version, theirs))
    assert titles() == [] and only().organisation == CITY[1]
    one = only()
    do(opened, lambda w: correct_decision(w, one.id, one.version, shorter))
    assert titles() == ["見学の日を決める"]
    one = only()
    do(opened, lambda w: drop_decision(w, one.id, one.version))
    assert titles() == [] and ask(opened, lambda r: decisions(r, meeting)) == ()


@pytest.mark.parametrize(
    ("text", "due", "field", "sentence"),
    [
        (" ", "", "text", "入力して"),
        ("行く", "2/30", "due", "。"),
        ("行く", "R8.12", "due", "日まで"),
    ],
)
def test_what_may_be_decided(
    opened_embedded: OpenedOffice, text: str, due: str, field: str, sentence: str
) -> None:
    meeting = planned(opened_embedded)
    held(opened_embedded, meeting)
    wanted = DecisionInput(text, due=due)
    refused(lambda: do(opened_embedded, lambda w: decide(w, meeting, wanted)), **{field: sentence})


@pytest.mark.parametrize(("share", "minutes"), [(WHOLE, [90, 90, 90]), (SPLIT, [30, 30, 30])])
def test_a_meeting_becomes_a_contact_of_everybody(
    opened: OpenedOffice, share: str, minutes: list[int]
) -> None:
    meeting = planned(opened)
    episodes = [case(opened, name) for name in ("杠 渓", "榧野 岳", "齋藤 蓬夫")]
    for episode in episodes:
        discussing(opened, meeting, episode)
    wanted = ContactInput("90", share, "役割分担を決めた。", "市福祉課ほか", "試作")
    refused(lambda: do(opened, lambda w: record_contacts(w, meeting, wanted)), state="開催を記録")
    held(opened, meeting)
    assert do(opened, lambda w: record_contacts(w, meeting, wanted)) == 3
    found = [ask(opened, lambda r, e=e: activities_of(r, e))[0] for e in episodes]
    assert [one.minutes for one in found] == minutes
    assert {(one.means, one.content, one.partner) for one in found} == {
        ("meeting", "役割分担を決めた。", "市福祉課ほか")
    }
    assert page(opened, meeting).record_refusal == "話し合った人の支援経過には、もう残しました。"
    refused(lambda: do(opened, lambda w: record_contacts(w, meeting, wanted)), state="もう残し")
    assert {one.place for one in found} == {"市役所3階"}
    wrong = found[0]
    do(opened, lambda w: withdraw_activity(w, wrong.id, wrong.version, "別の人の会議だった"))
    assert [one.recorded for one in page(opened, meeting).people] == [False, True, True]
    assert do(opened, lambda w: record_contacts(w, meeting, wanted)) == 1
    late = case(opened, "眞壁 汀")
    discussing(opened, meeting, late)
    assert do(opened, lambda w: record_contacts(w, meeting, wanted)) == 1
    assert [len(ask(opened, lambda r, e=e: activities_of(r, e))) for e in episodes] == [2, 1, 1]


def test_minutes_that_cannot_be_read_are_refused_at_their_field(
    opened_embedded: OpenedOffice,
) -> None:
    meeting = planned(opened_embedded)
    discussing(opened_embedded, meeting, case(opened_embedded))
    discussing(opened_embedded, meeting, case(opened_embedded, "杠 渓"))
    held(opened_embedded, meeting)
    wanted = ContactInput("たくさん", SPLIT)
    refused(
        lambda: do(opened_embedded, lambda w: record_contacts(w, meeting, wanted)),
        minutes="所要時間",
    )


def test_the_calendar_shows_meetings_and_never_a_name(opened: OpenedOffice) -> None:
    meeting = planned(opened, "multi", day="12/1", title="第3回", place="市役所")
    do(opened, lambda w: invite(w, meeting, MemberInput(name="例示 樹")))
    episode = case(opened, "杠 渓", number="R8-F-001")
    discussing(opened, meeting, episode)

    def december(**wanted: Any) -> Any:
        first, last = date(2026, 12, 1), date(2026, 12, 31)
        return ask(opened, lambda r: schedule.between(r, first, last, **wanted))

    (entry,) = december()
    assert (entry.source, entry.kind, entry.title) == ("meeting", "meeting", "重層的支援会議 第3回")
    assert (entry.start, entry.end, entry.state) == (14 * 60, 15 * 60 + 30, "planned")
    assert entry.workers == ("試作 澪江", "例示 樹")
    assert december(worker="例示 樹") == (entry,) and december(worker="模擬") == ()
    written = ics.calendar("見本センター", [entry], opened.office.clock.now()).decode()
    assert "SUMMARY:会議" in written and f"UID:{meeting}@teichaku" in written
    for word in ("杠", "渓", "第3回", "市役所", "R8-F-001", "例示"):
        assert word not in written
    version = page(opened, meeting).facts.version
    do(opened, lambda w: cancel(w, meeting, version, "延期"))
    assert december() == ()
    (gone,) = december(cancelled_too=True)
    assert "STATUS:CANCELLED" in ics.calendar("x", [gone], opened.office.clock.now()).decode()


def test_a_meeting_meets_an_appointment_of_the_same_person(opened: OpenedOffice) -> None:
    from app.schedule.actions import plan
    from app.schedule.rules import AppointmentInput

    planned(opened, day="12/1")
    visit = AppointmentInput("12/1", "15:00", "16:00", "visit", "訪問", "", ("試作 澪江",))
    do(opened, lambda w: plan(w, visit))
    first, last = date(2026, 12, 1), date(2026, 12, 1)
    both = ask(opened, lambda r: schedule.between(r, first, last))
    assert [bool(one.meets) for one in both] == [True, True]
