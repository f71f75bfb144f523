"""`teichaku staff`: who uses the program here, their 役割 and keys, leaving, and handing cases over."""

from __future__ import annotations

import argparse
from typing import TextIO

from app.commands.staff import cases, keys, people


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, each with arguments of its own."""
    choices = parser.add_subparsers(
        title="すること", metavar="命令", required=True, dest="staff_act"
    )
    people.add_to(choices)
    keys.add_to(choices)
    cases.add_to(choices)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Do it."""
    status: int = args.act(args, out)
    return status
