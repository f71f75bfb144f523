"""`teichaku staff hand-over`: all open cases of a worker go to a colleague."""

from __future__ import annotations

import argparse
from typing import TextIO

from app.codes import squeezed
from app.commands.access import opened
from app.commands.staff.given import Choices, add_act, say
from app.errors import NotFound
from app.staff.handover.actions import hand_over
from app.staff.handover.queries import open_cases_of, receivers
from app.staff.handover.rules import Item


def add_to(choices: Choices) -> None:
    """From whom and to whom; a note for all of them."""
    parser = add_act(choices, "hand-over", "続いているケースの担当を、すべて引き継ぐ", run)
    parser.add_argument("worker", metavar="FROM", help="いまの担当者（ケースにある書き方で）")
    parser.add_argument("to", metavar="NAME", help="引き継ぐ職員の氏名")
    parser.add_argument(
        "--note", default="", metavar="WORDS", help="申し送り（どのケースにも同じ）"
    )


def run(args: argparse.Namespace, out: TextIO) -> int:
    """All or none; each waits on the receiver's 今日 until it was read."""
    with opened(args) as (office, actor), office.work(actor) as work:
        wanted = squeezed(args.to)
        found = [who for who, name in receivers(work) if squeezed(name) == wanted]
        if len(found) != 1:
            raise NotFound(
                "引き継ぐ職員が、ケースを扱う人として登録されていません。何も変えていません。"
                "「teichaku staff list」で氏名を確かめてください。",
                where=args.to,
            )
        cases = open_cases_of(work, args.worker)
        items = [Item(one.episode_id, one.version, args.note) for one in cases]
        done = hand_over(work, args.worker, found[0], items)
    words = (
        f"{args.worker}から{args.to}に{len(done)}件を引き継ぎました。本人の「今日」に出ています。"
    )
    return say(out, args, {"handed_over": len(done)}, [words])
