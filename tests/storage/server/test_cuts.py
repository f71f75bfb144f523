"""Connections cut around COMMIT: nothing acknowledged is lost, nothing is kept twice."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import event, select

from app.errors import AlreadyDone, ChangedMeanwhile, ConnectionLost
from app.history.chain import Link, check
from app.staff.permissions import Actor
from app.storage.records import HistoryEntry, Operation, Setting
from app.storage.retrying import Tries, retrying
from app.storage.server import limited
from app.storage.server.opening import open_server_office
from app.storage.types import new_id
from app.storage.work import Office, Work
from tests import throwaway_server
from tests.conftest import NOW
from tests.served_office import ServedOffice
from tests.storage.server.proxy import Cut, Proxy

CUTS = int(os.environ.get("TEICHAKU_CUTS", "12"))


class Desk:
    """An office opened through the proxy, which may be cut at the next COMMITs."""

    def __init__(self, office: Office, actor: Actor, proxy: Proxy) -> None:
        self.office, self.actor, self.proxy = office, actor, proxy
        self.next: list[Cut] = []
        self.tries = 0
        event.listen(office.engine, "commit", self._committing)

    def _committing(self, *_: object) -> None:
        if self.next:
            self.proxy.arm(self.next.pop(0))

    def save(self, words: str, operation_id: str | None = None) -> str:
        """A Work that keeps one record; gives its id."""

        def act(work: Work) -> str:
            self.tries += 1
            work.tell("test.saved", words)
            return work.add(Setting(name=f"{words} {new_id()}", value=words)).id

        return retrying(
            self.office,
            self.actor,
            act,
            tries=Tries(operation_id or new_id()),
            pause=lambda seconds: None,
        )

    def kept(self) -> list[tuple[str, str]]:
        """Every record's id and words."""
        with self.office.reading(self.actor) as reading:
            found = reading.session.execute(select(Setting.id, Setting.value))
            return [(row.id, row.value) for row in found]


@pytest.fixture
def desk(_served, opened_server) -> Iterator[Desk]:
    proxy = Proxy(_served.place.port)
    place = replace(_served.place, port=proxy.port)
    office, actor = open_server_office(place, _served.login, NOW)
    yield Desk(office, actor, proxy)
    office.close()
    proxy.close()


def test_cuts_around_commit_lose_nothing_and_double_nothing(desk):
    chance = random.Random(3)
    kinds = [Cut.BEFORE, Cut.INSIDE, Cut.AFTER]
    acknowledged: list[tuple[str, str]] = []
    number = 0
    while desk.proxy.cuts < CUTS:
        # Up to two tries of the same operation are cut.
        desk.next = [chance.choice(kinds) for _ in range(chance.choice((1, 1, 1, 2)))]
        words = f"op{number}"
        acknowledged.append((desk.save(words), words))
        desk.next = []
        number += 1
    assert sorted(desk.kept()) == sorted(acknowledged)
    assert desk.tries > number, "no try was repeated, so nothing was tested"
    with desk.office.reading(desk.actor) as reading:
        rows = reading.session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq)).all()
        assert reading.session.query(Operation).count() == number + 1
    names = Link.__dataclass_fields__
    chain = [(Link(**{name: getattr(row, name) for name in names}), row.mac) for row in rows]
    assert len(chain) == number + 1
    assert check(desk.office.chain_key, chain).broken is None


@pytest.mark.parametrize(("cut", "tries"), [(Cut.BEFORE, 2), (Cut.INSIDE, 2), (Cut.AFTER, 1)])
def test_what_arrived_is_not_done_again(desk, cut, tries):
    desk.next = [cut]
    kept = desk.save("x")
    assert desk.kept() == [(kept, "x")]
    assert desk.tries == tries
    assert desk.proxy.cuts == 1


def test_the_same_operation_from_an_earlier_call_is_refused(desk, clear):
    operation = new_id()
    first = desk.save("x", operation)
    with pytest.raises(AlreadyDone) as caught:
        desk.save("x", operation)
    clear(caught.value)
    assert desk.kept() == [(first, "x")]


def test_a_refusal_caused_by_our_own_lost_commit_is_no_refusal(desk):
    """The second try meets the version that the first one wrote."""
    with desk.office.work(desk.actor) as work:
        record = work.add(Setting(name="n", value=0)).id
    asked = desk.office.arrived

    def not_yet(operation_id: str) -> str | None:
        desk.office.arrived = asked  # the COMMIT was still on its way when it was first asked
        return None

    desk.office.arrived = not_yet
    desk.next = [Cut.AFTER]

    def act(work: Work) -> str:
        setting = work.get(Setting, record)
        if setting.value != 0:
            raise ChangedMeanwhile("x")
        setting.value = 1
        return "done"

    assert retrying(desk.office, desk.actor, act, pause=lambda seconds: None) == "done"


def test_a_server_that_stays_away_is_told_clearly(desk, clear):
    desk.proxy.close()
    with pytest.raises(ConnectionLost) as caught:
        desk.save("x")
    clear(caught.value)


def test_a_later_call_finds_what_an_earlier_one_kept(desk):
    tries, ended = Tries(), desk.proxy.ended

    def switched_off(*given: object) -> None:
        desk.proxy.down = True
        ended(*given)

    desk.proxy.ended = switched_off
    desk.next = [Cut.AFTER]

    def act(work: Work) -> str:
        return work.add(Setting(name="n", value="x")).id

    def save() -> str:
        return retrying(desk.office, desk.actor, act, tries=tries, pause=lambda seconds: None)

    with pytest.raises(ConnectionLost):
        save()
    desk.proxy.down = False
    kept = save()
    assert desk.kept() == [(kept, "x")]


def test_no_try_begins_too_late(desk):
    desk.proxy.switch_off()
    paused: list[float] = []
    with pytest.raises(ConnectionLost):
        retrying(desk.office, desk.actor, lambda work: None, within=0.3, pause=paused.append)
    assert paused == [0.1]


def test_work_goes_on_after_every_connection_was_cut(desk):
    desk.save("x")
    desk.proxy.cut_all()
    desk.save("y")
    assert [words for _, words in desk.kept()] == ["x", "y"]


def test_an_answer_that_never_comes_counts_as_a_lost_connection(desk, monkeypatch):
    monkeypatch.setattr(limited, "ANSWER_SECONDS", 0.5)
    desk.next = [Cut.HOLE]
    kept = desk.save("x")
    assert desk.kept() == [(kept, "x")]
    assert (desk.tries, desk.proxy.cuts) == (1, 1)


def test_a_server_killed_and_started_again():
    own = throwaway_server.start()
    try:
        served = ServedOffice.make(own, "office", "群馬県地域生活定着支援センター", "10")
        office, actor = open_server_office(served.place, served.login, NOW)
        desk = Desk(office, actor, Proxy(own.port))
        desk.save("x")
        own.control("restart", "-m", "immediate")
        desk.save("y")
        assert sorted(words for _, words in desk.kept()) == ["x", "y"]
        office.close()
        desk.proxy.close()
        served.close()
    finally:
        own.stop()
