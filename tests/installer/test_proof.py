"""What the proof under Wine reads and decides, without Wine."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from installer.proof import chosen, desk
from installer.proof.run import STEPS, prove
from installer.proof.suite import LEFT_OUT, all_rooms, portions, read_result
from installer.steps import ROOT, StepFailed
from installer.wine.place import Place
from tests import throwaway_server

SAID = """\
....F.s [100%]
=========================== short test summary info ============================
FAILED tests/storage/test_lock.py::test_one[a b] - PermissionError: [WinError 32]
ERROR tests/storage/test_pool.py - ImportError: no fcntl
1 failed, 5 passed, 1 skipped, 12 deselected, 2 errors in 7.80s
"""


def test_the_result_of_a_folder_is_read_from_what_pytest_says() -> None:
    ran = read_result("storage", SAID)
    assert ran.ended
    assert ran.counts == {"failed": 1, "passed": 5, "skipped": 1, "deselected": 12, "error": 2}
    assert [name.split("::")[0] for name in ran.failed] == [
        "tests/storage/test_lock.py",
        "tests/storage/test_pool.py - ImportError: no fcntl",
    ]


def test_an_interpreter_that_ended_is_not_taken_for_a_pass() -> None:
    ran = read_result("storage", "Windows fatal exception: access violation\n")
    assert not ran.ended
    assert not ran.counts


def test_only_what_needs_a_server_is_left_out() -> None:
    def item(*fixtures: str, **params: Any) -> Any:
        return SimpleNamespace(fixturenames=fixtures, callspec=SimpleNamespace(params=params))

    def one_of_its_own() -> None:
        throwaway_server.start()

    assert chosen.needs_server(item("server", "tmp_path"))
    assert chosen.needs_server(item("host", "untouched"))
    assert chosen.needs_server(SimpleNamespace(fixturenames=[], function=one_of_its_own))
    assert not chosen.needs_server(SimpleNamespace(fixturenames=[], function=item))
    assert chosen.needs_server(item("opened", opened="server"))
    assert not chosen.needs_server(item("opened", opened="embedded"))
    assert not chosen.needs_server(SimpleNamespace(fixturenames=["tmp_path"]))


def test_every_folder_without_a_window_is_run() -> None:
    rooms = all_rooms()
    assert {"calendar", "ledgers", "storage", "commands"} <= set(rooms)
    assert not LEFT_OUT & set(rooms)
    for name in (*rooms, *LEFT_OUT):
        assert (ROOT / "tests" / name).is_dir()


def test_windows_are_tried_a_folder_at_a_time() -> None:
    given = portions(["calendar", "ui"])
    assert given["calendar"] == ["tests/calendar"]
    assert "tests/ui/test_tables.py" in given["ui"]
    assert given["ui/cases"] == ["tests/ui/cases"]
    below = [ROOT / one for name, files in given.items() if name != "calendar" for one in files]
    files = [
        one for path in below for one in (path.rglob("test_*.py") if path.is_dir() else [path])
    ]
    assert sorted(files) == sorted((ROOT / "tests/ui").rglob("test_*.py"))
    assert portions(["ui/test_tables.py"]) == {"ui/test_tables.py": ["tests/ui/test_tables.py"]}


def test_a_folder_that_is_not_there_is_refused_before_any_is_run() -> None:
    with pytest.raises(StepFailed, match="there is no tests/uii"):
        portions(["calendar", "uii"])


def test_an_unknown_step_is_refused_before_anything_is_done() -> None:
    with pytest.raises(StepFailed, match="no such step: fly; there are install, data"):
        prove(["fly"], [])
    assert next(iter(STEPS)) == "install"
    assert list(STEPS)[-1] == "uninstall"


def test_paths_are_named_as_windows_names_them(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert place.windows_path(place.drive / "walk" / "a.png") == "C:\\walk\\a.png"
    assert place.windows_path(Path("/srv/x.exe")) == "Z:\\srv\\x.exe"


def test_nothing_of_this_machines_python_or_qt_reaches_wine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QT_QPA_PLATFORM", "PYTHONPATH", "VIRTUAL_ENV", "WINEPREFIX"):
        monkeypatch.setenv(name, "of this machine")
    told = Place(tmp_path).environment(TEICHAKU_DAY="2026-11-29")
    assert "of this machine" not in told.values()
    assert told["WINEPREFIX"] == str(tmp_path / "prefix")
    assert told["TEICHAKU_DAY"] == "2026-11-29"


def test_a_window_of_another_program_with_the_same_title_is_not_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = {"41": ("見本県 - 定着", "python"), "42": ("定着", "teichaku.exe")}

    def xdotool(command: list[str], **_: Any) -> Any:
        which = ("--name", "--class").index(command[-2])
        ids = [one for one, words in shown.items() if re.search(command[-1], words[which])]
        return SimpleNamespace(stdout="".join(f"{one}\n" for one in ids))

    monkeypatch.setattr(desk, "run", xdotool)
    with pytest.raises(StepFailed, match="no window 「見本県」"):
        desk.seconds_to_window("見本県", 0.2)
    shown["43"] = ("見本県 - 定着", "teichaku.exe")
    assert desk.seconds_to_window("見本県", 60) < 60
