"""`teichaku report --submit`: the files are written, then the report is frozen."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TextIO

from app.calendar.fiscal import Period
from app.commands.access import opened
from app.errors import WrongUse
from app.reports.forms.form import Form
from app.reports.forms.money import left_empty
from app.reports.forms.own.queries import form_on
from app.reports.submissions.actions import submit
from app.reports.submissions.handing import Handing, free_fields
from app.reports.submissions.queries import frozen, last_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is handed in with the form."""
    parser.add_argument("--submit", action="store_true", help="根拠も書き出し、報告を確定する")
    parser.add_argument(
        "--grounds", type=Path, metavar="FILE.xlsx", help="根拠（事業所の控え）の書き出し先"
    )
    parser.add_argument("--reporter", default="", metavar="NAME", help="作成者")
    parser.add_argument(
        "--words",
        action="append",
        default=[],
        metavar="NAME=TEXT",
        help="様式の自由記入の欄に書く言葉（欄ごとに繰り返す）",
    )
    parser.add_argument("--note", default="", metavar="TEXT", help="備考")
    parser.add_argument(
        "--explanation", default="", metavar="TEXT", help="差替えの説明（提出済みの期間のとき）"
    )
    parser.add_argument(
        "--mask-below", type=int, default=0, metavar="N", help="N未満の数を伏せる（0: 伏せない）"
    )
    parser.add_argument(
        "--names-confirmed", action="store_true", help="氏名と同じ言葉が正しいと確かめた"
    )


def words_of(args: argparse.Namespace, form: Form) -> dict[str, str]:
    """What --words says, by the name of the field."""
    found = dict(one.partition("=")[::2] for one in args.words)
    known = free_fields(form)
    for name in found:
        if name not in known:
            names = "、".join(known) or "ありません"
            raise WrongUse(
                f"様式「{form.title}」に、自由記入の欄「{name}」はありません（ある欄: {names}）。"
                "何も書き出していません。",
                where="words",
            )
    return found


def run(args: argparse.Namespace, period: Period, out: TextIO) -> int:
    """Hand the report in; one that was handed in before is replaced, with the explanation."""
    if args.mask_below < 0:
        raise WrongUse(
            "--mask-below には 0 以上の数を指定してください。何も書き出していません。",
            where="mask-below",
        )
    grounds = args.grounds or args.out.with_name(f"{args.out.stem}_根拠（事業所の控え）.xlsx")
    with opened(args) as (office, actor), office.work(actor) as work:
        form = form_on(work, args.form, period.last)
        last = last_of(work, period, form.id)
        kept = submit(
            work,
            Handing(
                form=form,
                period=period,
                out=args.out,
                office_out=grounds,
                pdf_out=args.pdf,
                free=words_of(args, form),
                reporter=args.reporter,
                note=args.note,
                replaces_id=last.id if last else None,
                explanation=args.explanation,
                mask_below=args.mask_below,
                names_confirmed=args.names_confirmed,
            ),
        )
        head = frozen(work, kept).head
        empty = left_empty(work, form, period)
    written = [str(path) for path in (args.out, grounds, args.pdf) if path is not None]
    if args.json:
        result = {
            "submission": kept,
            "replaces": head.replaces_id,
            "written": written,
            "sha256": head.file_sha,
            "pdf_sha256": head.pdf_sha,
            "left_empty": empty,
        }
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
        return 0
    out.write(f"確定しました: {kept}\n")
    out.writelines(f"書き出しました: {path}\n" for path in written)
    out.write(f"{empty}\n" if empty else "")
    return 0
