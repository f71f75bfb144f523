"""The installer: NSIS makes one file of the built program; signing where a certificate is given."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from installer.signing import Signer
from installer.steps import BUNDLE, DIST, HERE, StepFailed, build_day, run, say, version, windows
from installer.version_info import numbers


def setup_file(number: str) -> Path:
    """Where the installer of this version lies."""
    return DIST / f"teichaku-setup-{number}.exe"


def makensis() -> str:
    """The NSIS compiler; `StepFailed` says how to get it."""
    found = shutil.which("makensis")
    if found:
        return found
    for variable in ("ProgramFiles(x86)", "ProgramFiles"):
        path = Path(os.environ.get(variable, "")) / "NSIS" / "makensis.exe"
        if path.is_file():
            return str(path)
    raise StepFailed(
        "NSIS is not installed. On Windows: winget install NSIS.NSIS; on Debian: apt-get install nsis"
    )


def make_setup(signer: Signer, *, older: str = "") -> Path:
    """Pack `dist/teichaku` into the installer; as an `older` version only to prove an upgrade of it."""
    number = older or version()
    out = setup_file(number)
    out.unlink(missing_ok=True)
    say("Packing the installer (about a minute) ...")
    # NSIS takes options with a stroke on Windows and with a dash elsewhere.
    mark = "/" if windows() else "-"
    facts: dict[str, object] = {
        "VERSION": number,
        "FOUR": ".".join(str(part) for part in numbers(number)),
        "DAY": build_day(),
        "BUNDLE": BUNDLE,
        "ICON": DIST / "teichaku.ico",
        "OUT": out,
    }
    if older:
        facts["QUICK"] = "1"
    if signer.command:
        facts["SIGN"] = signer.command
    defines = [f"{mark}D{name}={value}" for name, value in facts.items()]
    run(
        [
            makensis(),
            f"{mark}V2",
            f"{mark}WX",
            f"{mark}INPUTCHARSET",
            "UTF8",
            *defines,
            HERE / "teichaku.nsi",
        ]
    )
    if not out.is_file():
        raise StepFailed(f"NSIS made no {out.name}")
    signer.verify(out)
    return out
