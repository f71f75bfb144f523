"""`teichaku daily-report`: 業務日報 of one member of staff as a PDF."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import TextIO

from app.commands.access import opened
from app.errors import WrongUse
from app.reports.papers.actions import write_paper
from app.reports.papers.daily_report import daily_report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose, of which day, and where to."""
    parser.add_argument(
        "--worker", required=True, metavar="NAME", help="担当（記録にある書き方で）"
    )
    parser.add_argument("--day", metavar="2024-09-02", help="日（なければ今日）")
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE.pdf",
        help="書き出す先（あれば置き換える）",
    )


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Write the PDF, then say so."""
    day = _day(args.day) if args.day is not None else None
    with opened(args) as (office, actor), office.work(actor) as work:
        paper = daily_report(work, day or work.clock.today(), args.worker)
        printed = write_paper(work, paper, args.out)
    if args.json:
        result = {"written": [str(args.out)], "pages": printed.pages}
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        out.write(f"書き出しました（{printed.pages}ページ、氏名を含みます）: {args.out}\n")
        if printed.missing_words:
            out.write(f"{printed.missing_words}\n")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as cause:
        raise WrongUse(
            "--day を読み取れません。2024-09-02 のように入力してください。何も書き出していません。",
            where="day",
        ) from cause
