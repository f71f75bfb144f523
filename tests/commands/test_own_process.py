"""What takes the pictures is a process of its own: when it is ended from outside, the command says so and ends."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from app.commands import demo, line
from app.commands.own_process import Ended, run_to_its_end
from app.errors import FileProblem

BESIDE = """\
import os, signal, subprocess, sys
beside = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(sys.argv[1], "w").write(str(beside.pid))
print("half", flush=True)
"""
"""A process that starts another, which holds what it writes into and would outlive it by minutes."""
KILLED = BESIDE + "os.kill(os.getpid(), signal.SIGTERM)\n"
FAILED = BESIDE + "print('壊れた', file=sys.stderr, flush=True)\nos._exit(7)\n"
OF_SIGTERM = int(signal.SIGTERM) if sys.platform == "win32" else -int(signal.SIGTERM)


SILENT = "print(end='')\n"
"""What a process leaves that Wine ended: it says nothing more, and its status is 0."""


@pytest.fixture
def note(tmp_path: Path) -> Iterator[Path]:
    """Where the number of the process that goes on is written; it is ended afterwards."""
    path = tmp_path / "beside.txt"
    yield path
    with suppress(OSError):  # it is gone, or was never begun
        os.kill(int(path.read_text(encoding="ascii")), signal.SIGTERM)


def test_a_killed_process_is_not_waited_for_though_another_holds_its_output(note: Path) -> None:
    ended = run_to_its_end(["-X", "utf8", "-c", KILLED, str(note)], os.environ)
    assert (ended.status, ended.said, ended.complained) == (OF_SIGTERM, "half", "")
    assert str(OF_SIGTERM) in ended.why
    # It goes on, so the output of the killed one was still held when its end was noticed.
    os.kill(int(note.read_text(encoding="ascii")), signal.SIGTERM)


def test_what_a_failed_process_complained_about_is_told_with_its_status(note: Path) -> None:
    ended = run_to_its_end(["-X", "utf8", "-c", FAILED, str(note)], os.environ)
    assert (ended.status, ended.complained) == (7, "壊れた")
    assert ended.why == "壊れた、終了コード 7"


def ends_so(code: str, note: Path) -> Callable[[Sequence[str], Mapping[str, str]], Ended]:
    """In the place of taking the pictures, a process that runs this."""

    def ended(arguments: Sequence[str], environment: Mapping[str, str]) -> Ended:
        assert arguments[:2] == ["-m", "app.ui.pictures"]
        return run_to_its_end(["-X", "utf8", "-c", code, str(note)], environment)

    return ended


def test_the_practice_centre_without_pictures_is_told_with_a_status(
    tmp_path: Path, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "run_to_its_end", ends_so(KILLED, note))
    out, err = io.StringIO(), io.StringIO()
    told = line.run(["demo", "--no-window", "--out", str(tmp_path / "out")], out, err)
    assert told == FileProblem.exit_status
    assert not out.getvalue()
    assert "画面の絵を作れませんでした。ほかのファイルはできています。" in err.getvalue()
    assert f"終了コード {OF_SIGTERM}" in err.getvalue()
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".xlsx", ".pdf"}


def test_pictures_that_end_without_a_word_were_not_taken(
    tmp_path: Path, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "run_to_its_end", ends_so(SILENT, note))
    with pytest.raises(FileProblem, match="終了コード 0"):
        demo._pictures(tmp_path, tmp_path)
