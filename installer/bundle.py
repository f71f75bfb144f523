"""The program as one folder, by PyInstaller: on Windows itself, or under Wine for proof."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from installer.notices import write_notices
from installer.steps import BUNDLE, DIST, HERE, ROOT, StepFailed, build_day, run, say, version
from installer.wine.place import Place

LARGEST = 200_000_000
"""Bytes the installed program may have."""


def make_bundle(place: Place | None) -> Path:
    """Build `dist/teichaku`; with a place under Wine, else with this Windows' own Python."""
    icon = DIST / "teichaku.ico"
    python = str(ROOT / ".venv" / ("Scripts/python.exe" if place is None else "bin/python"))
    run([python, "-m", "installer.icon", icon], cwd=ROOT)
    shutil.rmtree(BUNDLE, ignore_errors=True)
    say("Building the program (about two minutes) ...")
    words = ["--noconfirm", "--log-level", "WARN", "--distpath", "dist", "--workpath"]
    spec = "installer/teichaku.spec"
    facts = {"TEICHAKU_VERSION": version(), "TEICHAKU_DAY": build_day()}
    if place is None:
        command = [python, "-m", "PyInstaller", *words, "build/pyinstaller", spec]
        run(command, cwd=ROOT, env={**os.environ, **facts, "TEICHAKU_ICON": str(icon)})
        packages, licence = (
            Path(sysconfig.get_path("purelib")),
            Path(sys.base_prefix) / "LICENSE.txt",
        )
    else:
        work = place.windows_path(place.root / "work")
        place.python_run(
            ["-m", "PyInstaller", *words, work, spec],
            cwd=ROOT,
            **facts,
            TEICHAKU_ICON=place.windows_path(icon),
        )
        packages, licence = place.python / "Lib/site-packages", place.python / "Lib/LICENSE.txt"
    write_notices(packages, licence, BUNDLE / "licences")
    check_bundle()
    return BUNDLE


def check_bundle() -> None:
    """Both programs are there, nothing made for Wine is among them, the size holds."""
    for name in ("teichaku.exe", "teichaku-command.exe"):
        if not (BUNDLE / name).is_file():
            raise StepFailed(f"PyInstaller made no {name}")
    stubs = {f"{path.stem}.dll" for path in (HERE / "wine" / "stubs").glob("*.c")}
    wrong = [path for path in BUNDLE.rglob("*.dll") if path.name.lower() in stubs]
    if wrong:
        raise StepFailed(f"made for Wine, must not be shipped: {wrong[0]}")
