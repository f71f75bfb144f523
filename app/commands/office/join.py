"""`teichaku office join`: connect this PC to the office's server."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from app.clock import Clock
from app.commands.access import passphrase_of, store_for
from app.commands.line import add_common
from app.commands.office.given import Choices, folder_of, say
from app.errors import WrongUse
from app.storage.keys.passphrase import read_passphrase_file
from app.storage.server.desk import join_by_name
from app.storage.server.invitation import read_file


def add_to(choices: Choices) -> None:
    """The invitation, who, and the はじめの合言葉."""
    words = "招待ファイルで、この PC をサーバーにつなぐ"
    parser = choices.add_parser("join", help=words, description=words)
    add_common(parser, again=True)
    parser.add_argument("invitation", type=Path, metavar="INVITATION", help="招待ファイル")
    parser.add_argument(
        "--starting-file", type=Path, metavar="FILE", help="はじめの合言葉だけを書いたファイル"
    )
    parser.set_defaults(act=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Connect; --passphrase-file is the 合言葉 from now on."""
    invited = read_file(args.invitation)
    if not args.staff or args.starting_file is None:
        raise WrongUse(
            f"招待ファイルは「{invited.office}」（サーバー {invited.host}、"
            f"確かめの言葉 {invited.words}）のものです。まだつないでいません。"
            "--staff に氏名、--starting-file にはじめの合言葉のファイル、"
            "--passphrase-file にこれから使う合言葉のファイルを指定してください。"
        )
    office, actor = join_by_name(
        folder_of(args),
        invited,
        args.staff,
        read_passphrase_file(args.starting_file),
        passphrase_of(args),
        store_for(args),
        Clock(),
    )
    office.close()
    return say(
        out,
        args,
        {"office": invited.office, "staff": actor.name, "words": invited.words},
        [
            f"「{invited.office}」（サーバー {invited.host}）に、{actor.name}さんの席をつなぎました。",
            f"確かめの言葉: {invited.words}",
        ],
    )
