"""`python -m installer build [--wine]` and `python -m installer windows [step ...]`: called by dev.py."""

from __future__ import annotations

import argparse
import sys

from installer.steps import StepFailed


def main(argv: list[str]) -> int:
    """Run one of both; 1 when a step failed, with what it said."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    choices = parser.add_subparsers(dest="command", required=True)
    one = choices.add_parser("build", help="the Windows installer, in dist/")
    one.add_argument("--wine", action="store_true", help="on Linux, for proof")
    two = choices.add_parser("windows", help="prove the installer under Wine")
    two.add_argument(
        "steps", nargs="*", metavar="STEP", help="all of them unless named; see --list"
    )
    two.add_argument("--list", action="store_true", help="name the steps")
    two.add_argument("--rooms", default="", metavar="A,B", help="only these folders of tests/")
    args = parser.parse_args(argv)
    try:
        if args.command == "build":
            from installer.build import build

            build(wine=args.wine)
            return 0
        from installer.proof.run import STEPS, prove

        if args.list:
            print("\n".join(STEPS))
            return 0
        return prove(args.steps, [room for room in args.rooms.split(",") if room])
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
