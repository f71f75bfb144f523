"""`teichaku office`: making, joining and moving an office on a server."""

from __future__ import annotations

import argparse
from typing import TextIO

from app.commands.office import create, join, move, people, upgrade, whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the office, each with arguments of its own."""
    choices = parser.add_subparsers(
        title="すること", metavar="命令", required=True, dest="office_act"
    )
    create.add_to(choices)
    join.add_to(choices)
    people.add_to(choices)
    move.add_to(choices)
    upgrade.add_to(choices)
    whole.add_to(choices)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Do it."""
    status: int = args.act(args, out)
    return status
