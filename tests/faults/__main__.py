"""`python3 dev.py faults [--aim | --full] [--record] [name ...]`: break things on purpose, and judge what is left."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from tests.faults import places
from tests.faults.alone import alone
from tests.faults.driven import NEED_A_MOUNT, driven, grouped
from tests.faults.loops import loops
from tests.faults.report import line, record
from tests.faults.sizes import Size
from tests.faults.tally import Tally
from tests.faults.tracer import NoTracer, refuse_without

AT_ONCE = 2
Run = Callable[[], list[Tally]]


def by_themselves(size: Size) -> Iterator[tuple[str, Run]]:
    """Whatever disturbs no operation: damage, keyrings, clocks, long loops."""
    yield from alone(size)
    yield from loops(size)


def names(size: Size) -> list[str]:
    """Everything there is."""
    disturbed = [f"{fault} {operation}" for fault, operation in driven(size)]
    return [*disturbed, *(name for name, _ in by_themselves(size))]


def chosen(words: Sequence[str], size: Size) -> list[Run]:
    """What to run: all, or whose name holds every part of a word, e.g. `kill/backup`."""
    wanted = [word.split("/") for word in words]

    def meant(name: str) -> bool:
        return not wanted or any(all(part in name for part in word) for word in wanted)

    disturbed = [(f, o) for f, o in driven(size) if meant(f"{f} {o}")]
    if why := places.why_not():
        print(f"NOT TRIED, since no disk can be mounted here: {', '.join(NEED_A_MOUNT)} ({why})")
        disturbed = [(f, o) for f, o in disturbed if f not in NEED_A_MOUNT]
    return [*grouped(disturbed, size), *(run for n, run in by_themselves(size) if meant(n))]


def main(arguments: Sequence[str]) -> int:
    """Print a line for each operation and fault; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="dev.py faults")
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--aim",
        dest="size",
        action="store_const",
        const=Size.AIM,
        help="what is aimed at for every release, for hours",
    )
    size.add_argument("--full", dest="size", action="store_const", const=Size.FULL,
                      help="all of it, for days")  # fmt: skip
    parser.set_defaults(size=Size.SLICE)
    parser.add_argument("--record", action="store_true", help="renew the lines of docs/faults.md")
    parser.add_argument("--list", action="store_true", help="only say what there is")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only what has this in its name")
    given = parser.parse_args(arguments)
    todo = chosen(given.names, given.size)
    if given.list or not todo:
        print("\n".join(names(given.size)))
        return 0 if todo else 2
    try:
        refuse_without()
    except NoTracer as missing:
        print(f"The fault suite cannot run: {missing}", file=sys.stderr)
        return 2
    began, found = time.monotonic(), list[Tally]()
    with ThreadPoolExecutor(max(AT_ONCE, os.cpu_count() or 1)) as pool:
        for ended in as_completed([pool.submit(run) for run in todo]):
            for tally in ended.result():
                found.append(tally)
                say(tally)
    seconds = time.monotonic() - began
    good = all(tally.good for tally in found)
    tried = sum(tally.tried for tally in found)
    print(f"{tried:,} tried in {seconds:.0f} s: {'whole' if good else 'NOT WHOLE'}")
    if given.record:
        record(found, size=given.size)
    return 0 if good else 1


def say(tally: Tally) -> None:
    """A line, and the first of what went wrong."""
    print(line(tally), flush=True)
    for words in tally.told[:5]:
        print(f"    {words}", flush=True)
    for words in tally.unclear[:3]:
        print(f"    not in words for the user: {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
