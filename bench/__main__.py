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
from bench.bounds import bound_of, holds
from bench.measuring import clock

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
        "p95_s": result.p95_s,
        "unit": result.unit,
        "identical": result.identical,
        "rows": result.rows,
        "bound_s": bound_of(result),
        "holds": holds(result),
    }


def as_line(result: Result) -> str:
    """One measurement for the table."""
    by = 1000 if result.unit == "ms" else 1
    told = (result.ours_s, result.baseline_s, result.p95_s, bound_of(result))
    ours, base, worst, bound = ("" if one is None else f"{one * by:,.1f}" for one in told)
    kept = {None: "", True: "yes", False: "NO"}[holds(result)]
    return (
        f"{result.name:<32}{result.size:>10,}{ours:>10}{base:>10}{result.ratio:>10.2f}{worst:>10}"
        f"{bound:>10}  {kept:<5}  {'yes' if result.identical else 'NO'}"
        f"{'' if result.unit == 'ms' else f'  ({result.unit})'}"
    )


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    known = names()
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--quick", action="store_true", help="only 1,000 episodes")
    parser.add_argument(
        "--size", action="append", type=int, choices=SIZES, help="may be given repeatedly"
    )
    parser.add_argument("--only", action="append", choices=known, help="may be given repeatedly")
    parser.add_argument(
        "--processor-time",
        action="store_true",
        help="what this process itself took, on a shared machine",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")
    chosen = parser.parse_args(arguments)
    clock.processor = chosen.processor_time
    # pixels are not measured, only that they are painted
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sizes = QUICK if chosen.quick else chosen.size or SIZES
    rows = []
    heads = ("episodes", "ours ms", "base ms", "ratio", "p95", "bound")
    print(f"{'what':<32}" + "".join(f"{head:>10}" for head in heads) + "  holds  identical")
    for result in results(chosen.only or known, sizes):
        rows.append(as_row(result))
        print(as_line(result), flush=True)
    if chosen.json is not None:
        found = {"machine": machine(), "results": rows}
        chosen.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0 if all(row["identical"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
