"""Several desks on one server: they hear each other within two seconds, and nothing else."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from app.cases import actions as cases
from app.codes import Service
from app.errors import InvalidInput
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Actor
from app.storage.desks import Change
from app.storage.server import desks as server_desks
from app.storage.server import messages
from app.storage.server.desks import ServerDesks
from app.storage.server.messages import View
from app.storage.server.opening import open_server_office
from app.storage.server.presence import SILENT_SECONDS, Presence
from app.storage.work import Office
from tests.conftest import NOW, OpenedOffice
from tests.served_office import ServedOffice

SOON = 2.0
MIO = PersonInput("桑原　澪", "クワハラ ミオ", "female", "S30.4.5")


class Heard:
    """What a desk hears, one after the other; `None` stands for a look at a case."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.came: queue.Queue[Change | None] = queue.Queue()
        office.listeners.append(self.came.put)
        office.onlookers.append(lambda: self.came.put(None))
        office.watch()
        assert self.change().many

    def change(self) -> Change:
        """The next change; fails when none comes soon enough."""
        while (came := self.came.get(timeout=SOON)) is None:
            continue
        return came

    def look(self) -> None:
        """Wait for the next look."""
        while self.came.get(timeout=SOON) is not None:
            continue


@pytest.fixture
def other(opened_server: OpenedOffice, _served: ServedOffice) -> Iterator[Office]:
    """A second desk on the same office."""
    office, _ = open_server_office(_served.place, _served.login, NOW)
    office.chain_key = b"k" * 32
    with closing(office):
        yield office


def begin(office: Office, actor: Actor) -> str:
    """One person with one episode; gives the episode's id."""
    with office.work(actor) as work:
        person_id = people.register(work, MIO)
        return cases.open_episode(work, person_id, Service.COORDINATION, {"start": "R8.4.1"})


def test_a_change_is_heard_at_the_other_desk(opened_server: OpenedOffice, other: Office) -> None:
    heard = Heard(other)
    episode_id = begin(opened_server.office, opened_server.actor)
    change = heard.change()
    assert change.by == opened_server.actor.staff_id
    assert {"episode", "person"} <= change.kinds and episode_id in change.ids


def test_ones_own_change_is_not_heard_twice(opened_server: OpenedOffice, other: Office) -> None:
    heard = Heard(opened_server.office)
    mine = begin(opened_server.office, opened_server.actor)
    theirs = begin(other, opened_server.actor)
    first, second = heard.change(), heard.change()
    assert mine in first.ids and theirs in second.ids


def test_what_was_not_kept_is_not_told(opened_server: OpenedOffice, other: Office) -> None:
    heard = Heard(other)
    episode_id = begin(opened_server.office, opened_server.actor)
    heard.change()
    with (
        pytest.raises(InvalidInput),
        opened_server.office.work(opened_server.actor) as work,
    ):
        cases.correct(work, episode_id, 1, {"dest_name": "消える"})
        work.session.flush()
        raise InvalidInput(())
    with opened_server.office.work(opened_server.actor) as work:
        people.register(work, MIO)
    assert episode_id not in heard.change().ids


def test_who_else_has_a_case_open(opened_server: OpenedOffice, other: Office) -> None:
    one, two = opened_server.office, other
    one.desks.look_at("e1", "s1")
    here, there = Heard(one), Heard(two)
    there.look()
    assert two.desks.looking_at("e1") == {"s1"} and not two.desks.looking_at("e2")
    two.desks.look_at("e1", "s2")
    here.look()
    assert one.desks.looking_at("e1") == {"s2"}
    two.desks.look_at("", "s2")
    here.look()
    assert one.desks.looking_at("e1") == frozenset()
    one.desks.look_at("e2", "s1")
    there.look()
    one.close()
    there.look()
    assert two.desks.looking_at("e2") == frozenset()


