"""`teichaku office upgrade`: bring the server's data to this program's form."""

from __future__ import annotations

import argparse
from typing import TextIO

from app.commands.line import add_common
from app.commands.office.given import Choices, add_admin, admin_of, folder_of, say, served_folder
from app.storage.server.desk import connected_place
from app.storage.server.making import upgrade_database


def add_to(choices: Choices) -> None:
    """Only the administrator is needed; the server is the one this PC is connected to."""
    words = "サーバーのデータを、このプログラムの版に合わせる"
    parser = choices.add_parser("upgrade", help=words, description=words)
    add_common(parser, again=True)
    add_admin(parser)
    parser.set_defaults(act=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Whole or not at all."""
    folder, admin = served_folder(folder_of(args)), admin_of(args)
    upgrade_database(connected_place(folder), admin)
    words = "サーバーのデータは、このプログラムの版の形になっています。"
    return say(out, args, {"upgraded": True}, [words])
