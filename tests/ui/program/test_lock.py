"""離席: whatever is open when the lock strikes, nothing is seen, nothing is lost, and nobody else gets it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.clock import Clock
from app.errors import FileProblem, NotAllowed
from app.staff.guard.actions import set_guard
from app.staff.guard.queries import guard
from app.staff.guard.rules import Guard
from app.staff.permissions import Actor, Role
from app.staff.queries import office_facts
from app.storage.drafts import Drafts
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import NewStaff, PassphraseOnly, add_staff_slot
from app.storage.keys.opening import read_slots, unlock_with_passphrase
from app.storage.opening import open_office
from app.storage.records import HistoryEntry, Staff
from app.storage.transactions import for_writing
from app.ui.asking import WindowAsking
from app.ui.desk import Where
from app.ui.jobs import Jobs
from app.ui.lock.reasons import Reason
from app.ui.lock.settings_dialog import show_guard_settings
from app.ui.program import Program
from app.ui.screens.sign_in import SignIn
from app.ui.window import MainWindow, SignedIn

CANARY = "席を立つ前に打っていた言葉"
OTHER_PASSPHRASE = "べつの ひとの ながい あいことば ひぐらし"
Make = Callable[..., Program]


@pytest.fixture
def program_of(
    dressed: Any, jobs: Any, asking: Any, settings: QSettings, passphrase: str
) -> Iterator[Make]:
    made: list[tuple[Program, Any]] = []

    def make(folder: OfficeFolder, **more: Any) -> Program:
        parts: dict[str, Any] = {"jobs": jobs, "asking": asking, "settings": settings}
        program = Program(folder, passphrase=passphrase, **{**parts, **more})
        made.append((program, {**parts, **more}["jobs"]))
        program.start()
        return program

    yield make
    for program, own in made:
        if isinstance(own, Jobs):
            own.close()
        if program.office is not None:
            program.office.close()
        program.let_go()


def window_of(program: Program) -> Any:
    assert isinstance(program.view, MainWindow)
    return program.view


def first_case(program: Program) -> str:
    window = window_of(program)
    window.show_where(Where("cases"))
    return str(window.shown.list.model.row(0).id)


def type_contact(program: Program, episode: str, words: str = CANARY) -> None:
    window = window_of(program)
    window.show_where(Where("cases", {"episode": episode, "record": True}))
    window.shown.pane.active_form.rows["content"].set_value(words)


def sign_in(program: Program, passphrase: str, name: str = "") -> None:
    view = program.view
    assert isinstance(view, SignIn)
    if name:
        view.list.choose_row([person.name for person in view.people].index(name))
    view.secret.set_value(passphrase)
    view.sign_in()


def said_of(widget: QWidget, name: str) -> str:
    """What a widget says under this name, a function of Qt or a value of ours; '' for nothing."""
    said = getattr(widget, name, "")
    return str(said() if callable(said) else said)


def seen_words() -> str:
    """Whatever stands in any widget that is visible."""
    words = []
    for top in QApplication.topLevelWidgets():
        if not top.isVisible():
            continue
        for widget in (top, *top.findChildren(QWidget)):
            for name in ("text", "toPlainText", "windowTitle", "toolTip", "accessibleName"):
                said = getattr(widget, name, None)
                if callable(said):
                    words.append(str(said()))
    return "\n".join(words)


def test_an_untouched_desk_hides_everything_and_says_why(
    program_of: Make, folder: OfficeFolder, passphrase: str, asking: Any
) -> None:
    program = program_of(folder)
    window = window_of(program)
    type_contact(program, first_case(program))
    assert program.guard is not None
    program.guard.idle.near.emit(20)
    bar = program.guard.warning
    assert bar is not None and bar.isVisible() and "あと20秒" in bar.words
    program.guard.idle.idle.emit()
    assert isinstance(program.view, SignIn) and program.office is None and program.guard is None
    assert not window.isVisible()
    assert "しばらくさわらなかったため" in program.view.notice.words
    assert CANARY not in seen_words() and "齋藤" not in seen_words()
    assert asking.said == []
    sign_in(program, passphrase)
    office = program.office
    assert office is not None
    with office.reading(window_of(program).desk.actor) as reading:
        told = reading.session.scalars(
            select(HistoryEntry.words).where(HistoryEntry.kind == "desk.locked")
        ).all()
    assert told == ["席に鍵をかけた（しばらくさわらなかったため、鍵をかけました）"]


def test_the_same_person_comes_back_to_the_same_place_and_words(
    program_of: Make, folder: OfficeFolder, passphrase: str, asking: Any
) -> None:
    program = program_of(folder)
    episode = first_case(program)
    type_contact(program, episode)
    window_of(program).lock(Reason.SCREEN_LOCK)
    sign_in(program, passphrase)
    pane = window_of(program).shown.pane
    assert window_of(program).where.place == "cases" and pane.episode_id == episode
    assert pane.active_form.rows["content"].value() == CANARY
    asking.script(True)
    pane.active_form.leave()
    window_of(program).lock(Reason.IDLE)
    sign_in(program, passphrase)
    assert window_of(program).shown.pane.active_form is None
    assert list(folder.drafts.glob("*")) == []


def test_a_task_that_was_being_typed_comes_back(
    program_of: Make, folder: OfficeFolder, passphrase: str
) -> None:
    program = program_of(folder)
    window = window_of(program)
    window.shown._right.tasks.title.editor.set_value(CANARY)
    window.lock(Reason.IDLE)
    sign_in(program, passphrase)
    assert window_of(program).shown._right.tasks.title.value() == CANARY


def add_colleague(folder: OfficeFolder, passphrase: str) -> None:
    """Somebody else with a key of their own."""
    (slot,) = [slot for slot in read_slots(folder) if slot.staff_id]
    office, actor = open_office(folder, slot.staff_id, passphrase, None, Clock())
    unlocked = unlock_with_passphrase(folder, actor.staff_id, passphrase, None)
    with for_writing(office.engine).begin() as connection:
        now = office.clock.now()
        connection.execute(
            Staff.__table__.insert().values(  # type: ignore[attr-defined]
                id="f" * 32, office_id=office.office_id, created_at=now, updated_at=now,
                name="例示 瑞", role=str(Role.COUNSELLOR), active=True, version=1,
            )
        )  # fmt: skip
    new = NewStaff("f" * 32, "例示 瑞", OTHER_PASSPHRASE)
    add_staff_slot(folder, unlocked, new, PassphraseOnly(), clock=Clock())
    office.close()


def test_another_person_finds_neither_the_place_nor_the_words(
    program_of: Make, folder: OfficeFolder, passphrase: str
) -> None:
    add_colleague(folder, passphrase)
    program = program_of(folder)
    episode = first_case(program)
    type_contact(program, episode)
    window_of(program).lock(Reason.IDLE)
    sign_in(program, OTHER_PASSPHRASE, "例示 瑞")
    window = window_of(program)
    assert window.desk.actor.name == "例示 瑞" and window.where == Where("today")
    assert window.desk.drafts.waiting == ()
    assert CANARY not in seen_words()
    window.lock(Reason.IDLE)
    sign_in(program, passphrase, "試作 澪江")
    assert [one.typed["content"] for one in window_of(program).desk.drafts.waiting] == [CANARY]


def test_forms_in_dialogs_are_kept_and_their_dialogs_go(
    program_of: Make, folder: OfficeFolder, passphrase: str
) -> None:
    program = program_of(folder)
    episode = first_case(program)
    window = window_of(program)
    window.show_where(Where("cases", {"episode": episode}))
    pane = window.shown.pane
    pane.ask_move(pane.page.moves[0])
    form = pane.dialog.form
    form.rows["note"].set_value(CANARY)
    assert pane.dialog.isVisible()
    typed = form.typed()
    window.lock(Reason.SLEEP)
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [program.view]
    sign_in(program, passphrase)
    assert window_of(program).shown.pane.dialog.form.typed() == typed


def test_a_question_that_waits_gets_the_safe_answer_and_the_desk_locks(
    program_of: Make, folder: OfficeFolder, qtbot: QtBot
) -> None:
    """Its own loop runs below; the lock strikes in the middle of it."""
    asking = WindowAsking()
    program = program_of(folder, asking=asking)
    window = window_of(program)
    answers: list[Any] = []
    QTimer.singleShot(0, lambda: window.lock(Reason.IDLE))
    answers.append(window.desk.asking.confirm("名前の入った問い", yes="消す", danger=True))
    answers.append(window.desk.asking.confirm("続けて来る問い", yes="消す", danger=True))
    assert answers == [False, False]
    qtbot.waitUntil(lambda: isinstance(program.view, SignIn))
    assert program.office is None


def test_long_work_ends_and_says_so_before_the_key_goes(
    program_of: Make, folder: OfficeFolder, passphrase: str, qtbot: QtBot
) -> None:
    jobs = Jobs()
    program = program_of(folder, jobs=jobs)
    qtbot.waitUntil(lambda: isinstance(program.view, MainWindow) and not jobs.busy)
    window = window_of(program)
    go_on, outcome = threading.Event(), []

    def long_work() -> str:
        assert go_on.wait(30)
        with window.desk.office.reading(window.desk.actor):
            return "読めた"

    window.desk.jobs.run(
        long_work,
        done=outcome.append,
        failed=window.desk.explain,
        title="台帳を取り込んでいます",
        owner=window,
    )
    window.lock(Reason.IDLE)
    veil = window.leaving.veil
    assert not window.isVisible() and veil.isVisible() and program.office is not None
    assert "「台帳を取り込んでいます」を終えています" in veil.waits.words
    assert not veil.close()
    late = QWidget()  # what finished work would show
    qtbot.addWidget(late)
    late.show()
    qtbot.waitUntil(lambda: not late.isVisible())
    go_on.set()
    qtbot.waitUntil(lambda: isinstance(program.view, SignIn))
    assert outcome == ["読めた"] and program.office is None and window.leaving.veil is None


def test_an_error_while_locking_is_told_to_the_same_person_later(
    program_of: Make, folder: OfficeFolder, passphrase: str, asking: Any
) -> None:
    program = program_of(folder)
    window = window_of(program)
    window.leaving.struck.connect(
        lambda _: window.desk.asking.error(FileProblem("報告を書けませんでした。"))
    )
    window.lock(Reason.IDLE)
    assert asking.errors == []
    sign_in(program, passphrase)
    assert [error.message for error in asking.errors] == ["報告を書けませんでした。"]


def test_typing_that_cannot_be_written_keeps_the_key_until_it_can(
    program_of: Make,
    folder: OfficeFolder,
    passphrase: str,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    program = program_of(folder)
    type_contact(program, first_case(program))
    window = window_of(program)
    write = Drafts.write

    def full(*_: Any) -> None:
        raise FileProblem("書けません。")

    monkeypatch.setattr(Drafts, "write", full)
    window.lock(Reason.IDLE)
    veil = window.leaving.veil
    assert (
        veil.isVisible() and not window.isVisible() and "鍵をまだ外していません" in veil.waits.words
    )
    assert veil.drop.isVisible() and CANARY not in seen_words()
    monkeypatch.setattr(Drafts, "write", write)
    form = window.shown.pane.active_form
    form.keeper.flush()  # what its own timer does a little later
    qtbot.waitUntil(lambda: isinstance(program.view, SignIn))
    sign_in(program, passphrase)
    assert window_of(program).shown.pane.active_form.rows["content"].value() == CANARY


def test_who_throws_the_typing_away_gets_the_lock(
    program_of: Make, folder: OfficeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = program_of(folder)
    type_contact(program, first_case(program))

    def full(*_: Any) -> None:
        raise FileProblem("書けません。")

    monkeypatch.setattr(Drafts, "write", full)
    window = window_of(program)
    window.lock(Reason.IDLE)
    window.leaving.veil.drop.click()
    assert isinstance(program.view, SignIn) and program.office is None


def test_a_span_of_the_office_and_a_shorter_one_of_ones_own(
    program_of: Make, folder: OfficeFolder, settings: QSettings, passphrase: str, asking: Any
) -> None:
    program = program_of(folder)
    window, watch = window_of(program), program.guard
    assert watch is not None and watch.minutes == 5
    window.staff_chosen.emit("guard")
    dialog = show_guard_settings(window.desk, watch, window)
    dialog.office.set_values({"minutes": "10", "capture": "no"})
    dialog.keep.click()
    assert watch.minutes == 10 and watch.kept == Guard(10, False)
    again = show_guard_settings(window.desk, watch, window)
    again.own.rows["own"].set_value("3")
    again._choose_own()
    assert watch.minutes == 3
    window.lock(Reason.IDLE)
    sign_in(program, passphrase)
    assert program.guard is not None and program.guard.minutes == 3
    assert asking.errors == []


def test_the_screen_may_not_be_captured_before_anybody_signed_in(
    program_of: Make, folder: OfficeFolder, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sign-in and the sheet with the recovery code are windows too; an office may allow it."""
    asked: dict[int, bool] = {}

    class FakeWindows:
        def tell_session_changes(self, window: int) -> bool:
            return True

        stop_session_changes = tell_session_changes

        def hide_from_capture(self, window: int, hide: bool) -> bool:
            asked[window] = hide
            return True

    for module in ("capture", "session"):
        monkeypatch.setattr(f"app.ui.lock.{module}.windows_api", FakeWindows)
    program = program_of(folder)
    window = window_of(program)
    assert program.guard is not None
    program.shield.cover()
    assert asked[int(window.winId())] is True
    with window.desk.office.work(window.desk.actor) as work:
        set_guard(work, Guard(5, False))
    window.lock(Reason.IDLE)
    program.shield.cover()
    assert program.view is not None and asked[int(program.view.winId())] is True
    sign_in(program, passphrase)
    program.shield.cover()
    assert asked[int(window_of(program).winId())] is False


