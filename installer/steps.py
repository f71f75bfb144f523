"""What every step of building shares: places, versions, and running a program."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "installer"
DIST = ROOT / "dist"
BUNDLE = DIST / "teichaku"
"""The program as one folder."""


class StepFailed(Exception):
    """A step of building or proving did not do what it must; the message is for the person at the console."""


def version() -> str:
    """The program's version as `app/__init__.py` says it."""
    words = (ROOT / "app" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', words, re.MULTILINE)
    if found is None:
        raise StepFailed("app/__init__.py names no version")
    return found.group(1)


def build_day() -> str:
    """The day of the build as YYYY-MM-DD; SOURCE_DATE_EPOCH (seconds) makes it repeatable."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(seconds), UTC) if seconds else datetime.now().astimezone()
    return f"{now:%Y-%m-%d}"


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    seconds: float = 7200,
    may_fail: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; `StepFailed` with the last of what it said when it fails."""
    words = [str(part) for part in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError as error:
        raise StepFailed(f"{words[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        said = error.stdout or b""
        told = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        raise StepFailed(f"{words[0]}: not done after {seconds:.0f} s\n{told[-3000:]}") from error
    if done.returncode and not may_fail:
        raise StepFailed(f"{' '.join(words)}: status {done.returncode}\n{done.stdout[-4000:]}")
    return done


def fingerprint(files: Iterable[Path], *more: str) -> str:
    """Changes with what the files hold."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    for words in more:
        digest.update(words.encode())
    return digest.hexdigest()


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def say(words: str) -> None:
    """One line on the console, at once."""
    print(words, flush=True)


def windows() -> bool:
    """Whether this is Windows itself."""
    return sys.platform == "win32"
