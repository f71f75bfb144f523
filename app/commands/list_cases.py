"""`teichaku list`: a kept 一覧表 written to Excel, without the columns that name people."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TextIO

from app.commands.access import opened
from app.errors import NotFound
from app.reports.lists.actions import write_list
from app.reports.lists.queries import KeptList, kept_lists
from app.storage.work import Reading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which list, and where to."""
    parser.add_argument("--name", required=True, metavar="NAME", help="保存した一覧の名前")
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE.xlsx",
        help="書き出す先（あれば置き換える）。氏名などの列は入りません",
    )


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Write every case of the list."""
    with opened(args) as (office, actor), office.work(actor) as work:
        kept = _named(work, args.name)
        assert kept.definition is not None
        written = write_list(work, kept.name, kept.definition, args.out)
    if args.json:
        result = {"written": str(written.path), "rows": written.rows}
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        out.write(f"{written.rows:,}件を書き出しました: {written.path}\n")
    return 0


def _named(reading: Reading, name: str) -> KeptList:
    """The list of that name; one's own comes before the office's."""
    known = [one for one in kept_lists(reading) if one.definition is not None]
    found = sorted((one for one in known if one.name == name), key=lambda one: not one.own)
    if not found:
        some = "、".join(f"「{one.name}」" for one in known) or "まだありません"
        raise NotFound(
            f"「{name}」という一覧はありません。何も書いていません。保存した一覧: {some}",
            where="name",
        )
    return found[0]
