"""Who may restrict a person's cases, to whom, and what that means (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app.errors import FieldProblem, InvalidInput
from app.staff.office_kind import OfficeKind, director
from app.staff.permissions import Actor, Permission, Role
from app.staff.rules import own_worker

WORKER, NAMED = "worker", "named"
HIDDEN_NUMBER = "担当限定"
"""Stands where the number of a case would tell which one it is."""
IN_FILE = (
    "データがこの PC のファイルにある事業所では、画面に出さないための設定です。"
    "ファイルそのものの暗号は職員ごとには分かれていません。"
    "確かに分ける必要があるときは、サーバーで使ってください。"
)
"""What is said where nothing but this program stands between the staff and the data."""


@dataclass(frozen=True)
class RestrictionInput:
    """Who else may see the cases, and why they are restricted."""

    staff: tuple[str, ...]
    reason: str


def meaning(kind: OfficeKind) -> str:
    """What is said before it is done."""
    return (
        f"この人の支援は、すべての業務が、下で選んだ職員と{director(kind)}のほかには見えなくなります。"
        "一覧・検索・今日・予定・会議・添付・書類・履歴のどこにも出ません。"
        "この人を話し合った会議は、会議ごと見えなくなります。"
        "報告の人数には数えますが、だれかはわかりません。"
    )


def hidden_words(many: int) -> str:
    """What stands below a list for those of it that are not shown."""
    return f"ほか{many}件（{HIDDEN_NUMBER}）"


def refusal(actor: Actor, workers: Iterable[str]) -> str:
    """Why this person may not restrict the cases, nor change that; '' when they may."""
    if reason := actor.refusal(Permission.EDIT_CASES):
        return reason
    if actor.role is Role.DIRECTOR or is_worker(actor.name, workers):
        return ""
    return f"担当限定を決められるのは、この人の担当者と{director(actor.kind)}です。"


def is_worker(name: str, workers: Iterable[str]) -> bool:
    """Whether somebody of the staff is one of these 担当者, by full or family name."""
    known = tuple(worker for worker in workers if worker)
    return own_worker(known, name) in known


def working(staff: Mapping[str, str], workers: Collection[str]) -> frozenset[str]:
    """Ids of the staff (id → name) who are 担当者; nobody where a family name could mean two."""
    found: set[str] = set()
    for worker in workers:
        meant = [key for key, name in staff.items() if is_worker(name, (worker,))]
        exact = [key for key in meant if "".join(staff[key].split()) == "".join(worker.split())]
        found.update(exact or (meant if len(meant) == 1 else ()))
    return frozenset(found)


def checked(typed: RestrictionInput, staff: Collection[str], workers: Collection[str]) -> str:
    """The reason as it is kept; `InvalidInput` names what is missing."""
    problems = []
    reason = " ".join(typed.reason.split())
    if not reason:
        problems.append(FieldProblem("reason", "理由を入力してください。履歴に残ります。"))
    if not set(typed.staff) <= set(staff):
        problems.append(
            FieldProblem("staff", "選んだ職員が、いまは登録されていません。選び直してください。")
        )
    if not {*typed.staff, *workers}:
        problems.append(FieldProblem("staff", "見られる職員を、少なくとも1人選んでください。"))
    if problems:
        raise InvalidInput(tuple(problems))
    return reason
