"""The window while the line to the server is cut: nothing typed is lost or kept twice."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, event, select

from app.cases import actions as cases
from app.clock import fixed
from app.codes import Service
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Actor
from app.staff.queries import OfficeFacts
from app.storage.drafts import Drafts
from app.storage.records import Activity, Person
from app.storage.server.engine import driver_connection
from app.storage.server.opening import open_server_office
from app.storage.work import Office, Work
from app.ui import desk
from app.ui.desk import Where
from app.ui.drafts import DraftShelf
from app.ui.jobs import InlineJobs, Jobs
from app.ui.line_words import LOST
from app.ui.window import MainWindow, SignedIn
from tests import throwaway_server
from tests.conftest import NOW
from tests.served_office import ServedOffice
from tests.storage.server.proxy import Cut, Proxy
from tests.ui.waits import Waits

KEY = b"d" * 32
BACK_MS = 10_000


@dataclass
class Seat:
    """A window on a server behind a proxy."""

    window: MainWindow
    office: Office
    actor: Actor
    proxy: Proxy
    episode: str
    asking: Any
    qtbot: QtBot
    drafts: Drafts
    next: list[Cut] = field(default_factory=list)

    @property
    def pane(self) -> Any:
        if self.window.shown is None:  # it is made a part in each event
            self.until(lambda: self.window.shown is not None)
        screen: Any = self.window.shown
        return screen.pane

    @property
    def form(self) -> Any:
        return self.pane.active_form

    def until(self, true: Callable[[], bool], timeout: int = BACK_MS) -> None:
        self.qtbot.waitUntil(true, timeout=timeout)

    def type(self, words: str) -> None:
        """Open the form of a new 支援経過 and type."""
        self.window.show_where(Where("cases", {"episode": self.episode, "record": True}))
        self.until(lambda: self.form is not None)
        self.form.rows["means"].set_value("phone")
        self.form.rows["content"].set_value(words)

    def kept(self) -> list[str]:
        with self.office.reading(self.actor) as reading:
            return list(reading.session.scalars(select(Activity.content)))

    def drafts_left(self) -> list[str]:
        found = self.drafts.list(self.office.office_id, self.actor.staff_id).drafts
        return [draft.typed["content"] for draft in found]

    def foot(self) -> str:
        return " ".join(label.text() for label in self.window.status.findChildren(QLabel))

    def idle(self) -> None:
        self.until(lambda: not self.window.desk.jobs.busy)  # type: ignore[attr-defined]


def _fill(work: Work) -> str:
    person = people.register(work, PersonInput("見本 はるな", "ミホン ハルナ", "male", "S28.4.5"))
    return cases.open_episode(work, person, Service.COORDINATION, {"start": "R8.4.1"})


def _open(served: ServedOffice, asking: Any, qtbot: QtBot, folder: Path) -> Seat:
    proxy = Proxy(served.place.port)
    office, actor = open_server_office(replace(served.place, port=proxy.port), served.login, NOW)
    with office.work(actor) as work:
        episode = _fill(work)
    office.drafts = Drafts(folder / "drafts", KEY)
    settings = QSettings(str(folder / "w.ini"), QSettings.Format.IniFormat)
    facts = OfficeFacts("centre", "見本", "10", False)
    window = MainWindow(SignedIn(office, actor, facts), Jobs(), asking, settings)
    window.resize(1366, 768)
    window.show()
    seat = Seat(window, office, actor, proxy, episode, asking, qtbot, office.drafts)

    def committing(connection: Connection) -> None:
        if seat.next:
            proxy.arm(seat.next.pop(0), _port_of(connection))

    event.listen(office.engine, "commit", committing)
    return seat


def _port_of(connection: Connection) -> int:
    with socket.socket(fileno=os.dup(driver_connection(connection).fileno())) as line:
        return int(line.getsockname()[1])


def _close(seat: Seat) -> None:
    seat.idle()
    seat.window.desk.line.stop()
    seat.window.desk.jobs.close()  # type: ignore[attr-defined]
    seat.window.hide()
    seat.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    seat.office.close()
    seat.proxy.close()


@pytest.fixture
def seat(
    dressed: Any, _served: Any, opened_server: Any, asking: Any, qtbot: QtBot, tmp_path: Path
) -> Iterator[Seat]:
    made = _open(_served, asking, qtbot, tmp_path)
    yield made
    _close(made)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives up a save after its second try, as it otherwise does after five seconds."""
    monkeypatch.setattr(desk, "AGAIN_SECONDS", 0.3)


@pytest.fixture
def usable(seat: Seat) -> Iterator[None]:
    """All the while nothing in the window waits for the server, the disk or another thread."""
    seat.idle()
    with pytest.MonkeyPatch.context() as patch:
        waits = Waits(patch)
        yield
    assert waits.found == []


