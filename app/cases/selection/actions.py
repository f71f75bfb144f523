"""Recording a decision about 特別調整."""

from __future__ import annotations

from sqlalchemy import select

from app import codes
from app.calendar import wareki
from app.cases.selection.queries import current_decision, last_decision, requirement_states
from app.cases.selection.rules import KUBUN, TABLE, SelectionInput, check
from app.codes import Service
from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import Episode, Selection
from app.storage.work import CHANGED, Work

_ELSEWHERE = "選定は、生活環境の調整のケースで記録します。"


def decide(work: Work, episode_id: str, before: str, typed: SelectionInput) -> str:
    """Keep a decision and give back its id; the case's 区分 follows it.

    `before` is the id of the decision that held when the page was read; '' for none.
    """
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    # two desks that decide at the same time: the second waits here and then sees the first's
    work.session.execute(select(Episode.id).where(Episode.id == episode.id).with_for_update())
    if last_decision(work, episode.id) != before:
        raise ChangedMeanwhile(CHANGED)
    if episode.service != Service.ADJUSTMENT:
        raise InvalidInput((FieldProblem("decision", _ELSEWHERE),))
    states = requirement_states(work, episode.id)
    current = current_decision(work, episode.id)
    decided = check(typed, states, current, work.clock.today())
    selection = Selection(
        episode_id=episode.id,
        decision=decided.decision,
        day=decided.day,
        reason=decided.reason,
        by=work.actor.staff_id,
    )
    work.add(selection)
    episode.kubun = KUBUN.get(decided.decision)
    words = codes.label(TABLE, decided.decision)
    work.tell(
        "selection.decided",
        f"選定: {words}（{wareki.short(decided.day)}）",
        subject_kind="episode",
        subject_id=episode.id,
        details={"decision": decided.decision, "states": states},
    )
    return selection.id
