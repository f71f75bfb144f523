"""`teichaku letter card`, `partner`, `confirm`, `partners`: our card, and whose letters we open."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from app.commands.access import opened
from app.commands.letter.given import Choices, add_act, say
from app.commands.second import add_second, confirmed
from app.errors import NotFound
from app.handoff.partners import actions, queries
from app.handoff.partners.rules import KEY_WORDS, HeardInput
from app.handoff.sealing.card import read_card_file
from app.reports.output import read_back_as, write_whole
from app.staff.second.rules import Act


def add_to(choices: Choices) -> None:
    """Four acts."""
    parser = add_act(choices, "card", "自分の相手先カードを書き出す", card)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="書き出す先")
    parser.add_argument(
        "--new-keys",
        action="store_true",
        help="新しい鍵を作ってから書き出す（二人目の確認が要ります）",
    )
    add_second(parser)
    parser = add_act(choices, "partner", "相手先カードを読み込む", partner)
    parser.add_argument("card", type=Path, metavar="CARD", help="相手先カードのファイル")
    parser = add_act(choices, "confirm", "電話で聞いた確かめの言葉を入力する", confirm)
    parser.add_argument("partner", metavar="NAME", help="相手先の名前")
    parser.add_argument("--words", required=True, metavar="WORDS", help="聞こえた言葉")
    parser.add_argument("--with", required=True, dest="heard_from", metavar="NAME", help="相手")
    parser.add_argument("--day", required=True, metavar="R8.4.1", help="確かめた日")
    add_act(choices, "partners", "相手先の一覧", listed)


def card(args: argparse.Namespace, out: TextIO) -> int:
    """Write our card; an office without keys gets its first ones."""
    with opened(args) as (office, actor):
        with office.reading(actor) as reading:
            renews = args.new_keys and queries.has_keys(reading)
        second_id = confirmed(args, office, actor, Act.OWN_KEYS) if renews else ""
        with office.work(actor) as work:
            if renews:
                actions.renew_own_keys(work, second_id)
            elif not queries.has_keys(work):
                actions.make_own_keys(work)
            work.session.flush()
            data = actions.give_card(work)
            words = queries.own_card(work)
            write_whole(args.out, data, read_back_as(data))
    told = " ".join(words.words) if words is not None else ""
    return say(
        args,
        out,
        {"file": str(args.out), "words": told},
        f"カードを書き出しました: {args.out}\n電話で読む確かめの言葉: {told}",
    )


def partner(args: argparse.Namespace, out: TextIO) -> int:
    """Keep the partner of a card; it is believed after `confirm`."""
    given = read_card_file(args.card)
    with opened(args) as (office, actor), office.work(actor) as work:
        known = queries.organisation_of(work, given)
        partner_id = actions.add_from_card(work, given, known)
    return say(
        args,
        out,
        {"partner": partner_id, "name": given.name},
        f"「{given.name}」を登録しました。電話で確かめの言葉を聞き、confirm で入力してください。",
    )


def confirm(args: argparse.Namespace, out: TextIO) -> int:
    """Keep that the words were compared."""
    with opened(args) as (office, actor), office.work(actor) as work:
        line = next((one for one in queries.partners(work) if one.name == args.partner), None)
        if line is None or not line.keys:
            raise NotFound(
                f"「{args.partner}」のカードがまだありません。何も変えていません。"
                "先に letter partner でカードを読み込んでください。"
            )
        key = line.keys[0]
        typed = HeardInput(args.words, args.heard_from, args.day)
        state = actions.confirm(work, key.id, key.version, typed)
    return say(args, out, {"state": str(state)}, f"{args.partner}: {KEY_WORDS[state]}")


def listed(args: argparse.Namespace, out: TextIO) -> int:
    """Every partner with the state of its newest key."""
    with opened(args) as (office, actor), office.reading(actor) as reading:
        lines = queries.partners(reading)
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "kind": one.kind,
            "on_paper": one.on_paper,
            "key": str(one.keys[0].state) if one.keys else "",
        }
        for one in lines
    ]
    words = "\n".join(f"{row['name']}　{row['key']}" for row in rows) or "相手先はまだありません。"
    return say(args, out, {"partners": rows}, words)
