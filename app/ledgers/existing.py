"""What the office already has, and what somebody chose in the preview: the plan's other inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.calendar.partial import PartialDate
from app.ledgers.cells import plain
from app.ledgers.values import Value

RowKey = tuple[str, int]
"""Sheet name and row number as Excel shows it."""

RowChoice = Literal["take", "leave"]
PairChoice = Literal["same", "different"]


@dataclass(frozen=True)
class ExistingPerson:
    """A person on record, as far as comparing needs it."""

    id: str
    name: str
    name_plain: str
    name_folded: str
    kana: str
    kana_key: str
    sex: str
    birth: PartialDate | None
    anonymous: bool


@dataclass(frozen=True)
class ExistingEpisode:
    """An episode on record; `values` holds every field by the name of its column."""

    id: str
    person_id: str
    service: str
    number: str
    start: PartialDate
    values: Mapping[str, Value]


@dataclass(frozen=True)
class ActivityFacts:
    """Everything that makes two activities the same one."""

    day: PartialDate
    service: str
    episode_id: str
    person_id: str
    means: str
    partner: str
    minutes: int | None
    minutes_text: str
    content: str
    worker: str
    name_text: str
    number_text: str

    @property
    def key(self) -> tuple[str, ...]:
        """For comparing: width and spaces of texts do not matter."""
        return (
            self.day.iso, self.service, self.episode_id, self.person_id, self.means,
            plain(self.partner), str(self.minutes), plain(self.minutes_text), plain(self.content),
            plain(self.worker), plain(self.name_text), plain(self.number_text),
        )  # fmt: skip


@dataclass(frozen=True)
class ExistingActivity:
    """An activity on record."""

    id: str
    facts: ActivityFacts


@dataclass(frozen=True)
class ExistingEvent:
    """An event on record; `values` as in the record's columns."""

    id: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Existing:
    """The records that a ledger is compared with; `activities` are those of its days."""

    persons: tuple[ExistingPerson, ...] = ()
    episodes: tuple[ExistingEpisode, ...] = ()
    activities: tuple[ExistingActivity, ...] = ()
    events: tuple[ExistingEvent, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)
    """Id of a person → name with 異体字 folded, of everybody whom `activities` are about."""
    numbered: Mapping[str, str] = field(default_factory=dict)
    """Id of an episode → 管理番号, of every one to which `activities` belong."""
    mark: str = ""
    """Differs whenever one of these records differs; '' while there are none."""


@dataclass(frozen=True)
class Choices:
    """What was decided by hand: rows to take or leave, pairs that are one person or two."""

    rows: Mapping[RowKey, RowChoice] = field(default_factory=dict)
    pairs: Mapping[str, PairChoice] = field(default_factory=dict)


NOTHING = Existing()
NO_CHOICES = Choices()
