"""Work in the background: results on the window's thread, errors to whom they belong."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.errors import FileProblem, Stumbled, TeichakuError
from app.ui.jobs import LATER_MS, Cancelled, InlineJobs, Jobs, Progress
from app.ui.progress import ProgressWindow
from app.ui.widgets.labels import PlainLabel


@pytest.fixture
def crashes() -> list[BaseException]:
    return []


@pytest.fixture
def jobs(dressed, crashes, qtbot):
    made = Jobs(crash=crashes.append)
    yield made
    made.close()


def no_error(error: TeichakuError) -> None:
    raise AssertionError(error)


def refuse() -> None:
    raise FileProblem("この台帳は読めませんでした。")


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []

    def take(self, result: object) -> None:
        self.got.append(result)


def test_the_result_comes_back_on_the_windows_thread(jobs, qtbot) -> None:
    seen: list[tuple[str, bool]] = []
    window = threading.get_ident()

    def done(result: tuple[str, int]) -> None:
        name, worker = result
        seen.append((name, worker != window and threading.get_ident() == window))

    jobs.run(
        lambda: (threading.current_thread().name, threading.get_ident()),
        done=done,
        failed=no_error,
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("database_0", True)]


def test_database_jobs_never_overlap_and_keep_their_order(jobs, qtbot) -> None:
    steps: list[str] = []

    def work(name: str) -> None:
        steps.append(f"{name} in")
        steps.append(f"{name} out")

    for name in "abc":
        jobs.run(partial(work, name), done=lambda _: None, failed=no_error)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert steps == [f"{name} {way}" for name in "abc" for way in ("in", "out")]


def test_what_is_asked_for_later_lets_everybody_else_go_first(jobs, qtbot) -> None:
    steps: list[str] = []

    def ask(name: str, *, on: str = "database", then: str = "") -> None:
        def done(_: object) -> None:
            if then:
                ask(then)

        jobs.run(partial(steps.append, name), done=done, failed=no_error, on=on)

    ask("first", then="asked by the first")
    ask("count", on="later")
    ask("another count", on="later")
    ask("second")
    assert jobs.busy
    qtbot.waitUntil(lambda: not jobs.busy)
    assert steps == ["first", "second", "asked by the first", "count", "another count"]


def test_what_is_asked_for_later_begins_at_once_where_nobody_waits(jobs, qtbot) -> None:
    got: list[str] = []
    for _ in "ab":
        jobs.run(
            lambda: threading.current_thread().name, done=got.append, failed=no_error, on="later"
        )
        assert jobs.busy
        with qtbot.waitSignal(jobs.idle):
            pass
    assert got == ["database_0", "database_0"]


def test_what_is_asked_for_later_begins_though_somebody_stumbled(jobs, crashes, qtbot) -> None:
    got: list[str] = []
    jobs.run(lambda: 1 / 0, done=no_error, failed=lambda _: None)
    jobs.run(refuse, done=no_error, failed=lambda _: None)
    jobs.run(lambda: "count", done=got.append, failed=no_error, on="later")
    qtbot.waitUntil(lambda: got == ["count"])
    assert [type(one) for one in crashes] == [ZeroDivisionError]


def test_a_program_that_ends_waits_for_nothing_asked_for_later(dressed, qtbot) -> None:
    jobs, gate, done = Jobs(), threading.Event(), []
    jobs.run(gate.wait, done=done.append, failed=no_error)
    jobs.run(lambda: done.append("count"), done=done.append, failed=no_error, on="later")
    gate.set()
    jobs.close()
    qtbot.wait(50)
    assert "count" not in done


def test_what_is_asked_for_later_waits_until_the_answer_was_painted(jobs, qtbot) -> None:
    steps: list[str] = []

    def answered(_: object) -> None:
        steps.append("answer")
        QTimer.singleShot(LATER_MS // 4, lambda: steps.append("painted"))

    jobs.run(lambda: None, done=answered, failed=no_error)
    jobs.run(partial(steps.append, "count"), done=lambda _: None, failed=no_error, on="later")
    qtbot.waitUntil(lambda: not jobs.busy)
    assert steps == ["answer", "painted", "count"]


def test_what_is_held_back_begins_in_order_once_nothing_else_is_to_be_done(jobs, qtbot) -> None:
    steps: list[str] = []
    jobs.hold()
    for name in ("first", "second"):
        jobs.run(partial(steps.append, name), done=lambda _: None, failed=no_error, title=name)
    jobs.run(partial(steps.append, "count"), done=lambda _: None, failed=no_error, on="later")
    jobs.soon(lambda: steps.append("shown"), jobs)
    qtbot.waitUntil(lambda: steps == ["shown"])
    assert jobs.busy and jobs.titles == ("first", "second")
    jobs.let_go()
    jobs.soon(lambda: steps.append("pressed meanwhile"), jobs)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert steps == ["shown", "pressed meanwhile", "first", "second", "count"]


def test_what_is_held_back_and_forgotten_begins_all_the_same(jobs, qtbot) -> None:
    got: list[str] = []
    jobs.hold()
    jobs.run(lambda: "answer", done=got.append, failed=no_error)
    qtbot.waitUntil(lambda: got == ["answer"])


def test_a_program_that_ends_does_nothing_that_was_held_back(dressed, qtbot) -> None:
    jobs, done = Jobs(), []
    jobs.hold()
    jobs.run(lambda: done.append("held"), done=done.append, failed=no_error)
    jobs.close()
    jobs.let_go()
    qtbot.wait(50)
    assert done == []


def test_the_pool_goes_on_while_the_database_is_busy(jobs, qtbot) -> None:
    gate = threading.Event()
    got: list[str] = []
    jobs.run(gate.wait, done=lambda _: got.append("database"), failed=no_error)
    jobs.run(lambda: "pool", done=got.append, failed=no_error, on="pool")
    qtbot.waitUntil(lambda: got == ["pool"])
    gate.set()
    qtbot.waitUntil(lambda: got == ["pool", "database"])


def test_an_error_for_the_user_goes_to_failed(jobs, crashes, qtbot) -> None:
    errors: list[TeichakuError] = []
    jobs.run(refuse, done=lambda _: None, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].message.startswith("この台帳")
    assert crashes == []


def test_any_other_error_goes_to_the_crash_handler(jobs, crashes, qtbot) -> None:
    stumbled: list[TeichakuError] = []
    jobs.run(lambda: 1 // 0, done=lambda _: None, failed=stumbled.append)
    qtbot.waitUntil(lambda: bool(stumbled))
    assert isinstance(crashes[0], ZeroDivisionError) and isinstance(stumbled[0], Stumbled)


@pytest.mark.parametrize("as_owner", [True, False])
def test_nothing_is_delivered_to_a_receiver_that_is_gone(jobs, qtbot, as_owner: bool) -> None:
    import shiboken6

    gate, receiver = threading.Event(), Receiver()
    got = receiver.got
    if as_owner:
        jobs.run(gate.wait, done=got.append, failed=no_error, owner=receiver)
    else:
        jobs.run(gate.wait, done=receiver.take, failed=no_error)
    shiboken6.delete(receiver)
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert got == []


def test_a_living_receiver_gets_its_result(jobs, qtbot) -> None:
    receiver = Receiver()
    jobs.run(lambda: 7, done=receiver.take, failed=no_error, owner=receiver)
    qtbot.waitUntil(lambda: receiver.got == [7])


def test_a_cancelled_job_stops_at_its_next_step(jobs, qtbot) -> None:
    started, gate, ends = threading.Event(), threading.Event(), []

    def work(progress: Progress) -> None:
        progress.step(0, 2, "読んでいます")
        started.set()
        gate.wait()
        progress.step(1, 2)
        ends.append("went on")

    job = jobs.run(
        work, done=ends.append, failed=no_error, cancelled=lambda: ends.append("cancelled")
    )
    assert started.wait(5)
    job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(ends))
    assert ends == ["cancelled"]


def _windows() -> list[ProgressWindow]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, ProgressWindow)]


def test_a_long_job_shows_its_progress_and_closes_it(jobs, qtbot) -> None:
    gate = threading.Event()

    def work(progress: Progress) -> None:
        progress.step(3, 10, "3行目")
        gate.wait()

    jobs.run(work, done=lambda _: None, failed=no_error, title="台帳を読んでいます")
    try:
        qtbot.waitUntil(lambda: any(w.isVisible() for w in _windows()), timeout=3000)
        shown = next(w for w in _windows() if w.isVisible())
        assert shown.windowTitle() == "台帳を読んでいます"
        assert [w.text() for w in shown.findChildren(PlainLabel)][-1] == "3行目"
    finally:
        gate.set()
    qtbot.waitUntil(lambda: not any(w.isVisible() for w in _windows()))


def test_a_job_without_title_shows_no_window(jobs, qtbot) -> None:
    jobs.run(lambda: None, done=lambda _: None, failed=no_error)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert not any(w.isVisible() for w in _windows())


def test_the_twin_does_everything_at_once(dressed, crashes) -> None:
    twin, got, errors = InlineJobs(crash=crashes.append), [], []

    def stop(progress: Progress) -> None:
        progress.step(1, 3, "一")
        progress.cancel()
        progress.step(2, 3)

    twin.run(lambda: 5, done=got.append, failed=no_error)
    twin.run(refuse, done=got.append, failed=errors.append)
    twin.run(lambda: 1 // 0, done=got.append, failed=errors.append)
    twin.run(stop, done=got.append, failed=no_error, cancelled=lambda: got.append("cancelled"))
    assert got == [5, "cancelled"]
    assert [type(error) for error in errors] == [FileProblem, Stumbled]
    assert [type(error) for error in crashes] == [ZeroDivisionError]
    assert twin.steps == [(1, 3, "一")]


def test_a_step_after_cancel_raises() -> None:
    progress = Progress(lambda *_: None)
    progress.cancel()
    assert progress.cancelled
    with pytest.raises(Cancelled):
        progress.step(1, 2)
