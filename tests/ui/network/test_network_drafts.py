"""What is typed about a 関係機関 comes back after a crash: to the right one, in the right form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from app.network.experience import actions as notes
from app.network.experience.queries import notes_of
from app.network.experience.rules import NoteInput
from app.staff.queries import OfficeFacts
from app.storage.drafts import Drafts
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.screens.network.screen import NetworkScreen
from app.ui.window import MainWindow, SignedIn

CITY = "見本市福祉事務所"
KEY = b"d" * 32


@pytest.fixture
def start(sitting: Any, tmp_path: Path) -> Iterator[Callable[[], MainWindow]]:
    """Signs in: a window with nothing in memory of what was typed in the one before."""
    office = sitting.desk.office
    windows: list[MainWindow] = []
    listeners = list(office.listeners)

    def drop() -> None:
        for old in windows:
            old.hide()
            old.deleteLater()
        windows.clear()
        office.listeners[:] = listeners  # as after a crash: nobody said goodbye
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def sign_in() -> MainWindow:
        drop()
        office.drafts = Drafts(tmp_path / "drafts", KEY)
        facts = OfficeFacts("centre", "見本", "10", True)
        settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
        signed_in = SignedIn(office, sitting.desk.actor, facts)
        made = MainWindow(signed_in, InlineJobs(), sitting.asking, settings)
        made.show()
        windows.append(made)
        return made

    yield sign_in
    drop()


def pane(window: MainWindow) -> Any:
    screen = window.shown
    assert isinstance(screen, NetworkScreen)
    return screen.leaf.pane


def typed(window: MainWindow, facts: dict[str, Any], kind: str, subject: str, **words: Any) -> None:
    """Type into a form, and let its draft reach the disk."""
    window.show_where(Where("network", facts))
    if subject == "new":
        pane(window).begin(kind)
    else:
        pane(window).edit(kind, subject)
    for key, text in words.items():
        pane(window).form.rows[key].set_value(text)
    pane(window).form.keeper.flush()


@pytest.mark.parametrize("about", ["part", "new part", "new", "municipality", "event"])
def test_it_comes_back_where_it_was_typed(
    sitting: Any, start: Callable[[], MainWindow], about: str
) -> None:
    city = sitting.ids[CITY]
    note = sitting.work(lambda w: notes.add(w, city, NoteInput("11/1", "はじめの言葉")))
    facts, kind, subject, words = {
        "part": ({"organisation": city}, "organisation_note", f"{city}/{note}", {"text": "直し"}),
        "new part": ({"organisation": city}, "organisation_contact", "", {"name": "例示 窓口"}),
        "new": ({"leaf": "organisations"}, "organisation", "new", {"name": "途中の機関"}),
        "municipality": (
            {"municipality": "10201"}, "municipality_year", "10201/2026", {"runs": "preparing"},
        ),
        "event": ({"leaf": "events"}, "event", "new", {"name": "途中の研修"}),
    }[about]  # fmt: skip
    typed(start(), facts, kind, subject, **words)
    window = start()
    bar: Any = window.page("today").drafts  # type: ignore[union-attr]
    assert len(bar.drafts) == 1 and "入力" not in bar.words, "it says what it is"
    bar.open_newest()
    form = pane(window).form
    assert form is not None and form.about()[0] == kind
    for key, text in words.items():
        assert form.rows[key].value() == text
    if about == "part":
        pane(window).save()
        assert sitting.read(lambda r: notes_of(r, city))[0].facts.text == "直し"
