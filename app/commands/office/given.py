"""What the acts of `teichaku office` are given: server, administrator, files."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, TextIO

from app import paths
from app.commands.access import passphrase_of, slot_of, store_for
from app.errors import FileProblem, NotFound, WrongUse
from app.storage import safe_files
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.keyring_store import open_keyring
from app.storage.keys.opening import read_slots
from app.storage.keys.slots import SlotKind
from app.storage.moving import Signing
from app.storage.server import invitation
from app.storage.server.engine import Login, ServerPlace
from app.storage.server.invitation import ENDING, Invitation

PORT = 5432
Choices = Any
"""What `add_subparsers` gives; argparse has no public name for it."""


def add_place(parser: argparse.ArgumentParser, server: str = "--server") -> None:
    """Where the server is, and what it must show."""
    parser.add_argument(server, dest="server", metavar="HOST[:PORT]", help="サーバーの名前か番地")
    parser.add_argument("--database", metavar="NAME", help="データベースの名前")
    parser.add_argument("--certificate", type=Path, metavar="CA.pem", help="サーバーの証明書")


def add_admin(parser: argparse.ArgumentParser) -> None:
    """The server's administrator."""
    parser.add_argument(
        "--admin-file",
        type=Path,
        metavar="FILE",
        help="サーバーの管理者（1行目に利用者、2行目にパスワード）。読むだけで、残しません",
    )


def add_out(parser: argparse.ArgumentParser) -> None:
    """Where the invitation goes."""
    parser.add_argument("--out", type=Path, metavar="FILE", help="招待ファイルの名前")


def folder_of(args: argparse.Namespace) -> OfficeFolder:
    """The folder of --data."""
    return OfficeFolder(args.data or paths.default_data_folder())


def place_of(args: argparse.Namespace) -> ServerPlace:
    """The server as typed; WrongUse when something is missing or cannot be."""
    for name in ("server", "database", "certificate"):
        if getattr(args, name) is None:
            raise WrongUse(
                f"--{name} がありません。何も変えていません。「teichaku office --help」で確かめてください。"
            )
    host, _, port = args.server.rpartition(":") if ":" in args.server else (args.server, "", "")
    number = int(port) if port.isascii() and port.isdigit() else 0 if port else PORT
    if not (invitation.is_host(host) and 0 < number < 65536):
        raise WrongUse(
            "サーバーは 192.168.1.10 か server.local:5432 の形で指定してください。何も変えていません。"
        )
    if not invitation.is_database(args.database):
        raise WrongUse(
            "データベースの名前は、英数字と _ だけで指定してください。何も変えていません。"
        )
    text = _read_text(args.certificate, "証明書")
    if not text.isascii() or "-----BEGIN CERTIFICATE-----" not in text:
        raise FileProblem(
            f"「{args.certificate.name}」は証明書（PEM 形式）ではありません。何も変えていません。"
            "サーバーの証明書を作ったときの ca.pem を指定してください。",
            where=str(args.certificate),
        )
    return ServerPlace(host, number, args.database, args.certificate)


def admin_of(args: argparse.Namespace) -> Login:
    """The administrator's name and password; kept in memory only."""
    if args.admin_file is None:
        raise WrongUse(
            "--admin-file がありません。何も変えていません。"
            "1行目に管理者の利用者名、2行目にパスワードを書いたファイルを指定してください。"
        )
    lines = _read_text(args.admin_file, "管理者のファイル").splitlines()
    if len(lines) != 2 or not all(lines):
        raise FileProblem(
            "管理者のファイルは、1行目に利用者、2行目にパスワードを書いた2行のファイルにしてください。"
            "何も変えていません。",
            where=str(args.admin_file),
        )
    return Login(*lines)


def signing_of(args: argparse.Namespace, folder: OfficeFolder) -> Signing:
    """Who does it, with the 合言葉; the key store as their slot needs it."""
    if not folder.taken:
        raise NotFound(
            "ここには定着のデータがありません。何も変えていません。--data の場所を確かめてください。",
            where=str(folder.path),
        )
    slot = slot_of(read_slots(folder), args.staff)
    alone = slot.kind is SlotKind.PASSPHRASE_ONLY
    return Signing(
        slot.staff_id, passphrase_of(args), PassphraseOnly() if alone else open_keyring()
    )


def served_folder(folder: OfficeFolder) -> OfficeFolder:
    """The folder, when it is a desk of a server."""
    if not folder.served:
        raise WrongUse(
            "このフォルダーは、サーバーにつないでいません。何も変えていません。"
            "「teichaku office create」か「join」でつないだ PC で行ってください。",
            where=str(folder.path),
        )
    return folder


def new_signing(args: argparse.Namespace) -> Signing:
    """The 合言葉 of somebody who gets a key now."""
    return Signing("", passphrase_of(args), store_for(args))


def write_invitation(args: argparse.Namespace, invited: Invitation) -> Path:
    """Keep the invitation as --out, else under the office's name in the current folder."""
    plain = "".join(
        char for char in invited.office if char not in '<>:"/\\|?*' and char.isprintable()
    )
    path: Path = args.out or Path.cwd() / f"{plain or 'office'}{ENDING}"
    try:
        safe_files.write_atomically(path, invitation.write(invited))
    except OSError as error:
        raise FileProblem(
            "招待ファイルを書けませんでした。ほかのことは済んでいます。"
            "「teichaku office invite --out FILE」で、書ける場所に作り直してください。",
            where=str(path),
        ) from error
    return path


def say(out: TextIO, args: argparse.Namespace, result: dict[str, Any], lines: list[str]) -> int:
    """The result as JSON or as Japanese lines."""
    if args.json:
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        out.writelines(f"{line}\n" for line in lines)
    return 0


def _read_text(path: Path, what: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem(
            f"{what}「{path.name}」を読めません。何も変えていません。場所と、読み取りの権限を確かめてください。",
            where=str(path),
        ) from error
