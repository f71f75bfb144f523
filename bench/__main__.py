"""Run every benchmark module and print one table; exit 1 when a baseline found something else."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

import bench
from bench import Result

SIZES = (1_000, 10_000, 100_000)
QUICK = (1_000,)
Run = Callable[[Sequence[int]], Iterable[Result]]


def modules(wanted: Sequence[str]) -> Iterator[tuple[str, Run]]:
    """The modules with a `run`, all of them or the wanted ones."""
    for found in pkgutil.iter_modules(bench.__path__):
        if found.ispkg or found.name.startswith("_"):
            continue
        if wanted and found.name.removesuffix("_bench") not in wanted:
            continue
        run = getattr(importlib.import_module(f"bench.{found.name}"), "run", None)
        if run is not None:
            yield found.name, run


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--quick", action="store_true", help="only 1,000 episodes")
    parser.add_argument("modules", nargs="*", help="names without _bench; all when none is given")
    chosen = parser.parse_args(arguments)
    same = True
    print(f"{'what':<34}{'episodes':>10}{'ours ms':>11}{'base ms':>11}{'ratio':>8}  identical")
    for _, run in modules(chosen.modules):
        for result in run(QUICK if chosen.quick else SIZES):
            same &= result.identical
            print(
                f"{result.name:<34}{result.size:>10,}{result.ours_s * 1000:>11.1f}"
                f"{result.baseline_s * 1000:>11.1f}{result.ratio:>8.2f}"
                f"  {'yes' if result.identical else 'NO'}",
                flush=True,
            )
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
