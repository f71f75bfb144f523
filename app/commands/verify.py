"""`teichaku verify`: follow the chain of the history and say where it first is not whole."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from app.commands.access import opened_unchecked
from app.errors import FileProblem, WrongUse
from app.history.chain import Head, refuse_broken
from app.history.queries import follow_chain
from app.reports.output import write_whole
from app.reports.papers.actions import write_paper
from app.reports.papers.history_head import history_head, read_mark
from app.storage.anchor import anchor_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Heads that were written down elsewhere, and where to write the one of today."""
    parser.add_argument(
        "--against",
        type=Path,
        action="append",
        default=[],
        metavar="FILE.json",
        help="前に --head-out で書き出した印とも比べる",
    )
    parser.add_argument(
        "--against-printed",
        nargs="+",
        action="append",
        default=[],
        metavar="WORDS",
        help="紙に印刷した番号と印とも比べる（番号、続けて印）",
    )
    parser.add_argument(
        "--paper", type=Path, metavar="FILE.pdf", help="都道府県に渡す「履歴の先頭」の紙を書き出す"
    )
    parser.add_argument(
        "--head-out", type=Path, metavar="FILE.json", help="今の履歴の最後の印を書き出す"
    )


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Read every entry in order; where one is missing or altered nothing is written."""
    with opened_unchecked(args) as (office, actor, folder):
        anchor = anchor_of(folder, office.office_id, office.chain_key)
        against = [
            *anchor.read(),
            *(read_head(path, office.office_id) for path in args.against),
            *(printed_head(words) for words in args.against_printed),
        ]
        with office.reading(actor) as reading:
            checked = follow_chain(reading, office.chain_key, against)
        refuse_broken(checked)
        words = f"履歴を確かめた（第{checked.head.seq}番まで、そろっている）"
        office.note(actor, "history.verified", words, subject_kind="office")
        if args.paper is not None:
            with office.work(actor) as work:
                write_paper(work, history_head(work, office.chain_key), args.paper)
        if args.head_out is not None:
            _write_head(args.head_out, office.office_id, checked.head)
    say(args, out, checked.head, len(against))
    return 0


def say(args: argparse.Namespace, out: TextIO, head: Head, against: int) -> None:
    """The result, for people or as JSON."""
    if args.json:
        found = {"entries": head.seq, "head": {"seq": head.seq, "mac": head.mac}}
        out.write(json.dumps({**found, "against": against, "whole": True}) + "\n")
        return
    out.write(f"履歴 {head.seq:,}件を、はじめから順に確かめました。欠けも書き換えもありません。\n")
    out.write(f"比べた印: {against}個（この PC に残る印と、指定した印）\n")
    out.write(f"最後の印: 第{head.seq}番 {head.mac}\n")


def printed_head(words: Sequence[str]) -> Head:
    """What was typed from the paper that the prefecture keeps."""
    head = read_mark(words[0], "".join(words[1:]))
    if head is None:
        raise WrongUse(
            "紙の番号と印を読み取れません。何も変えていません。"
            "番号に続けて、64文字の印を紙のとおりに入力してください。",
            where="against_printed",
        )
    return head


def read_head(path: Path, office_id: str) -> Head:
    """A head that was written with --head-out, of this office."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        head, office = Head(int(said["seq"]), str(said["mac"])), said["office"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileProblem(
            f"「{path.name}」を履歴の印として読めませんでした。何も変えていません。"
            "--head-out で書き出したファイルを指定してください。",
            where=path.name,
        ) from error
    if office != office_id:
        raise FileProblem(
            f"「{path.name}」は、別の事業所の履歴の印です。何も変えていません。",
            where=path.name,
        )
    return head


def _write_head(path: Path, office_id: str, head: Head) -> None:
    content = json.dumps({"office": office_id, "seq": head.seq, "mac": head.mac}).encode()

    def complete(draft: Path) -> None:
        if draft.read_bytes() != content:
            raise OSError("read back differently")

    write_whole(path, content, complete)
