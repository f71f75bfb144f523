"""The one door for people who work on the program: run, test, check, faults, mutants, bench, manual.

Needs nothing but Python: the first call makes `.venv` and installs the pinned dependencies.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
VENV_PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "installed.sha256"
OLDEST_PYTHON = (3, 11)

# What Qt loads at run time (library -> Debian package), from ldd of its platform plugins.
OFFSCREEN_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
SERVER_PACKAGE = "postgresql"
TRACER_PACKAGE = "strace"
FONT_PACKAGE = "fonts-morisawa-bizud-gothic"

USAGE = """\
usage: python3 dev.py COMMAND [arguments passed on]

  run     open the program on a practice centre (without a display: write its files to out/)
  test    run the test suite (arguments go to pytest)
  check   ruff, mypy --strict and the rules of the house
  faults  break things on purpose: [--aim | --full] [name ...] (kills, failing calls, damaged files, ...)
  mutants PACKAGE [--sample N]: change the program in small ways, count what the tests notice
  bench   run the benchmarks (arguments go to python -m bench)
  manual  the Japanese manual as PDF, in dist/ (--pictures DIR takes its pictures anew)
  build   the Windows installer, in dist/ (on Windows; with --wine on Linux, for proof)
  windows prove that installer under Wine: [step ...] (--list names the steps)
"""


def main(argv: list[str]) -> int:
    """Run one command; its exit status is passed through."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        print(f"Python 3.11 or newer is needed; this is {found} ({sys.executable}).")
        return 2
    commands = {
        "run": run,
        "test": test,
        "check": check,
        "faults": faults,
        "mutants": mutants,
        "bench": bench,
        "manual": manual,
    }
    commands |= {name: partial(installer, name) for name in ("build", "windows")}
    if not argv or argv[0] not in commands:
        asked_for_help = bool(argv) and argv[0] in ("-h", "--help", "help")
        print(USAGE, end="", file=sys.stdout if asked_for_help else sys.stderr)
        return 0 if asked_for_help else 2
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show Japanese must not stop the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    os.chdir(ROOT)
    try:
        return commands[argv[0]](argv[1:])
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Open the window on the practice centre, or write its files where there is no display."""
    missing = prepare()
    if has_display() and not ({"--no-window", "-h", "--help"} & set(arguments)):
        if missing & set(WINDOW_LIBRARIES.values()) and os.environ.get("DISPLAY"):
            print("The window cannot open before these are installed.", file=sys.stderr)
            return 1
        return python("-m", "app", "demo", *arguments)
    if not has_display():
        print("画面が見つからないので、窓を開かずに練習用センターの書類を out/ に書き出します。")
    extra = [] if "--no-window" in arguments else ["--no-window"]
    extra += [] if has_option("--out", arguments) else ["--out", "out/"]
    return python("-m", "app", "demo", *extra, *arguments, offscreen=True)


def test(arguments: list[str]) -> int:
    """Run the tests without a display; they start database servers of their own.

    All of them run side by side, a file at a time, one more than there are processors.
    """
    prepare(server=True)
    workers = (os.cpu_count() or 1) + 1  # a test that waits leaves its processor free
    chosen = arguments or ["-n", str(workers), "--dist", "loadfile"]
    return python("-m", "pytest", *chosen, offscreen=True)


def check(arguments: list[str]) -> int:
    """Run every static check, also when an earlier one fails."""
    if arguments:
        print("check takes no arguments.", file=sys.stderr)
        return 2
    prepare()
    steps = (
        ("ruff", ["-m", "ruff", "check", "."]),
        ("mypy", ["-m", "mypy"]),
        ("house", ["-m", "pytest", "-q", "tests/test_house.py"]),
    )
    worst = 0
    for name, command in steps:
        print(f"== {name}", flush=True)
        worst = python(*command, offscreen=True) or worst
    return worst


def faults(arguments: list[str]) -> int:
    """Run the fault suite: its slice for every change, or with --aim or --full more of it."""
    prepare(server=True, tracer=True)
    return python("-m", "tests.faults", *arguments, offscreen=True)


def mutants(arguments: list[str]) -> int:
    """Measure a package's branches and try changed copies of it; for hours, outside CI."""
    prepare(server=True)
    return python("-m", "tests.mutants", *arguments, offscreen=True)


def bench(arguments: list[str]) -> int:
    """Run the benchmarks."""
    prepare()
    return python("-m", "bench", *arguments, offscreen=True)


def manual(arguments: list[str]) -> int:
    """Write the manual as a PDF, from resources/manual."""
    prepare()
    return python("-m", "app.reports.manual", *arguments, offscreen=True)


