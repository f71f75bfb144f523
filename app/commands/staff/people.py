"""`teichaku staff list`, `role`, `rename` and `leave`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from app.commands.access import opened, passphrase_of
from app.commands.staff.given import Choices, add_act, colleague, say
from app.errors import WrongUse
from app.reports.papers.actions import write_paper
from app.reports.papers.taken_out import taken_out_paper
from app.staff.accounts import actions as accounts
from app.staff.accounts.queries import people
from app.staff.accounts.rules import KEY_WORDS
from app.staff.permissions import Role, role_label
from app.staff.renaming import actions as renaming
from app.storage import staff_keys
from app.storage.work import Office, Work


def add_to(choices: Choices) -> None:
    """Four acts."""
    add_act(choices, "list", "職員の一覧（役割・最後に入った日・鍵）", listed)
    parser = add_act(choices, "role", "役割を替える", role)
    parser.add_argument("name", metavar="NAME", help="氏名")
    parser.add_argument("role", choices=[str(one) for one in Role], help="新しい役割")
    parser = add_act(choices, "rename", "氏名を直す（担当の業務も一緒に）", rename)
    parser.add_argument("name", metavar="NAME", help="いまの氏名")
    parser.add_argument("new", metavar="NEW", help="新しい氏名")
    parser = add_act(choices, "leave", "退職を登録し、鍵と接続を外す", leave)
    parser.add_argument("name", metavar="NAME", help="氏名")
    parser.add_argument("--day", metavar="2026-03-31", help="退職の日（なければ今日）")
    parser.add_argument(
        "--report", type=Path, metavar="FILE.pdf", help="90日間の書き出し・印刷の一覧の書き出し先"
    )


def listed(args: argparse.Namespace, out: TextIO) -> int:
    """Everybody, those who left too."""
    with opened(args) as (office, actor), office.reading(actor) as reading:
        found = people(reading, staff_keys.keys_here(office.folder))
    rows = [
        {
            "name": one.name,
            "role": str(one.role),
            "active": one.active,
            "left_on": one.left_on.isoformat() if one.left_on else None,
            "last_in": one.last_in.isoformat(timespec="seconds") if one.last_in else None,
            "key": str(one.key),
        }
        for one in found
    ]
    lines = [
        f"{one.name}　{role_label(one.role, actor.kind)}　鍵: {KEY_WORDS[one.key]}"
        + ("" if one.active else f"　退職 {one.left_on}")
        for one in found
    ]
    return say(out, args, {"staff": rows}, lines)


def role(args: argparse.Namespace, out: TextIO) -> int:
    """Another 役割 from now on."""
    with opened(args) as (office, actor), office.work(actor) as work:
        person = colleague(work, office, args.name)
        follow = _follow if office.served else None
        accounts.change_role(work, person.id, person.version, Role(args.role), follow)
    words = f"{person.name}さんの役割を{role_label(Role(args.role), actor.kind)}にしました。"
    return say(out, args, {"staff": person.name, "role": args.role}, [words])


def rename(args: argparse.Namespace, out: TextIO) -> int:
    """Another name, also as 担当者."""
    with opened(args) as (office, actor), office.work(actor) as work:
        person = colleague(work, office, args.name)
        name = " ".join(args.new.split())
        done = renaming.rename(work, person.id, person.version, name)
    words = f"{person.name}さんの氏名を{name}に直しました（担当の業務{done.cases}件、ほか{done.others}件）。"
    return say(out, args, {"staff": name, "cases": done.cases, "others": done.others}, [words])


def leave(args: argparse.Namespace, out: TextIO) -> int:
    """End key, login and connections in one act; write what they took out."""
    with opened(args) as (office, actor):
        with office.work(actor) as work:
            person = colleague(work, office, args.name)
            day = _day(args.day) if args.day else work.clock.today()
            end = _end(args, office, work, person.id)
            accounts.leave(work, person.id, person.version, day, end)
        if args.report is not None:
            with office.work(actor) as work:
                write_paper(work, taken_out_paper(work, person.id), args.report)
    written = str(args.report) if args.report is not None else None
    lines = [f"{person.name}さんの退職を登録し、鍵と接続を外しました。"]
    if written:
        lines.append(f"書き出し・印刷の一覧: {written}")
    return say(out, args, {"staff": person.name, "left_on": str(day), "report": written}, lines)


def _follow(work: Work, staff_ids: Sequence[str]) -> None:
    from app.storage.server.opening import follow_table  # the driver is loaded only for a server

    follow_table(work, staff_ids)


def _end(args: argparse.Namespace, office: Office, work: Work, staff_id: str) -> Callable[[], None]:
    if office.served:
        from app.storage.server.opening import dismiss

        def end() -> None:
            dismiss(work, staff_id)
            staff_keys.forget_desk(office, staff_id)

        return end
    by = staff_keys.proof(office, work.actor.staff_id, passphrase_of(args))
    return lambda: staff_keys.take_keys(office, by, staff_id)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as cause:
        raise WrongUse(
            "--day を読み取れません。2026-03-31 のように入力してください。何も変えていません。",
            where="day",
        ) from cause
