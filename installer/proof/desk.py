"""The installed program on a Windows of the proof's own: a copy of the prefix, thrown away afterwards."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import CompletedProcess

from installer.steps import StepFailed, run
from installer.wine.place import Place

IDENTITY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Teichaku"
PASSPHRASE = "もくれん つゆくさ あけび さざんか"


@dataclass
class Windows:
    """One Windows and what is asked of it."""

    place: Place
    rooms: Sequence[str] = ()
    """Which folders of `tests/` are run here."""

    @property
    def own(self) -> Path:
        """Where the program lies when it is installed for one person."""
        return self.place.home / "AppData/Local/Programs/Teichaku"

    @property
    def everybody(self) -> Path:
        """Where it lies when it is installed for everybody."""
        return self.place.drive / "Program Files/Teichaku"

    @property
    def data(self) -> Path:
        """The person's data."""
        return self.place.home / "AppData/Local/Teichaku"

    def setup(self, installer: Path, *words: str) -> int:
        """Run an installer without a window to its end; its exit status."""
        done = self.place.wine(installer, *words, "/S", seconds=900, may_fail=True)
        self.place.settle()
        return done.returncode

    def beside(self, program: Path, *words: str) -> int:
        """Run an installer or uninstaller while the program runs; the exit status.

        Only its own end is waited for: what it says goes into a pipe that the running program keeps open.
        """
        process = subprocess.Popen(
            ["wine", str(program), "/S", *words],
            env=self.place.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            return process.wait(timeout=300)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise StepFailed(f"{program.name} does not end while the program runs") from error

    def uninstall(self, folder: Path) -> int:
        """Run the uninstaller without a window; it goes on in a copy of itself, which is waited for."""
        done = self.place.wine(folder / "uninstall.exe", "/S", seconds=300, may_fail=True)
        self.place.settle()
        return done.returncode

    def command(
        self,
        *words: str,
        name: str = "teichaku-command.exe",
        seconds: float = 1800,
        may_fail: bool = False,
    ) -> CompletedProcess[str]:
        """A command of the installed program."""
        return self.place.wine(self.own / name, *words, seconds=seconds, may_fail=may_fail)

    def registry(self, key: str) -> dict[str, str]:
        """The values below a key as text; empty where there is no such key."""
        done = self.place.wine("reg", "query", key, seconds=120, may_fail=True)
        found = {}
        for line in done.stdout.splitlines():
            match = re.fullmatch(r"\s{4}(.+?)\s{4}REG_\w+\s{4}(.*)", line.rstrip("\r\n"))
            if match:
                found[match[1]] = match[2]
        return found

    @contextmanager
    def window(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """The program with its window, ended by force afterwards."""
        process = subprocess.Popen(
            ["wine", str(self.own / "teichaku.exe"), *words],
            env=self.place.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            self.place.wine("taskkill", "/f", "/im", "teichaku.exe", seconds=120, may_fail=True)
            process.kill()
            if process.stdout is not None:
                process.stdout.close()  # services of Wine keep its other end open
            process.wait()
            self.place.settle()


def fresh_windows(place: Place, rooms: Sequence[str] = ()) -> Windows:
    """A copy of the prepared prefix: nothing was ever installed in it."""
    copy = replace(place, name="proof")
    shutil.rmtree(copy.prefix, ignore_errors=True)
    shutil.copytree(place.prefix, copy.prefix, symlinks=True)
    return Windows(copy, rooms)


@contextmanager
def display() -> Iterator[None]:
    """A screen of 1366×768 that nobody sees, with a number that nobody has."""
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    before = os.environ.get("DISPLAY")
    try:
        number = process.stdout.readline().strip() if process.stdout else ""
        if not number:
            raise StepFailed("Xvfb does not start")
        os.environ["DISPLAY"] = f":{number}"
        yield
    finally:
        os.environ.pop("DISPLAY", None)
        if before is not None:
            os.environ["DISPLAY"] = before
        process.terminate()
        process.wait()


def seconds_to_window(title: str, limit: float) -> float:
    """Seconds until a window of the program with this in its title is shown on the display.

    Anybody's window may come to a display: one of another program with the same title is none.
    """
    begun = time.monotonic()
    while time.monotonic() - begun < limit:
        if _shown("--name", title) & _shown("--class", r"^teichaku\.exe$"):
            return time.monotonic() - begun
        time.sleep(0.1)
    raise StepFailed(f"no window 「{title}」 after {limit:.0f} s")


def _shown(what: str, pattern: str) -> set[str]:
    """The windows on the display whose name or class is like this."""
    told = run(
        ["xdotool", "search", "--onlyvisible", what, pattern],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        may_fail=True,
    )
    return {line for line in told.stdout.split() if line.isdigit()}


def fingerprints(folder: Path) -> dict[str, str]:
    """Every file below a folder with what it holds."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
