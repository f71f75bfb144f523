"""The plan of a 台帳取込: what every row of a ledger will become, before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.calendar.partial import PartialDate, compatible
from app.ledgers.check import FIELD_LABELS, Problem
from app.ledgers.columns import LedgerMapping
from app.ledgers.existing import PairChoice, RowKey
from app.ledgers.values import Value
from app.ledgers.wanted import Wanted

Disposition = Literal[
    "import", "merge", "same", "completes", "changes", "reject", "exclude", "skip"
]
State = Literal["new", "same", "completes", "changes"]


@dataclass(frozen=True)
class FieldChange:
    """One field that a ledger tells otherwise (or at all) than the record."""

    field: str
    before: Value
    after: Value

    @property
    def completes(self) -> bool:
        """Whether the record had nothing there, or a vaguer date that agrees."""
        if isinstance(self.before, PartialDate) and isinstance(self.after, PartialDate):
            return compatible(self.before, self.after)
        return self.before in (None, "", False) or self.before == "unknown"

    @property
    def label(self) -> str:
        """The field's word on screen."""
        return FIELD_LABELS.get(self.field, self.field)


def state_of(changes: Sequence[FieldChange]) -> State:
    """What a record with these changes is called."""
    if not changes:
        return "same"
    return "completes" if all(change.completes for change in changes) else "changes"


@dataclass(frozen=True)
class PlanPerson:
    """A person to be made, or on record (`existing_id`) and perhaps completed."""

    key: str
    existing_id: str | None
    name: str
    kana: str
    sex: str
    birth: Value
    birth_text: str
    anonymous: bool
    state: State
    changes: tuple[FieldChange, ...]
    rows: tuple[RowKey, ...]


@dataclass(frozen=True)
class PlanEpisode:
    """An episode to be made, or on record and perhaps changed; `values` by column name."""

    key: str
    person_key: str
    existing_id: str | None
    service: str
    values: Mapping[str, Value]
    kept_text: Mapping[str, str]
    state: State
    changes: tuple[FieldChange, ...]
    rows: tuple[RowKey, ...]


class PlanActivity(NamedTuple):
    """An activity; its case is a `PlanEpisode` key or, off the plan, the id on record."""

    row: RowKey
    existing_id: str | None
    values: Mapping[str, Value]
    minutes_text: str
    name_text: str
    number_text: str
    episode_key: str
    episode_id: str
    person_key: str
    person_id: str


@dataclass(frozen=True)
class PlanEvent:
    """An event to be made, or on record and perhaps changed."""

    row: RowKey
    existing_id: str | None
    values: Mapping[str, Value]
    state: State
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class SuspectedPair:
    """Two persons who may be one; `choice` is None until somebody decides (then: two persons)."""

    key: str
    first: str
    """Key of a `PlanPerson`, or the id of a person on record."""
    second: str
    names: tuple[str, str]
    why: str
    rows: tuple[RowKey, ...]
    choice: PairChoice | None


class PlanRow(NamedTuple):
    """One row of a table and what becomes of it."""

    sheet: str
    row: int
    table_kind: str
    kind: str
    """'case', 'activity', 'event', 'section', 'subtotal', 'header' or 'blank'."""
    service: str
    disposition: Disposition
    problems: tuple[Problem, ...]
    words: str
    """What becomes of the row and why, in one Japanese sentence."""
    values: Mapping[str, Value]
    kept: Mapping[str, str]
    extra: Mapping[str, str]
    target: str
    """Key of the episode or of the event; '' where there is none."""

    @property
    def key(self) -> RowKey:
        """Sheet and row."""
        return self.sheet, self.row

    @property
    def reason(self) -> str:
        """The code of what refused the row or left it out; '' otherwise."""
        return next((p.code for p in self.problems if p.severity in ("reject", "exclude")), "")

    @property
    def warnings(self) -> tuple[str, ...]:
        """The tags of its other findings."""
        return tuple(p.tag for p in self.problems if p.severity in ("warn", "ask"))


@dataclass(frozen=True)
class Plan:
    """Everything that a 台帳取込 would do."""

    file_name: str
    sha256: str
    mapping: LedgerMapping
    rows: tuple[PlanRow, ...]
    persons: tuple[PlanPerson, ...]
    episodes: tuple[PlanEpisode, ...]
    activities: tuple[PlanActivity, ...]
    events: tuple[PlanEvent, ...]
    pairs: tuple[SuspectedPair, ...]
    wanted: Wanted
    """What on record it was compared with."""
    made_from: str
    """The mark of those records (`Existing.mark`)."""

    @property
    def changes_nothing(self) -> bool:
        """Whether everything in the ledger is on record already."""
        states = {person.state for person in self.persons}
        states |= {episode.state for episode in self.episodes}
        states |= {event.state for event in self.events}
        return states <= {"same"} and all(one.existing_id is not None for one in self.activities)

    def counts(self) -> dict[str, int]:
        """Rows by 'kind:disposition'."""
        counted: dict[str, int] = {}
        for row in self.rows:
            key = f"{row.kind}:{row.disposition}"
            counted[key] = counted.get(key, 0) + 1
        return counted
