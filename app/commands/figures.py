"""`teichaku figures`: the figures of a period."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TextIO

from app.calendar.fiscal import (
    Period,
    calendar_year,
    fiscal_year,
    parse_half,
    parse_month,
    parse_quarter,
    parse_year,
)
from app.commands.access import opened
from app.errors import WrongUse
from app.reports.counting.figure_set import FigureSet, as_json
from app.reports.counting.figures import figures


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Exactly one period."""
    parser.add_argument("--month", metavar="2024-09", help="月")
    parser.add_argument("--quarter", metavar="2024-1", help="四半期（年度と1〜4）")
    parser.add_argument("--half", metavar="2024-1", help="半期（年度と、上半期は1、下半期は2）")
    parser.add_argument("--fiscal-year", metavar="2024", help="年度（4月から）")
    parser.add_argument("--calendar-year", metavar="2024", help="暦年（1月から）")


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Count and print."""
    period = period_of(args)
    with opened(args) as (office, actor), office.reading(actor) as reading:
        found = figures(reading, period)
    if args.json:
        out.write(json.dumps(as_json(found), ensure_ascii=False) + "\n")
    else:
        out.write(_table(found))
    return 0


def period_of(args: argparse.Namespace) -> Period:
    """The one period that was asked for."""
    readers: tuple[tuple[str | None, Callable[[str], Period]], ...] = (
        (args.month, parse_month),
        (args.quarter, parse_quarter),
        (args.half, parse_half),
        (args.fiscal_year, lambda text: fiscal_year(parse_year(text))),
        (args.calendar_year, lambda text: calendar_year(parse_year(text))),
    )
    given = [read(text) for text, read in readers if text is not None]
    if len(given) != 1:
        raise WrongUse(
            "期間を1つ指定してください（--month 2024-09、--quarter 2024-1、--half 2024-1、"
            "--fiscal-year 2024、--calendar-year 2024 のどれか）。何も変えていません。",
            where="period",
        )
    return given[0]


def _table(found: FigureSet) -> str:
    lines = [found.period.label]
    for path in found.paths():
        lines.append(f"{path}\t{found.number(path)}")
    if found.missing:
        lines.append(f"足りないもの {len(found.missing)}件")
        lines += [f"{gap.number or '（番号なし）'}\t{gap.reason}" for gap in found.missing]
    return "\n".join(lines) + "\n"