def test_what_waits_on_the_window_is_seen(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.type("電話で話した。")
    seat.idle()
    waits = Waits(monkeypatch)
    monkeypatch.setattr(seat.window.desk, "jobs", InlineJobs())
    seat.kept()
    assert waits.found == [], "that was the test itself"
    seat.form.save()
    assert {found.split()[0] for found in waits.found} >= {"wait"}
    monkeypatch.undo()


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.INSIDE, Cut.AFTER])
def test_one_cut_is_not_even_noticed(seat: Seat, usable: None, cut: Cut) -> None:
    seat.type("電話で話した。")
    seat.next = [cut]
    seat.form.save()
    seat.until(lambda: seat.form is None)
    assert (seat.proxy.cuts, seat.kept()) == (1, ["電話で話した。"])
    assert not seat.asking.said


def test_a_silent_line_holds_up_the_save_and_not_the_window(seat: Seat, usable: None) -> None:
    seat.type("電話で話した。")
    seat.proxy.hold()
    QTimer.singleShot(5000, seat.proxy.release)
    seat.form.save()
    assert seat.form.saving
    seat.until(lambda: "サーバーの返事を待っています" in seat.foot(), 4500)
    assert seat.form.rows["content"].value() == "電話で話した。"
    seat.until(lambda: seat.form is None, 5000 + BACK_MS)
    assert seat.kept() == ["電話で話した。"]
    assert "サーバーにつながっています" in seat.foot()


def _lose_the_save(seat: Seat, first: list[Cut]) -> None:
    """Save while the server goes away: at once, or when a COMMIT has been cut."""
    seat.next = first
    if first:
        ended = seat.proxy.ended

        def off(*given: Any) -> None:
            seat.proxy.down = True
            ended(*given)

        seat.proxy.ended = off  # type: ignore[method-assign]
    else:
        seat.proxy.switch_off()
    seat.form.save()
    seat.until(lambda: seat.form.unsure and not seat.form.saving)


@pytest.mark.parametrize("first", [[], [Cut.BEFORE], [Cut.AFTER]], ids=["off", "before", "after"])
def test_a_server_that_is_away_costs_no_word(seat: Seat, usable: None, first: list[Cut]) -> None:
    seat.type("電話で話した。")
    _lose_the_save(seat, first)
    assert "もう一度保存" in seat.form.notice._button.text()
    assert "暗号化して残しています" in seat.form.notice.words
    assert "つながり次第、自動で保存します" in seat.form.notice.words
    assert LOST in seat.window.notice.words and LOST in seat.foot()
    assert seat.form.rows["content"].value() == "電話で話した。" and seat.pane.page is not None
    assert not seat.form.rows["content"].editor.fields()[0].isReadOnly()
    assert seat.drafts_left() == ["電話で話した。"]
    assert not seat.asking.said
    seat.proxy.down = False
    seat.until(lambda: seat.form is None)
    assert "サーバーにつながりました" in seat.foot() and "保存済み" in seat.foot()
    assert not seat.window.notice.isVisible()
    assert seat.kept() == ["電話で話した。"]
    seat.idle()
    assert not seat.drafts_left() and not seat.asking.said


def test_the_save_can_be_tried_by_hand_before_the_window_knows(seat: Seat) -> None:
    seat.type("電話で話した。")
    _lose_the_save(seat, [Cut.AFTER])
    seat.window.desk.line.stop()  # as between two looks at the server
    seat.proxy.down = False
    seat.form.notice._button.click()
    seat.until(lambda: seat.form is None)
    assert seat.kept() == ["電話で話した。"]


def _put_away(seat: Seat) -> None:
    seat.pane.begin()


def _lock(seat: Seat) -> None:
    left: list[bool] = []
    seat.window.left.connect(left.append)
    seat.window.lock()
    seat.until(lambda: bool(left))


@pytest.mark.parametrize("leave", [_put_away, _lock])
def test_a_form_that_was_left_is_not_saved_and_its_draft_stays(
    seat: Seat, leave: Callable[[Seat], None]
) -> None:
    seat.type("電話で話した。")
    _lose_the_save(seat, [])
    leave(seat)
    seat.proxy.down = False
    seat.window.desk.line.try_now()
    seat.until(lambda: leave is _lock or not seat.window.desk.line.away)
    seat.idle()
    assert seat.kept() == [] and seat.drafts_left() == ["電話で話した。"]
    if leave is _put_away:
        seat.form.leave()
        seat.window.show_where(Where("cases", {"episode": seat.episode, "record": True}))
        seat.until(lambda: seat.form is not None)
        assert seat.form.rows["content"].value() == "電話で話した。" and not seat.form.unsure
        seat.form.save()
        seat.until(lambda: seat.form is None)
        assert seat.kept() == ["電話で話した。"]


