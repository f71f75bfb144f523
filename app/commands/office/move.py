"""`teichaku office move`: carry the office to a server, or back into a file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from app.clock import Clock
from app.commands.line import add_common
from app.commands.office.given import (
    Choices,
    add_admin,
    add_out,
    add_place,
    admin_of,
    folder_of,
    place_of,
    say,
    served_folder,
    signing_of,
    write_invitation,
)
from app.errors import WrongUse
from app.storage.copying import Counted
from app.storage.folders import OfficeFolder
from app.storage.moving import move_to_file, move_to_server


def add_to(choices: Choices) -> None:
    """Where to."""
    words = "データをサーバーに移す、または PC のファイルに戻す"
    parser = choices.add_parser("move", help=words, description=words)
    add_common(parser, again=True)
    add_place(parser, "--to-server")
    add_admin(parser)
    add_out(parser)
    parser.add_argument("--to-file", type=Path, metavar="DIR", help="戻す先の空のフォルダー")
    parser.set_defaults(act=run)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Exactly one of --to-server and --to-file."""
    if (args.server is None) == (args.to_file is None):
        raise WrongUse(
            "--to-server（サーバーへ）か --to-file（ファイルへ）の、どちらか一つを指定してください。"
            "何も変えていません。"
        )
    return _to_server(args, out) if args.to_file is None else _to_file(args, out)


def _to_server(args: argparse.Namespace, out: TextIO) -> int:
    folder, place, admin = folder_of(args), place_of(args), admin_of(args)
    moved = move_to_server(folder, signing_of(args, folder), place, admin, Clock())
    path = write_invitation(args, moved.invitation)
    result: dict[str, Any] = {
        "records": _records(moved.counted),
        "tables": _tables(moved.counted),
        "backup": str(moved.backup.path) if moved.backup else None,
        "invitation": str(path),
        "words": moved.invitation.words,
        "starting": {one.name: one.starting for one in moved.others},
    }
    lines = [
        f"データをサーバー {place.host} に移しました（{_records(moved.counted)}件。元と一件ずつ比べて同じです）。",
        f"移す前の控え: {moved.backup.path.name if moved.backup else '前回の実行で作成済み'}",
        "この PC のデータファイルは読み取り専用にしました。これからはサーバーにつないで開きます。",
        f"招待ファイル: {path}",
        f"確かめの言葉: {moved.invitation.words}",
        *(
            f"{one.name}さんのはじめの合言葉（一度だけ使えます）: {one.starting}"
            for one in moved.others
        ),
    ]
    return say(out, args, result, lines)


def _to_file(args: argparse.Namespace, out: TextIO) -> int:
    folder = served_folder(folder_of(args))
    admin, target = admin_of(args), OfficeFolder(args.to_file)
    moved = move_to_file(folder, target, signing_of(args, folder), admin, Clock())
    code = None
    if moved.recovery is not None:
        code = moved.recovery.code
        moved.recovery.confirm(code)
    result = {
        "records": _records(moved.counted),
        "tables": _tables(moved.counted),
        "data": str(target.path),
        "recovery_code": code,
    }
    lines = [
        f"データを {target.path} に戻しました（{_records(moved.counted)}件。サーバーと一件ずつ比べて同じです）。",
        "サーバーのデータは、だれもつなげないようにしました（消してはいません）。",
        f"回復コード（紙に書いて鍵のかかる所へ。二度と表示しません）: {code}"
        if code
        else "回復コードは、次に開いたときに作り直します。",
    ]
    return say(out, args, result, lines)


def _records(counted: Sequence[Counted]) -> int:
    return sum(table.rows for table in counted)


def _tables(counted: Sequence[Counted]) -> dict[str, dict[str, Any]]:
    return {one.table: {"rows": one.rows, "digest": one.digest} for one in counted}
