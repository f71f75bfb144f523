"""Writing a plan into records, in the order in which they refer to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.calendar.partial import PartialDate
from app.cases import stages
from app.codes import Service
from app.ledgers.existing import RowKey
from app.ledgers.kept_values import as_json
from app.ledgers.planned import (
    FieldChange,
    Plan,
    PlanActivity,
    PlanEpisode,
    PlanEvent,
    PlanPerson,
    PlanRow,
)
from app.ledgers.queries import numbers_of
from app.people.names import one_line, search_key
from app.people.naming import write_name
from app.storage.records import Activity, Episode, Event, ImportedRow, Person, StageMove
from app.storage.types import new_id
from app.storage.work import Work

STEP, VERSION = "stage_move", "version"
"""What is kept beside the values before a change: the step it took, the version it found."""

EVERY = 200
"""Records between two words to the progress window."""


class Applying:
    """One plan on its way into the data file; `run` does it all inside the given Work."""

    def __init__(
        self, work: Work, plan: Plan, batch_id: str, step: Callable[[int, int, str], None]
    ) -> None:
        self.work, self.plan, self.batch_id, self.step = work, plan, batch_id, step
        self.rows: Mapping[RowKey, PlanRow] = {row.key: row for row in plan.rows}
        self.person_ids: dict[str, str] = {}
        self.episode_ids: dict[str, str] = {}
        self.owners: dict[str, str] = {}
        self.done = 0
        self.total = (
            len(plan.persons) + len(plan.episodes) + len(plan.activities) + len(plan.events)
        )

    def run(self) -> None:
        """Persons, then episodes, then activities and events; then what became of each row."""
        numbers = self._numbers()
        for person in self.plan.persons:
            self._person(person, numbers.get(person.key, ()))
        self.work.session.flush()
        for episode in self.plan.episodes:
            self._episode(episode)
        self.work.session.flush()
        for activity in self.plan.activities:
            self._activity(activity)
        for event in self.plan.events:
            self._event(event)
        self._other_rows()
        self.work.session.flush()

    def _numbers(self) -> dict[str, tuple[str, ...]]:
        """The 管理番号 that each person gets."""
        found: dict[str, list[str]] = {}
        for episode in self.plan.episodes:
            told = {change.field for change in episode.changes}
            if episode.existing_id is None or "number" in told:
                number = str(episode.values.get("number") or "")
                found.setdefault(episode.person_key, []).append(number)
        return {key: tuple(numbers) for key, numbers in found.items()}

    def _count(self) -> None:
        self.done += 1
        if self.done % EVERY == 0:
            self.step(self.done, self.total, "台帳を取り込んでいます")

    def _person(self, planned: PlanPerson, numbers: tuple[str, ...]) -> None:
        self._count()
        if planned.existing_id is not None:
            self.person_ids[planned.key] = planned.existing_id
            if planned.changes or numbers:
                self._change_person(planned, numbers)
            return
        person = Person(
            id=new_id(),
            sex=planned.sex,
            birth=_day(planned.birth),
            birth_text=planned.birth_text,
            anonymous=planned.anonymous,
            note="",
        )
        write_name(person, one_line(planned.name), one_line(planned.kana))
        person.search_key = search_key(person.name, person.kana, numbers)
        self.work.add(person)
        self.person_ids[planned.key] = person.id
        self._made("person", person.id, planned.rows)

    def _change_person(self, planned: PlanPerson, numbers: tuple[str, ...]) -> None:
        person = self.work.get(Person, planned.existing_id or "")
        known = numbers_of(self.work, person.id)
        before = _write(person, planned.changes)
        if "kana" in before:
            write_name(person, person.name, person.kana)
        key = search_key(person.name, person.kana, (*known, *numbers))
        if set(key.split("\n")) != set(person.search_key.split("\n")):
            person.search_key = key
        if self.work.session.is_modified(person):
            self._changed("person", person, planned.rows, before)

    def _episode(self, planned: PlanEpisode) -> None:
        self._count()
        person_id = self.person_ids[planned.person_key]
        if planned.existing_id is not None:
            self.episode_ids[planned.key] = planned.existing_id
            self.owners[planned.existing_id] = person_id
            if planned.changes:
                self._change_episode(planned)
            else:
                self._stood("episode", planned.existing_id, planned.rows)
            return
        service = Service(planned.service)
        episode = Episode(
            id=new_id(),
            person_id=person_id,
            service=planned.service,
            stage=stages.from_ledger(service, planned.values, self.work.clock.today()),
            kept_text=dict(planned.kept_text),
            **{name: value for name, value in planned.values.items() if value is not None},
        )
        self.work.add(episode)
        self.episode_ids[planned.key] = episode.id
        self.owners[episode.id] = person_id
        self._made("episode", episode.id, planned.rows)

    def _change_episode(self, planned: PlanEpisode) -> None:
        episode = self.work.get(Episode, planned.existing_id or "")
        before = _write(episode, planned.changes)
        kept = {**episode.kept_text, **planned.kept_text}
        kept = {name: text for name, text in kept.items() if not getattr(episode, name, None)}
        if kept != episode.kept_text:
            before["kept_text"], episode.kept_text = dict(episode.kept_text), kept
        stage = _stage_after(episode, before, planned, self.work)
        if stage != episode.stage:
            before["stage"] = episode.stage
            step = self.work.add(
                StageMove(
                    episode_id=episode.id,
                    from_stage=episode.stage,
                    to_stage=stage,
                    day=self.work.clock.today(),
                    by=self.work.actor.staff_id,
                    source="ledger",
                    note="台帳取込による",
                )
            )
            before[STEP] = step.id
            episode.stage = stage
        self._changed("episode", episode, planned.rows, before)

    def _activity(self, planned: PlanActivity) -> None:
        self._count()
        if planned.existing_id is not None:
            self._stood("activity", planned.existing_id, (planned.row,))
            return
        episode_id = planned.episode_id or self.episode_ids.get(planned.episode_key)
        person_id = planned.person_id or self.person_ids.get(planned.person_key)
        activity = Activity(
            id=new_id(),
            episode_id=episode_id,
            person_id=person_id or (self.owners.get(episode_id) if episode_id else None),
            minutes_text=planned.minutes_text,
            name_text=planned.name_text,
            number_text=planned.number_text,
            **planned.values,
        )
        self.work.add(activity)
        self._made("activity", activity.id, (planned.row,))

    def _event(self, planned: PlanEvent) -> None:
        self._count()
        if planned.existing_id is not None:
            if planned.changes:
                event = self.work.get(Event, planned.existing_id)
                before = _write(event, planned.changes)
                self._changed("event", event, (planned.row,), before)
            else:
                self._stood("event", planned.existing_id, (planned.row,))
            return
        event = Event(id=new_id(), **planned.values)
        self.work.add(event)
        self._made("event", event.id, (planned.row,))

    def _made(self, kind: str, record_id: str, rows: Iterable[RowKey]) -> None:
        self._rows(kind, record_id, rows, created=True, before={}, version=1)

    def _stood(self, kind: str, record_id: str, rows: Iterable[RowKey]) -> None:
        """An unchanged record: 台帳出力 must know where it stands in the newest ledger."""
        self._rows(kind, record_id, rows, created=False, before={}, version=None)

    def _changed(
        self, kind: str, record: Any, rows: Iterable[RowKey], before: Mapping[str, Any]
    ) -> None:
        values = {**as_json(before), VERSION: record.version}
        self.work.session.flush()
        self._rows(kind, record.id, rows, created=False, before=values, version=record.version)

    def _rows(
        self,
        kind: str,
        record_id: str,
        keys: Iterable[RowKey],
        *,
        created: bool,
        before: Mapping[str, Any],
        version: int | None,
    ) -> None:
        """The first row carries what undo needs; further rows only say where they went."""
        for place, key in enumerate(keys):
            first = place == 0
            if not first and kind == "person":
                return
            row = self.rows[key]
            self.work.add(
                ImportedRow(
                    batch_id=self.batch_id,
                    sheet=row.sheet,
                    row=row.row,
                    disposition=row.disposition,
                    reasons=[problem.tag for problem in row.problems],
                    target_kind=kind,
                    target_id=record_id,
                    created=created and first,
                    before=dict(before) if first else {},
                    after_version=version if first else None,
                    extra={} if kind == "person" else dict(row.extra),
                )
            )

    def _other_rows(self) -> None:
        """Rows of cases, activities and events that were refused or left out."""
        for row in self.plan.rows:
            if row.disposition in ("reject", "exclude"):
                self.work.add(
                    ImportedRow(
                        batch_id=self.batch_id,
                        sheet=row.sheet,
                        row=row.row,
                        disposition=row.disposition,
                        reasons=[problem.tag for problem in row.problems],
                        target_kind="",
                        created=False,
                        before={},
                        extra=dict(row.extra),
                    )
                )


def _day(value: object) -> PartialDate | None:
    return value if isinstance(value, PartialDate) else None


def _write(record: Any, changes: Iterable[FieldChange]) -> dict[str, Any]:
    """Set the changed fields; gives back what stood there."""
    before = {}
    for change in changes:
        before[change.field] = getattr(record, change.field)
        setattr(record, change.field, change.after)
    return before


def _stage_after(
    episode: Episode, before: Mapping[str, Any], planned: PlanEpisode, work: Work
) -> str:
    """The stage after a ledger's changes: an end closes or reopens, else only forward."""
    service = Service(planned.service)
    values = {**planned.values, **{c.field: c.after for c in planned.changes}}
    shown = stages.from_ledger(service, values, work.clock.today())
    if "end" in before:
        return shown
    order = stages.ORDER[service]
    if episode.stage not in order or shown not in order:
        return shown
    return max((episode.stage, shown), key=order.index)
