"""An empty office and a desk in front of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings

from app.ledgers.columns import LedgerMapping
from app.ledgers.read_ledger import ReadLedger
from app.ledgers.reading.apart import read_apart
from app.ledgers.reading.workbook import Workbook
from app.storage.desks import Change
from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notice, Notices
from app.ui.screens.ledger_import import taking
from tests.ledgers.read_once import ledger_of

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@dataclass
class SatAt:
    """A desk, where it was asked to go, what was asked, and how often it saved."""

    desk: Desk
    asking: Any
    went: list[Where] = field(default_factory=list)
    saves: list[int] = field(default_factory=list)


@pytest.fixture(autouse=True)
def _each_file_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is read, and its rows understood, for the first test that opens it; then it is known.

    What is known comes as another object each time, as it would if it were read again.
    """

    def read(path: Path, tick: Callable[[], None]) -> Workbook:
        tick()
        return replace(_read(path, path.stat().st_mtime_ns))

    def understood(workbook: Workbook, mapping: LedgerMapping, *, today: date) -> ReadLedger:
        return replace(ledger_of(workbook, mapping, today), workbook=workbook, mapping=mapping)

    monkeypatch.setattr(taking, "read_apart", read)
    monkeypatch.setattr(taking, "read_ledger", understood)


@cache
def _read(path: Path, _changed: int) -> Workbook:
    return read_apart(path)


@pytest.fixture
def sat(dressed: Any, asking: Any, tmp_path: Path, opened: Any) -> SatAt:
    """A desk at the empty office."""
    notices = Notices()

    def heard(change: Change) -> None:
        notices.tell(Notice(change.kinds, change.ids, change.by))

    opened.office.listeners.append(heard)
    went: list[Where] = []
    saves: list[int] = []
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    desk = Desk(
        opened.office, opened.actor, "群馬県地域生活定着支援センター", "10", InlineJobs(),
        notices, asking, settings, went.append, saved=lambda: saves.append(1),
    )  # fmt: skip
    return SatAt(desk, asking, went, saves)


@pytest.fixture
def messy() -> Path:
    """The lived-in ledger."""
    return SAMPLES / "ledger_messy_r5.xlsx"


@pytest.fixture
def standard() -> Path:
    """The clean ledger."""
    return SAMPLES / "ledger_standard_r6.xlsx"
