"""Changes to 支援経過."""

from __future__ import annotations

from app.cases.contacts.rules import ActivityInput, check_activity
from app.errors import InvalidInput
from app.staff.permissions import Permission
from app.storage.records import Activity, Episode
from app.storage.work import Work


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


def _write_activity(activity: Activity, typed: ActivityInput) -> None:
    activity.means = typed.means
    activity.partner = typed.partner.strip()
    activity.content = typed.content.strip()
    activity.worker = typed.worker.strip()
