"""Where a person is and was, what happened to them, and the 業務 that begin or end with it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

import pytest

from app import codes
from app.calendar.partial import PartialDate
from app.cases import actions as cases
from app.cases.queries import CasePage, case_page
from app.cases.whereabouts import actions
from app.cases.whereabouts.queries import Whereabouts, whereabouts
from app.cases.whereabouts.rules import (
    DIED,
    EVENT,
    INSTITUTIONS,
    LEADS_TO,
    SETTLED,
    STAY,
    EventInput,
    StayInput,
    check_event,
    check_stay,
)
from app.codes import Service
from app.errors import InvalidInput
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.records import Episode
from tests.conftest import OpenedOffice

TODAY = date(2026, 11, 24)
APRIL, JUNE = PartialDate(2026, 4, 1), PartialDate(2026, 6, 1)


@dataclass(frozen=True)
class There:
    """A stay on record."""

    place: str
    since: PartialDate
    until: PartialDate | None = None


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (StayInput("correctional", "B", "R8.3.1"), "since", "前の場所を足すときは"),
        (StayInput("correctional", "B", "R8.3.1", "R8.4.2"), "until", "前の場所を足すときは"),
        (StayInput("correctional", "B", "R8.3.1", "R8.2.1"), "until", "R8.3.1）以後の日"),
        (StayInput("correctional", "B", "R8.2.1", "R8.2.28"), "since", "「Z」の記録があります"),
        (StayInput("correctional", "", "R8.5.1"), "place", "場所の名前を入力"),
        (StayInput("castle", "B", "R8.5.1"), "kind", "一覧から選んで"),
        (StayInput("correctional", "B", ""), "since", "いつからいるか"),
        (StayInput("correctional", "B", "R8.12.1"), "since", "先の日付です"),
        (StayInput("correctional", "B", "R8.2.30"), "since", "という日はありません"),
    ],
)
def test_a_stay_that_contradicts_is_refused(typed: StayInput, field: str, words: str) -> None:
    others = (There("A", APRIL), There("Z", PartialDate(2026, 1, 10), PartialDate(2026, 2, 20)))
    with pytest.raises(InvalidInput) as problem:
        check_stay(typed, others, TODAY)
    assert words in problem.value.by_field()[field]


def test_stays_that_touch_are_no_contradiction() -> None:
    others = (There("A", APRIL), There("Z", PartialDate(2026, 1, 10), PartialDate(2026, 2, 20)))
    for since, until in (
        ("R8.2.21", "R8.3.31"),
        ("R8.2", "R8.4.1"),
        ("R8.5.1", ""),
        ("R7.12", "R8.1"),
    ):
        assert check_stay(StayInput("home", "B", since, until), others, TODAY).place == "B"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (EventInput("missing", "S20.1.1"), "day", "生年月日"),
        (EventInput("died", "R8.5.1"), "kind", "もう記録があります"),
        (EventInput("missing", "R8.7.1"), "day", "死亡（R8.6.1）よりあとです"),
        (
            EventInput("missing", "R8.5.1", settled_on="R8.4.1"),
            "settled_on",
            "所在確認ができごとの日",
        ),
        (EventInput("missing", "R8.12.1"), "day", "先の日付です"),
        (EventInput("missing", ""), "day", "いつのことか"),
        (EventInput("moved", "R8.5.1"), "kind", "一覧から選んで"),
    ],
)
def test_an_event_that_contradicts_is_refused(typed: EventInput, field: str, words: str) -> None:
    with pytest.raises(InvalidInput) as problem:
        check_event(typed, PartialDate(1953, 4, 5), JUNE, TODAY)
    assert words in problem.value.by_field()[field]


def test_every_kind_of_event_says_how_it_ends() -> None:
    kinds = {row.code for row in codes.table(EVENT)}
    assert kinds == set(SETTLED) | {DIED} and set().union(*LEADS_TO.values()) <= kinds
    assert {row.code for row in codes.table(STAY)} >= INSTITUTIONS
    with pytest.raises(InvalidInput, match="空欄に"):
        check_event(EventInput("died", "R8.5.1", settled_on="R8.6.1"), None, None, TODAY)


def refused(words: str) -> AbstractContextManager[object]:
    """Whether what follows is refused with these words."""
    return pytest.raises(InvalidInput, match=words)


class Life:
    """A person with a コーディネート and a 相談."""

    def __init__(self, opened: OpenedOffice) -> None:
        self.opened = opened
        with opened.office.work(opened.actor) as work:
            self.person = people.register(work, PersonInput("齋藤　蓬夫", "", "male", "S28.4.5"))
            typed = {"start": "R8.4.1", "facility": "前橋刑務所", "worker": "須永", "elderly": True}
            self.id = cases.open_episode(work, self.person, Service.COORDINATION, typed)
            self.other = cases.open_episode(
                work, self.person, Service.CONSULTATION, {"start": "R8.9.1"}
            )

    def page(self, episode_id: str = "") -> CasePage:
        """A case as the page shows it."""
        with self.opened.office.reading(self.opened.actor) as reading:
            return case_page(reading, episode_id or self.id)

    @property
    def now(self) -> Whereabouts:
        """Stays and events."""
        with self.opened.office.reading(self.opened.actor) as reading:
            return whereabouts(reading, self.person)

    def stay(self, *typed: str) -> str:
        """Record a stay."""
        with self.opened.office.work(self.opened.actor) as work:
            return actions.add_stay(work, self.id, StayInput(*typed))

    def event(self, *typed: str) -> str:
        """Record an event."""
        with self.opened.office.work(self.opened.actor) as work:
            return actions.record_event(work, self.id, EventInput(*typed))


def test_moving_between_institutions(opened: OpenedOffice) -> None:
    life = Life(opened)
    life.stay("correctional", "府中刑務所", "R8.6.1", "", "移送")
    assert [(s.place, s.since, s.until) for s in life.now.stays] == [
        ("府中刑務所", JUNE, None),
        ("前橋刑務所", APRIL, PartialDate(2026, 5, 31)),
    ], "the first place is not lost"
    assert life.page().episode.values["facility"] == "府中刑務所"
    assert life.page(life.other).episode.values["facility"] == ""
    hospital = life.stay("hospital", "医療刑務支所", "R8.9")
    stays = life.now.stays
    assert (stays[0].id, stays[1].until) == (hospital, PartialDate(2026, 9))
    assert life.page().episode.values["facility"] == "府中刑務所", "a hospital is no 収容施設"
    with opened.office.work(opened.actor) as work:
        typed = StayInput("correctional", "大阪医療刑務所", "R8.9.2")
        actions.correct_stay(work, hospital, stays[0].version, typed)
    assert life.page().episode.values["facility"] == "大阪医療刑務所"
    with opened.office.work(opened.actor) as work:
        actions.remove_stay(work, hospital, life.now.stays[0].version)
    assert len(life.now.stays) == 2


def test_somebody_missing_is_found_and_the_case_goes_on(opened: OpenedOffice) -> None:
    life = Life(opened)
    event = life.event("missing", "R8.11.1", "", "受入先から連絡")
    (kept,) = life.now.events
    assert kept.lasts and kept.may_begin == "" and kept.may_end == 0
    with opened.office.work(opened.actor) as work:
        typed = EventInput("missing", "R8.11.1", "", "受入先から連絡", "R8.11.5", "友人宅")
        actions.correct_event(work, event, kept.version, typed)
    assert not life.now.events[0].lasts
    assert life.page().episode.stage == "requested"
    with refused("始まる業務はありません"), opened.office.work(opened.actor) as work:
        actions.begin_from(work, event, kept.version + 1)


def test_a_new_arrest_brings_the_person_back_once(opened: OpenedOffice) -> None:
    life = Life(opened)
    event = life.event("rearrested", "R8.11.20", "高崎警察署")
    assert life.now.events[0].may_begin == "suspect_support"
    made = []
    for _ in range(2):
        with opened.office.work(opened.actor) as work:
            made.append(actions.begin_from(work, event, 1))
    assert made[0] == made[1] == life.now.events[0].led_to
    page = life.page(made[0])
    assert page.episode.service is Service.SUSPECT_SUPPORT and len(page.others) == 2
    values = page.episode.values
    assert (values["facility"], values["worker"], values["elderly"]) == ("高崎警察署", "須永", True)
    assert values["arrest"] == PartialDate(2026, 11, 20)
    again = life.event("reimprisoned", "R8.11.22", "前橋刑務所")
    with opened.office.work(opened.actor) as work:
        led = actions.begin_from(work, again, 1)
    assert life.page(led).episode.service is Service.COORDINATION


def test_a_death_ends_all_that_is_open(opened: OpenedOffice) -> None:
    life = Life(opened)
    early = life.event("died", "R8.8.1")
    with refused("相談支援業務を終了にできません"), opened.office.work(opened.actor) as work:
        actions.end_all(work, early, 1)
    assert life.page().episode.stage == "requested", "both or none"
    with opened.office.work(opened.actor) as work:
        actions.correct_event(work, early, 1, EventInput("died", "R8.11.10", "模擬病院"))
    assert life.now.events[0].may_end == 2
    with opened.office.work(opened.actor) as work:
        assert actions.end_all(work, early, 2) == 2
    for episode in (life.id, life.other):
        page = life.page(episode)
        assert (page.episode.stage, page.episode.values["end_reason"]) == ("closed", "died")
        assert page.episode.values["end"] == PartialDate(2026, 11, 10)
    assert life.now.events[0].may_end == 0
    missing = life.event("missing", "R8.11.1")
    with refused("死亡の記録ではない"), opened.office.work(opened.actor) as work:
        actions.end_all(work, missing, 1)


def test_who_only_reads_sees_why(opened: OpenedOffice) -> None:
    life = Life(opened)
    clerk = Actor(opened.actor.staff_id, "例示 樹", Role.CLERK)
    with opened.office.reading(clerk) as reading:
        assert "できるのは" in whereabouts(reading, life.person).refusal
    with opened.office.work(opened.actor) as work:
        assert work.get(Episode, life.id).origin_id is None
