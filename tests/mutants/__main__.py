"""`python3 dev.py mutants PACKAGE [--sample N] [--seed N] [--again]`: do the tests notice a small wrong change?

What is known meanwhile lies in a folder outside the project (MUTANTS_CACHE, by default in the
user's cache): which tests run which lines, and a line for each mutant that was tried.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.mutants import covered, fresh, report
from tests.mutants.choosing import LONGEST, every, sampled
from tests.mutants.covered import Covered
from tests.mutants.packages import PACKAGES, ROOT, Package
from tests.mutants.trying import Verdict

SEED = 20261129


def cache_of(package: Package) -> Path:
    """Where what is known about a package lies."""
    standard = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "teichaku-mutants"
    return Path(os.environ.get("MUTANTS_CACHE") or standard) / package.name


def main(arguments: Sequence[str]) -> int:
    """Try the mutants of a package; what was tried before with the same text is not tried again."""
    parser = argparse.ArgumentParser(prog="dev.py mutants")
    parser.add_argument("package", choices=sorted(PACKAGES))
    parser.add_argument("--sample", type=int, default=300, help="how many mutants")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--longest", type=float, default=LONGEST, help="seconds for each mutant")
    parser.add_argument("--again", action="store_true", help="try the survivors once more")
    parser.add_argument("--measure", action="store_true", help="measure the branches anew first")
    parser.add_argument("--only-measure", action="store_true", help="the branches, no mutant")
    parser.add_argument("--add", nargs="+", default=[], metavar="TESTS", help="measure these too")
    parser.add_argument("--only-report", action="store_true", help="say what is known")
    given = parser.parse_args(arguments)
    os.chdir(ROOT)
    package = PACKAGES[given.package]
    cache = cache_of(package)
    if given.measure or given.only_measure or not (cache / "covered" / "took.json").exists():
        covered.collect(package, cache / "covered")
    if given.add:
        covered.collect(package, cache / "covered", given.add)
    known = covered.load(package, cache / "covered")
    results = cache / f"seed-{given.seed}.jsonl"
    if not (given.only_measure or given.only_report):
        _try_all(package, known, results, given)
    report.show(package, known, results, given.seed)
    return 0


def _try_all(package: Package, known: Covered, results: Path, given: argparse.Namespace) -> None:
    tried = report.read(results)
    if given.again:
        left = {name for name, one in tried.items() if report.is_left(one)}
        todo = [mutant for mutant in every(package) if mutant.name in left]
    else:
        first = sampled(package, given.seed, given.sample)
        todo = [mutant for mutant in first if mutant.name not in tried]
    if not todo:
        return
    os.environ["PYTHONPATH"] = covered.python_path()  # what a test starts runs the mutant too
    fresh.import_others()
    ours, theirs = multiprocessing.Pipe()
    pid = os.fork()
    if pid == 0:
        ours.close()
        from tests.mutants.warm import serve  # imports the program, which this process must not

        serve(theirs, known, package.tests, given.longest)
    theirs.close()
    print(f"{ours.recv()} tests, {len(todo)} mutants to try", flush=True)
    try:
        for at, mutant in enumerate(todo, 1):
            ours.send(mutant)
            answer = ours.recv()
            verdict = answer if isinstance(answer, Verdict) else fresh.tried(mutant, *answer)
            with results.open("a", encoding="utf-8") as file:
                line = {"name": mutant.name, **asdict(mutant), **asdict(verdict)}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
            print(
                f"{at} {verdict.what} {verdict.seconds} s  {mutant.name} {verdict.by}", flush=True
            )
    finally:
        ours.send(None)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