def test_after_a_cut_the_desk_hears_again_and_reads_everything(
    opened_server: OpenedOffice,
    other: Office,
    _served: ServedOffice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server_desks, "FIRST_PAUSE_SECONDS", 0.05)
    heard = Heard(other)
    cut = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
      WHERE query LIKE 'LISTEN%%' OR query LIKE 'SELECT pg_notify%%' AND state = 'idle'"""
    until = time.monotonic() + SOON
    while _served.admin.execute(cut).fetchone() == (0,):  # it is just saying what it looks at
        assert time.monotonic() < until
        time.sleep(0.01)
    again = heard.change()
    assert again.many and "episode" in again.kinds
    begin(opened_server.office, opened_server.actor)
    assert heard.change().by == opened_server.actor.staff_id


def test_nothing_runs_beside_an_embedded_file(opened_embedded: OpenedOffice) -> None:
    before = threading.active_count()
    opened_embedded.office.watch()
    opened_embedded.office.desks.look_at("e1", "s1")
    assert threading.active_count() == before
    assert opened_embedded.office.desks.looking_at("e1") == frozenset()


def test_the_thread_ends_with_the_office(other: Office) -> None:
    heard = Heard(other)
    assert [thread for thread in threading.enumerate() if thread.name == "other desks"]
    heard.office.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "other desks"]


def test_too_many_ids_are_told_as_many() -> None:
    kinds = frozenset({"episode", "activity"})
    few = Change(kinds, frozenset(f"{n:032x}" for n in range(200)), "s1")
    many = Change(kinds, frozenset(f"{n:032x}" for n in range(300)), "s1")
    assert messages.read(messages.of_change(few, "d1")) == ("d1", few)
    payload = messages.of_change(many, "d1")
    assert len(payload.encode()) <= messages.LONGEST
    assert messages.read(payload) == ("d1", Change(kinds, frozenset(), "s1", many=True))


@pytest.mark.parametrize(
    "payload",
    ["", "{", "[]", "null", '{"desk": "d1", "is": "view"}', '{"desk": "d1", "is": "later"}',
     '{"desk": "d1", "is": "change", "by": "s", "kinds": 3, "ids": []}'],
)  # fmt: skip
def test_strange_words_are_not_understood(payload: str) -> None:
    assert messages.read(payload) is None


def test_a_silent_desk_is_forgotten() -> None:
    presence = Presence()
    assert presence.hear(View("d1", "s1", "e1"), 0)
    assert not presence.hear(View("d1", "s1", "e1"), 20)
    assert not presence.forget(20 + SILENT_SECONDS)
    assert presence.at("e1") == {"s1"}
    assert presence.forget(21 + SILENT_SECONDS)
    assert presence.at("e1") == frozenset() and presence.at("") == frozenset()


def test_nothing_is_announced_for_a_work_without_changes(
    opened_server: OpenedOffice, other: Office
) -> None:
    heard = Heard(other)
    with opened_server.office.work(opened_server.actor):
        assert heard.came.empty()
    episode_id = begin(opened_server.office, opened_server.actor)
    assert episode_id in heard.change().ids


def test_every_office_has_a_channel_of_its_own(opened_server: OpenedOffice, other: Office) -> None:
    stranger = ServerDesks(opened_server.office.engine, "0" * 32)
    came: queue.Queue[Change] = queue.Queue()
    listen: Callable[[Change], None] = came.put
    stranger.watch(listen, lambda: None)
    assert came.get(timeout=SOON).many
    heard = Heard(other)
    begin(opened_server.office, opened_server.actor)
    heard.change()
    stranger.stop()
    assert came.empty()


def test_few_ids_of_many_kinds_are_told_as_many_where_they_were_many() -> None:
    said = Change(frozenset({"episode"}), frozenset({"e1"}), "s1", many=True)
    found = messages.read(messages.of_change(said, "d1"))
    assert found == ("d1", Change(frozenset({"episode"}), frozenset(), "s1", many=True))