def test_an_open_question_is_answered_before_the_save_goes_on(seat: Seat) -> None:
    seat.type("電話で話した。")
    _lose_the_save(seat, [])
    with closing(QDialog(seat.window)) as question:
        question.open()
        seat.proxy.down = False
        seat.until(lambda: "サーバーにつながりました" in seat.foot())
        seat.idle()
        assert seat.form.unsure and seat.kept() == []
    seat.until(lambda: seat.form is None)
    assert seat.kept() == ["電話で話した。"]


@pytest.mark.parametrize("ends", ["", "続き"])
def test_a_word_that_is_being_converted_is_not_cut_off(seat: Seat, ends: str) -> None:
    seat.type("電話で話した。")
    box = seat.form.rows["content"].editor.fields()[0]
    _lose_the_save(seat, [])
    QApplication.sendEvent(box, QInputMethodEvent("つづ", []))
    seat.proxy.down = False
    seat.until(lambda: "サーバーにつながりました" in seat.foot())
    seat.idle()
    assert seat.form.unsure and seat.kept() == []
    done = QInputMethodEvent("", [])
    done.setCommitString(ends)
    QApplication.sendEvent(box, done)
    if ends:
        assert "もう一度保存" in seat.form.notice._button.text()
        seat.form.notice._button.click()
    seat.until(lambda: seat.form is None)
    (kept,) = seat.kept()
    assert sorted(kept) == sorted("電話で話した。" + ends)


def test_a_save_that_fails_again_and_again_is_left_to_the_person(seat: Seat) -> None:
    seat.type("電話で話した。")
    seat.next = [Cut.BEFORE] * 40
    seat.form.save()
    alone = "つながり次第、自動で保存します"
    seat.until(lambda: seat.form.unsure and alone in seat.form.notice.words)
    seat.until(
        lambda: seat.form.notice.words.startswith("サーバーにつながりました もう一度"), 20_000
    )
    assert len(seat.next) < 40 - 4 and not seat.form.saving
    seat.idle()
    seat.next.clear()
    seat.form.notice._button.click()
    seat.until(lambda: seat.form is None)
    assert seat.kept() == ["電話で話した。"]


def test_words_typed_after_a_save_that_arrived_correct_it(seat: Seat, usable: None) -> None:
    seat.type("電話で話した。")
    _lose_the_save(seat, [Cut.AFTER])
    seat.form.rows["content"].set_value("電話で話した。次は訪ねる。")
    assert "つながったら、確かめて保存してください" in seat.form.notice.words
    seat.proxy.down = False
    seat.until(lambda: "サーバーにつながりました" in seat.foot())
    assert "二重にはなりません" in seat.form.notice.words and not seat.form.saving
    seat.form.save()
    seat.until(lambda: not seat.form.saving and seat.form.activity is not None)
    assert seat.form.rows["content"].value() == "電話で話した。次は訪ねる。"
    assert seat.kept() == ["電話で話した。"]
    seat.form.save()
    seat.until(lambda: seat.form is None)
    assert seat.kept() == ["電話で話した。次は訪ねる。"]


def test_words_typed_after_a_save_that_arrived_outlive_a_crash(seat: Seat) -> None:
    seat.type("電話で話した。")
    _lose_the_save(seat, [Cut.AFTER])
    seat.office.clock = fixed(NOW.now().astimezone() + timedelta(minutes=1))
    seat.form.rows["content"].set_value("電話で話した。次は訪ねる。")
    seat.form.keeper.flush()
    before = seat.form.keeper.name
    seat.proxy.down = False
    seat.until(lambda: "サーバーにつながりました" in seat.foot())
    seat.idle()
    shelf = DraftShelf(seat.office, seat.actor, InlineJobs(), seat.asking.error)

    def names() -> list[str]:
        shelf.read()
        assert [draft.typed["content"] for draft in shelf.waiting] == ["電話で話した。次は訪ねる。"]
        return [draft.name for draft in shelf.waiting]

    seat.until(lambda: names() != [before])
    kept = seat.drafts.list(seat.office.office_id, seat.actor.staff_id).drafts
    assert [draft.name for draft in kept] == [shelf.waiting[0].name]


