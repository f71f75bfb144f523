"""Run every benchmark and print one table; exit 1 when a baseline found something else."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import bench
from bench import Result

SIZES = (1_000, 10_000, 100_000)
QUICK = (1_000,)
_END = "_bench"
Run = Callable[[Sequence[int]], Iterable[Result]]


def names() -> tuple[str, ...]:
    """The benchmarks there are: the modules called `…_bench`."""
    found = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return tuple(name.removesuffix(_END) for name in found if name.endswith(_END))


def results(chosen: Iterable[str], sizes: Sequence[int]) -> Iterator[Result]:
    """The measurements of the chosen benchmarks, as they come."""
    for name in chosen:
        run: Run = importlib.import_module(f"bench.{name}{_END}").run
        yield from run(sizes)


def machine() -> dict[str, Any]:
    """What the figures depend on; nothing that names the machine."""
    return {
        "processors": os.cpu_count(),
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
    }


def as_row(result: Result) -> dict[str, Any]:
    """One measurement for `--json`."""
    return {
        "name": result.name,
        "episodes": result.size,
        "ours_s": result.ours_s,
        "baseline_s": result.baseline_s,
        "ratio": result.ratio,
        "identical": result.identical,
    }


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    known = names()
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--quick", action="store_true", help="only 1,000 episodes")
    parser.add_argument("--only", action="append", choices=known, help="may be given repeatedly")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")
    chosen = parser.parse_args(arguments)
    # pixels are not measured, only that they are painted
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    rows = []
    print(f"{'what':<28}{'episodes':>10}{'ours ms':>11}{'base ms':>11}{'ratio':>8}  identical")
    for result in results(chosen.only or known, QUICK if chosen.quick else SIZES):
        rows.append(as_row(result))
        print(
            f"{result.name:<28}{result.size:>10,}{result.ours_s * 1000:>11.1f}"
            f"{result.baseline_s * 1000:>11.1f}{result.ratio:>8.2f}"
            f"  {'yes' if result.identical else 'NO'}",
            flush=True,
        )
    if chosen.json is not None:
        found = {"machine": machine(), "results": rows}
        chosen.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0 if all(row["identical"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
