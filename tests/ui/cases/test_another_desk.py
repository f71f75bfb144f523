"""Two desks on one server: what the other one saves and opens is seen here within two seconds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.cases import actions as cases
from app.storage.records import Staff
from app.storage.server.opening import open_server_office
from app.storage.work import Office
from tests.conftest import NOW
from tests.served_office import ServedOffice

SOON_MS = 2000
pytestmark = pytest.mark.parametrize("opened", ["server"], indirect=True)


@pytest.fixture
def other(place: Any, qtbot: QtBot, _served: ServedOffice) -> Iterator[Office]:
    """The same office at another desk; this one listens."""
    office, _ = open_server_office(_served.place, _served.login, NOW)
    office.chain_key = place.desk.office.chain_key
    here = place.desk
    here.office.onlookers.append(here.notices.tell_looked)
    with closing(office):
        with qtbot.waitSignal(here.notices.changed, timeout=SOON_MS):
            here.office.watch()
        office.watch()
        yield office
    here.office.desks.stop()


@pytest.fixture
def colleague(place: Any) -> str:
    """Somebody else who uses the program; gives the id."""
    staff = Staff(name="雛形 糸", role="caseworker", active=True)
    return str(place.work(lambda work: work.add(staff)).id)


def save(place: Any, other: Office, staff_id: str, **typed: Any) -> None:
    """The colleague corrects the case at the other desk."""
    actor = place.desk.actor
    version = place.page("co").episode.version
    with other.work(type(actor)(staff_id, "雛形 糸", actor.role)) as work:
        cases.correct(work, place.ids["co"], version, typed)


def test_what_another_desk_saved_is_on_the_page(
    place: Any, other: Office, colleague: str, qtbot: QtBot
) -> None:
    place.open("co")
    with qtbot.waitSignal(place.desk.notices.changed, timeout=SOON_MS):
        save(place, other, colleague, dest_name="あちらの受入先")
    assert place.screen.pane.page.episode.values["dest_name"] == "あちらの受入先"


def test_the_form_names_who_saved_what_and_keeps_the_typing(
    place: Any, other: Office, colleague: str, qtbot: QtBot
) -> None:
    place.open("co")
    place.screen.pane.summary.edit.click()
    form = place.screen.pane.active_form
    form.rows["offence"].set_value("こちらの罪名")
    with qtbot.waitSignal(place.desk.notices.changed, timeout=SOON_MS):
        save(place, other, colleague, note="あちらの備考")
    assert form.newer.words.startswith("雛形 糸さんがこの記録を保存しました（備考）。")
    assert form.rows["offence"].value() == "こちらの罪名"
    form.save()
    values = place.page("co").episode.values
    assert (values["note"], values["offence"]) == ("あちらの備考", "こちらの罪名")


def test_who_else_has_the_case_open_is_said(
    place: Any, other: Office, colleague: str, qtbot: QtBot
) -> None:
    place.open("co")
    header = place.screen.pane.summary.header
    assert header.beside == ""
    with qtbot.waitSignal(place.desk.notices.looked, timeout=SOON_MS):
        other.desks.look_at(place.ids["co"], colleague)
    assert header.beside == "雛形 糸さんも開いています"
    place.screen.pane.summary.edit.click()
    assert place.screen.pane.active_form.beside == "雛形 糸さんも開いています"
    with qtbot.waitSignal(place.desk.notices.looked, timeout=SOON_MS):
        other.desks.look_at(place.ids["fu"], colleague)
    assert header.beside == "" and place.screen.pane.active_form.beside == ""
    place.screen.pane.active_form.leave()
    place.open("fu")
    assert header.beside == "雛形 糸さんも開いています"


def test_the_other_desk_sees_what_is_open_here(
    place: Any, other: Office, colleague: str, qtbot: QtBot
) -> None:
    mine = {place.desk.actor.staff_id}
    place.open("co")
    qtbot.waitUntil(lambda: other.desks.looking_at(place.ids["co"]) == mine, timeout=SOON_MS)
    place.screen.hide()
    qtbot.waitUntil(lambda: other.desks.looking_at(place.ids["co"]) == set(), timeout=SOON_MS)
    place.screen.show()
    qtbot.waitUntil(lambda: other.desks.looking_at(place.ids["co"]) == mine, timeout=SOON_MS)
    other.desks.look_at(place.ids["co"], place.desk.actor.staff_id)
    here = place.screen.pane.summary.header
    qtbot.waitUntil(lambda: here.beside == "あなたの別の席でも開いています", timeout=SOON_MS)
