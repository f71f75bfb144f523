"""開示請求 on screen: receipt, deciding from the keyboard, undo, and the release by two persons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.cases.queries import CaseFilter, case_list
from app.staff.permissions import Role
from app.storage.drafts import Drafts
from app.subject_access.grounds.rules import EXECUTION, THIRD
from app.subject_access.marking.rules import Span, State
from app.subject_access.requests.queries import open_requests
from app.ui.desk import Where
from app.ui.draft_bar import place_of
from app.ui.drafts import DraftShelf
from app.ui.lock.closing import hide_windows, keep_typing
from app.ui.screens.subject_access.forms import (
    DueDialog,
    ExtendDialog,
    RequestDialog,
)
from app.ui.screens.subject_access.screen import SubjectAccessScreen
from app.ui.second.dialog import SecondDialog
from tests.subject_access.made import NAME, SISTER, asked, read, somebody, the
from tests.ui.staff.conftest import THEIRS, Seat


@pytest.fixture
def screen(seat: Seat, qtbot: Any) -> Iterator[SubjectAccessScreen]:
    made = SubjectAccessScreen(seat.desk)
    made.resize(1198, 698)
    made.show()
    made.open(Where("subject_access"))
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def key(screen: SubjectAccessScreen, qtbot: Any, typed: str) -> None:
    """Pressed wherever the keyboard is."""
    qtbot.keyClick(QApplication.focusWidget() or screen, getattr(Qt.Key, f"Key_{typed}"))


def opened_items(seat: Seat, screen: SubjectAccessScreen, qtbot: Any) -> str:
    _, request = asked(seat.opened)
    screen.open(Where("subject_access"))
    screen.activateWindow()
    page = screen.requests
    qtbot.waitUntil(lambda: page.table.hasFocus())
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert screen.shows_items
    qtbot.waitUntil(lambda: screen.items.table.hasFocus())
    return request


def test_a_request_is_recorded_with_the_due_day_of_the_rule_that_was_chosen(
    seat: Seat, screen: SubjectAccessScreen, qtbot: Any
) -> None:
    with seat.desk.office.work(seat.desk.actor) as work:
        somebody(work)
    page = screen.requests
    page.due.click()
    assert isinstance(page.dialog, DueDialog)
    page.dialog.form.set_values({"rule": "thirty"})
    page.dialog.give("ok")
    page.show_new()
    dialog = page.dialog
    assert isinstance(dialog, RequestDialog)
    dialog.give("ok")
    assert "一覧から選んで" in dialog.form.rows["case"]._error.words
    dialog.form.set_values({"received_on": "あさって", "since": "R8.4"})
    dialog.give("ok")
    said = {key: row.error() for key, row in dialog.form.rows.items() if row.error()}
    assert {"case", "received_on", "since", "identified", "addressee", "asked"} <= set(said)
    assert "requester_name" not in said  # nobody said yet that it is somebody else
    button, room = dialog.buttons["ok"], dialog.screen().availableGeometry().height()
    qtbot.waitUntil(lambda: dialog.place.verticalScrollBar().maximum() > 0)
    assert dialog.height() <= room
    assert button.mapTo(dialog, button.rect().bottomLeft()).y() < dialog.height()
    assert "R6.4.1" in said["received_on"] and "年月日" in said["since"]
    dialog.form.set_values({"since": ""})
    with seat.desk.office.reading(seat.desk.actor) as reading:
        episode = case_list(reading, CaseFilter(), limit=1).rows[0].id
    dialog.form.set_values({"case": episode, "received_on": "R8.11.20"})
    assert dialog.form.rows["due_on"].value() == "R8.12.20"
    dialog.give("ok")
    assert dialog.form.rows["identified"]._error.words
    assert dialog.form.rows["addressee"]._error.words  # nothing is assumed
    chosen = {"requester": "self", "addressee": "prefecture", "number": "R8-1"}
    dialog.form.set_values({"identified": "運転免許証", "asked": "すべて", **chosen})
    dialog.give("ok")
    (shown,) = page.look.requests
    assert (shown.name, shown.due, shown.number) == (NAME, date(2026, 12, 20), "R8-1")
    page.extend.click()
    assert isinstance(page.dialog, ExtendDialog)
    page.dialog.form.set_values({"until": "あさって"})
    page.dialog.give("ok")
    assert page.dialog.form.rows["until"].error() and page.dialog.form.rows["why"].error()
    page.dialog.form.set_values({"until": "R9.1.19", "why": "記録が多い"})
    page.dialog.give("ok")
    assert page.look.requests[0].due == date(2027, 1, 19)
    assert "延長" in page.details.words


@pytest.fixture
def kept(seat: Seat, tmp_path: Path) -> None:
    """The office keeps drafts."""
    seat.desk.office.drafts = Drafts(tmp_path / "drafts", bytes(32))


@pytest.mark.usefixtures("kept")
def test_a_half_typed_request_waits_as_a_draft(
    seat: Seat, screen: SubjectAccessScreen, qtbot: Any
) -> None:
    with seat.desk.office.work(seat.desk.actor) as work:
        somebody(work)
    with seat.desk.office.reading(seat.desk.actor) as reading:
        episode = case_list(reading, CaseFilter(), limit=1).rows[0].id
    page, drafts = screen.requests, seat.desk.office.drafts
    page.show_new()
    first = page.dialog
    assert isinstance(first, RequestDialog)
    first.form.set_values({"case": episode, "received_on": "R8.11.20", "asked": "面接の記録"})
    keep_typing([])  # as before the desk locks
    hide_windows(screen)
    shelf = DraftShelf(seat.desk.office, seat.desk.actor, seat.desk.jobs, seat.desk.explain)
    shelf.read()  # as the next sign-in does
    (draft,) = shelf.waiting
    assert place_of(draft) == "subject_access" and draft.episode_id == episode
    seat.desk.drafts = shelf
    screen.open(Where("subject_access", {"draft": draft.name}))
    dialog = page.dialog
    assert isinstance(dialog, RequestDialog) and dialog is not first
    values = dialog.form.values()
    assert values["asked"] == "面接の記録" and values["case"] == episode
    seat.asking.script(False)
    dialog.reject()
    assert dialog.isVisible(), "what is typed is not lost by Esc alone"
    chosen = {"requester": "self", "addressee": "prefecture", "identified": "運転免許証"}
    dialog.form.set_values(chosen)
    dialog.give("ok")
    assert [one.asked for one in page.look.requests] == ["面接の記録"]
    assert drafts is not None
    assert drafts.list(seat.desk.office.office_id, seat.desk.actor.staff_id).drafts == ()


@pytest.mark.usefixtures("kept")
def test_a_half_typed_change_goes_on_over_the_version_it_was_typed_over(
    seat: Seat, screen: SubjectAccessScreen
) -> None:
    _, request = asked(seat.opened)
    page = screen.requests
    page.read()
    page.edit.click()
    dialog = page.dialog
    assert isinstance(dialog, RequestDialog)
    assert dialog.typing() is None
    dialog.form.set_values({"note": "電話で聞いた"})
    typing = dialog.typing()
    assert typing is not None and typing.subject == request and typing.versions == (dialog.version,)
    dialog.keeper.flush()
    name = dialog.keeper.name
    dialog.hide()
    shelf = DraftShelf(seat.desk.office, seat.desk.actor, seat.desk.jobs, seat.desk.explain)
    shelf.read()
    draft = shelf.find(name)
    assert draft is not None
    page.open_draft(replace(draft, versions=(draft.versions[0] - 1,)))
    stale = page.dialog
    assert isinstance(stale, RequestDialog) and stale is not dialog
    stale.give("ok")
    assert stale.isVisible() and stale.problem.words  # changed meanwhile: nothing is overwritten


def test_items_are_decided_from_the_keyboard_and_undone(
    seat: Seat, screen: SubjectAccessScreen, qtbot: Any
) -> None:
    request = opened_items(seat, screen, qtbot)
    page = screen.items
    found = read(seat.opened, request)
    whole = len(found.items)
    assert page.model.rowCount() == whole and page.release.reason.endswith(
        f"あと{whole}件あります。"
    )
    first = page.chosen()
    assert first is not None
    key(screen, qtbot, "1")
    now = read(seat.opened, request)
    assert len(now.undecided) == whole - 1
    assert page.chosen() is not None and page.chosen() != first
    key(screen, qtbot, "U")
    assert len(read(seat.opened, request).undecided) == whole
    contact = the(read(seat.opened, request), "activity", SISTER)
    page.which.chosen.emit("all")
    page.which.show_code("all")
    page._fill()
    page.table.choose_row([one.item.key for one in page.shown_rows()].index(contact.item.key))
    at = contact.item.text.index("電話があった")
    page.card.ground.set_value(THIRD)
    page.card.text.select(Span(at, at + 2))
    key(screen, qtbot, "B")
    marked = the(read(seat.opened, request), "activity", SISTER)
    assert (marked.state, marked.spans) == (State.PART, (Span(at, at + 2, THIRD),))
    key(screen, qtbot, "X")
    assert the(read(seat.opened, request), "activity", SISTER).state is State.OPEN
    key(screen, qtbot, "2")
    marked = the(read(seat.opened, request), "activity", SISTER)
    words = {marked.item.text[span.start : span.end] for span in marked.spans}
    assert marked.state is State.PART and words == {SISTER}


def test_withholding_needs_a_ground_and_says_so(
    seat: Seat, screen: SubjectAccessScreen, qtbot: Any
) -> None:
    request = opened_items(seat, screen, qtbot)
    page = screen.items
    page.card.ground.set_value("")
    key(screen, qtbot, "3")
    assert "根拠を選んで" in page.card.ground.error()
    assert page.card.ground.editor.fields()[0].hasFocus()
    assert len(read(seat.opened, request).undecided) == len(read(seat.opened, request).items)
    page.card.ground.set_value(EXECUTION)
    key(screen, qtbot, "3")
    assert len(read(seat.opened, request).undecided) == len(read(seat.opened, request).items) - 1
    assert not page.card.ground.error()
    assert page.table.hasFocus()
    page.which.show_code("withhold")
    page.which.chosen.emit("withhold")
    assert page.chosen() is not None  # what a condition shows can be read at once


def test_a_key_in_the_note_is_a_letter(seat: Seat, screen: SubjectAccessScreen, qtbot: Any) -> None:
    request = opened_items(seat, screen, qtbot)
    line = screen.items.card.note.editor.fields()[0]
    line.setFocus()
    qtbot.keyClicks(line, "b12")
    assert screen.items.card.note.value() == "b12"
    assert len(read(seat.opened, request).undecided) == len(read(seat.opened, request).items)


def test_two_persons_release_it_here(
    seat: Seat, screen: SubjectAccessScreen, qtbot: Any, tmp_path: Path
) -> None:
    opened_items(seat, screen, qtbot)
    seat.colleague("副 長", Role.DIRECTOR)
    page = screen.items
    seat.asking.answers.append(True)
    page.give_plain()
    while page.found is not None and page.found.undecided:
        page.which.show_code("open")
        page._fill()
        page.table.choose_row(0)
        page.decide(State.GIVE)
    assert not page.release.reason
    assert "すべて判断しました" in page.table._hint.words
    page.print.click()
    paper = page.releasing.paper
    assert paper is not None
    qtbot.waitUntil(lambda: paper.printed is not None)
    assert paper.save_button.reason and paper.print_button.reason  # not by one person
    paper.save()
    paper.print_out()
    paper.reject()
    out = tmp_path / "out"
    out.mkdir()
    seat.asking.answers += [True, out]
    page.release.click()
    dialog = screen.findChild(SecondDialog)
    assert dialog is not None
    dialog.form.set_values({"passphrase": THEIRS})
    dialog.give("ok")
    qtbot.waitUntil(lambda: (out / "開示する記録.pdf").exists(), timeout=20_000)
    qtbot.waitUntil(lambda: page.found is not None and not page.found.request.open)
    assert page.card.give.reason
    screen.show_requests()
    requests = screen.requests
    assert "開示 " in requests.look.requests[0].decided_why
    again = tmp_path / "again"
    again.mkdir()
    seat.asking.answers.append(again)
    requests.again.click()
    assert {one.name for one in again.iterdir()} == {one.name for one in out.iterdir()}
    with seat.desk.office.reading(seat.desk.actor) as reading:
        assert open_requests(reading) == ()
