"""`python3 dev.py manual`: the 手引き as a PDF, or its pictures taken over anew."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.paths import resource
from app.reports.manual.book import write_book
from app.reports.manual.pages import pages
from app.reports.manual.pictures import take


def main() -> int:
    """Write the PDF; with --pictures first take the pictures over from a folder."""
    parser = argparse.ArgumentParser(prog="dev.py manual")
    parser.add_argument("--out", type=Path, default=Path("dist/teichaku-manual.pdf"))
    parser.add_argument(
        "--pictures",
        type=Path,
        metavar="DIR",
        help="take the pictures anew from this folder (docs/pictures, or what demo --no-window wrote)",
    )
    args = parser.parse_args()
    if args.pictures:
        taken = take(pages(), args.pictures, resource("manual", "pictures"))
        size = sum(one.stat().st_size for one in taken)
        sys.stdout.write(f"{len(taken)} pictures, {size / 1000:,.0f} kB\n")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    size = write_book(args.out)
    sys.stdout.write(f"{args.out}: {size / 1000:,.0f} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
