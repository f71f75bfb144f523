"""`teichaku init`: make an office's data folder without the window."""

from __future__ import annotations

import argparse
import json
from typing import TextIO

from app import paths
from app.commands.access import clock_for, passphrase_of, store_for
from app.errors import WrongUse
from app.handoff.partners.actions import make_own_keys
from app.network.listed.actions import prefill
from app.places import prefecture_named
from app.practice.probation import probation_office
from app.staff.permissions import Role
from app.storage.folders import OfficeFolder
from app.storage.opening import FirstStaff, NewOffice, create_office


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Office, prefecture, kind, practice mark, who signs in first."""
    parser.add_argument("--office", required=True, metavar="NAME", help="事業所の名前")
    parser.add_argument("--prefecture", metavar="10", help="都道府県（番号か名前）")
    parser.add_argument("--kind", choices=("centre", "probation"), default="centre")
    parser.add_argument("--practice", action="store_true", help="練習用と印をつける")
    parser.add_argument("--staff-name", default="センター長", help="最初に使う人の氏名")


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Make the folder; the recovery code is printed once and must be written down."""
    if args.passphrase_file is None:
        raise WrongUse(
            "合言葉がありません。何も作っていません。--passphrase-file で合言葉のファイルを指定してください。"
        )
    folder = OfficeFolder(args.data or paths.default_data_folder())
    office, actor, recovery = create_office(
        folder,
        NewOffice(
            kind=args.kind,
            name=args.office,
            prefecture=prefecture_named(args.prefecture or "", args.office),
            practice=args.practice,
        ),
        FirstStaff(args.staff_name, Role.DIRECTOR, passphrase_of(args)),
        store_for(args),
        clock_for(args.practice),
    )
    recovery.confirm(recovery.code)
    with office.work(actor) as work:
        if args.practice and args.kind == "probation":
            probation_office(work)
        else:
            prefill(work)
        make_own_keys(work)
    office.close()
    if args.json:
        result = {"office": args.office, "data": str(folder.path), "recovery_code": recovery.code}
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        out.write(
            f"「{args.office}」の置き場所を作りました: {folder.path}\n"
            f"回復コード（紙に書いて鍵のかかる所へ。二度と表示しません）: {recovery.code}\n"
        )
    return 0
