"""`teichaku letter list`, `ask`, `write`, `accept`: exchanges and what is written in them."""

from __future__ import annotations

import argparse
from typing import TextIO

from app.cases.queries import CaseFilter, case_list
from app.commands.access import opened
from app.commands.letter.given import Choices, add_act, say
from app.errors import NotFound
from app.handoff.accepting import actions as accepting
from app.handoff.letters.kinds import ExchangeKind, LetterKind
from app.handoff.overview.queries import exchange_list, exchange_page
from app.handoff.partners.queries import partners
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from app.history.viewing import of_list
from app.storage.work import Reading


def add_to(choices: Choices) -> None:
    """Four acts."""
    add_act(choices, "list", "やりとりの一覧", listed)
    parser = add_act(choices, "ask", "ケースについて協力を頼む", ask)
    parser.add_argument("--case", required=True, metavar="NUMBER", help="管理番号")
    parser.add_argument("--partner", required=True, metavar="NAME", help="相手先の名前")
    parser.add_argument(
        "--kind", choices=[str(kind) for kind in ExchangeKind], default="cooperation", help="種類"
    )
    _add_words(parser)
    parser = add_act(choices, "write", "文を書く", write)
    parser.add_argument("exchange", metavar="ID", help="やりとりの番号")
    parser.add_argument("kind", choices=[str(kind) for kind in LetterKind], help="文の種類")
    _add_words(parser)
    parser = add_act(choices, "accept", "届いた依頼を受諾する", accept)
    parser.add_argument("exchange", metavar="ID", help="やりとりの番号")
    parser.add_argument("--person", default="", metavar="ID", help="すでに登録した人")
    parser.add_argument(
        "--sure", action="store_true", help="氏名か生年月日が違っても同じ人だと確かめた"
    )
    parser.add_argument("--number", default="", metavar="NUMBER", help="新しい管理番号")
    _add_words(parser)


def _add_words(parser: argparse.ArgumentParser) -> None:
    for name, words in (
        ("asked", "お願いすること"),
        ("text", "本文"),
        ("reason", "理由"),
        ("day", "日"),
        ("of", "どの文について（省くと、いま答えられる文）"),
        ("basis", "渡す根拠"),
        ("consent", "同意の番号"),
    ):
        parser.add_argument(f"--{name}", default="", metavar="...", help=words)
    parser.add_argument("--items", default="", metavar="a,b", help="渡す情報の項目")


def _typed(args: argparse.Namespace, target: str = "") -> WriteInput:
    items = tuple(item for item in args.items.split(",") if item)
    return WriteInput(
        asked=args.asked,
        text=args.text,
        reason=args.reason,
        day=args.day,
        of=args.of or target,
        reply_to=args.of or target,
        consent=args.consent,
        items=items,
        basis=BasisInput(args.basis, args.consent or None),
    )


def listed(args: argparse.Namespace, out: TextIO) -> int:
    """Every exchange: with whom, how far, who leads, what is waited for."""
    with opened(args) as (office, actor), office.reading(actor, of_list("広域")) as reading:
        lines = exchange_list(reading)
    rows = [
        {
            "id": one.id,
            "kind": str(one.kind),
            "partner": one.partner,
            "number": one.number,
            "phase": one.phase,
            "we_lead": one.we_lead,
            "in_doubt": one.doubt,
            "waits_for": one.step.what.words if one.step is not None else "",
            "ours": one.ours,
            "late": one.late,
            "to_give": one.to_give,
        }
        for one in lines
    ]
    words = "\n".join(
        f"{row['id']}　{row['partner']}　{row['number']}　{row['phase']}　{row['waits_for']}"
        for row in rows
    )
    return say(args, out, {"exchanges": rows}, words or "やりとりはまだありません。")


def ask(args: argparse.Namespace, out: TextIO) -> int:
    """Begin an exchange about the case with this number."""
    with opened(args) as (office, actor), office.work(actor) as work:
        exchange = writing.begin(
            work,
            _case(work, args.case),
            _partner(work, args.partner),
            ExchangeKind(args.kind),
            _typed(args),
        )
    return say(args, out, {"exchange": exchange}, f"依頼の文を書きました: {exchange}")


def write(args: argparse.Namespace, out: TextIO) -> int:
    """Write a letter; without --of it answers what can be answered now."""
    kind = LetterKind(args.kind)
    with opened(args) as (office, actor), office.work(actor) as work:
        targets = exchange_page(work, args.exchange).actions[kind].targets
        target = targets[-1].id if targets else ""
        letter = writing.write(work, args.exchange, kind, _typed(args, target))
    return say(args, out, {"letter": letter}, f"「{kind.words}」の文を書きました: {letter}")


def accept(args: argparse.Namespace, out: TextIO) -> int:
    """Take a request up: person, case and answer at once."""
    typed = accepting.AcceptInput(
        person_id=args.person, number=args.number, sure=args.sure, answer=_typed(args)
    )
    with opened(args) as (office, actor), office.work(actor) as work:
        episode = accepting.accept(work, args.exchange, typed)
    return say(args, out, {"case": episode}, f"受諾し、ケースを作りました: {episode}")


def _case(reading: Reading, number: str) -> str:
    found = case_list(reading, CaseFilter(text=number, ended_too=True)).rows
    same = [row.id for row in found if row.number == number]
    if len(same) != 1:
        raise NotFound(
            f"管理番号「{number}」のケースが{'いくつも' if same else ''}"
            f"{'あります' if same else '見つかりません'}。何も変えていません。"
        )
    return same[0]


def _partner(reading: Reading, name: str) -> str:
    found = next((one.id for one in partners(reading) if one.name == name), None)
    if found is None:
        raise NotFound(
            f"相手先「{name}」が見つかりません。何も変えていません。"
            "letter partners で名前を確かめてください。"
        )
    return found
