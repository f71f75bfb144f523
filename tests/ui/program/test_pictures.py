"""The pictures of the first day: every page once, none of them empty, nothing left open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage

from app.storage.embedded.lock import hold
from app.storage.folders import OfficeFolder
from app.ui.pictures import camera
from app.ui.pictures.beginning import take_beginning
from app.ui.pictures.camera import Photographer

SET_UP = ("office", "person", "passphrase", "folder", "recovery")
EXPECTED = {
    *(f"set-up-{page}" for page in SET_UP),
    "sign-in",
    "sign-in-refused",
    "today-empty",
    "cases-empty",
    "report-empty",
}


def test_the_first_day_is_pictured_page_by_page(
    dressed: Any, tmp_path: Path, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera, "SETTLE_MS", 1)
    photographer = Photographer(tmp_path, "-150")
    take_beginning(tmp_path / "office", photographer, settings)
    pictures = {
        path.name.removesuffix("-150.png"): QImage(str(path)) for path in tmp_path.glob("*.png")
    }
    assert set(pictures) == EXPECTED
    assert {path.name for path in photographer.written} == {f"{name}-150.png" for name in EXPECTED}
    looks = {name: bytes(image.constBits()) for name, image in pictures.items()}
    assert len(set(looks.values())) == len(EXPECTED)  # no page was taken twice
    hold(OfficeFolder(tmp_path / "office")).release()
