"""`teichaku office export` and `import`: データ一式 in an open, sealed format."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from app.backups.whole.actions import ENDING, export_whole
from app.clock import Clock
from app.commands.access import opened
from app.commands.line import add_common
from app.commands.office.given import Choices, folder_of, new_signing, say
from app.commands.second import add_second, confirmed
from app.staff.second.rules import Act
from app.storage.keys.passphrase import read_passphrase_file
from app.storage.whole.reading import Newcomer, take_in


def add_to(choices: Choices) -> None:
    """Two acts: out, and into an empty folder."""
    words = "事業所のデータ一式を、封をした一つのファイルに書き出す"
    parser = choices.add_parser("export", help=words, description=words)
    add_common(parser, again=True)
    add_second(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar=f"FILE{ENDING}", help="書き出す先"
    )
    parser.set_defaults(act=export)
    words = "データ一式を、空のフォルダーに読み込む"
    parser = choices.add_parser("import", help=words, description=words)
    add_common(parser, again=True)
    parser.add_argument("file", type=Path, metavar=f"FILE{ENDING}", help="データ一式のファイル")
    parser.add_argument(
        "--code-file",
        type=Path,
        required=True,
        metavar="FILE",
        help="引継ぎコードだけを書いたファイル",
    )
    parser.set_defaults(act=take)


def export(args: argparse.Namespace, out: TextIO) -> int:
    """The code is printed once; whoever has file and code has everything."""
    with opened(args) as (office, actor):
        request = confirmed(args, office, actor, Act.WHOLE_EXPORT, args.out.name)
        with office.work(actor) as work:
            done = export_whole(work, args.out, request)
    result = {
        "file": str(done.path),
        "rows": done.rows,
        "entries": done.files,
        "size": done.size,
        "sha256": done.sha256,
        "head": {"seq": done.head.seq, "mac": done.head.mac},
        "code": done.code,
    }
    lines = [
        f"データ一式を書き出しました（{done.rows:,}件、{done.size / 1_000_000:,.1f}MB）: {done.path}",
        f"引継ぎコード（ファイルとは別の方法で渡します。二度と表示しません）: {done.code}",
        f"ファイルの SHA-256: {done.sha256}",
    ]
    return say(out, args, result, lines)


def take(args: argparse.Namespace, out: TextIO) -> int:
    """Into an empty folder; from there `office move --to-server` carries it to a server."""
    folder, who = folder_of(args), new_signing(args)
    code = read_passphrase_file(args.code_file)
    done = take_in(args.file, code, folder, Newcomer(who.passphrase, who.store), Clock())
    done.recovery.confirm(done.recovery.code)
    result = {
        "office": done.office,
        "rows": done.rows,
        "staff": done.staff,
        "head": {"seq": done.head.seq, "mac": done.head.mac},
        "data": str(folder.path),
        "recovery_code": done.recovery.code,
    }
    lines = [
        f"「{done.office}」のデータ一式を読み込みました（{done.rows:,}件。一件ずつ元と比べて同じです）: {folder.path}",
        f"開ける人: {done.staff}（ほかの職員の鍵は「職員」で作ります）",
        f"回復コード（紙に書いて鍵のかかる所へ。二度と表示しません）: {done.recovery.code}",
    ]
    return say(out, args, result, lines)
