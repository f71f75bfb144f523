"""`teichaku letter out`, `in`, `carry`: letter files to and fro."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, TextIO

from app.commands.access import opened
from app.commands.letter.given import Choices, add_act, say
from app.errors import InvalidInput, LetterRefused
from app.handoff.arriving.actions import Arrived, refuse, take_in
from app.handoff.carrying.queries import outbox
from app.handoff.carrying.rounds import NotTaken, go_round
from app.handoff.sealing.files import LARGEST, read_whole
from app.handoff.writing.actions import seal
from app.reports.output import read_back_as, write_whole


def add_to(choices: Choices) -> None:
    """Three acts."""
    parser = add_act(choices, "out", "相手に届いていない文を、封をして書き出す", give)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="書き出す先")
    parser = add_act(choices, "in", "文のファイルを受け取る", receive)
    parser.add_argument("letters", type=Path, nargs="+", metavar="FILE", help="文のファイル")
    parser = add_act(
        choices, "carry", "共有フォルダーを一巡する（受け取り、書き出し、片付け）", carry
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="相手と共有するフォルダー")


def give(args: argparse.Namespace, out: TextIO) -> int:
    """Write a file per letter that has not arrived."""
    written, held = [], []
    with opened(args) as (office, actor):
        with office.reading(actor) as reading:
            waiting = [one for one in outbox(reading) if not one.on_paper]
        for one in waiting:
            try:
                with office.work(actor) as work:
                    sealed = seal(work, one.id)
                    write_whole(args.out / sealed.name, sealed.data, read_back_as(sealed.data))
            except InvalidInput as refused:
                held.append(
                    {"partner": one.partner, "why": next(iter(refused.by_field().values()))}
                )
            else:
                written.append({"file": sealed.name, "partner": one.partner, "kind": str(one.kind)})
    lines = [f"{one['file']}　{one['partner']}" for one in written]
    lines += [f"封をしていません　{one['partner']}: {one['why']}" for one in held]
    words = "\n".join(lines) or "届いていない文はありません。"
    return say(args, out, {"written": written, "held": held}, words)


def receive(args: argparse.Namespace, out: TextIO) -> int:
    """Take files in, each by itself; the first that is refused ends it with its reason."""
    taken = []
    with opened(args) as (office, actor):
        for path in args.letters:
            try:
                data = read_whole(path, LARGEST, "too_large")
                with office.work(actor) as work:
                    taken.append(take_in(work, data))
            except LetterRefused as refusal:
                with office.work(actor) as work:
                    refuse(work, refusal)
                raise
    rows = [_row(one) for one in taken]
    words = "\n".join(f"{row['partner']}　{row['kind']}　{row['result']}" for row in rows)
    return say(args, out, {"taken": rows}, words)


def carry(args: argparse.Namespace, out: TextIO) -> int:
    """One round through a shared folder."""
    with opened(args) as (office, actor):
        done = go_round(office, actor, args.folder)
    result: dict[str, Any] = {
        "taken": [_row(one) for one in done.taken],
        "left": [_left(one) for one in done.left],
        "written": list(done.written),
        "removed": list(done.removed),
        "held": [{"partner": one.partner, "why": why} for one, why in done.held],
    }
    words = (
        f"受け取り{len(done.taken)}通、書き出し{len(done.written)}通、"
        f"片付け{len(done.removed)}通、受け取らなかったファイル{len(done.left)}件"
    )
    return say(args, out, result, words)


def _row(one: Arrived) -> dict[str, Any]:
    return {
        "exchange": one.exchange_id,
        "partner": one.partner,
        "kind": str(one.kind),
        "result": str(one.result),
        "again": one.again,
    }


def _left(one: NotTaken) -> dict[str, str]:
    return {"file": one.name, "code": one.code, "message": one.sentence}
