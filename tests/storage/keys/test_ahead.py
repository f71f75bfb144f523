"""A 合言葉 stretched beside the reading of code opens as before, and says nothing sooner."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from app.clock import Clock
from app.errors import KeyProblem, WrongPassphrase
from app.storage.folders import OfficeFolder
from app.storage.keys import wrapping
from app.storage.keys.ahead import Ahead
from app.storage.keys.changing import NewStaff, PassphraseOnly, create_key_file
from app.storage.keys.opening import Unlocked, unlock_with_passphrase

WORDS = "つゆくさ あけび もくれん さざんか"
STAFF = "1" * 32


@pytest.fixture
def stretched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads on which something was stretched."""
    seen: list[str] = []
    stretch = wrapping.stretch

    def told(*asked: Any) -> bytes:
        seen.append(threading.current_thread().name)
        return stretch(*asked)

    monkeypatch.setattr(wrapping, "stretch", told)
    return seen


@pytest.fixture
def made(tmp_path: Path) -> tuple[OfficeFolder, Unlocked]:
    folder = OfficeFolder(tmp_path / "office")
    folder.prepare()
    unlocked, _ = create_key_file(
        folder, NewStaff(STAFF, "試作 澪江", WORDS), PassphraseOnly(), clock=Clock()
    )
    return folder, unlocked


def test_it_opens_and_is_stretched_once_beside(
    made: tuple[OfficeFolder, Unlocked], stretched: list[str]
) -> None:
    folder, unlocked = made
    ahead = Ahead(folder, STAFF, WORDS)
    opened = unlock_with_passphrase(folder, STAFF, WORDS, None, stretch=ahead)
    assert opened.data_key == unlocked.data_key
    assert stretched == ["stretching"]


def test_nothing_of_it_is_kept_for_a_second_time(
    made: tuple[OfficeFolder, Unlocked], stretched: list[str]
) -> None:
    folder, unlocked = made
    ahead = Ahead(folder, STAFF, WORDS)
    for _ in "ab":
        opened = unlock_with_passphrase(folder, STAFF, WORDS, None, stretch=ahead)
        assert opened.data_key == unlocked.data_key
    assert stretched == ["stretching", threading.current_thread().name]


def test_another_passphrase_than_the_one_begun_is_stretched_itself(
    made: tuple[OfficeFolder, Unlocked], stretched: list[str]
) -> None:
    folder, unlocked = made
    ahead = Ahead(folder, STAFF, "なずな はこべら ほとけのざ せり")
    opened = unlock_with_passphrase(folder, STAFF, WORDS, None, stretch=ahead)
    assert opened.data_key == unlocked.data_key and len(stretched) == 2


def test_a_wrong_one_opens_nothing(made: tuple[OfficeFolder, Unlocked]) -> None:
    folder, _ = made
    wrong = "なずな はこべら ほとけのざ せり"
    with pytest.raises(WrongPassphrase):
        unlock_with_passphrase(folder, STAFF, wrong, None, stretch=Ahead(folder, STAFF, wrong))


def test_a_damaged_key_file_is_told_by_the_opening(
    made: tuple[OfficeFolder, Unlocked], stretched: list[str]
) -> None:
    folder, _ = made
    folder.key_file.write_bytes(b"{}")
    with pytest.raises(KeyProblem):
        unlock_with_passphrase(folder, STAFF, WORDS, None, stretch=Ahead(folder, STAFF, WORDS))
    assert stretched == []


def test_costs_out_of_bounds_are_not_paid(
    made: tuple[OfficeFolder, Unlocked], stretched: list[str]
) -> None:
    folder, _ = made
    text = folder.key_file.read_text(encoding="utf-8")
    assert "65536" in text
    folder.key_file.write_text(text.replace("65536", "1048576000"), encoding="utf-8")
    with pytest.raises(KeyProblem):
        unlock_with_passphrase(folder, STAFF, WORDS, None, stretch=Ahead(folder, STAFF, WORDS))
    assert stretched == []
