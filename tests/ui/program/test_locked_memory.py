"""What was read for a desk leaves the memory when the desk is locked."""

from __future__ import annotations

import gc
import weakref
from typing import Any

from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.cases.queries import CaseFilter, case_list
from app.storage.folders import OfficeFolder
from app.ui.desk import Where
from app.ui.program import Program
from app.ui.screens.sign_in import SignIn
from app.ui.widgets.list_table import ListTable
from app.ui.window import MainWindow


def _read_for(window: MainWindow) -> dict[str, weakref.ref[Any]]:
    tables = window.findChildren(ListTable)
    parts = {f"rows of {table.accessibleName()} {n}": table.rows for n, table in enumerate(tables)}
    parts |= {"window": window, "desk": window.desk, "line": window.desk.line}
    parts |= {"shared folder": window.desk.shared}
    return {name: weakref.ref(part) for name, part in parts.items()}


def test_a_locked_desk_keeps_nothing_that_was_read(
    dressed: Any,
    open_it: Any,
    folder: OfficeFolder,
    jobs: Any,
    asking: Any,
    settings: QSettings,
    qtbot: QtBot,
) -> None:
    program = Program(folder, jobs=jobs, asking=asking, settings=settings)
    signed = open_it(folder)
    with signed.office.reading(signed.actor) as reading:
        episode = case_list(reading, CaseFilter()).rows[0].id
    program.show_office(signed.office, signed.actor)
    window = program.view
    assert isinstance(window, MainWindow)
    for place in ("cases", "network", "meetings"):
        window.go(place)
    window.show_where(Where("cases", {"episode": episode}))
    QApplication.processEvents()  # what waits for the next pass holds its window until then
    read = _read_for(window)
    assert len(read) > 8
    window.lock()
    del window, signed
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert isinstance(program.view, SignIn)

    def gone() -> None:
        gc.collect()
        assert [name for name, part in read.items() if part() is not None] == []

    qtbot.waitUntil(gone)
    program.let_go()
