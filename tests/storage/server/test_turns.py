"""Whoever saves and whoever only looks take turns: the history of a server stays one chain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from itertools import pairwise
from threading import Barrier

from sqlalchemy import select

from app.history.chain import Link, mac
from app.history.viewing import of_list
from app.people import actions as people
from app.people.rules import PersonInput
from app.storage.records import HistoryEntry
from tests.conftest import OpenedOffice

DESKS, TURNS = 5, 12
"""As many at once as one program has connections: a sixth would wait for one, not for its turn."""


def chain(opened: OpenedOffice) -> list[tuple[Link, str]]:
    """Every entry with its mac, in order; the first is older than the key of the tests."""
    columns = [getattr(HistoryEntry, one.name) for one in fields(Link)]
    with opened.office.reading(opened.actor) as reading:
        found = select(*columns, HistoryEntry.mac).order_by(HistoryEntry.seq)
        return [(Link(*row[:-1]), row[-1]) for row in reading.session.execute(found)]


def test_many_look_and_save_at_once_and_every_entry_follows_the_one_before(
    opened_server: OpenedOffice,
) -> None:
    office, actor = opened_server.office, opened_server.actor
    together = Barrier(DESKS, timeout=30)  # where one fails the others do not wait for it

    def sit(desk: int) -> None:
        for turn in range(TURNS):
            together.wait()
            if desk == 0:
                with office.work(actor) as work:
                    people.register(work, PersonInput(f"見本 {turn}", "ミホン", "male", "S28.4.5"))
            else:
                with office.reading(actor, of_list(f"{desk}の{turn}回目")):
                    pass

    before = len(chain(opened_server))
    with ThreadPoolExecutor(DESKS) as desks:
        for ended in [desks.submit(sit, desk) for desk in range(DESKS)]:
            ended.result()
    entries = chain(opened_server)
    assert len(entries) == before + DESKS * TURNS
    for (one, own), (following, found) in pairwise(entries):
        assert following.seq == one.seq + 1
        assert mac(office.chain_key, own, following) == found, following