def test_only_who_manages_the_office_sets_the_span(opened: Any) -> None:
    counsellor = Actor(opened.actor.staff_id, "例示", Role.COUNSELLOR)
    with pytest.raises(NotAllowed), opened.office.work(counsellor) as work:
        set_guard(work, Guard(15))
    with opened.office.work(opened.actor) as work:
        set_guard(work, Guard(1, False))
    with opened.office.reading(counsellor) as reading:
        assert guard(reading) == Guard(1, False)


@pytest.mark.on_both
def test_a_desk_on_a_server_locks_as_one_on_a_file_does(
    dressed: Any, opened: Any, jobs: Any, asking: Any, settings: QSettings, tmp_path: Path
) -> None:
    opened.office.drafts = Drafts(tmp_path / "drafts", b"d" * 32)
    with opened.office.reading(opened.actor) as reading:
        facts = office_facts(reading)
    window = MainWindow(SignedIn(opened.office, opened.actor, facts), jobs, asking, settings)
    left: list[bool] = []
    window.left.connect(left.append)
    window.show()
    window.shown._right.tasks.title.editor.set_value(CANARY)  # type: ignore[union-attr]
    window.lock(Reason.SLEEP)
    assert left == [True] and not window.isVisible()
    drafts = opened.office.drafts.list(opened.office.office_id, opened.actor.staff_id).drafts
    assert [draft.typed["title"] for draft in drafts] == [CANARY]
    with opened.office.reading(opened.actor) as reading:
        last = reading.session.scalars(
            select(HistoryEntry).order_by(HistoryEntry.seq.desc())
        ).first()
        assert last is not None and (last.kind, last.details) == ("desk.locked", {"why": "sleep"})
    shiboken6.delete(window)


def test_a_locked_desk_leaves_no_widget_with_what_was_typed(
    program_of: Make, folder: OfficeFolder, qtbot: QtBot
) -> None:
    program = program_of(folder)
    type_contact(program, first_case(program))
    window_of(program).lock(Reason.IDLE)

    def gone() -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        left = [
            widget
            for widget in QApplication.allWidgets()
            if shiboken6.isValid(widget)
            and any(CANARY in said_of(widget, name) for name in ("toPlainText", "text"))
        ]
        assert left == []

    qtbot.waitUntil(gone)
    assert not any(
        CANARY.encode() in path.read_bytes()
        for path in Path(folder.path).rglob("*")
        if path.is_file()
    )
