"""担当限定: who may set it, who sees the case then, and what is counted all the same; on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from app.calendar.fiscal import month
from app.cases import actions as cases
from app.cases.queries import CaseFilter, case_list, case_page, cases_named, open_count
from app.cases.restriction.actions import change, lift, restrict
from app.cases.restriction.queries import restriction
from app.cases.restriction.rules import HIDDEN_NUMBER, RestrictionInput
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed, NotFound
from app.history.chain import Head, Link, mac
from app.history.queries import HistoryFilter, follow_chain, of_everybody
from app.people.actions import register
from app.people.merging.actions import merge, undo
from app.people.merging.queries import pair
from app.people.rules import PersonInput
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.reports.counting.queries import contents
from app.staff.handover.actions import hand_over
from app.staff.handover.rules import Item
from app.staff.permissions import Actor, Role
from app.storage.appending import head_of, mac_at
from app.storage.desks import Change
from app.storage.records import (
    HistoryEntry,
    Meeting,
    MeetingDecision,
    MeetingPerson,
    Person,
    Restriction,
    Staff,
    Task,
)
from app.storage.server.opening import admit, open_server_office
from app.storage.work import Office, Reading, Work
from tests.conftest import NOW, OpenedOffice
from tests.served_office import ServedOffice

WORKER, OTHER = "蓬 一郎", "外側 二郎"


@dataclass
class Team:
    """An office with two cases, and its people: each at a desk of their own where there is a server."""

    opened: OpenedOffice
    served: ServedOffice | None
    desks: dict[str, tuple[Office, Actor]]
    case: str = ""
    person: str = ""

    def read(self, who: str, query: Callable[[Reading], Any]) -> Any:
        office, actor = self.desks[who]
        with office.reading(actor) as reading:
            return query(reading)

    def do(self, who: str, act: Callable[[Work], Any]) -> Any:
        office, actor = self.desks[who]
        with office.work(actor) as work:
            return act(work)

    def sees(self, who: str) -> bool:
        try:
            self.read(who, lambda reading: case_page(reading, self.case))
        except NotFound:
            return False
        return True


def _joined(team: Team, name: str, role: Role) -> None:
    office, director = team.opened.office, team.opened.actor
    with office.work(director) as work:
        staff = work.add(Staff(name=name, role=str(role), active=True)).id
        work.session.flush()
        login = admit(work, staff) if team.served else None
    actor = Actor(staff, name, role)
    if team.served and login:
        team.desks[name] = (open_server_office(team.served.place, login, NOW)[0], actor)
        team.desks[name][0].chain_key = office.chain_key
    else:
        team.desks[name] = (office, actor)


@contextmanager
def _team(opened: OpenedOffice, served: ServedOffice | None) -> Iterator[Team]:
    team = Team(opened, served, {"長": (opened.office, opened.actor)})
    for name, role in ((WORKER, Role.COUNSELLOR), (OTHER, Role.COUNSELLOR), ("監査", Role.AUDITOR)):
        _joined(team, name, role)

    def begin(work: Work, name: str, worker: str) -> tuple[str, str]:
        person = register(work, PersonInput(name=name, kana="", sex="male", birth=""))
        typed = {"start": "R8.11.2", "worker": worker, "number": f"R8-{name}"}
        return person, cases.open_episode(work, person, "consultation", typed)

    team.person, team.case = team.do("長", lambda work: begin(work, "見本 陽", WORKER))
    team.do("長", lambda work: begin(work, "別人 桂", OTHER))
    yield team
    for office, _ in team.desks.values():
        if office is not opened.office:
            office.close()


@pytest.fixture(params=["embedded", "server"])
def team(request: pytest.FixtureRequest) -> Iterator[Team]:
    opened = request.getfixturevalue(f"opened_{request.param}")
    served = request.getfixturevalue("_served") if request.param == "server" else None
    with _team(opened, served) as made:
        yield made


def to_nobody_else(team: Team, who: str = WORKER) -> str:
    typed = RestrictionInput((), "本人の希望")
    return str(team.do(who, lambda work: restrict(work, team.case, typed)))


def unbroken(reading: Reading, key: bytes) -> int:
    """How many entries follow each other; those before the test have the key of another day."""
    names = [one.name for one in fields(Link)]
    rows = reading.session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq)).all()
    for before, row in pairwise(rows):
        link = Link(**{name: getattr(row, name) for name in names})
        assert (row.seq, row.mac) == (before.seq + 1, mac(key, before.mac, link))
    return len(rows)


def test_only_the_worker_those_named_and_the_director_see_the_case(team: Team) -> None:
    assert all(team.sees(who) for who in team.desks)
    to_nobody_else(team)
    assert {who for who in team.desks if team.sees(who)} == {"長", WORKER}
    for who, many in (("長", 2), (WORKER, 2), (OTHER, 1), ("監査", 1)):
        listed = team.read(who, lambda reading: case_list(reading, CaseFilter()))
        assert (len(listed.rows), listed.total) == (many, many), who
        assert team.read(who, open_count) == many
        named = team.read(who, lambda reading: cases_named(reading, "見本", 9))
        assert bool(named) == (many == 2)


def test_an_id_that_is_hidden_and_one_that_is_nowhere_are_refused_in_the_same_words(
    team: Team,
) -> None:
    to_nobody_else(team)
    said = set()
    for key in (team.case, "0" * 32):
        with pytest.raises(NotFound) as refused:
            team.read(OTHER, lambda reading, key=key: case_page(reading, key))
        with pytest.raises(NotFound) as unwritten:
            team.do(OTHER, lambda work, key=key: cases.correct(work, key, 1, {"note": "x"}))
        said |= {(str(one.value), one.value.where) for one in (refused, unwritten)}
    assert len(said) == 1


def test_who_is_not_in_charge_does_not_restrict(team: Team) -> None:
    with pytest.raises(NotAllowed, match="担当者とセンター長"):
        to_nobody_else(team, OTHER)
    with pytest.raises(NotAllowed):
        to_nobody_else(team, "監査")
    with pytest.raises(InvalidInput, match="理由"):
        team.do("長", lambda work: restrict(work, team.case, RestrictionInput((), " ")))
    assert to_nobody_else(team, "長")
    with pytest.raises(ChangedMeanwhile):
        to_nobody_else(team, "長")


def test_somebody_is_named_and_the_restriction_is_lifted_again(team: Team) -> None:
    kept, other = to_nobody_else(team), team.desks[OTHER][1].staff_id
    page = team.read(WORKER, lambda reading: restriction(reading, team.case))
    assert (page.id, page.reason, page.by) == (kept, "本人の希望", WORKER)
    assert {one.name: one.why for one in page.colleagues} == {
        WORKER: "worker", OTHER: "", "監査": "",
    }  # fmt: skip
    typed = RestrictionInput((other,), "同行のため")
    team.do("長", lambda work: change(work, kept, page.version, typed))
    assert {who for who in team.desks if team.sees(who)} == {"長", WORKER, OTHER}
    with pytest.raises(ChangedMeanwhile):
        team.do("長", lambda work: lift(work, kept, page.version, "終わった"))
    version = team.read("長", lambda reading: restriction(reading, team.case)).version
    with pytest.raises(NotAllowed):  # named is not in charge
        team.do(OTHER, lambda work: lift(work, kept, version, "終わった"))
    with pytest.raises(InvalidInput):
        team.do("長", lambda work: lift(work, kept, version, ""))
    team.do(WORKER, lambda work: lift(work, kept, version, "終わった"))
    assert all(team.sees(who) for who in team.desks)
    assert team.read("長", lambda reading: restriction(reading, team.case)).id == ""


@pytest.mark.parametrize("who", ["長", WORKER])
def test_the_restriction_goes_with_who_is_in_charge(team: Team, who: str) -> None:
    to_nobody_else(team)
    version = team.read("長", lambda r: case_page(r, team.case)).episode.version
    heard: list[Change] = []
    team.desks[who][0].listeners.append(heard.append)
    team.do(who, lambda work: cases.correct(work, team.case, version, {"worker": OTHER}))
    assert {who for who in team.desks if team.sees(who)} == {"長", OTHER}
    (change,) = heard  # whoever has a list open reads it anew
    assert "restriction" in change.kinds and team.person in change.ids
    last = team.read("長", lambda reading: of_everybody(reading, HistoryFilter(), limit=2))
    assert any("担当者が変わったので" in row.words for row in last.rows)


def test_what_was_agreed_where_they_were_discussed_is_hidden_with_them(team: Team) -> None:
    def agreed(work: Work) -> str:
        meeting = work.add(Meeting(kind="case", day=NOW.now().date())).id
        task = work.add(Task(title="申請に同行")).id
        work.session.flush()
        work.add(MeetingPerson(meeting_id=meeting, person_id=team.person))
        work.add(MeetingDecision(meeting_id=meeting, position=1, text="同行", task_id=task))
        return task

    task = team.do("長", agreed)
    everything = [Task, Meeting, MeetingPerson, MeetingDecision]

    def seen(reading: Reading) -> list[int]:
        return [len(reading.session.scalars(select(kind.id)).all()) for kind in everything]

    assert team.read(OTHER, seen) == [1, 1, 1, 1]
    to_nobody_else(team)
    assert team.read(OTHER, seen) == [0, 0, 0, 0]
    assert team.read(WORKER, seen) == team.read("長", seen) == [1, 1, 1, 1]
    assert team.read(WORKER, lambda reading: reading.get(Task, task)).title == "申請に同行"


def test_where_nobody_else_comes_in_charge_nothing_is_told(team: Team) -> None:
    to_nobody_else(team)
    typed = {"start": "R8.11.20", "worker": WORKER, "number": "R8-2"}
    team.do("長", lambda work: cases.open_episode(work, team.person, "consultation", typed))
    assert {who for who in team.desks if team.sees(who)} == {"長", WORKER}
    told = team.read("長", lambda reading: of_everybody(reading, HistoryFilter())).rows
    assert told and not any("担当者が変わったので" in row.words for row in told)


def test_a_restricted_case_is_handed_over_by_its_worker(team: Team) -> None:
    to_nobody_else(team)
    page, to = team.read(WORKER, lambda r: case_page(r, team.case)), team.desks[OTHER][1].staff_id
    item = Item(team.case, page.episode.version, "読んでください")
    team.do(WORKER, lambda work: hand_over(work, WORKER, to, [item]))
    assert {who for who in team.desks if team.sees(who)} == {"長", OTHER}


def test_the_history_tells_who_may_see_and_shows_it_to_nobody_else(team: Team) -> None:
    to_nobody_else(team)
    words = "担当限定にした（見られる人: 蓬 一郎。理由: 本人の希望）"

    def told(reading: Reading) -> list[str]:
        return [row.words for row in of_everybody(reading, HistoryFilter()).rows]

    assert words in team.read("長", told)
    assert words not in team.read("監査", told)
    # whoever writes next goes on from the last entry, also from one that is hidden from them
    team.do(OTHER, lambda work: work.tell("test", "続き"))
    key = team.opened.office.chain_key
    assert team.read("長", lambda reading: unbroken(reading, key)) > 5
    with pytest.raises(NotAllowed, match="全部を確かめることはできません"):
        team.read("監査", lambda reading: follow_chain(reading, key))


def test_figures_count_the_case_and_tell_nothing_of_it(team: Team) -> None:
    november = month(2026, 11)
    before = team.read(OTHER, lambda reading: as_json(figures(reading, november)))
    to_nobody_else(team)
    for who in ("長", OTHER):
        assert team.read(who, lambda reading: as_json(figures(reading, november))) == before, who

    def behind(reading: Reading) -> Any:
        found = figures(reading, november)
        path = next(one for one in found.paths() if one.endswith(".new") and found.number(one) == 2)
        return contents(reading, found, path), found

    shown, _ = team.read("長", behind)
    assert {one.name for one in shown.entries} == {"見本 陽", "別人 桂"}
    shown, found = team.read(OTHER, behind)
    assert (shown.total, [one.name for one in shown.entries]) == (2, ["別人 桂", ""])
    assert shown.entries[-1].words == "ほか1件（担当限定）"
    assert {case.number for case in found.cases} == {HIDDEN_NUMBER, "R8-別人 桂"}


def test_what_is_made_one_stays_restricted_and_so_do_both_when_undone(team: Team) -> None:
    to_nobody_else(team)

    def second(work: Work) -> str:
        return register(work, PersonInput(name="見本 よう", kana="", sex="male", birth=""))

    other = team.do("長", second)
    both = team.read("長", lambda reading: pair(reading, other, team.person))
    versions = both.kept.versions, both.gone.versions
    done = team.do("長", lambda work: merge(work, other, team.person, versions, {}))
    assert not team.sees(OTHER) and team.sees(WORKER)
    hidden = team.read(OTHER, lambda r: r.session.scalars(select(Person.name)).all())
    assert hidden == ["別人 桂"]
    with pytest.raises(NotFound):  # nor is one led from the old id to the new one
        team.read(OTHER, lambda reading: reading.get(Person, team.person))
    team.do("長", lambda work: undo(work, done))
    assert not team.sees(OTHER) and team.sees(WORKER)


def test_where_nothing_is_restricted_nothing_lies_between_a_query_and_its_table(
    opened_embedded: OpenedOffice,
) -> None:
    with _team(opened_embedded, None) as team:
        covered = "SELECT count(*) FROM sqlite_temp_master"

        def views(reading: Reading) -> int:
            return int(reading.session.connection().exec_driver_sql(covered).scalar_one())

        assert team.read(OTHER, views) == 0
        kept = to_nobody_else(team)
        assert team.read(OTHER, views) > 40
        assert team.read("長", views) == 0
        assert team.read(OTHER, views) > 40
        version = team.read("長", lambda reading: reading.get(Restriction, kept).version)
        team.do("長", lambda work: lift(work, kept, version, "終わった"))
        assert team.read(OTHER, views) == 0


def test_the_head_of_the_history_is_the_same_for_everybody(team: Team) -> None:
    to_nobody_else(team)

    def head(reading: Reading) -> tuple[Head, str | None]:
        found = head_of(reading.session, reading.office_id)
        return found, mac_at(reading.session, reading.office_id, found.seq)

    (ours, kept), (theirs, again) = team.read("長", head), team.read(OTHER, head)
    assert ours == theirs and kept == again == ours.mac
    seen = team.read(OTHER, lambda r: r.session.scalars(select(HistoryEntry.seq)).all())
    assert ours.seq not in seen, "the last entry is about the hidden case"
