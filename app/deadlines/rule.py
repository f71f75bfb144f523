"""A rule of time (期限の決まり) as data: from which day, how it is counted, what it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property


class Unit(StrEnum):
    """What a length counts."""

    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    THIRDS = "thirds"
    """Of the days from the start to another day, both counted."""


class Closed(StrEnum):
    """What happens when the last day is a closed day."""

    MOVES = "moves"
    """The next open day takes its place."""
    WARNS = "warns"
    """The day stays, and the screen says that offices are closed."""
    STAYS = "stays"
    """The day stays, and being closed does not matter."""


class ClosedDays(StrEnum):
    """Which days count as closed."""

    OFFICES = "offices"
    """行政機関の休日: Saturdays, Sundays, holidays, 12/29 to 1/3."""
    CRIMINAL_PROCEDURE = "criminal_procedure_55"
    """刑事訴訟法55条3項: Saturdays, Sundays, holidays, 1/2, 1/3, 12/29 to 12/31."""


class Nature(StrEnum):
    """Where a rule comes from."""

    LAW = "law"
    RECORDED = "recorded"
    """A day that somebody wrote down; nothing is counted."""
    HABIT = "habit"
    """The centre's own measure."""


class Shows(StrEnum):
    """In which part of 今日 the day stands."""

    CUSTODY = "custody"
    RELEASE = "release"
    DUE = "due"
    SILENCE = "silence"


class After(StrEnum):
    """What a day means once it is over."""

    LATE = "late"
    """Something should have been done: it stays until somebody settles it."""
    PASSES = "passes"
    """A period came to its end: named for a week, then gone."""


@dataclass(frozen=True)
class Rule:
    """One version of one rule; keys such as `episode.release` name what is known of a case."""

    id: str
    version: int
    name: str
    kind: Nature
    source: str
    means: str
    """One Japanese sentence."""
    services: tuple[str, ...]
    starts: tuple[str, ...]
    """Keys of the day it starts from: the first that is known to the day."""
    unit: Unit
    length: int
    """0: the day itself."""
    closed: Closed
    shows: Shows
    lead: int
    """So many days before, 今日 begins to name it."""
    after: After
    valid_from: date | None = None
    valid_to: date | None = None
    """The version holds for start days from `valid_from` to `valid_to`."""
    first_day_counts: bool = False
    until: str = ""
    """Key of the day to which thirds are counted."""
    closed_days: ClosedDays = ClosedDays.OFFICES
    only_when: tuple[str, ...] = ()
    """At least one of these conditions holds: a key that is known, or key=word|word."""
    not_when: tuple[str, ...] = ()
    """None of these conditions holds."""
    superseded_by: tuple[str, ...] = ()
    """Keys that take its place once known to the day."""
    done_when: tuple[str, ...] = ()
    """Keys that end it once known at all."""
    done_stages: tuple[str, ...] = ()
    """段階 in which it is over."""
    unverified: str = ""
    """What was not found in a public text; the centre may set such a rule otherwise."""
    enabled: bool = True
    changed_here: bool = False
    """Whether the centre set it otherwise than the program."""

    def holds_for(self, start: date) -> bool:
        """Whether this version holds for a start day."""
        return (self.valid_from is None or self.valid_from <= start) and (
            self.valid_to is None or start <= self.valid_to
        )

    @cached_property  # asked for every case and rule of a long list
    def scope(self) -> str:
        """`application.KIND` … for rules about one paper, else ''."""
        group, _, rest = self.starts[0].partition(".")
        return f"{group}.{rest.partition('.')[0]}" if group in PAPERS else ""

    @property
    def settable(self) -> bool:
        """Whether the centre may count it otherwise: habits, and what is not verified."""
        return self.kind is Nature.HABIT or bool(self.unverified)


PAPERS = ("application", "certificate", "consent", "referral", "measure")
"""Groups of which a person may have several: a rule looks at one of them at a time."""
