"""`python3 dev.py faults [--full] [--record] [name ...]`: break things on purpose, and judge what is left."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from tests.faults.loops import loops
from tests.faults.report import line, record
from tests.faults.tally import Tally

Part = tuple[str, Callable[[], list[Tally]]]


def parts(full: bool) -> Iterator[Part]:
    """Everything there is, each with its name."""
    yield from loops(full)


def chosen(words: Sequence[str], every: Iterable[Part]) -> list[Part]:
    """Those whose name holds every one of some of the words asked for, e.g. `kills/backup`."""
    wanted = [word.split("/") for word in words]
    return [
        part
        for part in every
        if not wanted or any(all(w in part[0] for w in one) for one in wanted)
    ]


def main(arguments: Sequence[str]) -> int:
    """Print a line for each operation and fault; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="dev.py faults")
    parser.add_argument("--full", action="store_true", help="all of it, for hours")
    parser.add_argument("--record", action="store_true", help="write docs/faults.md anew")
    parser.add_argument("--list", action="store_true", help="only say what there is")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="only parts with this in their name"
    )
    given = parser.parse_args(arguments)
    todo = chosen(given.names, parts(given.full))
    if given.list or not todo:
        print("\n".join(name for name, _ in (todo or parts(given.full))))
        return 0 if todo else 2
    began, found = time.monotonic(), []
    with ThreadPoolExecutor(2) as pool:
        running = {pool.submit(run): name for name, run in todo}
        for ended in as_completed(running):
            for tally in ended.result():
                found.append(tally)
                print(line(tally), flush=True)
                for words in tally.told[:5]:
                    print(f"    {words}", flush=True)
    seconds = time.monotonic() - began
    good = all(tally.good for tally in found)
    print(
        f"{sum(tally.tried for tally in found):,} tried in {seconds:.0f} s: {'whole' if good else 'NOT WHOLE'}"
    )
    if given.record:
        record(found, seconds, full=given.full)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
