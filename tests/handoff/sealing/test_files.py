"""Reading a file from outside, and the sentences of every refusal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import LetterRefused, TeichakuError
from app.handoff.sealing import files
from app.handoff.sealing.envelope import read_letter
from app.handoff.sealing.files import read_whole
from app.handoff.sealing.refusals import CODES, SEALING_CODES, not_sealed, refused
from tests.handoff.sealing.forging import BODY_VALUES, SHIMANE, known, letter


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A letter as it came."""
    made = tmp_path / "群馬から 3通め.teichaku"
    made.write_bytes(letter())
    return made


def refusal(path: Path, largest: int = 10_000) -> str:
    with pytest.raises(LetterRefused) as caught:
        read_whole(path, largest, "too_large")
    return caught.value.where


def test_a_letter_is_read_from_its_file_which_stays_as_it_is(file: Path) -> None:
    before = file.read_bytes()
    assert read_letter(file, (SHIMANE,), known).body_values == BODY_VALUES
    assert file.read_bytes() == before
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_what_is_no_plain_file_is_not_opened(tmp_path: Path, file: Path) -> None:
    no_files = {"."}
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        no_files.add("pipe")
    for name in no_files:
        assert refusal(tmp_path / name) == "not_file"
    assert refusal(tmp_path / "none") == "missing"
    assert refusal(file / "below") == "missing"
    assert refusal(tmp_path / "nul\0") == "unreadable"
    assert refusal(file, file.stat().st_size - 1) == "too_large"
    assert read_whole(file, file.stat().st_size, "too_large") == file.read_bytes()


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], call: int) -> None:
    """`act` happens after the size was looked at for the first (0) or second time (1)."""
    calls = iter(range(9))
    look = files._size

    def looked(*arguments: Any) -> int:
        size = look(*arguments)
        if next(calls) == call:
            act()
        return size

    monkeypatch.setattr(files, "_size", looked)


def grow(path: Path, size: int = 2**31) -> None:
    with path.open("r+b") as opened:
        opened.truncate(size)


@pytest.mark.parametrize(
    ("act", "call", "code"),
    [
        (lambda path: path.unlink(), 0, "missing"),
        (lambda path: grow(path), 0, "too_large"),
        (lambda path: grow(path, 0), 0, "empty"),
        (lambda path: grow(path), 1, "changing"),
        (lambda path: grow(path, 5), 1, "changing"),
        (lambda path: grow(path, 0), 1, "changing"),
    ],
    ids=["vanishes", "grows", "is emptied", "grows late", "is cut late", "is emptied late"],
)
def test_a_file_that_changes_while_it_is_read_is_refused(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[Path], object],
    call: int,
    code: str,
) -> None:
    meanwhile(monkeypatch, lambda: act(file), call)
    assert refusal(file) == code


def test_a_disk_that_fails_is_a_refusal(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*arguments: Any) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(Path, "open", fails)
    assert refusal(file) == "unreadable"


@pytest.mark.parametrize("code", sorted(CODES | SEALING_CODES))
def test_each_refusal_says_what_happened_what_is_safe_and_what_to_do(code: str) -> None:
    error: TeichakuError = not_sealed(code) if code in SEALING_CODES else refused(code)
    assert (error.code, error.where) == ("letter_refused", code)
    sentences = error.message.split("。")
    safe = "ファイルは作っていません" if code in SEALING_CODES else "いまの記録はそのままです"
    assert sentences[-1] == ""
    assert sentences[0] != safe in sentences
    assert sentences[-2].endswith("ください")
    assert not re.search(
        r"[A-Za-z!！]", re.sub(r"\.teichaku(-card)?|MB|USB|[0-9]", "", error.message)
    )


def test_a_refusal_holds_no_path_and_nothing_of_the_letter(file: Path) -> None:
    file.write_bytes(letter()[:-1])
    with pytest.raises(LetterRefused) as caught:
        read_letter(file, (SHIMANE,), known)
    assert caught.value.where == "tampered"
    assert "群馬" not in str(caught.value)
