"""Which tests run which lines of a package, and how many of its branches any of them takes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import coverage

from tests.mutants.contexts import FIXTURE
from tests.mutants.packages import ROOT, Package

SUBPROCESSES = ROOT / "tests" / "mutants" / "subprocesses"
_SETTINGS = """\
[run]
branch = True
parallel = True
sigterm = True
concurrency = thread
patch = _exit
data_file = {data}
include =
    {files}
[report]
exclude_also =
    if TYPE_CHECKING:
    \\.\\.\\.$
"""


@dataclass(frozen=True)
class Covered:
    """Tests by line, seconds by test, and the branches of each file: taken and all."""

    lines: dict[str, dict[int, frozenset[str]]]
    took: dict[str, float]
    branches: dict[str, tuple[int, int]]
    statements: dict[str, tuple[int, int]]
    missing: dict[str, list[str]]

    @property
    def share(self) -> float:
        """Branches taken, of all; 1.0 where there is none."""
        every = sum(all_of for _, all_of in self.branches.values())
        return sum(taken for taken, _ in self.branches.values()) / every if every else 1.0


def python_path() -> str:
    """Where every Python that a test starts finds `sitecustomize.py`."""
    return os.pathsep.join((str(SUBPROCESSES), str(ROOT)))


def collect(package: Package, cache: Path, more: Sequence[str] = ()) -> None:
    """Run the package's tests once under coverage; what is known lies in `cache` afterwards.

    With `more` only these run, and what they do is added.
    """
    if not more:
        shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir(parents=True, exist_ok=True)
    before = _times(cache) if more else {}
    settings = cache / "coverage.ini"
    files = "\n    ".join(str(path) for path in package.measured())
    settings.write_text(_SETTINGS.format(data=cache / "measured", files=files), encoding="utf-8")
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "MUTANTS_TOOK": str(cache / "took.json"),
        "MUTANTS_COVERAGE": str(settings),
        "PYTHONPATH": python_path(),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(cache / "hypothesis"),
    }
    command = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", "-m", "pytest"]
    plugins = ("-p", "tests.mutants.same_examples", "-p", "tests.mutants.contexts")
    subprocess.run(
        [*command, "-q", *plugins, *(more or package.tests)],
        cwd=ROOT,
        env=environment,
        check=False,  # a test that fails under the tracer is named by pytest itself
    )
    measured = coverage.Coverage(config_file=str(settings))
    if more:
        measured.load()
    measured.combine()
    measured.save()
    times = json.dumps({**before, **_times(cache)})
    (cache / "took.json").write_text(times, encoding="utf-8")


def load(package: Package, cache: Path) -> Covered:
    """What `collect` found."""
    measured = coverage.Coverage(config_file=str(cache / "coverage.ini"))
    measured.load()
    data = measured.get_data()
    lines: dict[str, dict[int, frozenset[str]]] = {}
    branches, statements, missing = {}, {}, {}
    for path in package.measured():
        name = str(path.relative_to(ROOT))
        lines[name] = {
            line: frozenset(context.rpartition("|")[2] or context for context in found if context)
            for line, found in data.contexts_by_lineno(str(path)).items()
        }
        analysis = measured._analyze(str(path))
        numbers = analysis.numbers
        branches[name] = (numbers.n_executed_branches, numbers.n_branches)
        statements[name] = (numbers.n_executed, numbers.n_statements)
        missing[name] = [analysis.missing_formatted(branches=True)]
    return Covered(lines, _times(cache), branches, statements, missing)


def fixtures_of(tests: frozenset[str]) -> set[str]:
    """The session-wide fixtures among them."""
    return {name.removeprefix(FIXTURE) for name in tests if name.startswith(FIXTURE)}


def _times(cache: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads((cache / "took.json").read_text(encoding="utf-8"))
    return found
