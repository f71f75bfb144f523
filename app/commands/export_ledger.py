"""`teichaku export-ledger`: write the ledger back in the imported layout."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TextIO

from app.commands.access import opened
from app.ledgers.writing.actions import export_ledger


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx", help="書き出す先")


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Write the file, then say so."""
    with opened(args) as (office, actor), office.work(actor) as work:
        records = export_ledger(work, args.out)
    if args.json:
        out.write(
            json.dumps({"file": str(args.out), "records": records}, ensure_ascii=False) + "\n"
        )
    else:
        out.write(f"台帳を書き出しました（{records}件、氏名を含みます）: {args.out}\n")
    return 0
