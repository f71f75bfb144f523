"""Changes to 支援経過."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.cases.contacts import rules
from app.cases.contacts.queries import content_of
from app.cases.contacts.rules import ActivityInput, CheckedActivity, check_activity
from app.errors import FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import Activity, ActivityRevision, Episode
from app.storage.types import new_id
from app.storage.work import Work


def record_activity(
    work: Work, episode_id: str, typed: ActivityInput, others: Sequence[str] = ()
) -> str:
    """Keep a 支援経過 of an episode and give back its id.

    With `others`, episodes of people who were there too, each gets an entry of its own: minutes,
    way and fare are split, the rest is the same.
    """
    work.require(Permission.RECORD_ACTIVITY)
    ids = tuple(dict.fromkeys((episode_id, *others)))
    checked = check_activity(typed, work.clock.today())
    problems = list(checked.problems)
    if len(ids) > rules.MOST_PERSONS:
        words = f"一緒に記録できるのは{rules.MOST_PERSONS}人までです。"
        problems.append(FieldProblem("others", words))
    if problems or checked.day is None:
        raise InvalidInput(tuple(problems))
    episodes = [work.get(Episode, one) for one in ids]
    shares = [dict(zip(rules.OWN, share, strict=True)) for share in _shares(checked, len(ids))]
    joint_id = new_id() if len(ids) > 1 else None
    made = [
        _made(work, episode, typed, checked.day, share, joint_id)
        for episode, share in zip(episodes, shares, strict=True)
    ]
    return made[0].id


def correct_activity(
    work: Work,
    activity_id: str,
    version: int,
    typed: ActivityInput,
    reason: str = "",
    *,
    all_persons: bool = False,
) -> None:
    """Keep a corrected 支援経過; what it said before stays readable with the reason.

    `all_persons` corrects the shared fields of the other entries of one contact as well.
    """
    work.require(Permission.RECORD_ACTIVITY)
    activity = _standing(work, activity_id, version)
    checked = check_activity(typed, work.clock.today())
    if checked.problems or checked.day is None:
        raise InvalidInput(checked.problems)
    before = content_of(activity)
    _write(activity, typed, checked.day)
    for name in rules.OWN:
        setattr(activity, name, getattr(checked, name))
    if typed.minutes.strip() or not activity.minutes_text:
        activity.minutes_text = ""
    else:
        activity.minutes = None  # still what a ledger said and nobody could read
    after = content_of(activity)
    if after == before:
        return
    _keep_before(work, activity, before, reason)
    if all_persons:
        for other in _joint(work, activity):
            theirs = content_of(other)
            changes = rules.carried(before, after, theirs)
            if changes:
                _put(other, changes)
                _keep_before(work, other, theirs, reason)


def withdraw_activity(
    work: Work, activity_id: str, version: int, reason: str, *, all_persons: bool = False
) -> None:
    """Take a wrong 支援経過 back: it stays readable with the reason and is counted nowhere."""
    work.require(Permission.RECORD_ACTIVITY)
    activity = _standing(work, activity_id, version)
    _need(reason)
    for one in (activity, *(_joint(work, activity) if all_persons else ())):
        one.withdrawn_at, one.withdrawn_by = work.now, work.actor.staff_id
        one.withdrawn_why = reason.strip()
        _tell(work, one, "activity.withdrawn", "支援経過の記載を取消し")


def restore_activity(work: Work, activity_id: str, version: int, reason: str) -> None:
    """Let a 支援経過 that was taken back stand again; that it had been stays readable."""
    work.require(Permission.RECORD_ACTIVITY)
    activity = work.get(Activity, activity_id)
    work.check_version(activity, version)
    if activity.withdrawn_at is None:
        raise InvalidInput((FieldProblem("reason", "この記載は取り消されていません。"),))
    _need(reason)
    before = {**content_of(activity), "withdrawn_why": activity.withdrawn_why}
    activity.withdrawn_at, activity.withdrawn_by, activity.withdrawn_why = None, None, ""
    _revise(work, activity, before, reason)
    _tell(work, activity, "activity.restored", "支援経過の記載の取消しを戻した")


def _made(
    work: Work,
    episode: Episode,
    typed: ActivityInput,
    day: PartialDate,
    share: dict[str, int | None],
    joint_id: str | None,
) -> Activity:
    activity = Activity(
        service=episode.service,
        episode_id=episode.id,
        person_id=episode.person_id,
        joint_id=joint_id,
        **share,
    )
    _write(activity, typed, day)
    work.add(activity)
    work.touch(episode)
    _tell(work, activity, "activity.recorded", "支援経過を記録")
    return activity


def _shares(checked: CheckedActivity, persons: int) -> list[tuple[int | None, ...]]:
    """For each person the minutes, the minutes of the way, its metres and the fare."""
    wholes = (getattr(checked, name) for name in rules.OWN)
    return list(zip(*(rules.split(whole, persons) for whole in wholes), strict=True))


def _standing(work: Work, activity_id: str, version: int) -> Activity:
    activity = work.get(Activity, activity_id)
    work.check_version(activity, version)
    if activity.withdrawn_at is not None:
        raise InvalidInput((FieldProblem("reason", rules.WITHDRAWN),))
    return activity


def _joint(work: Work, activity: Activity) -> list[Activity]:
    """The other entries of the same contact that stand."""
    if activity.joint_id is None:
        return []
    found = select(Activity).where(
        Activity.office_id == work.office_id,
        Activity.joint_id == activity.joint_id,
        Activity.id != activity.id,
        Activity.withdrawn_at.is_(None),
    )
    return list(work.session.scalars(found.order_by(Activity.id)))


def _write(activity: Activity, typed: ActivityInput, day: PartialDate) -> None:
    activity.day = day
    activity.means = typed.means
    activity.partner = typed.partner.strip()
    activity.content = typed.content.strip()
    activity.worker = typed.worker.strip()
    activity.place = typed.place.strip()


def _put(activity: Activity, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(activity, name, PartialDate.from_iso(value) if name == "day" else value)


def _need(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput((FieldProblem("reason", rules.NO_REASON),))


def _keep_before(work: Work, activity: Activity, before: dict[str, Any], reason: str) -> None:
    _need(reason)
    _revise(work, activity, before, reason)
    _tell(work, activity, "activity.corrected", "支援経過を訂正")


def _revise(work: Work, activity: Activity, before: dict[str, Any], reason: str) -> None:
    by = work.actor.staff_id
    work.add(ActivityRevision(activity_id=activity.id, by=by, reason=reason.strip(), before=before))


def _tell(work: Work, activity: Activity, kind: str, words: str) -> None:
    work.tell(
        kind,
        words,
        subject_kind="episode",
        subject_id=activity.episode_id,
        details={"activity": activity.id},
    )
