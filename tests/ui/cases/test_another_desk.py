"""Two desks on one server: what the other one saves and opens is seen here within two seconds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.cases import actions as cases
from app.staff.permissions import Actor, Role
from app.storage.records import Staff
from app.storage.server.engine import Login
from app.storage.server.opening import admit, open_server_office
from app.storage.work import Office, Work
from tests.conftest import NOW
from tests.served_office import ServedOffice

SOON_MS = 2000
pytestmark = pytest.mark.parametrize("opened", ["server"], indirect=True)


@pytest.fixture
def other(place: Any, qtbot: QtBot, _served: ServedOffice) -> Iterator[tuple[Office, Actor]]:
    """Somebody else who uses the program, at a desk of their own; this one listens."""

    def join(work: Work) -> Login:
        staff = work.add(Staff(name="雛形 糸", role=str(Role.COUNSELLOR), active=True)).id
        work.session.flush()
        return admit(work, staff)

    office, actor = open_server_office(_served.place, place.work(join), NOW)
    office.chain_key = place.desk.office.chain_key
    here = place.desk
    here.office.onlookers.append(here.notices.tell_looked)
    with closing(office):
        with qtbot.waitSignal(here.notices.changed, timeout=SOON_MS):
            here.office.watch()
        office.watch()
        yield office, actor
    here.office.desks.stop()


def save(place: Any, other: tuple[Office, Actor], **typed: Any) -> None:
    """The colleague corrects the case at the other desk."""
    (office, actor), version = other, place.page("co").episode.version
    with office.work(actor) as work:
        cases.correct(work, place.ids["co"], version, typed)


def test_what_another_desk_saved_is_on_the_page(
    place: Any, other: tuple[Office, Actor], qtbot: QtBot
) -> None:
    place.open("co")
    with qtbot.waitSignal(place.desk.notices.changed, timeout=SOON_MS):
        save(place, other, dest_name="あちらの受入先")
    assert place.screen.pane.page.episode.values["dest_name"] == "あちらの受入先"


def test_the_form_names_who_saved_what_and_keeps_the_typing(
    place: Any, other: tuple[Office, Actor], qtbot: QtBot
) -> None:
    place.open("co")
    place.screen.pane.summary.edit.click()
    form = place.screen.pane.active_form
    form.rows["offence"].set_value("こちらの罪名")
    with qtbot.waitSignal(place.desk.notices.changed, timeout=SOON_MS):
        save(place, other, note="あちらの備考")
    assert form.newer.words.startswith("雛形 糸さんがこの記録を保存しました（備考）。")
    assert form.rows["offence"].value() == "こちらの罪名"
    form.save()
    values = place.page("co").episode.values
    assert (values["note"], values["offence"]) == ("あちらの備考", "こちらの罪名")


def test_who_else_has_the_case_open_is_said(
    place: Any, other: tuple[Office, Actor], qtbot: QtBot
) -> None:
    place.open("co")
    header = place.screen.pane.summary.header
    assert header.beside == ""
    with qtbot.waitSignal(place.desk.notices.looked, timeout=SOON_MS):
        other[0].desks.look_at(place.ids["co"], other[1].staff_id)
    assert header.beside == "雛形 糸さんも開いています"
    place.screen.pane.summary.edit.click()
    assert place.screen.pane.active_form.beside == "雛形 糸さんも開いています"
    with qtbot.waitSignal(place.desk.notices.looked, timeout=SOON_MS):
        other[0].desks.look_at(place.ids["fu"], other[1].staff_id)
    assert header.beside == "" and place.screen.pane.active_form.beside == ""
    place.screen.pane.active_form.leave()
    place.open("fu")
    assert header.beside == "雛形 糸さんも開いています"


def test_the_other_desk_sees_what_is_open_here(
    place: Any, other: tuple[Office, Actor], qtbot: QtBot
) -> None:
    mine = {place.desk.actor.staff_id}
    place.open("co")
    qtbot.waitUntil(lambda: other[0].desks.looking_at(place.ids["co"]) == mine, timeout=SOON_MS)
    place.screen.hide()
    qtbot.waitUntil(lambda: other[0].desks.looking_at(place.ids["co"]) == set(), timeout=SOON_MS)
    place.screen.show()
    qtbot.waitUntil(lambda: other[0].desks.looking_at(place.ids["co"]) == mine, timeout=SOON_MS)
    other[0].desks.look_at(place.ids["co"], place.desk.actor.staff_id)
    here = place.screen.pane.summary.header
    qtbot.waitUntil(lambda: here.beside == "あなたの別の席でも開いています", timeout=SOON_MS)
