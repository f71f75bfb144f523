"""`teichaku backup`: make a 控え, list them, check one, or try the newest one out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from app import paths
from app.backups.drills import try_out
from app.backups.making import make, plan_and_standing
from app.commands.access import opened
from app.commands.office.given import say
from app.commands.restore import unlocking
from app.errors import WrongUse
from app.reports.papers.drill_sheet import write_sheet
from app.storage import second_place
from app.storage.embedded.backup import generations, list_backups, moment_of
from app.storage.folders import OfficeFolder
from app.storage.restoring import verify_backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One of four acts; a further place and a paper where they fit."""
    acts = parser.add_mutually_exclusive_group()
    acts.add_argument("--list", action="store_true", help="この PC と第二の置き場所の控えを並べる")
    acts.add_argument("--verify", type=Path, metavar="FILE", help="控えを一つ、開いて確かめる")
    acts.add_argument(
        "--drill", action="store_true", help="最新の控えを試しに戻して、データと比べる"
    )
    parser.add_argument("--to", type=Path, metavar="DIR", help="作った控えを、この場所にも写す")
    parser.add_argument("--out", type=Path, metavar="FILE.pdf", help="復元の確認の結果を書き出す")


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Do what was asked; a failure leaves data and 控え as they were."""
    if args.out is not None and not args.drill:
        raise WrongUse("--out は --drill と一緒に使います。何も変えていません。")
    if args.verify is not None:
        return _verify(args, out)
    if args.list:
        return _list(args, out)
    return _drill(args, out) if args.drill else _make(args, out)


def _make(args: argparse.Namespace, out: TextIO) -> int:
    with opened(args) as (office, actor):
        kept = make(office, actor)
        plan = plan_and_standing(office, actor)[0]
        copies = [kept.second] if kept.second else []
        if args.to is not None:
            taken = kept.backup.taken_at
            copies.append(
                second_place.carry(kept.backup.path, args.to, office.office_id, plan, taken)
            )
            words = f"控え「{kept.backup.path.name}」を指定の場所に写した"
            office.note(actor, "backup.copied", words, subject_kind="office")
    made = kept.backup
    result = {
        "file": str(made.path),
        "rows": made.rows,
        "size": made.size,
        "entries": made.head.seq,
        "copies": [str(path) for path in copies],
        "second_problem": kept.problem or None,
    }
    lines = [
        f"控えを作り、開いて確かめました（{made.rows:,}件、{made.size / 1_000_000:,.1f}MB）。",
        f"控え: {made.path}",
        *(f"写し: {path}" for path in copies),
        *([kept.problem] if kept.problem else []),
    ]
    return say(out, args, result, lines)


def _list(args: argparse.Namespace, out: TextIO) -> int:
    with opened(args) as (office, actor):
        plan, _ = plan_and_standing(office, actor)
        folder = OfficeFolder(args.data or paths.default_data_folder())
        here = list_backups(folder)
        there: tuple[Path, ...] = ()
        if plan.second:
            there = generations(second_place.folder_in(Path(plan.second), office.office_id))
    files = [
        (path, place) for place, found in (("here", here), ("second", there)) for path in found
    ]
    result = {
        "backups": [
            {"file": str(path), "place": place, "size": path.stat().st_size,
             "taken_at": moment_of(path).replace(microsecond=0).isoformat()}
            for path, place in files
        ]
    }  # fmt: skip
    lines = [f"{moment_of(path):%Y-%m-%d %H:%M}  {path}" for path, _ in files]
    return say(out, args, result, lines or ["控えはまだありません。"])


def _verify(args: argparse.Namespace, out: TextIO) -> int:
    path: Path = args.verify
    folder = OfficeFolder(args.data or paths.default_data_folder())
    checked = verify_backup(path, folder, unlocking(args))
    result = {"file": str(path), "rows": checked.total, "entries": checked.head.seq, "whole": True}
    words = f"「{path.name}」は、そろっています（{checked.total:,}件、履歴は第{checked.head.seq}番まで）。"
    return say(out, args, result, [words])


def _drill(args: argparse.Namespace, out: TextIO) -> int:
    with opened(args) as (office, actor):
        done = try_out(office, actor)
        if args.out is not None:
            with office.work(actor) as work:
                write_sheet(work, done, args.out)
    result = {
        "file": done.file,
        "rows": done.rows,
        "entries": done.entries,
        "cases": [vars(one) for one in done.cases],
        "of_cases": done.of_cases,
    }
    words = (
        f"控え「{done.file}」を試しに戻し、確かめました（{done.rows:,}件、履歴{done.entries:,}件、"
        f"ケース{done.of_cases:,}件のうち{len(done.cases)}件をデータと比べて同じ）。写しは消しました。"
    )
    return say(out, args, result, [words, *([f"結果: {args.out}"] if args.out else [])])
