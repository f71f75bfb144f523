"""What is typed comes back after a crash or a lock: in the right case, to the right person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.clock import Clock
from app.staff.permissions import Actor, Role
from app.staff.queries import OfficeFacts
from app.storage.drafts import Draft, Drafts
from app.storage.work import Office
from app.ui.desk import Where
from app.ui.jobs import InlineJobs, JobRunner, Jobs
from app.ui.window import MainWindow, SignedIn
from tests.conftest import OpenedOffice
from tests.somebody_else import somebody_else

KEY = b"d" * 32
CANARY = "まだ保存していない相談の言葉"
Start = Callable[..., MainWindow]


@pytest.fixture
def start(place: Any, tmp_path: Path) -> Iterator[Start]:
    """Signs in: a window with nothing in memory of what was typed in the one before."""
    office = place.desk.office
    windows: list[MainWindow] = []
    listeners = list(office.listeners)
    place.screen.close()

    def sign_in(
        at: tuple[Office, Actor] | None = None, jobs: JobRunner | None = None
    ) -> MainWindow:
        for old in windows:
            old.hide()
            old.deleteLater()
        windows.clear()
        office.listeners[:] = listeners  # as after a crash: nobody said goodbye
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        where, who = at or (office, place.desk.actor)
        where.drafts = Drafts(tmp_path / "drafts", KEY)
        facts = OfficeFacts("centre", "見本", "10", True)
        settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
        signed_in = SignedIn(where, who, facts)
        made = MainWindow(signed_in, jobs or InlineJobs(), place.asking, settings)
        made.resize(1366, 768)
        made.show()
        QApplication.processEvents()
        windows.append(made)
        return made

    yield sign_in
    for window in windows:
        window.hide()
        window.deleteLater()
    office.listeners[:] = listeners
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "drafts"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def bar(window: MainWindow) -> Any:
    """The offer on 今日."""
    return window.page("today").drafts  # type: ignore[union-attr]


def pane(window: MainWindow) -> Any:
    return window.page("cases").pane  # type: ignore[union-attr]


def record(place: Any, window: MainWindow, name: str, words: str) -> Any:
    """Type into a new 支援経過 of a case, and let the second pass."""
    window.show_where(Where("cases", {"episode": place.ids[name], "record": True}))
    form = pane(window).active_form
    form.rows["content"].set_value(words)
    form.keeper.flush()
    return form


def kept(place: Any, actor: Actor | None = None) -> tuple[Draft, ...]:
    who = actor or place.desk.actor
    return place.desk.office.drafts.list(place.desk.office.office_id, who.staff_id).drafts


def test_typing_is_written_within_a_second_and_only_when_it_changed(
    place: Any, start: Start, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = start()
    window.show_where(Where("cases", {"episode": place.ids["co"], "record": True}))
    written: list[Draft] = []
    drafts = place.desk.office.drafts
    monkeypatch.setattr(drafts, "write", lambda draft, turn: written.append(draft))
    form = pane(window).active_form
    QTest.keyClicks(form.rows["content"].editor.box, "abc")
    qtbot.waitUntil(lambda: bool(written), timeout=900)
    form.keeper.flush()
    form.rows["content"].set_value("abcd")
    form.rows["content"].set_value("abc")
    form.keeper.flush()
    assert [draft.typed["content"] for draft in written] == ["abc"]


def test_two_cases_come_back_each_to_its_own_form(place: Any, start: Start) -> None:
    window = start()
    record(place, window, "co", "はるなさんの話")
    window.show_where(Where("cases", {"episode": place.ids["fu"]}))
    pane(window).edit()
    pane(window).active_form.rows["number"].set_value("R8-F-099")
    pane(window).active_form.keeper.flush()
    window = start()
    assert "書きかけが2件あります" in bar(window).words and bar(window).isVisible()
    assert "鈴木 そらさんの訂正（11/24 9:00）" in bar(window).words
    bar(window).open_newest()
    form = pane(window).active_form
    assert form.about() == ("fields", place.ids["fu"], place.ids["fu"])
    assert form.rows["number"].value() == "R8-F-099" and form.dirty
    assert "書きかけを戻しました" in form.notice.words
    form.save()
    assert place.page("fu").episode.values["number"] == "R8-F-099"
    window.show_where(Where("today"))
    assert "書きかけが1件あります" in bar(window).words
    bar(window).open_newest()
    form = pane(window).active_form
    assert form.about() == ("activity", place.ids["co"], place.ids["co"])
    assert form.rows["content"].value() == "はるなさんの話"
    form.rows["means"].set_value("phone")
    form.save()
    assert [a.content for a in place.page("co").activities] == ["はるなさんの話"]
    assert kept(place) == () and not bar(window).isVisible()


def test_saved_or_thrown_away_means_gone(place: Any, start: Start, tmp_path: Path) -> None:
    window = start()
    form = record(place, window, "co", CANARY)
    assert len(files(tmp_path)) == 1
    form.rows["means"].set_value("phone")
    form.save()
    assert files(tmp_path) == []
    form = record(place, window, "co", CANARY)
    assert len(files(tmp_path)) == 1
    place.asking.script(True)
    form.leave()
    assert files(tmp_path) == []
    record(place, window, "co", CANARY).rows["content"].set_value("")
    pane(window).active_form.keeper.flush()
    assert files(tmp_path) == []


def test_what_was_saved_just_before_the_crash_is_not_offered_again(
    place: Any, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = start()
    form = record(place, window, "co", "保存した言葉")
    record(place, window, "fu", "保存していない言葉")
    window.show_where(Where("cases", {"episode": place.ids["co"]}))
    form = pane(window).active_form
    form.rows["means"].set_value("phone")
    monkeypatch.setattr(place.desk.office.drafts, "remove", lambda name: None)  # the crash
    form.save()
    assert [a.content for a in place.page("co").activities] == ["保存した言葉"]
    assert len(files(tmp_path)) == 2
    window = start()
    assert "書きかけが1件あります" in bar(window).words
    assert [draft.typed["content"] for draft in kept(place)] == ["保存していない言葉"]


def test_leaving_the_place_throws_away_what_waited_in_other_cases_too(
    place: Any, start: Start, tmp_path: Path
) -> None:
    window = start()
    record(place, window, "co", CANARY)
    record(place, window, "fu", CANARY)
    assert len(files(tmp_path)) == 2
    place.asking.script(True)
    assert window.show_where(Where("today"))
    assert files(tmp_path) == []


def test_lock_keeps_the_last_key_and_asks_nothing(place: Any, start: Start, tmp_path: Path) -> None:
    window = start()
    record(place, window, "co", "まえ")
    pane(window).active_form.rows["content"].set_value(CANARY)
    left: list[bool] = []
    window.left.connect(left.append)
    window.lock()
    assert left == [True] and place.asking.said == []
    assert [draft.typed["content"] for draft in kept(place)] == [CANARY]
    for coding in ("utf-8", "utf-16-le", "utf-16-be"):
        assert not any(CANARY[:5].encode(coding) in f.read_bytes() for f in files(tmp_path))


def test_a_lock_waits_until_the_draft_is_on_the_disk(
    place: Any, start: Start, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = Jobs()
    window = start(jobs=jobs)
    window.show_where(Where("cases", {"episode": place.ids["co"], "record": True}))
    qtbot.waitUntil(lambda: window.page("cases") is not None)
    qtbot.waitUntil(lambda: pane(window).active_form is not None)
    go, real = Event(), place.desk.office.drafts.write

    def slow(draft: Draft, turn: int) -> None:
        assert go.wait(5)
        real(draft, turn)

    monkeypatch.setattr(place.desk.office.drafts, "write", slow)
    pane(window).active_form.rows["content"].set_value(CANARY)
    left: list[bool] = []
    window.left.connect(left.append)
    window.lock()
    assert left == [] and not window.isVisible()
    with qtbot.waitSignal(window.left):
        go.set()
    assert left == [True] and kept(place)[0].typed["content"] == CANARY
    jobs.close()


def test_somebody_else_is_offered_nothing(
    place: Any, start: Start, opened: OpenedOffice, request: pytest.FixtureRequest
) -> None:
    record(place, start(), "co", CANARY)
    with somebody_else(opened, request, role=Role.DIRECTOR) as (office, other):
        window = start((office, other))
        assert not bar(window).isVisible() and kept(place, other) == ()
        window.show_where(Where("cases", {"episode": place.ids["co"], "record": True}))
        assert pane(window).active_form.rows["content"].value() == ""
        assert not pane(window).taking_up.isVisible()
        assert bar(start()).isVisible()


def test_the_case_itself_offers_its_draft_and_no_other_does(place: Any, start: Start) -> None:
    record(place, start(), "co", CANARY)
    window = start()
    window.show_where(Where("cases", {"episode": place.ids["fu"]}))
    assert not pane(window).taking_up.isVisible()
    window.show_where(Where("cases", {"episode": place.ids["co"]}))
    assert pane(window).taking_up.isVisible()
    pane(window).taking_up.open_newest()
    assert pane(window).active_form.rows["content"].value() == CANARY
    assert not pane(window).taking_up.isVisible()


def test_throwing_an_offer_away_asks_and_keeps_by_default(
    place: Any, start: Start, tmp_path: Path
) -> None:
    record(place, start(), "co", CANARY)
    window = start()
    place.asking.script(False)
    bar(window).discard()
    assert len(files(tmp_path)) == 1 and bar(window).isVisible()
    place.asking.script(True)
    bar(window).discard()
    assert files(tmp_path) == [] and not bar(window).isVisible()
    assert {kind for kind, _ in place.asking.said} == {"danger"}


def test_an_offer_does_not_replace_what_is_typed_now(place: Any, start: Start) -> None:
    record(place, start(), "co", "まえの言葉")
    window = start()
    form = record(place, window, "co", "いまの言葉")
    pane(window).taking_up.open_newest()
    assert pane(window).active_form is form and form.rows["content"].value() == "いまの言葉"
    assert [kind for kind, _ in place.asking.said] == ["inform"]
    assert sorted(d.typed["content"] for d in kept(place)) == ["いまの言葉", "まえの言葉"]


def test_typing_comes_back_over_what_others_saved_since(place: Any, start: Start) -> None:
    window = start()
    window.show_where(Where("cases", {"episode": place.ids["co"]}))
    pane(window).edit()
    form = pane(window).active_form
    form.rows["worker"].set_value("わたし")
    form.rows["number"].set_value("R8-C-777")
    form.keeper.flush()
    version = place.page("co").episode.version
    place.work(lambda w: cases.correct(w, place.ids["co"], version, {"worker": "別の人"}))
    window = start()
    bar(window).open_newest()
    form = pane(window).active_form
    assert "別の人が先に保存しました" in form.notice.words
    assert form.rows["worker"].value() == "わたし"
    assert form.rows["worker"].note() == "別の人が保存した内容: 別の人"
    assert form.rows["number"].note() == "入力を残しました。"
    form.save()
    assert form.dialog.words == {"worker": ("別の人", "わたし")}
    form.dialog.choices["worker"].choose("mine")
    form.dialog.give("ok")
    values = place.page("co").episode.values
    assert (values["worker"], values["number"]) == ("わたし", "R8-C-777") and kept(place) == ()


def test_a_correction_of_an_entry_comes_back_to_that_entry(place: Any, start: Start) -> None:
    typed = ActivityInput("R8.5.1", "phone", "10", "本人", "もとの言葉", "試作")
    for _ in range(2):
        place.work(lambda w: contacts.record_activity(w, place.ids["co"], typed))
    wanted = place.page("co").activities[1]
    window = start()
    window.show_where(Where("cases", {"episode": place.ids["co"]}))
    pane(window).entries.correct(wanted)
    pane(window).active_form.rows["content"].set_value("直した言葉")
    pane(window).active_form.rows["reason"].set_value("聞き違い")
    pane(window).active_form.keeper.flush()
    window = start()
    bar(window).open_newest()
    pane(window).active_form.save()
    contents = {a.id: a.content for a in place.page("co").activities}
    assert contents.pop(wanted.id) == "直した言葉"
    assert list(contents.values()) == ["もとの言葉"]


def test_a_new_case_comes_back_with_its_service_and_fields(place: Any, start: Start) -> None:
    window = start()
    window.show_where(Where("cases", {"new": True}))
    form = pane(window).active_form
    form.rows["person.name"].set_value("新規 ひと")
    form.rows["service"].set_value("suspect_support")
    form.rows["detention_end"].set_value("R8.12.1")
    form.keeper.flush()
    window = start()
    window.show_where(Where("cases", {"new": True}))  # the empty form does not hide the offer
    window.show_where(Where("today"))
    bar(window).open_newest()
    form = pane(window).active_form
    assert form.about() == ("new", "", "")
    assert form.rows["person.name"].value() == "新規 ひと"
    assert form.rows["detention_end"].value() == "R8.12.1"


def test_a_contact_keeps_its_day_when_it_comes_back_later(place: Any, start: Start) -> None:
    record(place, start(), "co", CANARY)
    before = place.desk.office.clock
    place.desk.office.clock = Clock(lambda: before.now() + timedelta(days=40))
    window = start()
    assert "30日より前のものが1件" in bar(window).words
    bar(window).open_newest()
    assert pane(window).active_form.rows["day"].value() == "R8.11.24"


def test_a_draft_of_a_case_that_is_gone_stays_and_says_so(place: Any, start: Start) -> None:
    record(place, start(), "co", CANARY)
    lost = replace(kept(place)[0], name="0" * 16, subject="none", episode_id="none")
    place.desk.office.drafts.write(lost, place.desk.office.drafts.turn())
    window = start()
    window.show_where(Where("cases", {"draft": lost.name}))
    assert pane(window).active_form is None and not place.asking.errors
    assert len(kept(place)) == 2


def test_unreadable_files_are_counted_on_the_page(place: Any, start: Start, tmp_path: Path) -> None:
    record(place, start(), "co", CANARY)
    files(tmp_path)[0].write_bytes(files(tmp_path)[0].read_bytes()[:-1])
    window = start()
    assert "1件" in bar(window).words and not bar(window).discard_button.isVisible()
    assert len(files(tmp_path)) == 1
