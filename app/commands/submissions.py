"""`teichaku submissions`: what was handed in, what moved since, the same file once more."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, TextIO

from app.commands.access import opened
from app.errors import WrongUse
from app.reports.counting.figure import Member
from app.reports.submissions.actions import write_again, write_pdf_again
from app.reports.submissions.difference import Moved
from app.reports.submissions.queries import Submitted, submissions
from app.reports.submissions.rules import CAUSES, causes_of
from app.reports.submissions.since.queries import Difference, difference
from app.staff.permissions import Actor
from app.storage.work import Office


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing for the list; one submission to compare or to write again."""
    parser.add_argument("--difference", metavar="ID", help="提出した後に変わった数と、動かした件")
    parser.add_argument("--again", metavar="ID", help="提出したファイルをもう一度書き出す")
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx", help="--again の書き出し先")
    parser.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="--again でPDFを書き出す先")
    parser.add_argument(
        "--grounds", type=Path, metavar="FILE.xlsx", help="--again で根拠も書き出す先"
    )


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Do the one thing that was asked for."""
    if args.again and args.out is None and args.pdf is None:
        raise WrongUse(
            "--out か --pdf で書き出し先を指定してください。何も書き出していません。", where="out"
        )
    if args.again and args.difference:
        raise WrongUse(
            "--again と --difference は一つずつ使ってください。何も書き出していません。",
            where="again",
        )
    with opened(args) as (office, actor):
        if args.again:
            return _again(args, office, actor, out)
        with office.reading(actor) as reading:
            if args.difference:
                found = difference(reading, args.difference)
                return _say(args, out, _difference(found), _difference_words(found))
            listed = submissions(reading)
    return _say(args, out, [_head(one) for one in listed], "".join(map(_line, listed)))


def _again(args: argparse.Namespace, office: Office, actor: Actor, out: TextIO) -> int:
    """A Work for each file: the first one is on disk and told even when the second fails."""
    written: list[str] = []
    if args.out is not None:
        with office.work(actor) as work:
            written.append(str(write_again(work, args.again, args.out, args.grounds)))
    if args.pdf is not None:
        with office.work(actor) as work:
            written.append(str(write_pdf_again(work, args.again, args.pdf)))
    words = "".join(f"書き出しました: {path}\n" for path in written)
    return _say(args, out, {"written": written}, words)


def _say(args: argparse.Namespace, out: TextIO, found: Any, words: str) -> int:
    out.write(json.dumps(found, ensure_ascii=False) + "\n" if args.json else words)
    return 0


def _head(one: Submitted) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": one.at.isoformat(),
        "by": one.by,
        "period_kind": one.period_kind,
        "period": one.period_key,
        "form": one.form_id,
        "edition": one.form_edition,
        "replaces": one.replaces_id,
        "replaced": one.replaced,
        "masked_below": one.masked_below,
        "sha256": one.file_sha,
        "pdf_sha256": one.pdf_sha,
        "snapshot_sha256": one.snapshot_sha,
    }


def _line(one: Submitted) -> str:
    state = "差替え済" if one.replaced else "提出済"
    return f"{one.id}\t{one.period_key}\t{one.form_id}\t{one.day.isoformat()}\t{state}\n"


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "submission": found.then.id,
        "moved": [_moved(one, found) for one in found.moved],
        "explanation": found.proposed,
    }


def _moved(one: Moved, found: Difference) -> dict[str, Any]:
    def told(member: Member) -> dict[str, Any]:
        return {
            "cases": [found.numbers.get(case, "") for case in member.case_ids],
            "causes": [
                {"kind": cause.kind, "words": CAUSES[cause.kind], "day": cause.day.isoformat()}
                for cause in causes_of(member, found.causes)
            ],
        }

    return {
        "figure": one.path,
        "on_form": one.path in found.on_form,
        "before": one.before,
        "after": one.after,
        "entered": [told(member) for member in one.entered],
        "left": [told(member) for member in one.left],
        "changed": [told(after) for _, after in one.reweighed],
    }


def _difference_words(found: Difference) -> str:
    if not found.moved:
        return "提出した後に変わった数はありません。\n"
    return "".join(f"{one.path}\t{one.before}\t{one.after}\n" for one in found.moved)
