"""`teichaku letter`: partners, exchanges and letter files without the window."""

from __future__ import annotations

import argparse
from typing import TextIO

from app.commands.letter import exchanges, files, partners


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with letters, each with arguments of its own."""
    choices = parser.add_subparsers(
        title="すること", metavar="命令", required=True, dest="letter_act"
    )
    partners.add_to(choices)
    exchanges.add_to(choices)
    files.add_to(choices)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Do it."""
    status: int = args.act(args, out)
    return status
