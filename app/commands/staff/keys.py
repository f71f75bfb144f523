"""`teichaku staff add` and `passphrase`: keys in an office in a file, and one's own anywhere."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from app.commands.access import opened, passphrase_of
from app.commands.staff.given import Choices, add_act, colleague, say
from app.errors import WrongUse
from app.staff.accounts import actions as accounts
from app.staff.accounts.own import tell_own_key
from app.staff.permissions import Role
from app.storage import staff_keys
from app.storage.keys.changing import NewStaff
from app.storage.keys.passphrase import read_passphrase_file

_SERVED = "サーバーの事業所では、「teichaku office add-staff」ではじめの合言葉を出します。何も変えていません。"


def add_to(choices: Choices) -> None:
    """Two acts; --passphrase-file is always that of who gives the command."""
    parser = add_act(choices, "add", "職員を加える（ファイルの事業所）", add)
    parser.add_argument("name", metavar="NAME", help="氏名")
    parser.add_argument("--role", required=True, choices=[str(one) for one in Role], help="役割")
    _add_new(parser)
    parser = add_act(
        choices, "passphrase", "合言葉を替える（自分の、または忘れた人の）", passphrase
    )
    parser.add_argument("name", metavar="NAME", nargs="?", help="氏名（なければ自分）")
    _add_new(parser)


def add(args: argparse.Namespace, out: TextIO) -> int:
    """Somebody new with a key of their own."""
    with opened(args) as (office, actor):
        if office.served:
            raise WrongUse(_SERVED)
        with office.work(actor) as work:
            staff_id = accounts.add(work, args.name, Role(args.role))
            by = staff_keys.proof(office, actor.staff_id, passphrase_of(args))
            typed = read_passphrase_file(args.new_passphrase_file)
            who = NewStaff(staff_id, args.name, typed, staff_keys.demands(work))
            staff_keys.give_key(office, by, who)
            accounts.tell_key(work, staff_id, again=False)
    return say(out, args, {"staff": args.name}, [f"{args.name}さんを登録し、鍵を渡しました。"])


def passphrase(args: argparse.Namespace, out: TextIO) -> int:
    """One's own, or a new one in place of one that was forgotten."""
    with opened(args) as (office, actor), office.work(actor) as work:
        typed = read_passphrase_file(args.new_passphrase_file)
        demands = staff_keys.demands(work)
        by = staff_keys.proof(office, actor.staff_id, passphrase_of(args))
        if args.name is None or args.name == actor.name:
            name = actor.name
            staff_keys.change_own(office, by, NewStaff(actor.staff_id, name, typed, demands))
            tell_own_key(work)
        else:
            if office.served:
                raise WrongUse(_SERVED)
            person = colleague(work, office, args.name)
            name = person.name
            who = NewStaff(person.id, name, typed, demands)
            staff_keys.give_key(office, by, who, again=True)
            accounts.tell_key(work, person.id, again=True)
    return say(out, args, {"staff": name}, [f"{name}さんの合言葉を替えました。"])


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--new-passphrase-file",
        required=True,
        type=Path,
        metavar="FILE",
        help="新しい合言葉だけを書いたファイル",
    )
