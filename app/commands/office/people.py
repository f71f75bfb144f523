"""`teichaku office add-staff` and `invite`: who may connect, and the file they connect with."""

from __future__ import annotations

import argparse
from typing import TextIO

from app.commands.access import opened
from app.commands.line import add_common
from app.commands.office.given import (
    Choices,
    add_admin,
    add_out,
    admin_of,
    folder_of,
    say,
    served_folder,
    write_invitation,
)
from app.errors import WrongUse
from app.staff.accounts import actions as accounts
from app.staff.permissions import ROLE_LABELS, Role
from app.storage.folders import OfficeFolder
from app.storage.server import starting
from app.storage.server.desk import connected_place, read_connection


def add_to(choices: Choices) -> None:
    """Two acts: somebody new (or again), and a fresh invitation."""
    words = "つないでよい職員を加え、はじめの合言葉を出す"
    parser = choices.add_parser("add-staff", help=words, description=words)
    add_common(parser, again=True)
    add_out(parser)
    add_admin(parser)
    parser.add_argument("name", metavar="NAME", help="氏名")
    parser.add_argument("--role", choices=[str(role) for role in Role], help="役割")
    parser.add_argument(
        "--again", action="store_true", help="登録済みの人に、はじめの合言葉を出し直す"
    )
    parser.set_defaults(act=add_staff)
    words = "招待ファイルを作り直す"
    parser = choices.add_parser("invite", help=words, description=words)
    add_common(parser, again=True)
    add_out(parser)
    parser.set_defaults(act=invite)


def add_staff(args: argparse.Namespace, out: TextIO) -> int:
    """Print the はじめの合言葉 once; the invitation is written anew, since it now knows them."""
    folder = served_folder(folder_of(args))
    if args.admin_file is not None:
        return _again_by_admin(args, folder, out)
    if not args.again and args.role is None:
        raise WrongUse(
            "--role がありません。何も変えていません。"
            + "、".join(f"{role}（{words}）" for role, words in ROLE_LABELS.items())
            + " から選んでください。"
        )
    with opened(args) as (office, actor):
        with office.work(actor) as work:
            if args.again:
                code = starting.start_again(work, args.name)
            else:
                code = starting.start(work, accounts.add(work, args.name, Role(args.role)))
        with office.reading(actor) as reading:
            invited = starting.invite(reading, connected_place(folder))
    path = write_invitation(args, invited)
    return say(
        out,
        args,
        {"staff": args.name, "starting": code, "invitation": str(path), "words": invited.words},
        [
            f"{args.name}さんのはじめの合言葉（一度だけ使えます。二度と表示しません）: {code}",
            f"招待ファイル: {path}",
            f"確かめの言葉: {invited.words}",
        ],
    )


def invite(args: argparse.Namespace, out: TextIO) -> int:
    """Write the invitation anew."""
    folder = served_folder(folder_of(args))
    with opened(args) as (office, actor), office.reading(actor) as reading:
        invited = starting.invite(reading, connected_place(folder))
    path = write_invitation(args, invited)
    return say(
        out,
        args,
        {"invitation": str(path), "words": invited.words},
        [f"招待ファイル: {path}", f"確かめの言葉: {invited.words}"],
    )


def _again_by_admin(args: argparse.Namespace, folder: OfficeFolder, out: TextIO) -> int:
    if not args.again:
        raise WrongUse(
            "--admin-file は、--again（出し直し）のときだけ使えます。何も変えていません。"
            "新しい職員は、責任者の合言葉で加えてください。"
        )
    office_id = read_connection(folder).office_id
    code = starting.start_again_by_admin(
        connected_place(folder), admin_of(args), office_id, args.name
    )
    line = f"{args.name}さんのはじめの合言葉（一度だけ使えます。二度と表示しません）: {code}"
    return say(out, args, {"staff": args.name, "starting": code}, [line])