def installer(command: str, arguments: list[str]) -> int:
    """Build the Windows program and its installer, or prove them under Wine."""
    prepare()
    return python("-m", "installer", command, *arguments)


def python(*arguments: str, offscreen: bool = False) -> int:
    """Run the project's own interpreter and return its exit status."""
    environment = dict(os.environ)
    # Every test worker and every process a test starts would compile the whole program anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if offscreen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    status = subprocess.call([str(VENV_PYTHON), *arguments], env=environment)
    return status if status >= 0 else 128 - status


def has_display() -> bool:
    """Whether a window can be shown at all."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def has_option(name: str, arguments: list[str]) -> bool:
    """Whether `name value` or `name=value` is among the arguments."""
    return any(argument.split("=", 1)[0] == name for argument in arguments)


def prepare(*, server: bool = False, tracer: bool = False) -> set[str]:
    """Make the machine ready; returns the Debian packages that are still missing."""
    missing = install_system_packages(server=server, tracer=tracer)
    install_dependencies()
    return missing


def install_dependencies() -> None:
    """Make `.venv` with the pinned dependencies, unless that was already finished."""
    wanted = fingerprint()
    if VENV_PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="ascii") == wanted:
        return
    print("Installing the dependencies into .venv (about half a minute) ...", flush=True)
    pip = [str(VENV_PYTHON), "-m", "pip"]
    # An interrupted or moved .venv may hold an interpreter without a working pip.
    usable = VENV_PYTHON.exists() and succeeds([*pip, "--version"]) and same_python()
    if not usable:
        stop_on_failure([sys.executable, "-m", "venv", "--clear", str(VENV)])
    STAMP.unlink(missing_ok=True)
    quiet = ["install", "-qq", "--disable-pip-version-check"]
    stop_on_failure([*pip, *quiet, "-c", "constraints.txt", "-e", ".[dev]"])
    STAMP.write_text(wanted, encoding="ascii")


def fingerprint() -> str:
    """Changes with what is to be installed, the interpreter's version and the project's place."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    digest.update(f"{ROOT}|{sys.version_info[:2]}".encode())
    return digest.hexdigest()


def same_python() -> bool:
    """Whether `.venv` was made with this version of Python."""
    code = f"import sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    return succeeds([str(VENV_PYTHON), "-c", code])


def install_system_packages(*, server: bool = False, tracer: bool = False) -> set[str]:
    """On Debian and Ubuntu install what Qt (and the tests) need (as root) or print the command; else nothing."""
    if not (sys.platform.startswith("linux") and shutil.which("apt-get")):
        return set()
    missing = missing_packages(server=server, tracer=tracer)
    if not missing:
        return missing
    names = sorted(missing)
    command = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if os.geteuid() != 0:
        print("Please have these installed:\n  sudo " + " ".join(command), flush=True)
        return missing
    print("Installing system packages: " + " ".join(names), flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update"], command):
        done = subprocess.run(
            step, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        if done.returncode:
            print(done.stdout.decode(errors="replace")[-2000:])
            print("This failed; please run it yourself:\n  " + " ".join(command), flush=True)
            break
    return missing_packages(server=server, tracer=tracer)


def missing_packages(*, server: bool = False, tracer: bool = False) -> set[str]:
    """The Debian packages whose library, font or module is not on this machine."""
    ldconfig = shutil.which("ldconfig") or "/sbin/ldconfig"
    listing = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout
    present = {line.split()[0] for line in listing.splitlines()[1:] if line.strip()}
    libraries = {**OFFSCREEN_LIBRARIES, **WINDOW_LIBRARIES}
    missing = {package for library, package in libraries.items() if library not in present}
    if not japanese_font():
        missing |= {"fontconfig", FONT_PACKAGE}
    if importlib.util.find_spec("ensurepip") is None:
        missing.add("python3-venv")
    if server and not server_binaries():
        missing.add(SERVER_PACKAGE)
    if tracer and not shutil.which("strace"):
        missing.add(TRACER_PACKAGE)
    return missing


def server_binaries() -> bool:
    """Whether the database server that the tests start is installed."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))


def japanese_font() -> bool:
    """Whether fontconfig knows a font with Japanese in it."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return False
    fonts = subprocess.run([fc_list, ":lang=ja"], capture_output=True, check=False).stdout
    return bool(fonts.strip())


def succeeds(command: list[str]) -> bool:
    """Whether a quiet command ends well."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def stop_on_failure(command: list[str]) -> None:
    """Run a step; when it fails say which one and stop with its status."""
    status = subprocess.call(command)
    if status:
        print("This step failed: " + " ".join(command), file=sys.stderr)
        raise SystemExit(status)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
