"""An office is opened over one connection: each costs its keying and all its settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.clock import Clock
from app.staff.permissions import Role
from app.storage.embedded import driver
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.opening import FirstStaff, NewOffice, create_office, open_office

PASSPHRASE = "つゆくさ あけび もくれん さざんか"


def test_opening_takes_one_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = OfficeFolder(tmp_path / "office")
    office, actor, recovery = create_office(
        folder,
        NewOffice("centre", "見本県地域生活定着支援センター", "10"),
        FirstStaff("試作 澪江", Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        Clock(),
    )
    recovery.confirm(recovery.code)
    office.close()
    made: list[Path] = []
    connect = driver.connect

    def told(path: Path, *about: Any, **how: Any) -> Any:
        made.append(path)
        return connect(path, *about, **how)

    monkeypatch.setattr(driver, "connect", told)
    opened, _ = open_office(folder, actor.staff_id, PASSPHRASE, None, Clock())
    assert made == [folder.data_file]
    opened.close()
