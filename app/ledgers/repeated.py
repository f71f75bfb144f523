"""Which activities on record a ledger repeats, also one whose columns tell less than we know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from app.calendar.partial import PartialDate
from app.ledgers.cells import folded_name, plain
from app.ledgers.existing import ActivityFacts, Existing, ExistingActivity
from app.ledgers.parse import ReadRow
from app.ledgers.values import number_key


class Repeated:
    """The activities on record of some days; each is repeated by one row at most."""

    def __init__(self, existing: Existing, days: Iterable[PartialDate | None]) -> None:
        wanted = set(days)
        self._by_key: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._by_day: dict[PartialDate, list[ExistingActivity]] = defaultdict(list)
        for activity in existing.activities:
            # The key of every activity on record would take seconds.
            if activity.facts.day in wanted:
                self._by_key[activity.facts.key].append(activity.id)
                self._by_day[activity.facts.day].append(activity)
        self._claimed: set[str] = set()
        self._names = {p.id: p.name_folded for p in existing.persons if not p.anonymous}
        self._names |= existing.called
        self._numbers = {e.id: number_key(e.number) for e in existing.episodes}
        self._numbers |= {id_: number_key(number) for id_, number in existing.numbered.items()}

    def exactly(self, facts: ActivityFacts) -> str | None:
        """The activity that is the same in every fact; None when there is none left."""
        left = self._by_key[facts.key]
        while left:
            found = left.pop(0)
            if found not in self._claimed:  # it may stand here with what it said before as well
                self._claimed.add(found)
                return found
        return None

    def as_far_as_told(self, row: ReadRow, facts: ActivityFacts) -> str | None:
        """The activity that agrees in everything the row tells, whichever case it was put to.

        A ledger without a column for 相手先 or 職員 cannot repeat them, and a name alone does not
        tell which of several cases an activity belongs to.
        """
        for activity in self._by_day.get(facts.day, ()):
            known = activity.facts
            if (
                activity.id not in self._claimed
                and _same_work(row, facts, known)
                and self._same_person(row, known)
            ):
                self._claimed.add(activity.id)
                return activity.id
        return None

    def _same_person(self, row: ReadRow, known: ActivityFacts) -> bool:
        number = number_key(row.text("number"))
        recorded = self._numbers.get(known.episode_id, "") or number_key(known.number_text)
        if number and recorded:
            return number == recorded
        name = "" if row.anonymous else folded_name(row.text("name"))
        called = self._names.get(known.person_id, "") or folded_name(known.name_text)
        if name:
            return called.startswith(name)
        return "name" not in row.values or known.person_id not in self._names


def _same_work(row: ReadRow, told: ActivityFacts, known: ActivityFacts) -> bool:
    if told.means not in (known.means, "other") or row.text("service") not in ("", known.service):
        return False
    no_minutes = told.minutes is None and not told.minutes_text
    if not no_minutes and (told.minutes, plain(told.minutes_text)) != (
        known.minutes,
        plain(known.minutes_text),
    ):
        return False
    return all(
        plain(getattr(told, name)) == plain(getattr(known, name))
        for name in ("partner", "content", "worker")
        if name in row.values
    )
