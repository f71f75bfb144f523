"""Activities and events of a plan: where they belong, and which are on record already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.calendar.partial import PartialDate
from app.ledgers.activities import Case, Cases, Place
from app.ledgers.cells import plain
from app.ledgers.existing import ActivityFacts, Existing, ExistingEpisode, ExistingEvent
from app.ledgers.merging import Found, differences
from app.ledgers.parse import ReadRow
from app.ledgers.planned import (
    FieldChange,
    PlanActivity,
    PlanEpisode,
    PlanEvent,
    PlanPerson,
    state_of,
)
from app.ledgers.repeated import Repeated
from app.ledgers.same_person import Group
from app.ledgers.values import Value, number_key
from app.people import names


def plan_activities(
    rows: Sequence[ReadRow],
    episodes: Sequence[PlanEpisode],
    persons: Sequence[PlanPerson],
    groups: Sequence[Group],
    existing: Existing,
    found: Found,
) -> list[PlanActivity]:
    """Every activity with its case; repeated ones get the id on record, each once."""
    cases = Cases(_cases(episodes, groups, existing))
    ids = _Ids(episodes, persons)
    repeated = Repeated(existing, (row.day("day") for row in rows))
    planned = []
    for row in rows:
        place = cases.place(row)
        if place.problems:
            found[row.key].extend(place.problems)
        activity = _activity(row, place, ids)
        if not _is_of_new(activity):
            known = repeated.exactly(_facts(activity))
            activity = activity if known is None else activity._replace(existing_id=known)
        planned.append((row, activity))
    # Only what no row repeats exactly may be meant by one that tells less.
    return [
        activity
        if activity.existing_id is not None or _is_of_new(activity)
        else _as_far_as_told(row, activity, repeated)
        for row, activity in planned
    ]


def _is_of_new(activity: PlanActivity) -> bool:
    """Whether its case or person is itself new, so that nothing of it can be on record."""
    return bool(activity.episode_key and not activity.episode_id) or bool(
        activity.person_key and not activity.person_id
    )


def _as_far_as_told(row: ReadRow, activity: PlanActivity, repeated: Repeated) -> PlanActivity:
    known = repeated.as_far_as_told(row, _facts(activity))
    return activity if known is None else activity._replace(existing_id=known)


class _Ids:
    """Keys of the plan to ids on record."""

    def __init__(self, episodes: Sequence[PlanEpisode], persons: Sequence[PlanPerson]) -> None:
        self.episodes = {episode.key: episode.existing_id for episode in episodes}
        self.persons = {person.key: person.existing_id for person in persons}

    def episode(self, key: str) -> str:
        """The id on record of an episode found as `key`; '' for a new one."""
        return (self.episodes[key] or "") if key in self.episodes else key

    def person(self, key: str) -> str:
        """The id on record of a person found as `key`; '' for a new one."""
        return (self.persons[key] or "") if key in self.persons else key


def _cases(
    episodes: Sequence[PlanEpisode], groups: Sequence[Group], existing: Existing
) -> Iterable[Case]:
    spelled = {group.key: frozenset(group.folded) for group in groups if not group.anonymous}
    for episode in episodes:
        start, end = episode.values["start"], episode.values.get("end")
        if not isinstance(start, PartialDate):
            continue
        yield Case(
            episode.key, episode.person_key, episode.service,
            number_key(str(episode.values.get("number") or "")),
            spelled.get(episode.person_key, frozenset()), start,
            end if isinstance(end, PartialDate) else None,
        )  # fmt: skip
    planned = {episode.existing_id for episode in episodes}
    keys = {group.existing.id: group.key for group in groups if group.existing}
    folded = {p.id: p.name_folded for p in existing.persons if not p.anonymous}
    for record in existing.episodes:
        if record.id not in planned:
            yield _recorded(record, keys, folded)


def _recorded(record: ExistingEpisode, keys: dict[str, str], folded: dict[str, str]) -> Case:
    end = record.values.get("end")
    name = folded.get(record.person_id)
    return Case(
        record.id, keys.get(record.person_id, record.person_id), record.service,
        number_key(record.number), frozenset([name] if name else []), record.start,
        end if isinstance(end, PartialDate) else None,
    )  # fmt: skip


def _activity(row: ReadRow, place: Place, ids: _Ids) -> PlanActivity:
    told = row.values
    day, minutes = told.get("day"), told.get("minutes")
    if not isinstance(day, PartialDate):
        raise ValueError("an activity that was taken has a day")
    episode, person = place.episode, place.person
    nowhere = not episode and not person
    return PlanActivity(
        (row.sheet, row.number), None,
        {
            "day": day,
            "service": told.get("service") or place.service or "other",
            "means": told.get("means") or "",
            "partner": told.get("partner") or "",
            "minutes": minutes if isinstance(minutes, int) else None,
            "content": told.get("content") or "",
            "worker": told.get("worker") or "",
        },
        row.kept.get("minutes", ""),
        names.one_line(row.text("name")) if nowhere else "", row.text("number") if nowhere else "",
        episode if episode in ids.episodes else "", ids.episode(episode),
        person if person in ids.persons else "", ids.person(person),
    )  # fmt: skip


def _facts(activity: PlanActivity) -> ActivityFacts:
    """What the activity is compared by."""
    told: dict[str, Any] = {**activity.values}
    return ActivityFacts(
        **told, episode_id=activity.episode_id, person_id=activity.person_id,
        minutes_text=activity.minutes_text, name_text=activity.name_text,
        number_text=activity.number_text,
    )  # fmt: skip


_EVENT_FIELDS = (
    "day", "kind", "name", "role", "venue", "organisations", "participants", "approximate",
    "worker", "note",
)  # fmt: skip


def plan_events(rows: Sequence[ReadRow], existing: Existing) -> list[PlanEvent]:
    """Every event; one of the same day, kind and name on record is the same one."""
    on_record: dict[tuple[str, str, str], list[ExistingEvent]] = defaultdict(list)
    for event in existing.events:
        on_record[_event_key(event.values)].append(event)
    planned = []
    for row in rows:
        values = {name: row.values[name] for name in _EVENT_FIELDS if name in row.values}
        known = on_record[_event_key(values)]
        if not known:
            planned.append(PlanEvent(row.key, None, values, "new", ()))
            continue
        record = known.pop(0)
        changes = tuple(
            FieldChange(name, record.values.get(name), values[name])
            for name in differences(record.values, values)
        )
        planned.append(PlanEvent(row.key, record.id, values, state_of(changes), changes))
    return planned


def _event_key(values: Mapping[str, Value]) -> tuple[str, str, str]:
    day = values["day"]
    iso = day.iso if isinstance(day, PartialDate) else ""
    return iso, str(values.get("kind")), plain(str(values.get("name") or ""))
