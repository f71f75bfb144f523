"""Letters that are half written come back after a crash, about the right person; files may be dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from app.handoff.letters.kinds import LetterKind
from app.staff.queries import OfficeFacts
from app.storage.drafts import Drafts
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.screens.exchange.screen import ExchangeScreen
from app.ui.window import MainWindow, SignedIn
from tests.cases.one_case import begin
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import Two, ask_for_help, exchange_at, outgoing

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, no display
Start = Callable[[OpenedOffice], MainWindow]


@pytest.fixture
def start(dressed: QApplication, asking: Any, tmp_path: Path) -> Iterator[Start]:
    """Signs in: a window with nothing in memory of what was typed in the one before."""
    windows: list[tuple[MainWindow, OpenedOffice]] = []

    def drop() -> None:
        for old, opened in windows:
            old.hide()
            old.deleteLater()
            opened.office.listeners.clear()  # as after a crash: nobody said goodbye
        windows.clear()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def sign_in(opened: OpenedOffice) -> MainWindow:
        drop()
        opened.office.drafts = Drafts(tmp_path / "drafts", b"d" * 32)
        facts = OfficeFacts("centre", "見本", "10", True)
        settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
        signed_in = SignedIn(opened.office, opened.actor, facts)
        made = MainWindow(signed_in, InlineJobs(), asking, settings)
        made.show()
        windows.append((made, opened))
        return made

    yield sign_in
    drop()


def pane(window: MainWindow) -> Any:
    """The page of the leaf that is shown."""
    screen = window.shown
    assert isinstance(screen, ExchangeScreen)
    return screen.leaf.pane


def test_a_letter_and_a_request_come_back_where_they_were_typed(
    two_embedded: Two, start: Start
) -> None:
    here = two_embedded.here
    exchange = ask_for_help(two_embedded)
    other = begin(here, number="A-2")
    window = start(here)
    window.show_where(Where("handoff", {"leaf": "exchanges", "exchange": exchange}))
    pane(window).write(LetterKind.QUESTION)
    pane(window).form.rows["text"].set_value("服薬は")
    pane(window).form.keeper.flush()
    window.show_where(Where("handoff", {"leaf": "exchanges", "ask": other}))
    pane(window).form.rows["asked"].set_value("二人目のお願い")
    pane(window).form.keeper.flush()
    window = start(here)
    waiting = {draft.kind: draft for draft in window.desk.drafts.waiting}
    assert set(waiting) == {"letter_question", "letter_request"}
    window.show_where(Where("handoff", {"draft": waiting["letter_question"].name}))
    assert pane(window).record_id == exchange
    assert pane(window).form.rows["text"].value() == "服薬は"
    window.show_where(Where("handoff", {"draft": waiting["letter_request"].name}))
    form = pane(window).form
    assert (form.rows["episode"].value(), form.rows["asked"].value()) == (other, "二人目のお願い")
    assert window.show_where(Where("cases", {"episode": other})), "no question: nothing is lost"
    window.show_where(Where("handoff"))
    assert pane(window).form is form and form.rows["asked"].value() == "二人目のお願い"
    form.keeper.discard()
    form.left.emit()
    screen: Any = window.shown
    assert not screen.leaf.page_shown, "the list is shown, not an empty page"


def test_letters_dropped_on_the_window_are_taken_in(
    two_embedded: Two, start: Start, tmp_path: Path
) -> None:
    exchange = ask_for_help(two_embedded)
    file = tmp_path / "届いた文.teichaku"
    file.write_bytes(outgoing(two_embedded.here, exchange)[0])
    window = start(two_embedded.there)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, dropped,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.dropEvent(event)
    assert event.isAccepted()
    assert exchange_at(two_embedded.there)
    assert [one.good for one in pane(window).taken] == [True]
    assert window.places.buttons["handoff"].accessibleName() == "広域、1件"
