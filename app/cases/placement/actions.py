"""Changes to the candidates of a case, the one that is chosen, and the day of release."""

from __future__ import annotations

from sqlalchemy import select

from app import codes
from app.cases.placement.rules import (
    ACCEPTED,
    KINDS,
    STATES,
    CheckedPlacement,
    PlacementInput,
    ReleaseInput,
    check_placement,
    check_release,
    choose_refusal,
    unchoose_refusal,
)
from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import Episode, Placement, ReleasePlan
from app.storage.work import CHANGED, Work

_FIELDS = (
    *("dest_kind", "name", "municipality", "contact", "asked_on"),
    *("state", "result_on", "reason", "note"),
)
_CHOSEN = "受入先として選んであります。先に「選択をやめる」か、別の候補を選んでください。"


def add(work: Work, episode_id: str, typed: PlacementInput) -> str:
    """Keep a new candidate of a case and give back its id."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    placement = Placement(episode_id=episode.id)
    _write(placement, check_placement(typed, work.clock.today()))
    work.add(placement)
    _tell(work, placement, "placement.added", "受入先の候補を登録")
    return placement.id


def correct(work: Work, placement_id: str, version: int, typed: PlacementInput) -> None:
    """Keep what was corrected of a candidate; a chosen one is corrected in the case too."""
    work.require(Permission.EDIT_CASES)
    placement = work.get(Placement, placement_id)
    work.check_version(placement, version)
    checked = check_placement(typed, work.clock.today())
    if all(getattr(placement, name) == getattr(checked, name) for name in _FIELDS):
        return
    if placement.chosen and checked.state != ACCEPTED:
        raise InvalidInput((FieldProblem("state", _CHOSEN),))
    episode = work.get(Episode, placement.episode_id)
    follows = placement.chosen and _is_place_of(placement, episode)
    _write(placement, checked)
    if follows:
        episode.dest_kind, episode.dest_name = placement.dest_kind, placement.name
    words = f"受入先の候補を訂正（{codes.label(STATES, placement.state)}）"
    _tell(work, placement, "placement.corrected", words)


def remove(work: Work, placement_id: str, version: int) -> None:
    """Take away a candidate that was entered by mistake."""
    work.require(Permission.EDIT_CASES)
    placement = work.get(Placement, placement_id)
    work.check_version(placement, version)
    if placement.chosen:
        raise InvalidInput((FieldProblem("chosen", _CHOSEN),))
    _tell(work, placement, "placement.removed", "受入先の候補を削除")
    work.session.delete(placement)


def choose(work: Work, placement_id: str, version: int) -> None:
    """Make a candidate the 受入先 of its case; the one chosen before is so no longer."""
    work.require(Permission.EDIT_CASES)
    placement = work.get(Placement, placement_id)
    work.check_version(placement, version)
    refusal = choose_refusal(placement.state, chosen=placement.chosen)
    if refusal:
        raise InvalidInput((FieldProblem("chosen", refusal),))
    episode = work.get(Episode, placement.episode_id)
    before = work.session.scalars(
        select(Placement).where(Placement.episode_id == episode.id, Placement.chosen.is_(True))
    ).all()
    for other in before:
        other.chosen = False
    placement.chosen = True
    episode.dest_kind, episode.dest_name = placement.dest_kind, placement.name
    words = f"受入先を「{placement.name}」（{codes.label(KINDS, placement.dest_kind)}）に決めた"
    if before:
        words += f"（「{before[0].name}」の選択をやめた）"
    _tell(work, placement, "placement.chosen", words, named=True)


def unchoose(work: Work, placement_id: str, version: int) -> None:
    """A candidate is the 受入先 no longer; the case has none until another is chosen."""
    work.require(Permission.EDIT_CASES)
    placement = work.get(Placement, placement_id)
    work.check_version(placement, version)
    episode = work.get(Episode, placement.episode_id)
    refusal = unchoose_refusal(episode.stage)
    if refusal:
        raise InvalidInput((FieldProblem("chosen", refusal),))
    if _is_place_of(placement, episode):
        episode.dest_kind, episode.dest_name = None, ""
    placement.chosen = False
    _tell(work, placement, "placement.unchosen", "受入先の選択をやめた")


def write_release(work: Work, episode_id: str, version: int, typed: ReleaseInput) -> None:
    """Keep the plan for the day of release; `version` is 0 for the first time."""
    work.require(Permission.EDIT_CASES)
    checked = check_release(typed, work.clock.today())
    # two desks that write for the first time take turns: there is one row for a case
    episode = work.get(Episode, episode_id)
    work.session.refresh(episode, with_for_update=True)
    plan = work.session.scalar(select(ReleasePlan).where(ReleasePlan.episode_id == episode.id))
    if (0 if plan is None else plan.version) != version:
        raise ChangedMeanwhile(CHANGED)
    if plan is None:
        plan = work.add(ReleasePlan(episode_id=episode.id))
    for name, text in checked.texts.items():
        setattr(plan, name, text)
    plan.meeting_minute = checked.meeting_minute
    work.touch(episode)
    work.touch(plan)
    work.tell(
        "release_plan.written",
        "釈放当日の予定を記録",
        subject_kind="episode",
        subject_id=episode.id,
    )


def _write(placement: Placement, checked: CheckedPlacement) -> None:
    for name in _FIELDS:
        setattr(placement, name, getattr(checked, name))


def _is_place_of(placement: Placement, episode: Episode) -> bool:
    return (episode.dest_kind, episode.dest_name) == (placement.dest_kind, placement.name)


def _tell(work: Work, placement: Placement, kind: str, words: str, *, named: bool = False) -> None:
    work.touch(placement)
    work.touch(work.get(Episode, placement.episode_id))
    work.tell(
        kind,
        words if named else f"{words}：{placement.name}",
        subject_kind="episode",
        subject_id=placement.episode_id,
        details={"placement": placement.id},
    )
