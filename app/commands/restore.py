"""`teichaku restore FILE`: verify a 控え beside the data, then put it in its place."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from app import paths
from app.clock import Clock
from app.commands.access import passphrase_of, slot_of
from app.commands.office.given import say
from app.errors import NeedsConfirmation, WrongUse
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import Unlocked, read_slots
from app.storage.keys.passphrase import read_passphrase_file
from app.storage.restoring import Unlock, by_code, by_passphrase, restore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The 控え, and how it is opened."""
    parser.add_argument("file", type=Path, metavar="FILE", help="控え（teichaku-日付-時刻.db）")
    parser.add_argument(
        "--recovery-file", type=Path, metavar="FILE", help="回復コードだけを書いたファイル"
    )
    parser.add_argument(
        "--other", action="store_true", help="いまのデータとは別の鍵の控えに、承知のうえで戻す"
    )


def run(args: argparse.Namespace, out: TextIO) -> int:
    """The data that lies there stays beside, and counts until the 控え is verified whole."""
    folder = OfficeFolder(args.data or paths.default_data_folder())
    try:
        done = restore(folder, args.file, unlocking(args), Clock(), other=args.other)
    except NeedsConfirmation as question:
        raise WrongUse(f"{question.question}戻すときは --other を付けます。") from question
    former = str(done.former) if done.former else None
    result = {
        "file": done.file,
        "rows": done.rows,
        "entries": done.head.seq,
        "former": former,
        "keys_replaced": done.keys_replaced,
    }
    lines = [
        f"控え「{done.file}」を確かめ、戻しました（{done.rows:,}件、履歴は第{done.head.seq}番まで）。",
        f"前のデータ: {former}" if former else "前のデータはありませんでした。",
    ]
    if done.keys_replaced:
        lines.append("鍵ファイルも、控えのときのものに戻しました。合言葉は、そのときのものです。")
    return say(out, args, result, lines)


def unlocking(args: argparse.Namespace) -> Unlock:
    """Opens keys with the recovery code when there is one, else with the passphrase."""
    file: Path | None = getattr(args, "recovery_file", None)
    if file is not None:
        return by_code(read_passphrase_file(file))
    passphrase = passphrase_of(args)

    def unlock(folder: OfficeFolder) -> Unlocked:
        slot = slot_of(read_slots(folder), args.staff)
        return by_passphrase(slot.staff_id, passphrase)(folder)

    return unlock
