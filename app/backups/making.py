"""Making a 控え of an opened office: made, verified, and only then written down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.backups import queries
from app.backups.rules import Plan, Standing
from app.errors import NotAllowed, StorageProblem, TeichakuError
from app.staff.permissions import Actor
from app.storage.work import Office

if TYPE_CHECKING:
    from app.storage.embedded.backup import Backup, Step

ON_SERVER = (
    "データはサーバーにあります。控えは、サーバーの管理者がサーバーの上で取ります"
    "（手引き「事務所のサーバーで使う」の「控え」）。この PC には控えはありません。"
)


@dataclass(frozen=True)
class Kept:
    """A 控え that was made, and why it did not reach the second place ('' when it did)."""

    backup: Backup
    second: Path | None = None
    problem: str = ""


def plan_and_standing(office: Office, actor: Actor) -> tuple[Plan, Standing]:
    """What is set, and what the history says."""
    with office.reading(actor) as reading:
        return queries.plan(reading), queries.standing(reading)


def make(office: Office, actor: Actor, step: Step = lambda done, total: None) -> Kept:
    """Make and verify a 控え, write that down, then carry it to the second place.

    A try that fails is written down too, and raises.
    """
    keeper = office.keeper
    if keeper is None:
        raise NotAllowed(ON_SERVER)
    with office.reading(actor) as reading:
        plan = queries.plan(reading)
    try:
        with office.one_writer() as source:
            made = keeper.back_up(plan, office.clock, office.still, source, step)
    except TeichakuError as error:
        _note(office, actor, queries.FAILED, "控えを作れなかった", why=error.message)
        raise
    about = {"file": made.path.name, "rows": made.rows, "size": made.size, "head": made.head.seq}
    if made.broken:
        words = f"控え「{made.path.name}」を作ったが、履歴に欠けか書き換えがある"
        _note(office, actor, queries.FAILED, words, why=made.broken, **about)
        raise StorageProblem(f"{made.broken}写しは「{made.path.name}」に取ってあります。")
    words = f"控え「{made.path.name}」を作り、開いて確かめた（{made.rows:,}件）"
    _note(office, actor, queries.MADE, words, **about)
    return carry(office, actor, plan, made)


def carry(office: Office, actor: Actor, plan: Plan, made: Backup) -> Kept:
    """Copy a 控え to the second place of the plan; where it cannot be reached that is written down."""
    if not plan.second:
        return Kept(made)
    from app.storage import second_place

    try:
        copy = second_place.carry(
            made.path, Path(plan.second), office.office_id, plan, made.taken_at
        )
    except TeichakuError as error:
        words = "第二の置き場所に控えを写せなかった"
        _note(office, actor, queries.SECOND_FAILED, words, file=made.path.name)
        return Kept(made, None, error.message)
    words = f"控え「{made.path.name}」を第二の置き場所に写した"
    _note(office, actor, queries.SECOND, words, file=made.path.name)
    return Kept(made, copy)


def _note(office: Office, actor: Actor, kind: str, words: str, **details: object) -> None:
    office.note(actor, kind, words, subject_kind="office", details=details)
