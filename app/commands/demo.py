"""`teichaku demo --no-window`: the practice centre without a window, its report, and pictures."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from app.calendar.fiscal import month_of
from app.clock import Clock
from app.commands.access import clock_for
from app.commands.own_process import run_to_its_end
from app.errors import FileProblem, WrongUse
from app.ledgers.writing.actions import export_ledger
from app.practice.office import make_neighbours, open_practice
from app.reports.forms.actions import write_pdf, write_report
from app.reports.forms.form import load_forms
from app.staff.permissions import Actor
from app.storage.folders import OfficeFolder
from app.storage.work import Office

PRACTICE_LEDGER = "練習用台帳.xlsx"
SCALED = "1.5"
"""The second size pictures are taken at: Windows' 150 %."""


@dataclass(frozen=True)
class _Opened:
    office: Office
    actor: Actor
    out: Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write; the pictures of one scale are taken by a process of its own."""
    parser.add_argument("--no-window", action="store_true", help="窓を開かずにファイルを作る")
    parser.add_argument("--out", type=Path, metavar="DIR", help="作る先のフォルダー")
    parser.add_argument("--no-pictures", action="store_true", help="画面の絵を作らない")


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Write a practice ledger, the month's report, its PDF and pictures of every screen to --out."""
    if args.out is None:
        raise WrongUse("作る先を --out で指定してください。何も作っていません。", where="out")
    args.out.mkdir(parents=True, exist_ok=True)
    clock = clock_for(practice=True)
    with tempfile.TemporaryDirectory(prefix="teichaku-practice-") as scratch:
        folder = OfficeFolder(args.data or Path(scratch) / "practice")
        written = [_practice_ledger(Path(scratch), args.out, clock)]
        office, actor = open_practice(folder, clock)
        try:
            written += _reports(_Opened(office, actor, args.out), clock.today())
        finally:
            office.close()
        if not args.no_pictures:
            written += _pictures(folder.path, args.out)
    if args.json:
        out.write(
            json.dumps({"written": [str(path) for path in written]}, ensure_ascii=False) + "\n"
        )
    else:
        out.write("練習用センター（架空の人物）で次のファイルを作りました。\n")
        out.writelines(f"  {path}\n" for path in written)
    return 0


def _practice_ledger(scratch: Path, out: Path, clock: Clock) -> Path:
    """A ledger of another made-up centre, for trying 台帳取込."""
    office, actor = make_neighbours(OfficeFolder(scratch / "other"), clock)
    path = out / PRACTICE_LEDGER
    try:
        with office.work(actor) as work:
            export_ledger(work, path)
    finally:
        office.close()
    return path


def _reports(opened: _Opened, today: date) -> list[Path]:
    """Every monthly form for the last whole month, as workbook and as PDF."""
    period = month_of(today).previous()
    written: list[Path] = []
    for form in load_forms():
        if form.period == period.kind:
            path = opened.out / f"{form.id}_{period.key}.xlsx"
            with opened.office.work(opened.actor) as work:
                written.append(write_report(work, form, period, path))
                written.append(write_pdf(work, form, period, path.with_suffix(".pdf")))
    return written


def _pictures(data: Path, out: Path) -> list[Path]:
    """Pictures at 100 % and at 150 %: the scale of a screen is fixed when a process starts."""
    written = []
    for scale, ending in (("1", ""), (SCALED, "-150")):
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
        argv = ["-m", "app.ui.pictures", str(data), str(out), str(out / PRACTICE_LEDGER), ending]
        done = run_to_its_end(argv, environment)
        if done.status or not done.said:  # its last act is to say what it wrote
            raise FileProblem(
                "画面の絵を作れませんでした。ほかのファイルはできています。"
                f"--no-pictures を付けると絵なしで終わります（理由: {done.why}）。",
                where=str(out),
            )
        written += [Path(line) for line in done.said.splitlines()]
    return written
