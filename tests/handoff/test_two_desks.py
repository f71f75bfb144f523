"""Two desks of one office write into one exchange at the same moment: nothing doubled, nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.errors import InvalidInput, TeichakuError
from app.handoff.letters.kinds import LetterKind
from app.storage.records import Episode, Person
from app.storage.server.opening import open_server_office
from tests.conftest import NOW, OpenedOffice
from tests.handoff.conftest import known
from tests.handoff.real_offices import (
    Two,
    ask_for_help,
    at,
    carry,
    exchange_at,
    receive,
    sealed,
    write,
)
from tests.handoff.test_accepting import accept, count
from tests.handoff.test_told import asked, note
from tests.served_office import ServedOffice

K = LetterKind
AT_ONCE = 6


@pytest.fixture
def desks(
    _served: ServedOffice, opened_server: OpenedOffice, shimane: OpenedOffice
) -> Iterator[tuple[Two, OpenedOffice]]:
    """群馬 on a server with a second desk, and 島根 in a file."""
    office, actor = open_server_office(_served.place, _served.login, NOW)
    office.chain_key = b"k" * 32
    yield known(opened_server, shimane), OpenedOffice(office, actor, None)
    office.close()


def together(*acts: Callable[[], Any]) -> list[TeichakuError]:
    """Do these at the same moment; gives the errors."""
    begun, errors = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        begun.wait()
        try:
            act()
        except TeichakuError as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_letters_of_two_desks_have_numbers_of_their_own(
    desks: tuple[Two, OpenedOffice],
) -> None:
    two, second = desks
    exchange = ask_for_help(two)
    carry(two, two.here)

    def writes(desk: OpenedOffice) -> Callable[[], None]:
        def act() -> None:
            for number in range(AT_ONCE):
                write(desk, exchange, K.QUESTION, text=f"質問{number}")

        return act

    assert together(writes(two.here), writes(second)) == []
    here = at(two.here, exchange)
    numbers = [one.seq for one in here.letters if one.sender == here.office_id]
    assert sorted(numbers) == list(range(1, 2 * AT_ONCE + 2))
    assert len(here.state.questions) == 2 * AT_ONCE and not here.state.ignored
    carry(two, two.here)
    carry(two, two.there)
    assert at(two.there, exchange_at(two.there)).state == at(two.here, exchange).state


def test_a_request_is_accepted_once_and_a_file_is_taken_in_once(
    desks: tuple[Two, OpenedOffice],
) -> None:
    two, second = desks
    back = Two(two.there, two.here)
    exchange = ask_for_help(back)
    data = sealed(two.there, at(two.there, exchange).kept[0].id)
    assert together(lambda: receive(two.here, data), lambda: receive(second, data)) == []
    came = at(two.here, exchange_at(two.here))
    assert [one.kind for one in came.letters] == [K.REQUEST, K.RECEIPT]
    [error] = together(lambda: accept(two.here), lambda: accept(second))
    assert isinstance(error, InvalidInput) and "受け取れる依頼がありません" in error.message
    assert count(two.here, Episode) == count(two.here, Person) == 1


def test_what_an_office_on_paper_said_is_written_down_once(
    desks: tuple[Two, OpenedOffice],
) -> None:
    two, second = desks
    exchange = asked(two.here)
    [request] = at(two.here, exchange).letters

    def notes(desk: OpenedOffice) -> Callable[[], None]:
        return lambda: note(desk, exchange, K.ACCEPT, of=request.id)

    [error] = together(notes(two.here), notes(second))
    assert isinstance(error, InvalidInput) and "もう受諾しています" in error.message
    assert [one.kind for one in at(two.here, exchange).letters] == [K.REQUEST, K.ACCEPT]
