"""The second person of a command: their name and 合言葉, or the recovery code where there is none."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.errors import NotAllowed, WrongUse
from app.staff.permissions import Actor
from app.staff.second import actions
from app.staff.second.queries import able
from app.staff.second.rules import ACT_WORDS, NEEDS, Act
from app.storage.keys.passphrase import read_passphrase_file
from app.storage.other_person import as_other_person
from app.storage.work import Office


def add_second(parser: argparse.ArgumentParser) -> None:
    """Who agrees as the second person."""
    parser.add_argument("--second", metavar="NAME", help="二人目として確認する職員の氏名")
    parser.add_argument(
        "--second-passphrase-file",
        type=Path,
        metavar="FILE",
        help="二人目の人の合言葉だけを書いたファイル",
    )
    parser.add_argument(
        "--recovery-file",
        type=Path,
        metavar="FILE",
        help="回復コードだけを書いたファイル（確認できる人がほかにいない事業所でだけ）",
    )


def confirmed(
    args: argparse.Namespace, office: Office, actor: Actor, act: Act, about: str = ""
) -> str:
    """Ask, and have it agreed to as the arguments say; gives the id that `use` takes."""
    by_person = args.second is not None and args.second_passphrase_file is not None
    if by_person == (args.recovery_file is not None):
        raise WrongUse(
            f"{ACT_WORDS[act]}には、二人目の確認が要ります。何もしていません。"
            "--second と --second-passphrase-file か、--recovery-file の、どちらかを指定してください。"
        )
    typed = read_passphrase_file(args.second_passphrase_file or args.recovery_file)
    with office.work(actor) as work:
        request = actions.ask(work, act, about)
        others = able(work, act)
    if not by_person:
        opens = office.recovery_opens
        with office.work(actor) as work:
            actions.agree_alone(work, request, lambda: opens is not None and opens(typed))
        return request
    found = [one for one in others if one.name == args.second]
    if len(found) != 1:
        known = "、".join(one.name for one in others) or "いません"
        raise NotAllowed(
            f"--second の人は、二人目として確認できません。何もしていません。確認できる人: {known}。",
            where=NEEDS[act],
        )
    with (
        as_other_person(office, found[0].staff_id, typed) as (theirs, other),
        theirs.work(other) as work,
    ):
        actions.answer(work, request)
    return request
