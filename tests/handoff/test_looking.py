"""A shared folder is looked at: what lies still is handed on once, what is still arriving is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import LetterRefused
from app.handoff.carrying import looking
from app.handoff.carrying.looking import Look, look


def names(found: Look) -> list[str]:
    return [name for name, _ in found.files]


def test_a_file_is_handed_on_once_and_again_when_it_changed(tmp_path: Path) -> None:
    (tmp_path / "a.teichaku").write_bytes(b"half")
    (tmp_path / "覚え書き.txt").write_text("x")
    first = look(tmp_path, Look())
    assert names(first) == [] and list(first.stamps) == ["a.teichaku"]
    (tmp_path / "a.teichaku").write_bytes(b"the whole")
    second = look(tmp_path, first)
    assert names(second) == [], "it was still arriving"
    third = look(tmp_path, second)
    assert [(name, read()) for name, read in third.files] == [("a.teichaku", b"the whole")]
    assert names(look(tmp_path, third)) == []
    (tmp_path / "a.teichaku").write_bytes(b"another letter")
    assert names(look(tmp_path, look(tmp_path, third))) == ["a.teichaku"]


def test_a_folder_that_is_gone_forgets_nothing_of_what_was_handed_on(tmp_path: Path) -> None:
    folder = tmp_path / "共有"
    folder.mkdir()
    (folder / "a.teichaku").write_bytes(b"x")
    handed = look(folder, look(folder, Look()))
    assert names(handed) == ["a.teichaku"]
    away = folder.rename(tmp_path / "away")
    gone = look(folder, handed)
    assert gone.gone and names(gone) == []
    away.rename(folder)
    assert names(look(folder, look(folder, gone))) == []


def test_a_file_that_was_taken_away_and_put_there_again_is_handed_on_again(tmp_path: Path) -> None:
    letter, away = tmp_path / "a.teichaku", tmp_path / "away"
    letter.write_bytes(b"x")
    handed = look(tmp_path, look(tmp_path, Look()))
    assert names(handed) == ["a.teichaku"]
    letter.rename(away)
    without = look(tmp_path, handed)
    away.rename(letter)  # with the time and the size that it had
    assert names(look(tmp_path, look(tmp_path, without))) == ["a.teichaku"]


def test_what_cannot_be_read_says_so_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "LARGEST", 3)
    (tmp_path / "a.teichaku").write_bytes(b"too large")
    [(_, read)] = look(tmp_path, look(tmp_path, Look())).files
    with pytest.raises(LetterRefused) as caught:
        read()
    assert caught.value.where == "too_large"


def test_many_large_files_are_read_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST_AT_ONCE", 10)
    for name in "abc":
        (tmp_path / f"{name}.teichaku").write_bytes(b"12345678")
    found, seen = look(tmp_path, Look()), []
    for _ in range(3):
        found = look(tmp_path, found)
        seen.append((names(found), found.more))
    assert seen == [(["a.teichaku"], True), (["b.teichaku"], True), (["c.teichaku"], False)]
