"""支援経過 with several persons, the way there, corrections that stay readable, taking back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.calendar.fiscal import month
from app.cases import actions as cases
from app.cases.contacts import actions, queries
from app.cases.contacts.queries import ActivityFacts
from app.cases.contacts.rules import ActivityInput
from app.cases.queries import case_page
from app.clock import fixed
from app.codes import Service
from app.deadlines.known.queries import facts_of
from app.deadlines.queries import today
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.ledgers.writing.queries import ledger_to_write
from app.people import actions as people
from app.people.rules import PersonInput
from app.reports.counting.figures import figures
from app.staff.permissions import Actor, Role
from app.storage.records import HistoryEntry
from tests.conftest import OpenedOffice

VISIT = ActivityInput(
    "R8.11.20", "visit", "100", "世話人", "三人の様子を見た。", "試作",
    "グループホーム見本", "40", "12.5", "1,000",
)  # fmt: skip
ENTRIES = ("一条 いつき", "二宮 にこ", "三島 みのる")


@dataclass
class Desk:
    """The office and the cases of three people in one home."""

    opened: OpenedOffice
    ids: list[str]

    def do(self, action: Any, *arguments: Any, **more: Any) -> Any:
        with self.opened.office.work(self.opened.actor) as work:
            return action(work, *arguments, **more)

    def read(self, query: Any, *arguments: Any, **more: Any) -> Any:
        with self.opened.office.reading(self.opened.actor) as reading:
            return query(reading, *arguments, **more)

    def entry(self, place: int) -> ActivityFacts:
        """The only entry of a case."""
        (one,) = self.read(queries.activities_of, self.ids[place])
        return one  # type: ignore[no-any-return]

    def counted(self, what: str) -> int:
        return int(self.read(lambda reading: figures(reading, month(2026, 11)).number(what)))


@pytest.fixture
def desk(opened: OpenedOffice) -> Iterator[Desk]:
    """Three people."""
    before = opened.office.clock
    with opened.office.work(opened.actor) as work:
        ids = []
        for number, name in enumerate(ENTRIES, start=1):
            person = people.register(work, PersonInput(name, "", "male", "S30.4.5"))
            typed = {"start": "R8.4.1", "number": f"R8-F-{number:03d}", "worker": "試作"}
            ids.append(cases.open_episode(work, person, Service.FOLLOW_UP, typed))
    yield Desk(opened, ids)
    opened.office.clock = before


def test_one_contact_with_three_persons_is_three_entries_whose_sum_is_the_whole(desk: Desk) -> None:
    first = desk.do(actions.record_activity, desk.ids[0], VISIT, desk.ids[1:])
    entries = [desk.entry(place) for place in range(3)]
    assert entries[0].id == first
    assert [(e.minutes, e.travel_minutes, e.distance_m, e.fare) for e in entries] == [
        (34, 14, 4168, 334),
        (33, 13, 4166, 333),
        (33, 13, 4166, 333),
    ]
    assert {(e.content, e.place, e.partner, e.day.iso) for e in entries} == {
        ("三人の様子を見た。", "グループホーム見本", "世話人", "2026-11-20")
    }
    assert [one.name for one in entries[1].together] == ["一条 いつき", "三島 みのる"]
    assert desk.counted("activities.by_means.訪問.count") == 3
    assert desk.counted("activities.by_means.訪問.minutes") == 100
    (contact,) = desk.read(queries.contacts_between, datetime(2026, 11, 1).date(),
                           datetime(2026, 11, 30).date(), worker="試作")  # fmt: skip
    assert contact.people == tuple(
        (f"R8-F-{number:03d}", name) for number, name in enumerate(ENTRIES, start=1)
    )
    whole = (contact.minutes, contact.travel_minutes, contact.distance_m, contact.fare)
    assert whole == (100, 40, 12_500, 1_000)


def test_the_same_case_twice_is_one_person(desk: Desk) -> None:
    desk.do(actions.record_activity, desk.ids[0], VISIT, [desk.ids[0]])
    assert (desk.entry(0).minutes, desk.entry(0).together) == (100, ())


def test_nothing_is_kept_for_anybody_when_something_is_wrong(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refused:
        wrong = replace(VISIT, distance="遠い", fare="ただ", travel_minutes="すぐ")
        desk.do(actions.record_activity, desk.ids[0], wrong, desk.ids[1:])
    assert set(refused.value.by_field()) == {"distance", "fare", "travel_minutes"}
    assert desk.read(queries.activities_of, desk.ids[0]) == ()


def test_a_correction_keeps_what_it_said_and_why(desk: Desk) -> None:
    made = desk.do(actions.record_activity, desk.ids[0], replace(VISIT, content="聞き違えた。"))
    with pytest.raises(InvalidInput, match="理由を入力"):
        desk.do(actions.correct_activity, made, 1, VISIT, "  ")
    assert desk.entry(0).content == "聞き違えた。"
    desk.do(actions.correct_activity, made, 1, VISIT, "聞き直した")
    desk.opened.office.clock = fixed(datetime(2026, 11, 25, 9))
    moved = replace(VISIT, day="11/19", minutes="90", travel_minutes="")
    desk.do(actions.correct_activity, made, 2, moved, "日を間違えた")
    entry = desk.entry(0)
    assert [(e.by, e.reason, e.words) for e in entry.earlier] == [
        (
            "試作 澪江",
            "日を間違えた",
            ("実施日　R8.11.20", "所要時間　100分", "移動時間　40分"),
        ),
        ("試作 澪江", "聞き直した", ("内容　聞き違えた。",)),
    ]
    assert (entry.content, entry.minutes, entry.travel_minutes) == ("三人の様子を見た。", 90, None)
    with pytest.raises(ChangedMeanwhile):
        desk.do(actions.correct_activity, made, 2, VISIT, "遅れて")


def test_saving_without_a_change_needs_no_reason_and_leaves_no_trace(desk: Desk) -> None:
    made = desk.do(actions.record_activity, desk.ids[0], VISIT)
    desk.do(actions.correct_activity, made, 1, VISIT, "")
    assert (desk.entry(0).version, desk.entry(0).earlier) == (1, ())


def test_a_joint_entry_is_corrected_alone_or_in_what_all_share(desk: Desk) -> None:
    desk.do(actions.record_activity, desk.ids[0], VISIT, desk.ids[1:])
    own = replace(VISIT, minutes="33", travel_minutes="13", distance="4.166", fare="333",
                  content="三島さんは外出していた。")  # fmt: skip
    desk.do(actions.correct_activity, desk.entry(2).id, 1, own, "一人だけ違う")
    assert [desk.entry(place).content for place in (0, 2)] == [VISIT.content, own.content]

    shared = replace(VISIT, day="11/18", minutes="60", travel_minutes="14", distance="4.168",
                     fare="334", content="みなの様子を見た。")  # fmt: skip
    desk.do(actions.correct_activity, desk.entry(0).id, 1, shared, "日の間違い", all_persons=True)
    days = [desk.entry(place).day.iso for place in range(3)]
    assert days == ["2026-11-18"] * 3
    assert [desk.entry(place).minutes for place in range(3)] == [60, 33, 33]
    # what had been told apart for one person stays as it is
    assert [desk.entry(place).content for place in range(3)] == [
        "みなの様子を見た。", "みなの様子を見た。", "三島さんは外出していた。",
    ]  # fmt: skip
    assert [len(desk.entry(place).earlier) for place in range(3)] == [1, 1, 2]


def test_an_entry_that_is_taken_back_is_read_and_counted_nowhere(desk: Desk) -> None:
    keep = desk.do(actions.record_activity, desk.ids[0], replace(VISIT, day="11/19"))
    made = desk.do(actions.record_activity, desk.ids[0], VISIT)
    with pytest.raises(InvalidInput, match="理由を入力"):
        desk.do(actions.withdraw_activity, made, 1, "")
    desk.do(actions.withdraw_activity, made, 1, "別の人の記録だった")
    page = desk.read(case_page, desk.ids[0])
    assert (page.activity_count, page.activity_minutes) == (1, 100)
    shown = {entry.id: entry for entry in page.activities}
    assert shown[made].content == VISIT.content and shown[keep].withdrawn is None
    withdrawn = shown[made].withdrawn
    assert (withdrawn.by, withdrawn.why) == ("試作 澪江", "別の人の記録だった")
    assert desk.counted("activities.by_means.訪問.count") == 1
    written = desk.read(ledger_to_write).records
    assert [record.id for record in written if record.kind == "activity"] == [keep]
    assert desk.read(facts_of, desk.ids[0]).dates["contact.last"].day.iso == "2026-11-19"
    assert [one.day.iso for one in desk.read(today).recent] == ["2026-11-19"]
    last = datetime(2026, 11, 30).date()
    contacts = desk.read(queries.contacts_between, datetime(2026, 11, 1).date(), last)
    assert [contact.day.iso for contact in contacts] == ["2026-11-19"]
    with pytest.raises(InvalidInput, match="取り消した記載は訂正できません"):
        desk.do(actions.correct_activity, made, 2, VISIT, "直す")


def test_what_was_taken_back_may_stand_again_and_says_that_it_had_been(desk: Desk) -> None:
    made = desk.do(actions.record_activity, desk.ids[0], VISIT)
    desk.do(actions.withdraw_activity, made, 1, "別の人の記録だった")
    desk.do(actions.restore_activity, made, 2, "やはりこの人だった")
    entry = desk.entry(0)
    assert entry.withdrawn is None and desk.counted("activities.by_means.訪問.count") == 1
    assert [(e.reason, e.words) for e in entry.earlier] == [
        ("やはりこの人だった", ("取り消していた理由　別の人の記録だった",))
    ]
    with pytest.raises(InvalidInput, match="取り消されていません"):
        desk.do(actions.restore_activity, made, 3, "もう一度")


def test_all_entries_of_a_joint_contact_are_taken_back_together(desk: Desk) -> None:
    made = desk.do(actions.record_activity, desk.ids[0], VISIT, desk.ids[1:])
    desk.do(actions.withdraw_activity, made, 1, "行っていなかった", all_persons=True)
    assert [desk.entry(place).withdrawn is not None for place in range(3)] == [True] * 3
    assert desk.counted("activities.total_count") == 0


def test_an_entry_written_down_days_later_says_so(desk: Desk) -> None:
    desk.do(actions.record_activity, desk.ids[0], replace(VISIT, day="11/20"))
    desk.do(actions.record_activity, desk.ids[1], replace(VISIT, day="11/13"))
    soon, late = desk.entry(0), desk.entry(1)
    assert str(soon.recorded_on) == str(late.recorded_on) == "2026-11-24"
    assert (soon.late, late.late) == (False, True)


def test_only_who_records_may_change_an_entry(desk: Desk) -> None:
    made = desk.do(actions.record_activity, desk.ids[0], VISIT)
    auditor = Actor(desk.opened.actor.staff_id, "監査", Role.AUDITOR)
    for act in (
        lambda work: actions.record_activity(work, desk.ids[0], VISIT),
        lambda work: actions.correct_activity(work, made, 1, VISIT, "理由"),
        lambda work: actions.withdraw_activity(work, made, 1, "理由"),
        lambda work: actions.restore_activity(work, made, 1, "理由"),
    ):
        with pytest.raises(NotAllowed), desk.opened.office.work(auditor) as work:
            act(work)


def test_every_change_is_told_in_the_history_of_each_case(desk: Desk) -> None:
    made = desk.do(actions.record_activity, desk.ids[0], VISIT, desk.ids[1:])
    changed = replace(VISIT, day="11/18", minutes="34", travel_minutes="14", distance="4.168",
                      fare="334")  # fmt: skip
    desk.do(actions.correct_activity, made, 1, changed, "日の間違い", all_persons=True)
    desk.do(actions.withdraw_activity, made, 2, "行っていなかった", all_persons=True)
    told = desk.read(
        lambda reading: reading.session.execute(
            select(HistoryEntry.subject_id, HistoryEntry.kind)
            .where(HistoryEntry.kind.like("activity.%"))
            .order_by(HistoryEntry.seq)
        ).all()
    )
    kinds = ["activity.recorded", "activity.corrected", "activity.withdrawn"]
    for episode in desk.ids:
        assert [kind for subject, kind in told if subject == episode] == kinds
