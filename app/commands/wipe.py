"""`teichaku wipe`: destroy the office's data on this PC, with a certificate."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from app.backups.wiping.actions import agree_to_wipe
from app.backups.wiping.ending import end_office, refuse_inside
from app.commands.access import opened
from app.commands.office.given import folder_of, say
from app.commands.second import add_second, confirmed
from app.staff.second.rules import Act


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which office, said in full, and where its certificate goes."""
    parser.add_argument(
        "--office-name", required=True, metavar="NAME", help="消す事業所の名前（そのまま全部）"
    )
    parser.add_argument(
        "--certificate", type=Path, required=True, metavar="FILE.pdf", help="消去証明書を書き出す先"
    )
    add_second(parser)


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Nothing is destroyed before name, second person and certificate are right."""
    folder = folder_of(args)
    refuse_inside(folder, args.certificate)
    with opened(args) as (office, actor):
        request = confirmed(args, office, actor, Act.WIPE, args.office_name)
        with office.work(actor) as work:
            facts = agree_to_wipe(work, args.office_name, request, served=office.served)
    wiped = end_office(folder, facts, args.certificate)
    result = {
        "office": facts.office,
        "gone": [vars(one) for one in wiped.gone],
        "left": [list(one) for one in wiped.left],
        "secrets": wiped.secrets,
        "certificate": str(args.certificate),
    }
    lines = [
        f"「{facts.office}」のデータを消しました（ファイル{len(wiped.gone)}個、半分の鍵{wiped.secrets}個）。",
        *(f"残っているもの: {name}（{why}）" for name, why in wiped.left),
        f"消去証明書: {args.certificate}",
    ]
    return say(out, args, result, lines)
