"""What the acts of `teichaku staff` share: a colleague by name, and how a result is said."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from typing import Any, TextIO

from app.codes import squeezed
from app.commands.line import add_common
from app.errors import NotFound
from app.staff.accounts.queries import Person, people
from app.storage import staff_keys
from app.storage.work import Office, Work

Choices = Any
"""What `add_subparsers` gives; argparse has no public name for it."""


def add_act(
    choices: Choices, name: str, words: str, act: Callable[[argparse.Namespace, TextIO], int]
) -> argparse.ArgumentParser:
    """One act with what every command takes."""
    parser: argparse.ArgumentParser = choices.add_parser(name, help=words, description=words)
    add_common(parser, again=True)
    parser.set_defaults(act=act)
    return parser


def colleague(work: Work, office: Office, name: str) -> Person:
    """The person with this name who works here now, or NotFound."""
    found = [
        one
        for one in people(work, staff_keys.keys_here(office.folder))
        if one.active and squeezed(one.name) == squeezed(name)
    ]
    if len(found) != 1:
        raise NotFound(
            "その氏名の職員は、いま登録されていません。何も変えていません。"
            "「teichaku staff list」で氏名の字を確かめてください。",
            where=name,
        )
    return found[0]


def say(out: TextIO, args: argparse.Namespace, result: dict[str, Any], lines: Sequence[str]) -> int:
    """The result as JSON or as Japanese lines."""
    if args.json:
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        out.writelines(f"{line}\n" for line in lines)
    return 0
