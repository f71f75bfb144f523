"""`teichaku office create`: a new office on a server, and this PC as its first desk."""

from __future__ import annotations

import argparse
from typing import TextIO

from app.clock import Clock
from app.commands.access import opened
from app.commands.line import add_common
from app.commands.office.given import (
    Choices,
    add_admin,
    add_out,
    add_place,
    admin_of,
    folder_of,
    new_signing,
    place_of,
    say,
    write_invitation,
)
from app.handoff.partners.actions import make_own_keys
from app.network.listed.actions import prefill
from app.places import prefecture_named
from app.staff.permissions import Role
from app.storage.moving import create_on_server
from app.storage.opening import FirstStaff, NewOffice


def add_to(choices: Choices) -> None:
    """Server, office, and who signs in first."""
    words = "サーバーに新しい事業所を作る"
    parser = choices.add_parser("create", help=words, description=words)
    add_common(parser, again=True)
    add_place(parser)
    add_admin(parser)
    add_out(parser)
    parser.add_argument("--office", required=True, metavar="NAME", help="事業所の名前")
    parser.add_argument("--prefecture", metavar="10", help="都道府県（番号か名前）")
    parser.add_argument("--kind", choices=("centre", "probation"), default="centre")
    parser.add_argument("--practice", action="store_true", help="練習用と印をつける")
    parser.add_argument("--staff-name", default="センター長", help="最初に使う人の氏名")
    parser.set_defaults(act=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Prepare the database, add office and director, connect this PC, write the invitation.

    The office begins with the 関係機関 of the whole country and with keys for its letters.
    """
    folder, place, admin = folder_of(args), place_of(args), admin_of(args)
    prefecture = prefecture_named(args.prefecture or "", args.office)
    new = NewOffice(args.kind, args.office, prefecture, args.practice)
    who = new_signing(args)
    first = FirstStaff(args.staff_name, Role.DIRECTOR, who.passphrase)
    invited = create_on_server(folder, new, first, who.store, place, admin, Clock())
    args.staff = args.staff_name  # the only one who can sign in yet
    with opened(args) as (office, actor), office.work(actor) as work:
        prefill(work)
        make_own_keys(work)
    path = write_invitation(args, invited)
    return say(
        out,
        args,
        {"office": invited.office, "invitation": str(path), "words": invited.words},
        [
            f"「{invited.office}」をサーバー {place.host} に作り、この PC をつなぎました。",
            f"招待ファイル: {path}",
            f"確かめの言葉: {invited.words}",
            "ほかの PC には、「teichaku office add-staff」で職員を加えてから、招待ファイルを渡してください。",
        ],
    )
