"""`dev.py windows`: installs what was built on a fresh Windows under Wine, uses it, upgrades it, and takes it away.

Nothing here says anything about Windows itself: docs/windows-check.md names what only a real PC shows.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from installer.build import build, ready_place, signer_for
from installer.proof.desk import (
    IDENTITY,
    PASSPHRASE,
    Windows,
    display,
    fingerprints,
    fresh_windows,
    seconds_to_window,
)
from installer.proof.suite import all_rooms, copy_tree, run_suite
from installer.setup import make_setup, setup_file
from installer.steps import BUNDLE, StepFailed, run, say, size_of, version

OLDER = "0.0.1"
"""The version that is upgraded: the same program with a library it no longer needs."""
_GONE = Path("_internal") / "no-longer-needed.dll"
_MENU = "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"
_OFFICE = ("--office", "見本県地域生活定着支援センター", "--prefecture", "10")


def prove(steps: Sequence[str], rooms: Sequence[str]) -> int:
    """Run the steps in their order on one Windows; 0 when all hold."""
    unknown = [name for name in steps if name not in STEPS]
    if unknown:
        raise StepFailed(f"no such step: {unknown[0]}; there are {', '.join(STEPS)}")
    place = ready_place()
    if not setup_file(version()).is_file() or not BUNDLE.is_dir():
        build(wine=True)
    windows = fresh_windows(place, rooms or all_rooms())
    wrong = 0
    with display():
        for name, step in STEPS.items():
            if steps and name not in steps and name != "install":
                continue
            begun = time.monotonic()
            try:
                words = step(windows)
            except StepFailed as failure:
                wrong += 1
                say(f"× {name}: {failure}")
            else:
                say(f"○ {name}: {words} ({time.monotonic() - begun:.0f} s, under Wine)")
    return 1 if wrong else 0


def _hold(what: str, holds: bool, seen: object = "") -> None:
    if not holds:
        raise StepFailed(f"{what} does not hold{f': {seen}' if seen != '' else ''}")


def install(windows: Windows) -> str:
    """The older version, silently, for one person; the office's data is made with it."""
    older = older_setup(windows)
    begun = time.monotonic()
    status = windows.setup(older)
    took = time.monotonic() - begun
    _hold("status 0", status == 0, status)
    _hold("the program is there", (windows.own / "teichaku.exe").is_file())
    _hold("the old library is there", (windows.own / _GONE).is_file())
    known = windows.registry(f"HKCU\\{IDENTITY}")
    _hold("the version is registered", known.get("DisplayVersion") == OLDER, known)
    _hold("nothing is registered for everybody", not windows.registry(f"HKLM\\{IDENTITY}"))
    menu = sorted(path.name for path in (windows.place.home / _MENU).glob("*.lnk"))
    _hold(
        "the start menu has both entries", menu == ["定着.lnk", "定着（練習用センター）.lnk"], menu
    )
    opens = windows.registry(r"HKCU\Software\Classes\Teichaku.Letter\shell\open\command")
    opened = next(iter(opens.values()), "")
    _hold("a letter opens with the question", opened.endswith('teichaku.exe" --letter "%1"'), opens)
    return f"{size_of(windows.own) / 1e6:.1f} MB in {took:.0f} s"


def older_setup(windows: Windows) -> Path:
    """An installer of an older version, made of the same program."""
    path = setup_file(OLDER)
    if not path.is_file():
        (BUNDLE / _GONE).write_bytes(b"MZ of a version before")
        try:
            make_setup(signer_for(windows.place), older=OLDER)
        finally:
            (BUNDLE / _GONE).unlink()
    return path


def data(windows: Windows) -> str:
    """An office with its default place, with commands of the installed program."""
    words = windows.place.drive / "passphrase.txt"
    words.write_text(PASSPHRASE, encoding="utf-8")
    key = ("--passphrase-file", "C:\\passphrase.txt")
    windows.command("init", *_OFFICE, *key)
    _hold("the data lies in the person's folder", (windows.data / "office").is_dir())
    told = json.loads(windows.command("verify", "--json", *key).stdout)
    _hold("the history is whole", told["whole"], told)
    return f"an office, {told['entries']} entries in its history"


def running(windows: Windows) -> str:
    """While the program runs nothing is replaced and nothing removed."""
    before = fingerprints(windows.own)
    with windows.window():
        seconds_to_window("定着", 300)
        status = windows.beside(setup_file(version()))
        _hold("status 3 of an upgrade", status == 3, status)
        here = f"_?={windows.place.windows_path(windows.own)}"
        status = windows.beside(windows.own / "uninstall.exe", here)
        _hold("status 3 of the uninstaller", status == 3, status)
        _hold("nothing was changed", fingerprints(windows.own) == before)
    return "an upgrade and an uninstallation beside the running program are refused, nothing is changed"


