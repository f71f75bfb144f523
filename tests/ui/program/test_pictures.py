"""The pictures of the first day: every page once, none of them empty, nothing left open."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.clock import fixed
from app.commands.access import clock_for
from app.practice.office import PASSPHRASE, open_practice
from app.practice.probation import make_probation_practice
from app.storage.embedded.lock import hold
from app.storage.folders import OfficeFolder
from app.storage.records import Activity
from app.ui import desk, line
from app.ui.pictures import camera
from app.ui.pictures.__main__ import opened_aside
from app.ui.pictures.beginning import take_beginning
from app.ui.pictures.camera import Photographer
from app.ui.pictures.casework import take_casework
from app.ui.pictures.joining import take_joining
from app.ui.pictures.practice import telling_case
from app.ui.pictures.probation import take_probation
from app.ui.pictures.several_desks import WORDS, take_several_desks

SET_UP = ("office", "person", "passphrase", "folder", "recovery")
EXPECTED = {
    *(f"set-up-{page}" for page in SET_UP),
    "sign-in",
    "sign-in-refused",
    "today-empty",
    "cases-empty",
    "report-empty",
}

JOINING = {
    "join",
    "join-wrong-file",
    "join-invitation",
    "join-person-empty",
    "join-passphrase",
    "join-no-answer",
    "join-refused",
}

SEVERAL = {
    "today-drafts",
    "case-drafts",
    "case-draft-opened",
    "case-also-open",
    "correct-saved-elsewhere",
    "both-values",
    "both-values-later",
    "both-values-many",
    "correct-record-gone",
    "record-saving",
    "line-lost",
    "line-back",
}


NOT_APPROVED = "2026-11-30"
"""On this day the case that is pictured has a plan that waits for approval."""

PROBATION = {
    *(f"probation-{name}{ending}" for name in ("today", "case") for ending in ("", "-dark")),
    *(f"probation-{name}" for name in ("selection", "selection-form", "request", "received")),
    *(f"probation-{name}" for name in ("request-paper", "aftercare", "measures", "measure-form")),
    "probation-detained",
    *(f"probation-new-{service}" for service in ("adjustment", "aftercare", "detained")),
}


@pytest.fixture(autouse=True)
def nothing_stays(dressed: Any) -> Iterator[None]:
    """No window is left, and none waits for Python to look for garbage: it would be dressed anew."""
    yield
    left = {type(widget).__name__ for widget in QApplication.allWidgets()}
    assert not left & {"MainWindow", "SignIn", "SetupWizard", "JoinWindow"}


def expect(photographer: Photographer, names: set[str]) -> None:
    """Exactly these pictures, and no two of them the same."""
    written = {path.name for path in photographer.written}
    assert written == {f"{name}{photographer.ending}.png" for name in names}
    assert {path.name for path in photographer.out.glob("*.png")} == written
    images = [QImage(str(path)) for path in photographer.written]  # bits go with their image
    looks = {bytes(image.constBits()) for image in images}
    assert len(looks) == len(names)  # no page was taken twice


def test_the_first_day_is_pictured_page_by_page(
    dressed: Any, tmp_path: Path, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera, "SETTLE_MS", 1)
    photographer = Photographer(tmp_path, "-150")
    take_beginning(tmp_path / "office", photographer, settings)
    expect(photographer, EXPECTED)
    hold(OfficeFolder(tmp_path / "office")).release()


def test_the_way_to_the_server_is_pictured_with_its_refusals(
    dressed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera, "SETTLE_MS", 1)
    photographer = Photographer(tmp_path, "-150")
    take_joining(tmp_path / "join", photographer)
    expect(photographer, JOINING)
    assert [path.name for path in (tmp_path / "join").iterdir() if path.is_dir()] == []


def test_several_desks_are_pictured_and_the_record_is_kept_once(
    dressed: Any,
    made_practice: OfficeFolder,
    tmp_path: Path,
    settings: QSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(camera, "SETTLE_MS", 1)
    monkeypatch.setattr(line, "SLOW_MS", 50)
    monkeypatch.setattr(desk, "AGAIN_SECONDS", 0.0)
    folder, clock = made_practice, clock_for(practice=True)
    photographer = Photographer(tmp_path, "")
    open_practice(folder, clock)[0].close()
    copy = OfficeFolder(tmp_path / "copy")
    shutil.copytree(folder.path, copy.path)
    take_several_desks(*opened_aside(copy), photographer, settings)
    expect(photographer, SEVERAL)
    # the office it is a copy of still opens: the next scale begins with it
    open_practice(folder, clock)[0].close()
    office, actor = opened_aside(copy)
    with office.reading(actor) as reading:
        kept = list(reading.session.query(Activity.content).filter_by(content=WORDS))
    office.close()
    assert len(kept) == 1


def test_every_screen_of_a_probation_office_is_pictured(
    dressed: Any, tmp_path: Path, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera, "SETTLE_MS", 1)
    folder, clock = OfficeFolder(tmp_path / "office"), clock_for(practice=True)
    photographer = Photographer(tmp_path, "")
    office, actor = make_probation_practice(folder, clock, PASSPHRASE)
    with camera.office_window(office, actor, settings) as window:
        take_probation(window, photographer)
    expect(photographer, PROBATION)


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(day, marks=() if day == NOT_APPROVED else pytest.mark.long)
        for day in (
            NOT_APPROVED,
            "2026-12-07",
            "2027-02-28",
            "2027-04-01",
            "2027-07-31",
            "2028-02-29",
        )
    ],
)
def test_a_case_of_the_practice_centre_is_pictured_on_any_day(
    dressed: Any, tmp_path: Path, settings: QSettings, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    monkeypatch.setattr(camera, "SETTLE_MS", 1)
    photographer = Photographer(tmp_path, "")
    clock = fixed(datetime.fromisoformat(f"{day}T09:00"))
    office, actor = open_practice(OfficeFolder(tmp_path / "office"), clock)
    with camera.office_window(office, actor, settings) as window:
        take_casework(window, photographer, telling_case(window))
    assert "case-plans-form.png" in {path.name for path in tmp_path.glob("*.png")}
