"""削除の案: what may be in one, who may do what, and everything that stops a deletion."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.clock import fixed
from app.codes import Service
from app.errors import ChangedMeanwhile, InvalidInput, NeedsConfirmation, NotAllowed, TeichakuError
from app.people import actions as people
from app.people.rules import PersonInput
from app.reports.papers.removal_record import removal_record
from app.retention import actions as rules
from app.retention.blocks.queries import CONTRADICTION, RUNNING, UNREPORTED
from app.retention.holds import actions as holds
from app.retention.holds.queries import holds_of
from app.retention.holds.rules import HoldInput
from app.retention.proposals import actions
from app.retention.proposals.queries import gone, items_of, proposal, proposals
from app.retention.proposals.rules import about
from app.retention.queries import calendar
from app.retention.rules import PERSON, RuleInput
from app.staff.permissions import Actor, Role
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage.records import (
    Activity,
    CountedCase,
    CountedContact,
    Episode,
    HistoryEntry,
    Meeting,
    MeetingPerson,
    Person,
    ReportSubmission,
    Staff,
)
from app.storage.work import Work
from tests.cases.one_case import ask, do
from tests.conftest import OpenedOffice

RULE = RuleInput("1", "fiscal_year", "委託契約書 第12条")


def ended(opened: OpenedOffice, name: str, *ends: str | None, person: str = "") -> list[str]:
    """Cases of one person that ended on these days (None: still going on)."""

    def act(work: Work) -> list[str]:
        who = person or people.register(work, PersonInput(name, "", "male", "S28.4.5"))
        made = [
            cases.open_episode(
                work, who, Service.CONSULTATION, {"start": "R4.4.11", "number": f"{name}-{at}"}
            )
            for at, _ in enumerate(ends)
        ]
        work.session.flush()
        for case, end in zip(made, ends, strict=True):
            work.session.execute(
                update(Episode.__table__).where(Episode.id == case).values(end=end)
            )
        return made

    return list(do(opened, act))


def ruled(opened: OpenedOffice, *kinds: str) -> None:
    for kind in kinds or (Service.CONSULTATION,):
        do(opened, lambda work, kind=kind: rules.set_rule(work, kind, RULE, 0))


def proposed(opened: OpenedOffice, *targets: str) -> str:
    return str(do(opened, lambda work: actions.propose(work, targets)))


@pytest.fixture
def other(opened_embedded: OpenedOffice) -> Actor:
    """Who can be the second person."""
    staff = do(
        opened_embedded,
        lambda work: work.add(Staff(name="管理 係", role=str(Role.ADMIN), active=True)).id,
    )
    return Actor(staff, "管理 係", Role.ADMIN)


def agreed(opened: OpenedOffice, other: Actor, made: str) -> str:
    def act(work: Work) -> str:
        row = proposal(work, made)
        return second.ask(work, Act.RETENTION, about(row.id, row.cases, row.persons))

    request = str(do(opened, act))
    do(opened, lambda work: second.answer(work, request), other)
    return request


def removed(
    opened: OpenedOffice, made: str, request: str, typed: str = "1", **more: Any
) -> frozenset[str]:
    version = ask(opened, lambda reading: proposal(reading, made)).version
    more.setdefault("today", opened.office.clock.today())  # the office itself was made just now
    found: frozenset[str] = do(
        opened, lambda work: actions.remove(work, made, version, typed, request, **more)
    )
    return found


def left(opened: OpenedOffice, *tables: Any) -> tuple[int, ...]:
    def count(reading: Any) -> tuple[int, ...]:
        return tuple(
            reading.session.scalar(select(func.count()).select_from(one)) for one in tables
        )

    found: tuple[int, ...] = ask(opened, count)
    return found


def test_without_a_rule_nothing_is_ever_due(opened: OpenedOffice) -> None:
    (case,) = ended(opened, "甲", "1990-05-20")
    found = ask(opened, calendar)
    assert (found.due, found.unruled) == ((), 1)
    with pytest.raises(NotAllowed, match="期間"):
        proposed(opened, case)
    assert left(opened, Episode) == (1,)


def test_what_is_due_and_why_the_rest_is_not(opened: OpenedOffice) -> None:
    ruled(opened)
    (due,) = ended(opened, "甲", "2023-05-20")
    (later,) = ended(opened, "乙", "2026-04-02")
    running, _ = ended(opened, "丙", "2023-05-20", None)
    (wrong,) = ended(opened, "丁", "2021-05-20")
    whole = ask(opened, lambda reading: calendar(reading, every=True))
    found = {one.id: one for one in whole.due}
    assert found[due].blocks == () and found[due].fiscal_year == 2025
    assert found[later].blocks == () and not found[later].is_due(opened.office.clock.today())
    assert found[running].blocks == (RUNNING,)
    assert found[wrong].blocks == (CONTRADICTION,)
    for one in (later, running, wrong):
        with pytest.raises(NotAllowed, match="何も変えていません"):
            proposed(opened, due, one)
    assert ask(opened, proposals) == ()


def test_what_is_not_due_yet_is_read_only_for_its_year(opened: OpenedOffice) -> None:
    ruled(opened)
    (due,) = ended(opened, "甲", "2023-05-20")
    (later,) = ended(opened, "乙", "2026-04-02")
    whole = ask(opened, lambda reading: calendar(reading, every=True))
    assert [one.id for one in whole.due] == [due, later]
    passed, to_come = (one.fiscal_year for one in whole.due)
    now = ask(opened, calendar)
    assert (now.due, now.years) == (whole.due[:1], (passed, to_come))
    with_year = ask(opened, lambda reading: calendar(reading, to_come))
    assert with_year == whole
    assert ask(opened, lambda reading: calendar(reading, to_come + 1)) == now


def test_a_hold_keeps_everything_of_a_person_until_it_is_lifted(opened: OpenedOffice) -> None:
    ruled(opened)
    (case,) = ended(opened, "甲", "2023-05-20")
    person = ask(opened, lambda reading: reading.get(Episode, case).person_id)
    typed = HoldInput("lawsuit", "", "R8.12.31")
    hold = do(opened, lambda work: holds.put(work, person, typed))
    (due,) = ask(opened, calendar).due
    assert due.held == (hold,) and due.blocks[0].startswith("保留: 訴訟・審査請求（R8.12.31まで）")
    with pytest.raises(NotAllowed, match="訴訟"):
        proposed(opened, case)
    (found,) = ask(opened, lambda reading: holds_of(reading, person))
    with pytest.raises(InvalidInput):
        do(opened, lambda work: holds.lift(work, hold, found.version, " "))
    do(opened, lambda work: holds.lift(work, hold, found.version, "判決が確定"))
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda work: holds.lift(work, hold, found.version, "もう一度"))
    assert ask(opened, calendar).due[0].blocks == ()


def test_a_hold_ends_with_its_last_day(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    ruled(opened)
    (case,) = ended(opened, "甲", "2023-05-20")
    person = ask(opened, lambda reading: reading.get(Episode, case).person_id)
    do(opened, lambda work: holds.put(work, person, HoldInput("audit", "", "R8.11.25")))
    opened.office.clock = fixed(datetime(2026, 11, 25, 23, 0))
    assert ask(opened, calendar).due[0].blocks
    opened.office.clock = fixed(datetime(2026, 11, 26, 0, 30))
    assert ask(opened, calendar).due[0].blocks == ()


def test_a_month_that_was_not_handed_in_keeps_its_cases(opened: OpenedOffice) -> None:
    ruled(opened)
    (case,) = ended(opened, "甲", "2023-05-20")

    def hand_in(key: str) -> None:
        text = ("form_id", "form_title", "form_edition", "note", "explanation", "file_name")
        made = ReportSubmission(
            period_kind="month", period_key=key, by="x", operation_id="x", masked_below=0,
            file_sha="x", snapshot_sha="x", entered="{}", snapshot=b"x", file=b"x",
            **dict.fromkeys(text, "x"),
        )  # fmt: skip
        do(opened, lambda work: work.add(made).id)

    hand_in("2023-06")  # the office handed in only later months: nothing is missing
    assert ask(opened, calendar).due[0].blocks == ()
    hand_in("2023-04")
    assert ask(opened, calendar).due[0].blocks == (UNREPORTED,)
    hand_in("2023-05")
    assert ask(opened, calendar).due[0].id == case and not ask(opened, calendar).due[0].blocks


def test_one_case_goes_and_its_person_stays_with_the_other(
    opened_embedded: OpenedOffice, other: Actor
) -> None:
    opened = opened_embedded
    ruled(opened)
    first, last = ended(opened, "甲", "2023-05-20", "2024-09-01")
    typed = ActivityInput("R5.5.1", "visit", "30", "本人", "様子を見た。", "試作 澪江")
    do(opened, lambda work: contacts.record_activity(work, first, typed))
    with pytest.raises(NotAllowed, match="期間の途中"):
        proposed(opened, first, "0" * 32)
    made = proposed(opened, first)
    assert removed(opened, made, agreed(opened, other, made)) == {first}
    assert left(opened, Person, Episode, Activity, CountedCase, CountedContact) == (1, 1, 0, 1, 1)
    made = proposed(opened, last)
    assert [one.kind for one in ask(opened, lambda r: items_of(r, made))] == [
        "consultation",
        PERSON,
    ]
    removed(opened, made, agreed(opened, other, made))
    assert left(opened, Person, Episode, CountedCase) == (0, 0, 2)
    assert {first, last} < ask(opened, gone)
    words = [str(text) for text in removal_texts(opened, made)]
    assert "甲-1" in words and not any(word.startswith("甲 ") for word in words)


def removal_texts(opened: OpenedOffice, made: str) -> list[str]:
    paper = ask(opened, lambda reading: removal_record(reading, made))
    return [
        str(cell) for block in paper.blocks for row in getattr(block, "rows", ()) for cell in row
    ]


def test_a_meeting_about_two_people_stays_for_the_other(
    opened_embedded: OpenedOffice, other: Actor
) -> None:
    opened = opened_embedded
    ruled(opened)
    (going,) = ended(opened, "甲", "2023-05-20")
    (staying,) = ended(opened, "乙", None)

    def meet(work: Work) -> tuple[str, str]:
        made = []
        for about_whom in ((going, staying), (going,)):
            meeting = work.add(
                Meeting(kind="case", day=opened.office.clock.today(), minutes="議事", title="x")
            )
            work.session.flush()
            for case in about_whom:
                person = work.get(Episode, case).person_id
                work.add(MeetingPerson(meeting_id=meeting.id, person_id=person, episode_id=case))
            made.append(meeting.id)
        return made[0], made[1]

    shared, alone = do(opened, meet)
    made = proposed(opened, going)
    removed(opened, made, agreed(opened, other, made))

    def there(reading: Any) -> tuple[list[str], list[str]]:
        session = reading.session
        return list(session.scalars(select(Meeting.id))), list(
            session.scalars(select(MeetingPerson.episode_id))
        )

    assert ask(opened, there) == ([shared], [staying])
    assert alone != shared


def test_whatever_changes_meanwhile_stops_it(opened_embedded: OpenedOffice, other: Actor) -> None:
    opened = opened_embedded
    ruled(opened)
    (case,) = ended(opened, "甲", "2023-05-20")
    made = proposed(opened, case)
    typed = ActivityInput("R5.5.1", "visit", "30", "本人", "書き足した。", "試作 澪江")
    do(opened, lambda work: contacts.record_activity(work, case, typed))
    request = agreed(opened, other, made)
    with pytest.raises(ChangedMeanwhile, match="中の記録が変わりました"):
        removed(opened, made, request)
    version = ask(opened, lambda reading: proposal(reading, made)).version
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda work: actions.withdraw(work, made, version + 1))
    do(opened, lambda work: actions.withdraw(work, made, version))
    with pytest.raises(NotAllowed, match="取り下げ"):
        removed(opened, made, request)
    again = proposed(opened, case)
    with pytest.raises(NotAllowed, match="別の案"):
        removed(opened, again, request)
    person = ask(opened, lambda reading: reading.get(Episode, case).person_id)
    do(opened, lambda work: holds.put(work, person, HoldInput("disclosure", "")))
    with pytest.raises(NotAllowed, match="開示請求"):
        removed(opened, again, agreed(opened, other, again))
    assert left(opened, Episode, Activity, CountedCase) == (1, 1, 0)


def test_it_takes_the_number_and_another_person(
    opened_embedded: OpenedOffice, other: Actor
) -> None:
    opened = opened_embedded
    ruled(opened)
    (case,) = ended(opened, "甲", "2023-05-20")
    made = proposed(opened, case)
    request = agreed(opened, other, made)
    for typed in ("", "2", "1.0", "全部"):
        with pytest.raises(InvalidInput):
            removed(opened, made, request, typed)

    def alone(work: Work) -> str:
        row = proposal(work, made)
        return second.ask(work, Act.RETENTION, about(row.id, row.cases, row.persons))

    unanswered = str(do(opened, alone))
    with pytest.raises(NotAllowed, match="確認がまだ"):
        removed(opened, made, unanswered)
    assert left(opened, Episode, Person, CountedCase) == (1, 1, 0)
    removed(opened, made, request)
    with pytest.raises(NotAllowed, match="削除済み"):
        removed(opened, made, request)
    told = ask(opened, lambda r: list(r.session.scalars(select(HistoryEntry.kind))))
    assert told.count("retention.removed") == 1


@pytest.mark.parametrize(
    "now",
    [datetime(2026, 11, 27, 9, 0), datetime(2036, 11, 24, 9, 0), datetime(2026, 11, 20, 9, 0)],
)
def test_a_clock_that_jumped_asks_for_the_day_first(
    opened_embedded: OpenedOffice, other: Actor, now: datetime
) -> None:
    opened = opened_embedded
    ruled(opened)
    (case,) = ended(opened, "甲", "2023-05-20")
    opened.office.clock = fixed(now)
    made = proposed(opened, case)
    assert ask(opened, calendar).doubt
    request = agreed(opened, other, made)
    with pytest.raises(NeedsConfirmation, match="間違いありませんか"):
        removed(opened, made, request, today=None)
    with pytest.raises(NeedsConfirmation):
        removed(opened, made, request, today=datetime(2026, 11, 24).date())
    assert left(opened, Episode) == (1,)
    removed(opened, made, request, today=now.date())
    assert left(opened, Episode) == (0,)


def test_a_person_without_cases_has_a_period_of_their_own(
    opened_embedded: OpenedOffice, other: Actor
) -> None:
    opened = opened_embedded
    opened.office.clock = fixed(datetime(2023, 6, 1, 9, 0))
    person = do(opened, lambda work: people.register(work, PersonInput("戊", "", "male", "")))
    opened.office.clock = fixed(datetime(2026, 11, 24, 9, 0))
    ended(opened, "甲", "2023-05-20")
    ruled(opened, PERSON)
    (due,) = ask(opened, calendar).due
    assert (due.id, due.kind, due.ended.iso) == (person, PERSON, "2023-06-01")
    made = proposed(opened, person)
    assert removed(opened, made, agreed(opened, other, made)) == {person}
    assert left(opened, Person, Episode, CountedCase) == (1, 1, 0)


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.DIRECTOR])
def test_only_a_director_sets_holds_and_deletes(opened_embedded: OpenedOffice, role: Role) -> None:
    opened = opened_embedded
    ruled(opened)
    (case,) = ended(opened, "甲", "2023-05-20")
    person = ask(opened, lambda reading: reading.get(Episode, case).person_id)
    hold = do(opened, lambda work: holds.put(work, person, HoldInput("audit", "")))
    staff = do(opened, lambda work: work.add(Staff(name="別", role=str(role), active=True)).id)
    actor = Actor(staff, "別", role)
    for act in (
        lambda work: rules.set_rule(work, PERSON, RULE, 0),
        lambda work: holds.put(work, person, HoldInput("audit", "")),
        lambda work: holds.lift(work, hold, 1, "x"),
        lambda work: actions.propose(work, (case,)),
        lambda work: actions.withdraw(work, "0" * 32, 1),
        lambda work: actions.remove(work, "0" * 32, 1, "1", "0" * 32),
    ):
        with pytest.raises(NotAllowed):
            do(opened, act, actor)
    if role is Role.ADMIN:
        with pytest.raises(NotAllowed):
            ask(opened, calendar, actor)
    else:
        assert ask(opened, calendar, actor).refusal


def test_two_who_set_one_period(opened: OpenedOffice) -> None:
    ruled(opened)
    kind = Service.CONSULTATION
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda work: rules.set_rule(work, kind, RULE, 7))
    with pytest.raises(TeichakuError):
        do(opened, lambda work: rules.set_rule(work, Service.AFTERCARE, RULE, 0))
    do(opened, lambda work: rules.set_rule(work, kind, RuleInput("", "next_day", "見直し中"), 1))
    (line,) = (one for one in ask(opened, calendar).rules if one.version)
    assert (line.rule, line.source, line.by) == (None, "見直し中", opened.actor.name)
