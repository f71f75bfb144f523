"""Every control of every screen has a name and says what it is, and Tab goes round all of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.commands.access import clock_for
from app.practice.office import open_practice
from app.staff.queries import office_facts
from app.storage.folders import OfficeFolder
from app.ui.pictures import camera
from app.ui.pictures.beginning import take_beginning
from app.ui.pictures.joining import take_joining
from app.ui.pictures.practice import take_all
from app.ui.spoken import speak_of_our_own
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import text_field
from app.ui.widgets.tab_order import go_through
from app.ui.widgets.timeline import TimelineEntry
from app.ui.window import MainWindow, SignedIn
from tests.conftest import ROOT
from tests.ui.program.access.checks import (
    RING_PIXELS,
    Findings,
    ring_of,
    unnamed,
    unreached,
    walked,
)
from tests.ui.program.access.going import Looker, office_open, through_forms, through_places

LEDGER = ROOT / "tests" / "samples" / "ledger_standard_r6.xlsx"


@pytest.fixture(autouse=True)
def quick_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is photographed: nobody waits for the picture."""
    monkeypatch.setattr(camera, "SETTLE_MS", 1)


@pytest.fixture(params=["light", pytest.param("dark", marks=pytest.mark.long)])
def window(
    request: pytest.FixtureRequest,
    dressed: Any,
    practice: SignedIn,
    jobs: Any,
    asking: Any,
    settings: QSettings,
) -> Iterator[MainWindow]:
    speak_of_our_own()
    theme().set_dark(request.param == "dark")
    with office_open(practice, jobs, asking, settings) as made:
        yield made
    theme().set_dark(False)


def test_every_place_is_named_and_gone_round_by_tab(window: MainWindow, practice: SignedIn) -> None:
    findings = Findings()
    looker = Looker(findings.look)
    through_places(window, practice, looker)
    assert findings.found == {}
    assert {look for look, pixels in findings.rings.items() if pixels < RING_PIXELS} == set()
    assert len(looker.seen) > 25 and findings.stops > 900 and len(findings.rings) > 20


def test_the_forms_of_a_case_and_dialogs_are_too(window: MainWindow, practice: SignedIn) -> None:
    findings = Findings()
    looker = Looker(findings.look)
    window.desk.asking = camera.Agreeing()  # forms that are left ask first
    through_forms(window, practice, looker)
    assert findings.found == {}
    assert {look for look, pixels in findings.rings.items() if pixels < RING_PIXELS} == set()
    assert len(looker.kinds) > 4


@pytest.mark.long
def test_whatever_is_pictured_is_too(
    dressed: Any,
    made_practice: OfficeFolder,
    jobs: Any,
    settings: QSettings,
    tmp_path: Path,
) -> None:
    speak_of_our_own()
    findings = Findings()
    looker = Looker(findings.look)
    office, actor = open_practice(made_practice, clock_for(practice=True))
    with office.reading(actor) as reading:
        signed_in = SignedIn(office, actor, office_facts(reading))
    with office_open(signed_in, jobs, camera.Agreeing(), settings) as window:
        take_all(window, looker, LEDGER)
    office.close()
    take_beginning(tmp_path / "office", looker, settings)
    take_joining(tmp_path / "join", looker)
    assert findings.found == {}
    assert {look for look, pixels in findings.rings.items() if pixels < RING_PIXELS} == set()
    assert len(looker.seen) > 100


def plain(qtbot: QtBot, *inside: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for part in inside:
        column.addWidget(part)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def test_the_checks_find_what_is_wrong(dressed: Any, qtbot: QtBot) -> None:
    speak_of_our_own()
    sign, deaf = QPushButton("×"), QPushButton("押す")
    deaf.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    box, table, area = QPlainTextEdit(), QTableView(), QWidget()
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setAccessibleName("図")
    page = plain(qtbot, sign, deaf, box, table, area, QLineEdit())
    named = {words.partition(":")[0] for words in unnamed(page)}
    assert named == {"no name", "Client says nothing"}
    assert len([words for words in unnamed(page) if words.startswith("no name")]) == 4
    assert {words.partition(":")[0] for words in unreached(page)} == {
        "no keyboard",
        "Tab is typed",
        "Tab stays inside",
    }
    quiet = QPushButton("静か")
    quiet.setStyleSheet("QPushButton { border: none; } QPushButton:focus { outline: none; }")
    loud = Button("よく見える")
    page = plain(qtbot, quiet, loud)
    assert ring_of(page, quiet) < RING_PIXELS <= ring_of(page, loud)


def test_a_row_behind_its_fields_would_lead_back_into_them(dressed: Any, qtbot: QtBot) -> None:
    """What Qt does with a row that passes the keyboard on, and what `go_through` does about it."""
    rows = [text_field(name, name) for name in "一二"]
    before, between, after = (Button(words) for words in ("前", "間", "後"))
    page = plain(qtbot, before, between, *rows, after)
    fields = [row.editor.fields()[0] for row in rows]
    for one, following in pairwise([before, *fields, between, after]):
        QWidget.setTabOrder(one, following)
    between.setFocus()
    assert list(walked(page, forward=True)) != []
    go_through([before, *fields, between, after])
    before.setFocus()
    assert list(walked(page, forward=True)) == list(walked(page, forward=False)) == []


def test_our_own_parts_say_what_they_are(dressed: Any, qtbot: QtBot) -> None:
    speak_of_our_own()
    speak_of_our_own()
    entry = TimelineEntry("11/24", "電話", "本人・10分", "話した。")
    page = plain(qtbot, entry)
    told = QAccessible.queryAccessibleInterface(entry)
    assert told.role() == QAccessible.Role.ListItem
    assert told.text(QAccessible.Text.Name) == "11/24 電話 本人・10分"
    assert told.text(QAccessible.Text.Description) == "話した。"
    above = told.parent()
    assert above is not None and above.object() is page
    shiboken6.delete(entry)
    QApplication.processEvents()
