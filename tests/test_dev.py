"""dev.py: installs once, resumes, says what is missing and passes everything on."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A fresh dev.py whose project is an empty folder."""
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", venv)
    monkeypatch.setattr(module, "VENV_PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(module, "STAMP", venv / "installed.sha256")
    (tmp_path / "pyproject.toml").write_text("a", encoding="utf-8")
    (tmp_path / "constraints.txt").write_text("b", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return module


Steps = list[list[str]]


@pytest.fixture
def steps(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Every step of the installation instead of doing it; making the venv leaves an interpreter."""
    seen: Steps = []

    def record(command: list[str]) -> None:
        seen.append(command)
        if "venv" in command:
            dev.VENV_PYTHON.parent.mkdir(parents=True, exist_ok=True)
            dev.VENV_PYTHON.write_text("", encoding="utf-8")

    monkeypatch.setattr(dev, "stop_on_failure", record)
    monkeypatch.setattr(dev, "succeeds", lambda command: True)
    return seen


def test_the_first_call_installs_and_the_second_does_not(dev: ModuleType, steps: Steps) -> None:
    dev.install_dependencies()
    assert [step[1:3] for step in steps] == [["-m", "venv"], ["-m", "pip"]]
    assert steps[1][-4:] == ["-c", "constraints.txt", "-e", ".[dev]"]
    dev.install_dependencies()
    assert len(steps) == 2


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_pin_installs_again(
    dev: ModuleType, steps: Steps, tmp_path: Path, name: str
) -> None:
    dev.install_dependencies()
    (tmp_path / name).write_text("changed", encoding="utf-8")
    dev.install_dependencies()
    assert [step[2] for step in steps] == ["venv", "pip", "pip"]


def test_an_interrupted_installation_is_taken_up_again(
    dev: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: Callable[[list[str]], None] = dev.stop_on_failure

    def interrupted(command: list[str]) -> None:
        whole(command)
        if "pip" in command:
            raise KeyboardInterrupt

    monkeypatch.setattr(dev, "stop_on_failure", interrupted)
    with pytest.raises(KeyboardInterrupt):
        dev.install_dependencies()
    monkeypatch.setattr(dev, "stop_on_failure", whole)
    dev.install_dependencies()
    assert [step[2] for step in steps] == ["venv", "pip", "pip"]


def test_a_broken_venv_is_made_anew(
    dev: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.install_dependencies()
    dev.STAMP.unlink()
    monkeypatch.setattr(dev, "succeeds", lambda command: False)
    dev.install_dependencies()
    assert [step[2] for step in steps] == ["venv", "pip", "venv", "pip"]


@pytest.fixture
def calls(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """What `run` and the others start, with the Qt platform they start it on."""
    seen: list[tuple[list[str], str]] = []

    def call(command: list[str], env: dict[str, str]) -> int:
        seen.append((command[1:], env.get("QT_QPA_PLATFORM", "")))
        return 7

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.setattr(dev, "prepare", lambda **_: set())
    monkeypatch.setattr(dev.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    return seen


def test_without_a_display_run_says_so_and_writes_files(
    dev: ModuleType, calls: list[tuple[list[str], str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["run", "--month", "2024-09"]) == 7
    wanted = ["-m", "app", "demo", "--no-window", "--out", "out/", "--month", "2024-09"]
    assert calls == [(wanted, "offscreen")]
    assert "画面が見つからない" in capsys.readouterr().out


def test_run_keeps_the_folder_that_was_asked_for(
    dev: ModuleType, calls: list[tuple[list[str], str]]
) -> None:
    dev.main(["run", "--out=elsewhere"])
    assert calls[0][0] == ["-m", "app", "demo", "--no-window", "--out=elsewhere"]


@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_with_a_display_run_opens_the_window(
    dev: ModuleType,
    calls: list[tuple[list[str], str]],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    monkeypatch.setenv(variable, ":9")
    assert dev.main(["run"]) == 7
    assert calls == [(["-m", "app", "demo"], "")]


def test_a_window_that_cannot_open_is_not_tried(
    dev: ModuleType, calls: list[tuple[list[str], str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.setattr(dev, "prepare", lambda **_: {"libxcb-icccm4"})
    assert (dev.main(["run"]), calls) == (1, [])


def test_test_passes_its_arguments_and_status_on(
    dev: ModuleType, calls: list[tuple[list[str], str]]
) -> None:
    assert dev.main(["test", "-k", "wareki"]) == 7
    assert calls == [(["-m", "pytest", "-k", "wareki"], "offscreen")]


def test_the_whole_suite_uses_every_core(
    dev: ModuleType, calls: list[tuple[list[str], str]]
) -> None:
    assert dev.main(["test"]) == 7
    workers = str((os.cpu_count() or 1) + 1)
    assert calls == [(["-m", "pytest", "-n", workers, "--dist", "loadfile"], "offscreen")]


def test_faults_passes_its_arguments_on(
    dev: ModuleType, calls: list[tuple[list[str], str]]
) -> None:
    assert dev.main(["faults", "--full", "kills"]) == 7
    assert calls == [(["-m", "tests.faults", "--full", "kills"], "offscreen")]


def test_check_goes_on_after_a_failure_and_keeps_its_status(
    dev: ModuleType, calls: list[tuple[list[str], str]]
) -> None:
    assert dev.main(["check"]) == 7
    assert [command[1] for command, _ in calls] == ["ruff", "mypy", "pytest"]


@pytest.mark.parametrize("arguments", [[], ["biuld"], ["check", "x"]])
def test_wrong_use_is_told(dev: ModuleType, arguments: list[str]) -> None:
    assert dev.main(arguments) == 2


def test_an_old_python_is_told(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2, "final", 0))
    assert dev.main(["run"]) == 2
    assert "3.11 or newer" in capsys.readouterr().out


class _Machine:
    """A Debian machine without libxcb-icccm4 and without a Japanese font."""

    def __init__(self) -> None:
        self.apt: list[list[str]] = []

    def run(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[Any]:
        if command[0].endswith("ldconfig"):
            libraries = "libEGL.so.1 libGL.so.1 libxcb-keysyms.so.1"
            listing = "3 libs found\n" + "\n".join(f"\t{name} (x)" for name in libraries.split())
            return subprocess.CompletedProcess(command, 0, listing)
        if command[0] == "apt-get":
            self.apt.append(command)
        return subprocess.CompletedProcess(command, 0, b"")


@pytest.fixture
def machine(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> _Machine:
    bare = _Machine()
    monkeypatch.setattr(subprocess, "run", bare.run)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev.sys, "platform", "linux")
    return bare


@pytest.mark.parametrize("user", [0, 1000])
def test_missing_packages_are_installed_as_root_or_named(
    dev: ModuleType,
    machine: _Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    user: int,
) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: user, raising=False)
    missing = dev.install_system_packages()
    assert {"libxcb-icccm4", dev.FONT_PACKAGE} <= missing
    assert not {"libegl1", "libxcb-keysyms1"} & missing
    if user == 0:
        assert machine.apt[0] == ["apt-get", "update"]
        assert set(machine.apt[1][4:]) == missing
    else:
        assert not machine.apt
        assert "sudo apt-get install -y" in capsys.readouterr().out


def test_a_server_is_installed_for_the_tests_only(
    dev: ModuleType, machine: _Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(dev, "server_binaries", lambda: False)
    dev.install_system_packages()
    assert dev.SERVER_PACKAGE not in machine.apt[-1]
    assert dev.SERVER_PACKAGE in dev.install_system_packages(server=True)
    assert dev.SERVER_PACKAGE in machine.apt[-1]


def test_a_tracer_is_installed_for_the_fault_suite_only(
    dev: ModuleType, machine: _Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0, raising=False)
    there = dev.shutil.which
    monkeypatch.setattr(dev.shutil, "which", lambda name: None if name == "strace" else there(name))
    dev.install_system_packages(server=True)
    assert dev.TRACER_PACKAGE not in machine.apt[-1]
    assert dev.TRACER_PACKAGE in dev.install_system_packages(tracer=True)
    assert dev.TRACER_PACKAGE in machine.apt[-1]


def test_other_systems_are_left_alone(
    dev: ModuleType, machine: _Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.sys, "platform", "win32")
    assert (dev.install_system_packages(), machine.apt) == (set(), [])
