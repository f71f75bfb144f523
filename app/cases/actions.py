"""Changes to episodes, their stages and 支援経過."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.calendar.partial import PartialDate
from app.cases import stages
from app.cases.facts import filled, values_of
from app.cases.fields import BY_NAME
from app.cases.rules import ActivityInput, Typed, Value, check_activity, check_episode
from app.codes import Service, label
from app.errors import FieldProblem, InvalidInput
from app.people.actions import refresh_search_key
from app.staff.permissions import Permission
from app.storage.records import Activity, Episode, Person, StageMove
from app.storage.work import Work


def open_episode(work: Work, person_id: str, service: Service, typed: Typed) -> str:
    """Begin a 業務 for a person and give back its id."""
    work.require(Permission.EDIT_CASES)
    person = work.get(Person, person_id)
    checked = check_episode(service, typed, work.clock.today())
    if checked.problems:
        raise InvalidInput(checked.problems)
    episode = Episode(
        person_id=person.id, service=str(service), stage=stages.first(service), kept_text={}
    )
    _write(episode, checked.values)
    work.add(episode)
    work.session.flush()
    refresh_search_key(work, person)
    if episode.end is not None:
        _step(work, episode, stages.CLOSED, "終了日のある業務として登録")
    work.tell(
        "episode.opened",
        f"{label('service', service)}を開始",
        subject_kind="episode",
        subject_id=episode.id,
    )
    return episode.id


def correct(work: Work, episode_id: str, version: int, typed: Typed) -> None:
    """Keep corrected fields of an episode; fields that are not in `typed` stay as they are."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    work.check_version(episode, version)
    service = Service(episode.service)
    kept = values_of(episode)
    checked = check_episode(service, typed, work.clock.today(), kept)
    if checked.problems:
        raise InvalidInput(checked.problems)
    changed = {name: value for name, value in checked.values.items() if kept.get(name) != value}
    if not changed:
        return
    _write(episode, changed)
    if "end" in changed:
        _follow_end(work, episode, service)
    if "number" in changed:
        work.session.flush()
        refresh_search_key(work, work.get(Person, episode.person_id))
    work.tell(
        "episode.corrected",
        f"{'・'.join(BY_NAME[name].label(service) for name in changed)}を訂正",
        subject_kind="episode",
        subject_id=episode.id,
        details={"fields": sorted(changed)},
    )


def move(
    work: Work, episode_id: str, version: int, to_stage: str, *, typed: Typed, note: str = ""
) -> None:
    """Take one step along the table of moves; `typed` fills what the step needs."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    work.check_version(episode, version)
    service = Service(episode.service)
    step = stages.find(service, episode.stage, to_stage)
    if step is None:
        raise InvalidInput(
            (FieldProblem("stage", "この段階へは進めません。画面を読み直してください。"),)
        )
    checked = check_episode(service, typed, work.clock.today(), values_of(episode))
    if checked.problems:
        raise InvalidInput(checked.problems)
    _write(episode, checked.values)
    lacking = stages.missing(step, filled(values_of(episode)))
    if lacking:
        raise InvalidInput((FieldProblem(step.requires[0], lacking),))
    if step.needs_note and not note.strip():
        raise InvalidInput((FieldProblem("note", "理由を入力してください。あとから読めます。"),))
    if episode.stage == stages.CLOSED:
        episode.end = episode.end_reason = None
    _step(work, episode, to_stage, note)


def record_activity(work: Work, episode_id: str, typed: ActivityInput) -> str:
    """Keep a 支援経過 of an episode and give back its id."""
    work.require(Permission.RECORD_ACTIVITY)
    episode = work.get(Episode, episode_id)
    checked = check_activity(typed, work.clock.today())
    if checked.problems or checked.day is None:
        raise InvalidInput(checked.problems)
    activity = Activity(
        service=episode.service,
        episode_id=episode.id,
        person_id=episode.person_id,
        day=checked.day,
        minutes=checked.minutes,
    )
    _write_activity(activity, typed)
    work.add(activity)
    work.touch(episode)
    work.tell("activity.recorded", "支援経過を記録", subject_kind="episode", subject_id=episode.id)
    return activity.id


def correct_activity(work: Work, activity_id: str, version: int, typed: ActivityInput) -> None:
    """Keep a corrected 支援経過."""
    work.require(Permission.RECORD_ACTIVITY)
    activity = work.get(Activity, activity_id)
    work.check_version(activity, version)
    checked = check_activity(typed, work.clock.today())
    if checked.problems or checked.day is None:
        raise InvalidInput(checked.problems)
    activity.day, activity.minutes, activity.minutes_text = checked.day, checked.minutes, ""
    _write_activity(activity, typed)
    work.tell(
        "activity.corrected",
        "支援経過を訂正",
        subject_kind="episode",
        subject_id=activity.episode_id,
        details={"activity": activity.id},
    )


def _write(episode: Episode, values: Mapping[str, Value]) -> None:
    kept: dict[str, Any] = dict(episode.kept_text or {})
    for name, value in values.items():
        setattr(episode, name, value)
        if isinstance(value, PartialDate) or value:
            kept.pop(name, None)
    if kept != (episode.kept_text or {}):
        episode.kept_text = kept


def _write_activity(activity: Activity, typed: ActivityInput) -> None:
    activity.means = typed.means
    activity.partner = typed.partner.strip()
    activity.content = typed.content.strip()
    activity.worker = typed.worker.strip()


def _follow_end(work: Work, episode: Episode, service: Service) -> None:
    """An end date typed into the form closes the episode; taking it out reopens it."""
    if episode.end is not None and episode.stage != stages.CLOSED:
        _step(work, episode, stages.CLOSED, "終了日の入力による")
    elif episode.end is None and episode.stage == stages.CLOSED:
        episode.end_reason = None
        back = stages.from_ledger(service, values_of(episode), work.clock.today())
        _step(work, episode, back, "終了日の取消しによる")


def _step(work: Work, episode: Episode, to_stage: str, note: str) -> None:
    work.add(
        StageMove(
            episode_id=episode.id,
            from_stage=episode.stage,
            to_stage=to_stage,
            day=work.clock.today(),
            by=work.actor.staff_id,
            source="hand",
            note=note.strip(),
        )
    )
    words = label("stage", to_stage, episode.service)
    work.tell(
        "episode.moved",
        f"段階を「{words}」に",
        subject_kind="episode",
        subject_id=episode.id,
        details={"from": episode.stage, "to": to_stage},
    )
    episode.stage = to_stage
