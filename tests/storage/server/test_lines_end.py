"""A closed office leaves no connection behind, whatever was going on when it was closed."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest
from sqlalchemy import event, select, text

from app.errors import TeichakuError
from app.staff.permissions import Actor
from app.storage.desks import Change
from app.storage.records import Staff
from app.storage.server import desks as server_desks
from app.storage.server.engine import driver_connection
from app.storage.server.limited import LimitedConnection
from app.storage.server.opening import open_server_office
from app.storage.work import Office
from tests.conftest import NOW
from tests.served_office import ServedOffice
from tests.storage.server.proxy import Proxy

GONE_SECONDS = 5.0


class Lines:
    """The connections of one desk, as the server counts them."""

    def __init__(self, served: ServedOffice, proxy: Proxy) -> None:
        self.served, self.proxy = served, proxy
        place = replace(served.place, port=proxy.port)
        self.office, self.actor = open_server_office(place, served.login, NOW)

    def count(self) -> int:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
        found = self.served.admin.execute(asked, [self.served.login.role]).fetchone()
        assert found is not None
        return int(str(found[0]))

    def end(self) -> bool:
        """Whether all are gone soon; the server takes a moment to take one off its list."""
        return self.fall_to(0)

    def fall_to(self, count: int) -> bool:
        latest = time.monotonic() + GONE_SECONDS
        while self.count() > count:
            if time.monotonic() > latest:
                return False
        return True


@pytest.fixture
def lines(_served: ServedOffice, _served_desk: tuple[Office, Actor]) -> Iterator[Lines]:
    _served.make_empty()
    _served_desk[0].engine.dispose()  # of the same role: its lines would be counted too
    with closing(Proxy(_served.place.port)) as proxy:
        made = Lines(_served, proxy)
        with closing(made.office):
            yield made


def _names(office: Office, actor: Actor) -> list[str]:
    with office.reading(actor) as reading:
        return list(reading.session.scalars(select(Staff.name)))


def test_closing_after_several_at_once(lines: Lines) -> None:
    read, counted = threading.Barrier(4), threading.Event()

    def use() -> None:
        with lines.office.reading(lines.actor) as reading:
            reading.session.scalars(select(Staff.name)).all()
            read.wait(timeout=30)
            counted.wait(timeout=30)  # keeps its line until all were counted

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    read.wait(timeout=30)
    try:
        assert lines.count() == 3
    finally:
        counted.set()
        for thread in threads:
            thread.join()
    lines.office.watch()
    lines.office.close()
    assert lines.end()


def test_closing_during_a_read(lines: Lines) -> None:
    with lines.office.reading(lines.actor) as reading:
        reading.session.scalars(select(Staff.name)).all()
        lines.office.close()
        assert lines.fall_to(1)
        assert reading.session.scalars(select(Staff.name)).all() == ["試作 澪江"]
    assert lines.end()


def test_reading_after_the_close(lines: Lines) -> None:
    lines.office.close()
    assert _names(lines.office, lines.actor) == ["試作 澪江"]
    assert lines.end()


def test_a_sign_of_life_during_a_read_leaves_one_line(lines: Lines) -> None:
    with lines.office.reading(lines.actor) as reading:
        reading.session.scalars(select(Staff.name)).all()
        lines.office.reach()
        assert lines.count() == 2
    assert lines.fall_to(1)
    assert _names(lines.office, lines.actor) and lines.count() == 1  # the fresh one is kept
    lines.office.close()
    assert lines.end()


def test_a_read_that_ends_just_while_the_pool_does(lines: Lines) -> None:
    ended: list[object] = []

    def returned(*given: object) -> None:
        if not ended:
            ended.append(given)
            lines.office.close()  # it is on its way back, and not there yet

    event.listen(lines.office.engine, "checkin", returned)
    assert _names(lines.office, lines.actor) and ended
    assert lines.end()


def test_closing_while_a_lost_line_is_made_again(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_desks, "_STOP_SECONDS", 0.0)
    monkeypatch.setattr(server_desks, "FIRST_PAUSE_SECONDS", 0.0)
    came, heard = threading.Event(), list[Change]()
    lines.office.listeners.append(lambda change: (heard.append(change), came.set()))
    lines.office.watch()
    assert came.wait(timeout=5)
    again, borrowed = threading.Event(), server_desks.ServerDesks._borrow
    monkeypatch.setattr(
        server_desks.ServerDesks, "_borrow", lambda desks: (again.set(), borrowed(desks))[1]
    )
    (listening,) = [one for one in threading.enumerate() if one.name == "other desks"]
    reached: list[TeichakuError | None] = []

    def reach() -> None:
        try:
            lines.office.reach()
            reached.append(None)
        except TeichakuError as error:
            reached.append(error)

    with ExitStack() as later:
        lines.proxy.hold()
        later.callback(lines.proxy.release)
        lines.proxy.cut_all()
        assert again.wait(timeout=5)
        trying = threading.Thread(target=reach)
        trying.start()
        lines.office.close()
        assert trying.is_alive() and listening.is_alive()
    trying.join()
    listening.join()
    assert reached == [None] and len(heard) == 1
    assert lines.end()


def test_a_failed_first_question_of_a_new_line(lines: Lines) -> None:
    """The thread that hears the other desks takes its line out of the pool: it must end it too."""
    borrowed = server_desks.ServerDesks._borrow
    asked = threading.Event()

    def broken(desks: server_desks.ServerDesks) -> object:
        connection = borrowed(desks)
        connection.execute("SELECT 1")  # `autocommit` cannot be set inside a transaction
        connection.rollback = asked.set  # type: ignore[method-assign]
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server_desks.ServerDesks, "_borrow", broken)
        lines.office.watch()
        assert asked.wait(timeout=5)
        lines.office.close()
    assert lines.end()


def test_the_count_sees_a_line(lines: Lines) -> None:
    with lines.office.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        assert lines.count() == 1


def test_a_line_that_nobody_ended_is_told(lines: Lines) -> None:
    """Such a warning fails the test in which it comes: no connection is ended in silence."""
    with lines.office.engine.connect() as connection:
        known = driver_connection(connection).info.get_parameters()
    left = LimitedConnection.connect(**known, password=lines.served.login.password)
    with pytest.warns(ResourceWarning, match="deleted while still open"):
        del left
        gc.collect()