def test_a_correction_whose_answer_was_lost_is_corrected_further(seat: Seat, usable: None) -> None:
    seat.window.show_where(Where("cases", {"episode": seat.episode}))
    seat.until(lambda: seat.pane.page is not None)
    seat.pane.edit()
    seat.form.rows["person.note"].set_value("一")
    seat.form.rows["person.kana"].set_value("ミホン ナツ")
    _lose_the_save(seat, [Cut.AFTER])
    seat.form.rows["person.note"].set_value("二")
    seat.form.rows["person.kana"].set_value("ミホン ハルナ")
    seat.proxy.down = False
    seat.until(lambda: "サーバーにつながりました" in seat.foot())
    version = seat.form.versions
    seat.form.save()
    seat.until(lambda: not seat.form.saving and seat.form.versions != version)
    assert seat.form.rows["person.note"].value() == "二"
    assert seat.form.rows["person.note"].note() == "入力を残しました。"
    second = seat.form.versions
    seat.form.save()
    seat.until(lambda: seat.form is None)
    seat.idle()
    assert (seat.pane.page.person.note, seat.pane.page.person.kana) == ("二", "ミホン ハルナ")
    assert seat.pane.page.person.version - second[0] == second[0] - version[0]


@pytest.mark.parametrize(
    ("first", "asked"), [([], {"person.note"}), ([Cut.AFTER], set())], ids=["off", "after"]
)
def test_what_another_desk_saved_meanwhile_is_asked_about_once_the_server_is_back(
    seat: Seat, _served: ServedOffice, first: list[Cut], asked: set[str]
) -> None:
    seat.window.show_where(Where("cases", {"episode": seat.episode}))
    seat.until(lambda: seat.pane.page is not None)
    seat.pane.edit()
    form = seat.form
    form.rows["person.note"].set_value("こちら")
    _lose_the_save(seat, first)
    _note_elsewhere(seat, _served, "あちら")
    seat.proxy.down = False
    seat.until(lambda: form.dialog is not None if asked else seat.form is None)
    if asked:
        assert form.rows["person.note"].value() == "こちら" and not form.unsure
        assert form.dialog.words == {"person.note": ("あちら", "こちら")}
        form.dialog.choices["person.note"].choose("mine")
        form.dialog.give("ok")
        seat.until(lambda: seat.form is None)
    seat.idle()
    assert seat.pane.page.person.note == ("こちら" if asked else "あちら")


def _note_elsewhere(seat: Seat, served: ServedOffice, note: str) -> None:
    """A desk with a line of its own corrects the same person."""
    office, actor = open_server_office(served.place, served.login, NOW)
    office.chain_key = seat.office.chain_key
    person = seat.pane.page.person
    typed = PersonInput(person.name, person.kana, "male", "S28.4.5", note=note)
    with closing(office), office.work(actor) as work:
        kept = work.get(Person, person.id)
        people.correct(work, person.id, kept.version, typed)


def test_a_new_case_whose_answer_was_lost_is_not_made_twice(seat: Seat, usable: None) -> None:
    seat.window.show_where(Where("cases", {"new": True}))
    seat.until(lambda: seat.form is not None)
    for key, value in (("person.name", "例示 そら"), ("person.kana", "レイジ ソラ")):
        seat.form.rows[key].set_value(value)
    seat.idle()
    _lose_the_save(seat, [Cut.AFTER])
    assert seat.form.unsure
    seat.form.rows["person.note"].set_value("あとから")
    seat.proxy.down = False
    seat.until(lambda: "サーバーにつながりました" in seat.foot())
    seat.form.save()
    seat.until(lambda: not seat.form.saving and not seat.form.unsure)
    assert "前の保存は届いていました" in seat.form.notice.words
    assert seat.form.rows["person.note"].value() == "あとから"
    seat.form.notice._button.click()
    seat.until(lambda: seat.form is None and seat.pane.page is not None)
    seat.until(lambda: seat.pane.page.person.name == "例示 そら")
    with seat.office.reading(seat.actor) as reading:
        assert len(list(reading.session.scalars(select(Person.id)))) == 2


def test_reading_says_the_same_and_comes_back_by_itself(seat: Seat, usable: None) -> None:
    seat.proxy.switch_off()
    seat.window.show_where(Where("cases", {"episode": seat.episode}))
    seat.until(lambda: LOST in seat.window.notice.words)
    seat.idle()
    assert not seat.asking.said and seat.pane.page is None
    seat.proxy.down = False
    seat.until(lambda: seat.pane.page is not None)
    assert not seat.window.notice.isVisible()


def test_a_server_killed_and_started_again(
    dressed: Any, asking: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    own = throwaway_server.start()
    try:
        served = ServedOffice.make(own, "office", "群馬県地域生活定着支援センター", "10")
        seat = _open(served, asking, qtbot, tmp_path)
        seat.type("電話で話した。")
        seat.idle()
        own.control("stop", "-m", "immediate")
        with pytest.MonkeyPatch.context() as patch:
            waits = Waits(patch)
            seat.form.save()
            seat.until(lambda: seat.form.unsure and not seat.form.saving)
            own.control("start")
            seat.until(lambda: seat.form is None)
        assert waits.found == []
        assert "サーバーにつながりました" in seat.foot()
        assert seat.kept() == ["電話で話した。"]
        _close(seat)
        served.close()
    finally:
        own.stop()
