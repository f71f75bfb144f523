"""`teichaku report`: a form filled with the figures of a period."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TextIO

from app.commands import figures as figures_command
from app.commands import submitting
from app.commands.access import opened
from app.errors import WrongUse
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.reports.forms.actions import Typed, write_pdf, write_report
from app.reports.forms.form import without_a_place
from app.reports.forms.money import left_empty
from app.reports.forms.own.queries import form_on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Form, period, and where to write."""
    parser.add_argument("--form", required=True, metavar="ID", help="様式の名前（forms の下）")
    figures_command.add_arguments(parser)
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE.xlsx",
        help="書き出す先（あれば置き換える）",
    )
    parser.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="PDFも書き出す")
    submitting.add_arguments(parser)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Write the file, and say what had no place on the form."""
    period = figures_command.period_of(args)
    if args.pdf is not None and args.pdf.suffix.lower() != ".pdf":
        raise WrongUse(
            "--pdf の名前の終わりを .pdf にしてください。何も書き出していません。", where="pdf"
        )
    if args.submit:
        return submitting.run(args, period, out)
    with opened(args) as (office, actor):
        # A Work for each file: the first one is on disk and told even when the second fails.
        with office.work(actor) as work:
            form = form_on(work, args.form, period.last)
            left_out = without_a_place(form, as_json(figures(work, period)))
            free = submitting.words_of(args, form)
            typed = Typed(args.reporter, free, names_confirmed=args.names_confirmed)
            empty = left_empty(work, form, period)
            written = [write_report(work, form, period, args.out, typed)]
        if args.pdf is not None:
            with office.work(actor) as work:
                written.append(write_pdf(work, form, period, args.pdf, typed))
    if args.json:
        result = {
            "written": [str(path) for path in written],
            "without_a_place": left_out,
            "left_empty": empty,
        }
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
        return 0
    for path in written:
        out.write(f"書き出しました: {path}\n")
    for place in left_out:
        out.write(f"様式に欄がありません: {place}\n")
    out.write(f"{empty}\n" if empty else "")
    return 0
