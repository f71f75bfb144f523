"""`teichaku travel`: 旅費・移動一覧 of one member of staff and month, for 精算."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TextIO

from app.calendar.fiscal import parse_month
from app.commands.access import opened
from app.reports.papers.actions import write_paper
from app.reports.papers.travel_sheet import travel_sheet
from app.reports.travel.actions import write_travel_book


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose, of which month, and where to."""
    parser.add_argument(
        "--worker", required=True, metavar="NAME", help="担当（記録にある書き方で）"
    )
    parser.add_argument("--month", required=True, metavar="2024-09", help="月")
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE.xlsx",
        help="書き出す先（あれば置き換える）",
    )
    parser.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="PDFも書き出す")


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Write the book, and the PDF where one is asked for."""
    period = parse_month(args.month)
    written = []
    with opened(args) as (office, actor):
        # A Work for each file: the first one is on disk and told even when the second fails.
        with office.work(actor) as work:
            written.append(write_travel_book(work, period, args.worker, args.out))
        if args.pdf is not None:
            with office.work(actor) as work:
                write_paper(work, travel_sheet(work, period, args.worker), args.pdf)
            written.append(args.pdf)
    if args.json:
        result = {"written": [str(path) for path in written]}
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        for path in written:
            out.write(f"書き出しました: {path}\n")
    return 0
