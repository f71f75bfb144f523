"""Ctrl+K finds what people wrote, after a pause, below the people and the commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from app.cases.actions import open_episode
from app.codes import Service
from app.people.actions import register
from app.people.rules import PersonInput
from app.storage.folders import OfficeFolder
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.palette.palette import SearchPalette
from app.ui.window import MainWindow


@pytest.fixture
def window_of(
    open_it: Any, jobs: InlineJobs, asking: Any, settings: QSettings, qtbot: QtBot
) -> Iterator[Callable[[OfficeFolder], MainWindow]]:
    made: list[MainWindow] = []

    def make(folder: OfficeFolder) -> MainWindow:
        window = MainWindow(open_it(folder, None), jobs, asking, settings)
        made.append(window)
        window.resize(1366, 768)
        window.show()
        return window

    yield make
    for window in made:
        shiboken6.delete(window)


def with_a_note(window: Any) -> str:
    """A case whose person is hard of hearing."""
    with window.desk.office.work(window.desk.actor) as work:
        person = register(
            work,
            PersonInput("榧木 岳夫", "カヤキ タケオ", "male", "", note="耳が遠い。補聴器を使う"),
        )
        return open_episode(work, person, Service.CONSULTATION, {"start": "R8.4.1"})


def titles(window: Any) -> list[str]:
    return [hit.title for _, hit in window._hits._model.loaded_rows()]


def hint(window: Any) -> str:
    return str(window._hits._table._hint.words)


def pause(window: Any) -> None:
    """The typing pauses: what the timer would do."""
    search: SearchPalette = window.palette_search
    assert search._pause.isActive()
    search._pause.stop()
    search._pause.timeout.emit()


def test_a_note_is_found_and_its_case_opened(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    episode = with_a_note(window)
    field = window.top.search.field
    field.setText("ほちょうき")
    assert "記録の中を探しています" in hint(window)
    pause(window)
    assert titles(window) == []
    assert "見つかりません" in hint(window)
    field.setText("補聴")
    assert titles(window) == []
    pause(window)
    assert titles(window) == ["榧木 岳夫：耳が遠い。補聴器を使う"]
    with qtbot.waitSignal(window.palette_search.opened) as opened:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert opened.args[0] == "補聴"
    assert opened.args[1].startswith(f"note:{episode}:")
    assert window.where == Where("cases", {"episode": episode})


def test_the_lit_result_stays_lit_when_notes_come(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot
) -> None:
    window = window_of(folder)
    with window.desk.office.work(window.desk.actor) as work:
        for name in ("榧木 岳夫", "榧木 岳子"):
            person = register(work, PersonInput(name, "", "male", "", note="榧木さんの紹介"))
            open_episode(work, person, Service.CONSULTATION, {"start": "R8.4.1"})
    field = window.top.search.field
    field.setText("榧木")
    before = titles(window)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    pause(window)
    assert titles(window)[: len(before)] == before
    assert len(titles(window)) == len(before) + 2
    assert window._hits._table.currentIndex().row() == 1


def test_one_character_and_asking_whose_search_no_notes(
    window_of: Any, folder: OfficeFolder
) -> None:
    window = window_of(folder)
    with_a_note(window)
    field, search = window.top.search.field, window.palette_search
    field.setText("補")
    assert not search._pause.isActive()
    window.top.record.click()
    field.setText("補聴")
    assert not search._pause.isActive()


def test_whoever_types_on_gives_the_older_search_up(
    window_of: Any, folder: OfficeFolder, monkeypatch: Any
) -> None:
    window = window_of(folder)
    with_a_note(window)
    field = window.top.search.field
    field.setText("補聴")
    asked: list[tuple[Any, Any]] = []
    monkeypatch.setattr(window.desk, "read", lambda query, done, **_: asked.append((query, done)))
    pause(window)
    (query, done), *_ = asked
    field.setText("補聴器")
    assert len(asked) == 1
    with window.desk.office.reading(window.desk.actor) as reading:
        found = query(reading)
    done(found)
    assert titles(window) == [] and len(asked) == 2
