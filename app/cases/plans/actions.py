"""Changes to plans: drafts, revisions, approval by the センター長, progress of their lines."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from app import codes
from app.cases.plans.rules import KINDS, STATES, CheckedPlan, PlanInput, check, kinds
from app.errors import FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import Episode, Plan, PlanItem
from app.storage.work import Work

APPROVED = (
    "承認済みの計画は変えられません。元のまま残っています。"
    "変えるときは「改訂する」で次の版を作ってください。"
)
SUPERSEDED = "この計画には新しい版があります。画面を読み直して、新しい版で記録してください。"


def draft(work: Work, episode_id: str, kind: str, typed: PlanInput) -> str:
    """Keep the first or the next revision as a draft and give back its id.

    There is at most one draft of a kind; a second one is refused.
    """
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    if kind not in dict(kinds(episode.service)):
        raise InvalidInput((FieldProblem("kind", "この業務にはない計画です。"),))
    # two desks that begin at the same time: the second waits here and then sees the first's draft
    work.session.execute(select(Episode.id).where(Episode.id == episode.id).with_for_update())
    newest = _newest(work, episode.id, kind)
    if newest is not None and newest.approved_at is None:
        raise InvalidInput(
            (
                FieldProblem(
                    "kind",
                    f"第{newest.revision}版がまだ下書きです。二つ目の下書きは作れません。"
                    "入力を写してから、その下書きを直してください。",
                ),
            )
        )
    revision = newest.revision + 1 if newest else 1
    checked = check(typed, work.clock.today(), revision=revision)
    plan = Plan(episode_id=episode.id, kind=kind, revision=revision)
    _write(plan, checked)
    work.add(plan)
    work.session.flush()
    _write_lines(work, plan, checked, {})
    _tell(work, plan, "plan.drafted", "の下書きを作成" if revision == 1 else "を改訂")
    return plan.id


def correct_draft(work: Work, plan_id: str, version: int, typed: PlanInput) -> None:
    """Keep a corrected draft; its version stands for the lines as well."""
    work.require(Permission.EDIT_CASES)
    plan = work.get(Plan, plan_id)
    _refuse_approved(plan)
    work.check_version(plan, version)
    checked = check(typed, work.clock.today(), revision=plan.revision)
    before = _head(plan)
    _write(plan, checked)
    if not _write_lines(work, plan, checked, _lines(work, plan)) and before == _head(plan):
        return
    flag_modified(plan, "updated_at")  # the version goes up although only a line changed
    _tell(work, plan, "plan.corrected", "の下書きを訂正")


def discard_draft(work: Work, plan_id: str, version: int) -> None:
    """Take away a draft; approved revisions stay."""
    work.require(Permission.EDIT_CASES)
    plan = work.get(Plan, plan_id)
    _refuse_approved(plan)
    work.check_version(plan, version)
    for line in _lines(work, plan).values():
        work.session.delete(line)
    work.session.flush()
    work.touch(plan)
    work.session.delete(plan)
    _tell(work, plan, "plan.discarded", "の下書きを削除")


def approve(work: Work, plan_id: str, version: int) -> None:
    """Approve a draft as the センター長; from then on it is never changed."""
    work.require(Permission.APPROVE_PLAN)
    plan = work.get(Plan, plan_id)
    _refuse_approved(plan)
    work.check_version(plan, version)
    if not _lines(work, plan):
        raise InvalidInput(
            (
                FieldProblem(
                    "lines", "計画の行がありません。下書きに行を加えてから承認してください。"
                ),
            )
        )
    plan.approved_by, plan.approved_at = work.actor.staff_id, work.now
    _tell(work, plan, "plan.approved", "を承認")


def set_progress(work: Work, line_id: str, version: int, state: str) -> None:
    """Say how a line of the newest revision stands (未・進行・済・中止), approved or not."""
    work.require(Permission.EDIT_CASES)
    line = work.get(PlanItem, line_id)
    work.check_version(line, version)
    plan = work.get(Plan, line.plan_id)
    newest = _newest(work, plan.episode_id, plan.kind)
    if newest is None or newest.id != plan.id:
        raise InvalidInput((FieldProblem("state", SUPERSEDED),))
    if state not in dict(codes.table(STATES).choices()):
        raise InvalidInput((FieldProblem("state", "進み具合を一覧から選んでください。"),))
    if line.state == state:
        return
    before, line.state = line.state, state
    if plan.approved_at is None:
        flag_modified(plan, "updated_at")  # who corrects the draft at another desk must hear of it
    words = f"の{line.position + 1}行目を「{codes.label(STATES, state)}」に"
    _tell(work, plan, "plan.progress", words, line=line.id, before=before, after=state)


def _refuse_approved(plan: Plan) -> None:
    if plan.approved_at is not None:
        raise InvalidInput((FieldProblem("plan", APPROVED),))


def _newest(work: Work, episode_id: str, kind: str) -> Plan | None:
    revision = select(func.max(Plan.revision)).where(
        Plan.episode_id == episode_id, Plan.kind == kind
    )
    return work.session.scalars(
        select(Plan).where(
            Plan.episode_id == episode_id,
            Plan.kind == kind,
            Plan.revision == revision.scalar_subquery(),
        )
    ).one_or_none()


def _head(plan: Plan) -> tuple[object, ...]:
    return plan.made_on, plan.worker, plan.wish, plan.policy, plan.review_on, plan.reason


def _write(plan: Plan, checked: CheckedPlan) -> None:
    plan.made_on, plan.worker = checked.made_on, checked.worker
    plan.wish, plan.policy = checked.wish, checked.policy
    plan.review_on, plan.reason = checked.review_on, checked.reason


def _lines(work: Work, plan: Plan) -> dict[str, PlanItem]:
    rows = work.session.scalars(select(PlanItem).where(PlanItem.plan_id == plan.id))
    return {row.id: row for row in rows}


def _write_lines(work: Work, plan: Plan, checked: CheckedPlan, kept: dict[str, PlanItem]) -> bool:
    """Whether a line was added, changed, moved or taken away; ids of other plans mean new lines."""
    changed = False
    for position, line in enumerate(checked.lines):
        row = kept.pop(line.id, None)
        after = (
            position,
            line.domain,
            line.goal,
            line.service,
            line.who,
            line.by_when,
            line.state,
        )
        if row is None:
            row = work.add(PlanItem(plan_id=plan.id))
        elif after == (
            row.position,
            row.domain,
            row.goal,
            row.service,
            row.who,
            row.by_when,
            row.state,
        ):
            continue
        row.position, row.domain, row.goal, row.service, row.who, row.by_when, row.state = after
        changed = True
    for gone in kept.values():
        work.session.delete(gone)
    return changed or bool(kept)


def _tell(work: Work, plan: Plan, kind: str, words: str, **details: str) -> None:
    episode = work.get(Episode, plan.episode_id)
    work.touch(episode)
    name = codes.label(KINDS, plan.kind, episode.service)
    work.tell(
        kind,
        f"{name}（第{plan.revision}版）{words}",
        subject_kind="episode",
        subject_id=plan.episode_id,
        details={"plan": plan.id, **details},
    )
