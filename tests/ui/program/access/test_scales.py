"""No words are cut on the common screen: at four scales of the system and when made larger."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.storage.folders import OfficeFolder
from app.ui.tables import Column, Kind, ListModel
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.window import SignedIn
from tests.conftest import ROOT, copied_practice
from tests.ui.program.access.checks import cut
from tests.ui.program.access.going import Looker, office_open, through_places

LONG = pytest.mark.long


@dataclass(frozen=True)
class Row:
    """A line of a made-up list."""

    name: str
    sum: str


@pytest.mark.parametrize(
    ("scale", "look"),
    [
        pytest.param(scale, look, marks=LONG)
        for look in ("light", "dark")
        for scale in ("1", "1.25", "1.5", "2")
    ],
)
def test_at_four_scales_of_the_system_nothing_is_cut(
    practice_template: OfficeFolder, tmp_path: Path, scale: str, look: str
) -> None:
    folder = copied_practice(practice_template, tmp_path / "office")
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.program.access.scaled", str(folder.path), look],
        cwd=ROOT,
        env={**os.environ, "QT_SCALE_FACTOR": scale},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    *findings, places = done.stdout.splitlines()
    assert findings == [] and int(places) > 25


@pytest.mark.parametrize(
    "scale", [*(pytest.param(scale, marks=LONG) for scale in (1.0, 1.25, 1.4, 1.6)), 1.8]
)
def test_what_is_made_larger_in_the_program_is_not_cut_either(
    dressed: Any, practice: SignedIn, jobs: Any, asking: Any, settings: QSettings, scale: float
) -> None:
    theme().set_scale(scale)
    found: dict[str, str] = {}
    looker = Looker(lambda window, name: found.update(dict.fromkeys(cut(window, 1366, 768), name)))
    with office_open(practice, jobs, asking, settings) as window:
        through_places(window, practice, looker)
    theme().set_scale(1.0)
    assert found == {}
    assert len(looker.seen) > 25


def test_the_check_finds_what_is_cut(dressed: Any, qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    label, button, told = (
        PlainLabel("地域生活定着支援"),
        Button("支援計画"),
        PlainLabel("長い長い", elide=True),
    )
    columns = (Column("業務・段階", "name"), Column("額", "sum", Kind.NUMBER, 40))
    model = ListModel(columns)
    model.show_rows([Row("甲", "1,234,567")])
    table = ListTable(model)
    model.setParent(table)
    table.setColumnWidth(0, 20)
    for part in (label, button, told, table):
        column.addWidget(part)
    label.setFixedWidth(30)
    button.setFixedWidth(30)
    told.setFixedWidth(30)
    qtbot.addWidget(page)
    page.show()
    QApplication.processEvents()
    found = [words.partition(":")[2].split()[0] for words in cut(page, 1366, 768)]
    assert found == ["PlainLabel", "Button", "number", "head"]
    assert [words for words in cut(page, 20, 20) if words.startswith("needs")]
