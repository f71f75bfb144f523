"""What became of the mutants of a package, with those that change nothing named openly."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from tests.mutants.covered import Covered
from tests.mutants.packages import ROOT, Package
from tests.mutants.trying import KILLED, NOT_RUN, SURVIVED, TIMED_OUT

EQUIVALENT = ROOT / "tests" / "mutants" / "equivalent.toml"
"""Changes that nobody could notice, each with the reason: path, before, after."""


def read(results: Path) -> dict[str, dict[str, Any]]:
    """The last verdict on each mutant by its name."""
    if not results.exists():
        return {}
    lines = results.read_text(encoding="utf-8").splitlines()
    return {entry["name"]: entry for entry in map(json.loads, lines)}


def equivalents() -> dict[tuple[str, str, str], str]:
    """The reason for each by path, before and after."""
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["change"]
    return {(one["path"], one["before"], one["after"]): one["why"] for one in listed}


def is_left(entry: dict[str, Any]) -> bool:
    """Whether a mutant was not noticed although somebody could."""
    named = (entry["path"], entry["before"], entry["after"]) in equivalents()
    return entry["what"] in (SURVIVED, NOT_RUN) and not named


def show(package: Package, known: Covered, results: Path, seed: int) -> None:
    """Branches by file where any is missing, the survivors, and one line for the table."""
    for path, (taken, every) in sorted(known.branches.items()):
        if taken < every:
            print(f"{taken:4}/{every:<4} {path}  {known.missing[path][0]}")
    tried, same, counted = read(results), equivalents(), Counter[str]()
    for entry in tried.values():
        what = entry["what"]
        if what in (SURVIVED, NOT_RUN):
            if (entry["path"], entry["before"], entry["after"]) in same:
                what = "equivalent"
            else:
                left_out = ", not by all its tests" if entry["cut"] else ""
                print(f"\n{what}{left_out}: {entry['path']}:{entry['line']} {entry['kind']}")
                print(f"    - {entry['before']}\n    + {entry['after']}")
        counted[what] += 1
    lines = sum(every for _, every in known.statements.values())
    killed = counted[KILLED] + counted[TIMED_OUT]
    real = sum(counted.values()) - counted["equivalent"]
    score = f"{killed / real:.1%}" if real else "-"
    every = sum(all_of for _, all_of in known.branches.values())
    print(
        f"\n| {package.name} | {lines} | {known.share:.1%} of {every} | {sum(counted.values())}"
        f" | {counted[KILLED]} | {counted[TIMED_OUT]} | {counted[SURVIVED] + counted[NOT_RUN]}"
        f" | {counted['equivalent']} | {score} | {seed} |"
    )
