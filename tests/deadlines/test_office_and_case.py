"""今日 names what the cases themselves say, no more and no less; what is settled goes away."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest

from app.calendar.partial import PartialDate
from app.cases.stages import ORDER
from app.clock import fixed
from app.codes import CASE_SERVICES, Service
from app.deadlines import actions, queries
from app.deadlines.beside.queries import beside
from app.deadlines.candidates.queries import case_deadlines, settled_states
from app.deadlines.known.queries import (
    case_dates,
    centre_rulebook,
    facts_of,
    papers_of,
    plan_days,
)
from app.deadlines.of_case.queries import deadlines_of, what_if
from app.deadlines.queries import Today
from app.deadlines.rule import After
from app.deadlines.rulebook import rulebook
from app.deadlines.silence.queries import silent_cases
from app.deadlines.tasks.queries import open_tasks, tasks_of
from app.deadlines.waiting.queries import waiting_for, waiting_of
from app.errors import InvalidInput, NotAllowed
from app.staff.permissions import Actor, Role
from app.storage.records import (
    Activity,
    AftercareMeasure,
    Application,
    CaseDate,
    Certificate,
    Consent,
    Episode,
    Organisation,
    Person,
    Plan,
    Referral,
)
from app.storage.types import new_id
from app.storage.work import Reading, Work
from tests.conftest import OpenedOffice

TODAY = date(2026, 11, 24)
_KINDS = ("arrested", "sent", "detention_request", "detention_extended", "indicted", "judged",
          "final", "ua_applied", "summary_order")  # fmt: skip
_PAPERS = ("public_assistance", "care_need", "psychiatric", "medical_support", "support_level")


def near(chance: random.Random, reach: int = 120) -> date:
    return TODAY - timedelta(days=chance.randrange(-60, reach))


def partial(chance: random.Random, day: date) -> PartialDate:
    return PartialDate(day.year, day.month) if chance.random() < 0.1 else PartialDate.of(day)


def fill(work: Work, seed: int, size: int) -> list[str]:
    """Cases with all sorts of days, many of them in sight."""
    chance = random.Random(seed)
    return [_case(work, chance, place) for place in range(size)]


def _case(work: Work, chance: random.Random, place: int) -> str:
    service = chance.choice(CASE_SERVICES)
    name = f"架空 {place}"
    person = Person(
        id=new_id(), name=name, name_plain=name, name_folded=name, kana_key=name, search_key=name
    )
    work.add(person)
    work.session.flush()
    values: dict[str, PartialDate | str] = {}
    for field in ("term_end", "release", "move", "arrest", "detention", "detention_end"):
        if chance.random() < 0.35:
            values[field] = partial(chance, near(chance))
    if chance.random() < 0.3:  # long ago: three years, one year and half a year are in sight
        values["release"] = PartialDate.of(
            near(chance, 20) - timedelta(days=chance.choice((184, 365, 731, 1096)))
        )
    if chance.random() < 0.5:
        values["release_reason"] = chance.choice(("full_term", "parole"))
    if chance.random() < 0.2:
        values["disposition"] = chance.choice(("imprisonment", "reserved"))
    episode = Episode(
        id=new_id(),
        person_id=person.id,
        service=str(service),
        stage=chance.choice(ORDER[service][:-1]),
        start=PartialDate.of(near(chance, 90)),
        worker=chance.choice(("試作", "例示")),
        end=PartialDate.of(TODAY) if chance.random() < 0.1 else None,
        kept_text={},
        **values,
    )
    work.add(episode)
    work.session.flush()
    _around(work, chance, person.id, episode)
    own = random.Random(place)
    for _ in range(own.choice((0, 0, 1, 2))):
        work.add(_consent(own, person.id))
    for _ in range(own.choice((0, 0, 1, 2))):
        office = work.add(
            Organisation(kind="outreach", name="見本", kana_key="見本", search_key="見本")
        )
        work.session.flush()
        work.add(_referral(own, office.id, episode))
    if service is Service.AFTERCARE:
        _measures(work, own, episode)
    return episode.id


def _measures(work: Work, chance: random.Random, episode: Episode) -> None:
    """更生緊急保護: extended or not, with measures that run, were ended or have no end."""
    if chance.random() < 0.5:
        episode.extension = PartialDate.of(near(chance, 90))
    for _ in range(chance.choice((0, 1, 2))):
        work.add(
            AftercareMeasure(
                episode_id=episode.id,
                kind="lodging",
                since=near(chance, 90),
                until=chance.choice((None, near(chance))),
                ended_on=chance.choice((None, None, near(chance))),
            )
        )


def _around(work: Work, chance: random.Random, person_id: str, episode: Episode) -> None:
    for kind in _KINDS:
        if chance.random() < 0.12:
            minute = chance.choice((None, 600))
            day = partial(chance, near(chance))
            work.add(CaseDate(episode_id=episode.id, kind=kind, day=day, minute=minute))
    for kind in _PAPERS:
        if chance.random() < 0.25:
            work.add(_application(chance, person_id, episode, kind))
    if chance.random() < 0.2:
        renewal = PartialDate.of(near(chance))
        work.add(Certificate(person_id=person_id, kind="psychiatric", renewal=renewal))
    for revision in range(chance.choice((0, 0, 1, 2))):
        work.add(
            Plan(
                episode_id=episode.id,
                kind="coordination",
                revision=revision + 1,
                made_on=near(chance, 90),
                review_on=chance.choice((None, near(chance))),
            )
        )
    if chance.random() < 0.7:
        day = PartialDate.of(near(chance, 90))
        work.add(Activity(day=day, service=episode.service, episode_id=episode.id, means="phone"))


def _consent(chance: random.Random, person_id: str) -> Consent:
    ends = chance.choice((None, near(chance, 90)))
    return Consent(
        person_id=person_id,
        recipient_kind=chance.choice(("medical", "welfare_office")),
        items=chance.choice((["identity"], ["identity", "medical"])),
        purpose="調整",
        given_on=date(2026, 1, 5),
        valid_from=date(2026, 1, 5),
        valid_to=ends,
        how=chance.choice(("paper", "oral", "refused")),
        withdrawn_on=chance.choice((None, None, date(2026, 3, 1))),
    )


def _referral(chance: random.Random, organisation_id: str, episode: Episode) -> Referral:
    sent = chance.choice((None, near(chance), near(chance)))
    return Referral(
        direction=chance.choice(("out", "out", "in")),
        kind="outreach",
        person_id=episode.person_id,
        episode_id=chance.choice((None, episode.id)),
        organisation_id=organisation_id,
        state=chance.choice(("sent", "more_info", "accepted", "declined")) if sent else "draft",
        sent_on=sent,
        answer_by=chance.choice((None, near(chance))),
    )


def _application(chance: random.Random, person_id: str, episode: Episode, kind: str) -> Application:
    decided = chance.choice((None, near(chance), near(chance) - timedelta(days=700)))
    return Application(
        person_id=person_id,
        episode_id=chance.choice((None, episode.id)),
        kind=kind,
        submitted_on=PartialDate.of(near(chance)),
        decided_on=PartialDate.of(decided) if decided else None,
        result=chance.choice(("granted", "rejected")) if decided else None,
        valid_until=PartialDate.of(near(chance)) if chance.random() < 0.4 else None,
    )


Named = tuple[str, str, date]


def named_today(found: Today) -> Iterator[Named]:
    parts = (found.late, found.custody, found.due_today, found.week, found.later, found.releases)
    for part in parts:
        assert part.count == len(part.items), "the test's office is too large to compare"
        for item in part.items:
            yield item.episode_id, item.due.rule.id, item.due.day


def named_by_cases(opened: OpenedOffice, ids: list[str], day: date) -> set[Named]:
    """The same by opening one case after the other."""
    found = set()
    with opened.office.reading(opened.actor) as reading:
        for episode in ids:
            for item in deadlines_of(reading, episode).dues:
                due = item.due
                ahead = due.day <= day + timedelta(days=due.rule.lead)
                gone = due.rule.after is After.PASSES and due.day < day - timedelta(days=7)
                if ahead and not gone:
                    found.add((episode, due.rule.id, due.day))
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_office_and_its_cases_say_the_same(opened: OpenedOffice, seed: int) -> None:
    with opened.office.work(opened.actor) as work:
        ids = fill(work, seed, 40)
    seen: set[str] = set()
    for days in (0, 17):
        day = TODAY + timedelta(days=days)
        opened.office.clock = fixed(datetime(day.year, day.month, day.day, 9))
        with opened.office.reading(opened.actor) as reading:
            today = set(named_today(queries.today(reading)))
        # a day long past stays on 今日 but leaves the case page
        recent = {item for item in today if (day - item[2]).days <= 60}
        assert recent == {i for i in named_by_cases(opened, ids, day) if (day - i[2]).days <= 60}
        seen |= {rule for _, rule, _ in today}
    assert len(seen) > 12


def test_own_cases_only(opened: OpenedOffice) -> None:
    with opened.office.work(opened.actor) as work:
        fill(work, 4, 30)
    with opened.office.reading(opened.actor) as reading:
        every = set(named_today(queries.today(reading)))
        own = [set(named_today(queries.today(reading, worker=w))) for w in ("試作", "例示")]
    assert every == own[0] | own[1] and all(own)


def one_case(opened: OpenedOffice) -> str:
    with opened.office.work(opened.actor) as work:
        person = Person(
            id=new_id(),
            name="杠 渓",
            name_plain="杠渓",
            name_folded="杠渓",
            kana_key="",
            search_key="",
        )
        work.add(person)
        work.session.flush()
        episode = Episode(
            person_id=person.id,
            service=str(Service.COORDINATION),
            stage="plan",
            start=PartialDate(2026, 6, 1),
            term_end=PartialDate(2026, 11, 20),
            kept_text={},
        )
        work.add(episode)
        return episode.id


def test_settled_for_this_day_only_and_taken_back_with_a_reason(opened: OpenedOffice) -> None:
    office, actor = opened.office, opened.actor
    episode, due = one_case(opened), date(2026, 11, 21)

    def late() -> list[str]:
        with office.reading(actor) as reading:
            return [item.due.rule.id for item in queries.today(reading).late.items]

    assert late() == ["release_day"]
    for state, note in (("not_applicable", " "), ("open", ""), ("forgotten", "理由")):
        with pytest.raises(InvalidInput), office.work(actor) as work:
            actions.settle(work, episode, "release_day", due, state, note=note)
    with office.work(actor) as work:
        actions.settle(work, episode, "release_day", due, "done")
    assert late() == []
    with office.reading(actor) as reading:
        page = deadlines_of(reading, episode)
    assert [(item.state, item.state_note) for item in page.settled] == [("done", "試作 澪江")]
    with office.work(actor) as work:
        actions.settle(work, episode, "release_day", due, "open", note="誤り")
    assert late() == ["release_day"]
    with office.work(actor) as work:
        actions.settle(work, episode, "release_day", due, "not_applicable", note="仮釈放")
    assert late() == []
    with office.work(actor) as work:  # another due date is open again
        work.get(Episode, episode).term_end = PartialDate(2026, 11, 22)
    assert late() == ["release_day"]
    auditor = Actor(actor.staff_id, "例示 樹", Role.AUDITOR)
    with pytest.raises(NotAllowed), office.work(auditor) as work:
        actions.settle(work, episode, "release_day", due, "done")


def test_what_if_tells_and_keeps_nothing(opened: OpenedOffice) -> None:
    episode = one_case(opened)
    with opened.office.reading(opened.actor) as reading:
        before = deadlines_of(reading, episode)
        (shift,) = what_if(reading, episode, {"episode.term_end": PartialDate(2026, 12, 31)})
        assert (shift.before, shift.after) == (date(2026, 11, 21), date(2027, 1, 1))
        assert "R8.12.31(木)の翌日" in shift.reason
        (gone,) = what_if(reading, episode, {"episode.term_end": None})
        assert (gone.before, gone.after) == (date(2026, 11, 21), None)
        assert what_if(reading, episode, {"episode.start": PartialDate(2026, 1, 1)}) == ()
        moved = what_if(reading, episode, {"episode.move": PartialDate(2026, 12, 30)})
        assert {(shift.name, shift.after) for shift in moved} == {
            ("移行", date(2026, 12, 30)),
            ("満期釈放", None),
        }
        assert deadlines_of(reading, episode) == before


def test_what_if_keeps_the_hour_and_offers_only_days_that_count(opened: OpenedOffice) -> None:
    episode = one_case(opened)
    with opened.office.work(opened.actor) as work:
        record = work.get(Episode, episode)
        record.service, record.stage = str(Service.SUSPECT_SUPPORT), "requested"
        record.arrest = PartialDate(2026, 11, 23)
        work.add(
            CaseDate(
                episode_id=episode, kind="arrested", day=PartialDate(2026, 11, 23), minute=1360
            )
        )
    with opened.office.reading(opened.actor) as reading:
        offered = dict(deadlines_of(reading, episode).starts)
        shifts = what_if(reading, episode, {"case_date.arrested": PartialDate(2026, 11, 24)})
    assert offered["case_date.arrested"] == "逮捕の日時" and "episode.arrest" not in offered
    assert [(shift.before, shift.after) for shift in shifts] == [
        (date(2026, 11, 25), date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 11, 27)),
    ]
    assert all("22時40分まで" in shift.reason for shift in shifts)


def test_a_vague_start_is_named_instead_of_guessed(opened: OpenedOffice) -> None:
    episode = one_case(opened)
    with opened.office.work(opened.actor) as work:
        work.get(Episode, episode).term_end = PartialDate(2027, 1)
    with opened.office.reading(opened.actor) as reading:
        page = deadlines_of(reading, episode)
    assert page.dues == ()
    assert [(item.name, item.start, item.known) for item in page.vague] == [
        ("満期釈放", "刑期終了日", PartialDate(2027, 1))
    ]


def test_closed_days_around_a_release_are_named(opened: OpenedOffice) -> None:
    episode = one_case(opened)
    with opened.office.work(opened.actor) as work:
        work.get(Episode, episode).term_end = PartialDate(2026, 12, 31)
    with opened.office.reading(opened.actor) as reading:
        (due,) = deadlines_of(reading, episode).dues
    assert due.closed_note == "元日のため官庁は閉庁"
    assert due.closures == "前後で官庁が閉まる日は 12/29〜1/3（年末年始・元日）。"


def test_the_centre_sets_its_own_measure(opened: OpenedOffice) -> None:
    office, actor = opened.office, opened.actor
    episode = one_case(opened)

    def silent() -> list[str]:
        with office.reading(actor) as reading:
            return [item.episode_id for item in beside(reading).silent]

    assert silent() == [episode]
    with office.work(actor) as work:
        actions.set_rule(work, "coordination_contact", {"length": 200})
    assert silent() == []
    with office.work(actor) as work:
        actions.set_rule(work, "coordination_contact", {"length": 5})
    assert silent() == [episode]
    with office.work(actor) as work:
        actions.set_rule(work, "coordination_contact", None)
    assert silent() == [episode]
    for rule, values in (("release_day", {"length": 2}), ("coordination_contact", {"length": -3})):
        with pytest.raises(InvalidInput), office.work(actor) as work:
            actions.set_rule(work, rule, values)
    counsellor = Actor(actor.staff_id, "例示 樹", Role.COUNSELLOR)
    with pytest.raises(NotAllowed), office.work(counsellor) as work:
        actions.set_rule(work, "coordination_contact", {"length": 5})


def test_who_may_not_read_cases_reads_no_deadline(opened: OpenedOffice) -> None:
    episode = one_case(opened)
    day = date(2026, 11, 24)
    book = rulebook()
    asked: tuple[Callable[[Reading], object], ...] = (
        queries.today,
        centre_rulebook,
        open_tasks,
        waiting_for,
        lambda r: tasks_of(r, episode),
        lambda r: waiting_of(r, episode),
        lambda r: silent_cases(r, book),
        lambda r: deadlines_of(r, episode),
        lambda r: what_if(r, episode, {}),
        lambda r: facts_of(r, episode),
        lambda r: case_dates(r, [episode]),
        lambda r: papers_of(r, []),
        lambda r: plan_days(r, []),
        lambda r: list(case_deadlines(r, book, day, "")),
        lambda r: settled_states(r, [episode]),
    )
    admin = Actor(opened.actor.staff_id, "例示 樹", Role.ADMIN)
    for ask in asked:
        with pytest.raises(NotAllowed), opened.office.reading(admin) as reading:
            ask(reading)
