"""Which case an activity belongs to: by number and 業務, then by name, 業務 and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.calendar.partial import PartialDate
from app.ledgers.cells import folded_name
from app.ledgers.check import Problem, problem
from app.ledgers.parse import ReadRow
from app.ledgers.values import number_key


@dataclass(frozen=True)
class Case:
    """An episode that activities may belong to, planned or on record."""

    episode: str
    """Key of the plan, or the id on record."""
    person: str
    service: str
    number: str
    names: frozenset[str]
    start: PartialDate
    end: PartialDate | None

    def covers(self, day: PartialDate) -> bool:
        """Whether the day may lie between start and end."""
        return self.start.first <= day.last and (self.end is None or day.first <= self.end.last)

    def is_called(self, name: str) -> bool:
        """Whether the name, perhaps only the family name, fits."""
        return any(known == name or known.startswith(name) for known in self.names)


class Place(NamedTuple):
    """Where an activity was put; '' where no case or person was found."""

    episode: str = ""
    person: str = ""
    service: str = ""
    """The 業務 of the case; '' where only the person was found."""
    problems: tuple[Problem, ...] = ()


NOWHERE = Place()


class _Called(NamedTuple):
    """The cases that a number and a name lead to."""

    told: Sequence[Case]
    """Of the number, as far as the name does not speak against them."""
    named: Sequence[Case]
    problems: tuple[Problem, ...]


class Cases:
    """The cases of a plan and of the office, found by number or by name."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._by_number: dict[str, list[Case]] = defaultdict(list)
        self._by_name: dict[str, list[Case]] = defaultdict(list)
        for case in cases:
            if case.number:
                self._by_number[case.number].append(case)
            for name in case.names:
                self._by_name[name].append(case)
        self._called: dict[tuple[str, str], _Called] = {}
        """By number and name, of which a case with many activities has the same again and again."""
        self._places: dict[tuple[str, tuple[Problem, ...]], Place] = {}

    def place(self, row: ReadRow) -> Place:
        """The case of one activity; a row without number and name belongs to none."""
        values = row.values
        number, name, day = values.get("number"), values.get("name"), values.get("day")
        number = number_key(number) if type(number) is str else ""
        name = "" if row.anonymous or type(name) is not str else folded_name(name)
        if (not number and not name) or not isinstance(day, PartialDate):
            return NOWHERE
        called = self._called.get((number, name)) or self._call(number, name)
        found = _best(called.told, row.service, day) or _best(called.named, row.service, day)
        if found is not None:
            return self._of(found, called.problems)
        return self._person_only([*called.told, *called.named], called.problems)

    def _call(self, number: str, name: str) -> _Called:
        numbered = self._by_number.get(number, []) if number else []
        fitting = [case for case in numbered if not name or case.is_called(name)]
        named = self._by_name.get(name, [])
        told = fitting or ([] if name and named else numbered)
        mismatch = bool(numbered) and not fitting
        problems = (problem("number_name_mismatch"),) if mismatch else ()
        called = self._called[number, name] = _Called(told, named, problems)
        return called

    def _of(self, case: Case, problems: tuple[Problem, ...]) -> Place:
        place = self._places.get((case.episode, problems))
        if place is None:
            place = Place(case.episode, case.person, case.service, problems)
            self._places[case.episode, problems] = place
        return place

    def _person_only(self, cases: Sequence[Case], problems: tuple[Problem, ...]) -> Place:
        persons = {case.person for case in cases}
        if len(persons) == 1:
            return Place(person=persons.pop(), problems=problems)
        return Place(problems=(*problems, problem("case_not_found")))


def _best(cases: Sequence[Case], service: str, day: PartialDate) -> Case | None:
    """The case of the 業務 that covers the day; the latest begun of several, else the nearest."""
    if service == "other":
        return None
    fitting = [case for case in cases if service in ("", case.service)]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    covering = [case for case in fitting if case.covers(day)]
    if covering:
        return max(covering, key=lambda case: case.start)
    persons = {case.person for case in fitting}
    if len(persons) != 1:
        return None
    return min(fitting, key=lambda case: _distance(case, day))


def _distance(case: Case, day: PartialDate) -> int:
    if day.last < case.start.first:
        return (case.start.first - day.last).days
    end = case.end.last if case.end is not None else day.first
    return max(0, (day.first - end).days)
