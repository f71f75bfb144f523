"""The tests, run by the Windows Python under Wine: those without a window unless `ui` is named."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from installer.steps import ROOT, StepFailed, run, say
from installer.wine.place import Place

LEFT_OUT = frozenset({"bench", "faults", "installer", "ui"})
"""Folders of `tests/` that need a window, strace, or this side of Wine."""
_TOLD = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - (.*))?$", re.MULTILINE)
_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|deselected|xfailed)")


def all_rooms() -> tuple[str, ...]:
    """The folders of `tests/` whose tests need no window."""
    found = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    deeper = {path.parents[1].name for path in (ROOT / "tests").glob("*/*/test_*.py")}
    return tuple(sorted((found | deeper) - LEFT_OUT))


def portions(rooms: Sequence[str]) -> dict[str, list[str]]:
    """What is run by itself, and what pytest is given for it.

    Windows come in portions: each folder below `ui`, and the files that lie in `ui` itself.
    """
    given: dict[str, list[str]] = {}
    for room in rooms:
        folder = ROOT / "tests" / room
        if not folder.exists():
            raise StepFailed(f"there is no tests/{room}")
        if room != "ui":
            given[room] = [f"tests/{room}"]
            continue
        given[room] = sorted(f"tests/ui/{path.name}" for path in folder.glob("test_*.py"))
        for below in sorted(path for path in folder.iterdir() if any(path.rglob("test_*.py"))):
            given[f"ui/{below.name}"] = [f"tests/ui/{below.name}"]
    return given


@dataclass
class Ran:
    """What became of the tests of one folder."""

    room: str
    counts: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    ended: bool = True


def copy_tree(place: Place) -> Path:
    """A copy of what git knows of, so that nothing of Wine is written into the repository."""
    tree = place.root / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    names = run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT).stdout.splitlines()
    for name in names:
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    return tree


def run_suite(place: Place, tree: Path, rooms: Sequence[str]) -> list[Ran]:
    """Run the tests of each folder by itself: one that ends the interpreter takes no other along."""
    found = []
    for room, files in portions(rooms).items():
        begun = time.monotonic()
        said = _said(place, tree, files)
        (place.root / f"suite-{room.replace('/', '-')}.log").write_text(said, encoding="utf-8")
        found.append(read_result(room, said))
        ran = found[-1]
        words = ", ".join(f"{number} {what}" for what, number in ran.counts.items())
        took = time.monotonic() - begun
        say(f"  {room}: {words or 'ended without a result'} ({took:.0f} s)")
        for name in ran.failed:
            say(f"    {name}")
    return found


def _said(place: Place, tree: Path, files: Sequence[str]) -> str:
    """What pytest says of these; a test that takes very long is named with where it stands."""
    try:
        return place.python_run(
            [
                *("-m", "pytest", "-q", "-p", "installer.proof.chosen"),
                *("-o", "faulthandler_timeout=900", "--durations=8"),
                *("--ignore=tests/storage/server", *files),
            ],
            cwd=tree,
            seconds=7200,
            may_fail=True,
            PYTHONPATH=place.windows_path(tree),
            PYTHONDONTWRITEBYTECODE="1",
        ).stdout
    except StepFailed as cut_off:
        return str(cut_off)


def read_result(room: str, said: str) -> Ran:
    """The counts of pytest's last line, and which tests failed."""
    lines = said.rstrip().splitlines()
    last = next((line for line in reversed(lines) if _COUNT.search(line) and " in " in line), "")
    counts = {
        what.rstrip("s") if what == "errors" else what: int(n) for n, what in _COUNT.findall(last)
    }
    failed = [f"{name}{f' - {why}' if why else ''}" for name, why in _TOLD.findall(said)]
    return Ran(room, counts, failed, ended=bool(counts))
