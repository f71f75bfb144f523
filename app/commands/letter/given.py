"""What the acts of `teichaku letter` share: adding one, and saying what came of it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any, TextIO

from app.commands.line import add_common

Choices = Any
"""argparse's own type for the acts has no public name."""
Act = Callable[[argparse.Namespace, TextIO], int]


def add_act(choices: Choices, name: str, words: str, act: Act) -> argparse.ArgumentParser:
    """One act with the arguments that every command takes."""
    parser: argparse.ArgumentParser = choices.add_parser(name, help=words, description=words)
    add_common(parser, again=True)
    parser.set_defaults(act=act)
    return parser


def say(args: argparse.Namespace, out: TextIO, result: dict[str, Any], words: str) -> int:
    """The result as JSON or in words; everything it tells of is kept by now."""
    out.write((json.dumps(result, ensure_ascii=False) if args.json else words) + "\n")
    return 0