def upgrade(windows: Windows) -> str:
    """The new version over the old one: data kept, the old library gone, no way back."""
    before = fingerprints(windows.data)
    begun = time.monotonic()
    status = windows.setup(setup_file(version()))
    took = time.monotonic() - begun
    _hold("status 0", status == 0, status)
    _hold("every file of the data is the same", fingerprints(windows.data) == before)
    _hold("the old library is gone", not (windows.own / _GONE).exists())
    left = [path.name for path in windows.own.rglob("*.old")]
    _hold("nothing of the former version is left aside", not left, left)
    known = windows.registry(f"HKCU\\{IDENTITY}")
    _hold("the new version is registered", known.get("DisplayVersion") == version(), known)
    told = json.loads(
        windows.command("verify", "--json", "--passphrase-file", "C:\\passphrase.txt").stdout
    )
    _hold("the data opens", told["whole"], told)
    status = windows.setup(older_setup(windows))
    _hold("status 6 for an older version", status == 6, status)
    return f"in {took:.0f} s, {len(before)} files of data as they were, a version before is refused"


def check(windows: Windows) -> str:
    """`self-check` of both programs; the one with a window says it by its status."""
    done = windows.command("self-check", may_fail=True)
    say("".join(f"    {line}\n" for line in done.stdout.splitlines()).rstrip())
    _hold("self-check", done.returncode == 0, done.returncode)
    silent = windows.command("self-check", name="teichaku.exe", may_fail=True)
    _hold("self-check of the program with a window", silent.returncode == 0, silent.returncode)
    return f"{sum(line.startswith('○') for line in done.stdout.splitlines())} checks, both programs"


def window(windows: Windows) -> str:
    """The practice centre opens in a real window; how long that takes."""
    titles = []
    with windows.window("demo"):
        titles.append(seconds_to_window("見本県", 600))
        time.sleep(5)
        picture = windows.place.root / "window.png"
        run(["import", "-window", "root", picture])
        _hold("the picture shows something", picture.stat().st_size > 5_000)
    with windows.window("demo"):
        titles.append(seconds_to_window("見本県", 600))
    return f"first start {titles[0]:.1f} s, second {titles[1]:.1f} s; {picture}"


def walk(windows: Windows) -> str:
    """Every screen of the practice centre, by the program itself, at 100 % and 150 %."""
    out = windows.place.drive / "walk"
    windows.command("demo", "--no-window", "--out", "C:\\walk", seconds=2 * 3600)
    pictures = sorted(out.glob("*.png"))
    _hold("pictures at both sizes", len(pictures) > 100, len(pictures))
    _hold("none is empty", all(path.stat().st_size > 5_000 for path in pictures))
    papers = sorted(path.name for path in out.glob("*_*.xlsx"))
    _hold("reports", bool(papers))
    return f"{len(pictures)} pictures, {len(papers)} reports with their PDF"


def suite(windows: Windows) -> str:
    """The tests, by the Windows Python; those of windows only where `ui` is named."""
    found = run_suite(windows.place, copy_tree(windows.place), windows.rooms)
    passed = sum(one.counts.get("passed", 0) for one in found)
    failed = [f"{one.room}: {name}" for one in found for name in one.failed]
    ended = [one.room for one in found if not one.ended]
    _hold("every folder ends with a result", not ended, ended)
    _hold(f"all tests ({passed} passed)", not failed, f"{len(failed)} failed")
    return f"{passed} tests passed in {len(found)} folders"


def everybody(windows: Windows) -> str:
    """For everybody on the PC: refused to one person afterwards, and taken away again."""
    status = windows.uninstall(windows.own)
    _hold("status 0 of taking the own one away", status == 0, status)
    status = windows.setup(setup_file(version()), "/AllUsers")
    _hold("status 0 of /AllUsers", status == 0, status)
    _hold("the program is there", (windows.everybody / "teichaku.exe").is_file())
    known = windows.registry(f"HKLM\\{IDENTITY}")
    _hold("it is registered for everybody", known.get("DisplayVersion") == version(), known)
    status = windows.setup(setup_file(version()))
    _hold("status 5 for one person", status == 5, status)
    status = windows.uninstall(windows.everybody)
    _hold("status 0 of taking it away", status == 0, status)
    _hold("the program is gone", not windows.everybody.exists())
    _hold("nothing is registered", not windows.registry(f"HKLM\\{IDENTITY}"))
    status = windows.setup(setup_file(version()))
    _hold("status 0 of the own one again", status == 0, status)
    return "installed, refused to one person beside it, taken away"


def uninstall(windows: Windows) -> str:
    """Taken away without a window: the program goes, the data stays as it was."""
    before = fingerprints(windows.data)
    status = windows.uninstall(windows.own)
    _hold("status 0", status == 0, status)
    left = sorted(str(path) for path in windows.own.rglob("*")) if windows.own.exists() else []
    _hold("the program's folder is gone", not windows.own.exists(), left[:5])
    _hold("every file of the data is the same", fingerprints(windows.data) == before)
    for key in (IDENTITY, r"Software\Classes\Teichaku.Letter", r"Software\Classes\.teichaku"):
        _hold(f"{key} is gone", not windows.registry(f"HKCU\\{key}"))
    menu = sorted(path.name for path in (windows.place.home / _MENU).glob("定着*.lnk"))
    _hold("the start menu has no entry", not menu, menu)
    return f"{len(before)} files of data left as they were"


STEPS: dict[str, Callable[[Windows], str]] = {
    "install": install,
    "data": data,
    "running": running,
    "upgrade": upgrade,
    "self-check": check,
    "window": window,
    "walk": walk,
    "suite": suite,
    "everybody": everybody,
    "uninstall": uninstall,
}
"""What is proved, in this order; `install` comes before each."""
