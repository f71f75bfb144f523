"""`teichaku funding`: the money of a 年度, as forms take it."""

from __future__ import annotations

import argparse
import json
from typing import TextIO

from app.calendar.fiscal import fiscal_year, parse_year
from app.commands.access import opened
from app.errors import NotFound
from app.funding.queries import form_values
from app.history.viewing import of_funding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The 年度."""
    parser.add_argument("--fiscal-year", metavar="2024", required=True, help="年度（4月から）")


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Read and print; amounts in yen."""
    year = parse_year(args.fiscal_year)
    viewing = of_funding(year)
    with opened(args) as (office, actor), office.reading(actor, viewing) as reading:
        found = form_values(reading, year)
        if not found:
            raise NotFound(
                f"{fiscal_year(year).label}の契約は、まだ記録されていません。何も変えていません。"
                "経費の画面で契約を入れてください。"
            )
    if args.json:
        out.write(json.dumps(found, ensure_ascii=False) + "\n")
    else:
        lines = (f"{name}\t{str(value).replace(chr(10), ' ')}" for name, value in found.items())
        out.write("\n".join((fiscal_year(year).label, *lines)) + "\n")
    return 0
