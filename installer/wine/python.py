"""A Windows Python made of packages: no registry has one whole, but one wheel carries its signed parts.

The wheel of panda3d for Windows brings the python.org DLLs (python311.dll, every .pyd of the standard
library, signed by the Python Software Foundation). The pure part of the standard library is this
machine's, of the same 3.11; python.exe is one line around `Py_Main`. For proof under Wine only: what
is handed out is built on Windows with python.org's own Python.
"""

from __future__ import annotations

import shutil
import sys
import sysconfig
import zipfile
from pathlib import Path

from packaging.markers import Marker

from installer.steps import ROOT, StepFailed, fingerprint, run, say
from installer.wine.place import Place

CARRIER = "panda3d==1.10.16"
_PLATFORM = (
    *("--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"),
    *("--abi", "cp311", "--abi", "abi3", "--abi", "none", "--only-binary=:all:", "--no-deps"),
)
_LEFT_OUT = frozenset({"ruff", "mypy", "mypy_extensions", "librt", "ast_serialize", "pathspec"})
"""What neither the program nor its tests import."""
_WINDOWS = {
    "sys_platform": "win32",
    "os_name": "nt",
    "platform_system": "Windows",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
    "implementation_name": "cpython",
    "platform_machine": "AMD64",
}
_MAIN = """\
#include <wchar.h>
__declspec(dllimport) int Py_Main(int, wchar_t **);
int wmain(int argc, wchar_t **argv) { return Py_Main(argc, argv); }
"""
_NOT_OURS = (
    "lib-dynload",
    "site-packages",
    "__pycache__",
    "test",
    "idlelib",
    "turtledemo",
    "config-*",
)


def pinned_for_windows() -> list[str]:
    """The pins of constraints.txt that hold on Windows with CPython 3.11."""
    pins = []
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        pin, _, marker = line.partition(";")
        pin = pin.strip()
        if not pin or pin.startswith("#") or pin.split("==")[0] in _LEFT_OUT:
            continue
        if not marker.strip() or Marker(marker.strip()).evaluate(_WINDOWS):
            pins.append(pin)
    return pins


def make_python(place: Place) -> None:
    """Lay the Windows Python out with all pinned packages, unless that was already done."""
    if sys.version_info[:2] != (3, 11):
        raise StepFailed("the Windows Python is put together with CPython 3.11 on this side too")
    wanted = fingerprint([ROOT / "constraints.txt", Path(__file__)])
    stamp = place.python / "made.sha256"
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    say("Putting a Windows Python together ...")
    shutil.rmtree(place.python, ignore_errors=True)
    place.wheels.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip"]
    run([*pip, "download", "-q", *_PLATFORM, "-d", place.wheels, CARRIER])
    _lay_out(place)
    _compile(place.python)
    packages = place.python / "Lib" / "site-packages"
    run([*pip, "install", "-q", *_PLATFORM, "--target", packages, *pinned_for_windows()])
    stamp.write_text(wanted, encoding="ascii")


def _lay_out(place: Place) -> None:
    """DLLs and .pyd from the carrier, the pure standard library from here."""
    python = place.python
    (python / "DLLs").mkdir(parents=True)
    carrier = next(place.wheels.glob("panda3d-*cp311*win_amd64.whl"))
    with zipfile.ZipFile(carrier) as wheel:
        for name in wheel.namelist():
            folder, _, file = name.partition("/")
            if (
                folder != "deploy_libs"
                or not file
                or file.startswith(("api-ms", "tcl", "tk", "_tk"))
            ):
                continue
            beside = file.lower().startswith(("python3", "vcruntime"))
            (python / file if beside else python / "DLLs" / file).write_bytes(wheel.read(name))
    shutil.copytree(
        sysconfig.get_path("stdlib"), python / "Lib", ignore=shutil.ignore_patterns(*_NOT_OURS)
    )
    (python / "Lib" / "site-packages").mkdir()


def _compile(python: Path) -> None:
    """python.exe, and the python3.dll that packages of the stable ABI ask for."""
    libs = python / "libs"
    libs.mkdir()
    exports = run(["gendef", "-", python / "python311.dll"]).stdout
    exports = exports[exports.index("LIBRARY") :]
    (libs / "python311.def").write_text(exports, encoding="ascii")
    archive = libs / "libpython311.a"
    dlltool = "x86_64-w64-mingw32-dlltool"
    run([dlltool, "-d", libs / "python311.def", "-D", "python311.dll", "-l", archive])
    forwards = ["LIBRARY python3.dll", "EXPORTS"]
    for line in exports.splitlines():
        name, _, kind = line.strip().partition(" ")
        if name.startswith(("Py", "_Py")):
            forwards.append(f"{name} = python311.{name}" + (" DATA" if "DATA" in kind else ""))
    (libs / "python3.def").write_text("\n".join(forwards) + "\n", encoding="ascii")
    gcc = "x86_64-w64-mingw32-gcc"
    stable = [gcc, "-shared", "-nostdlib", "-o", python / "python3.dll", libs / "python3.def"]
    run([*stable, "-Wl,--entry=0"])
    (libs / "main.c").write_text(_MAIN, encoding="ascii")
    run([gcc, "-municode", "-O2", "-s", "-o", python / "python.exe", libs / "main.c", archive])
