"""Walking through a case day by day, as the program would be used over months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from app.calendar.fiscal import month
from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.cases.queries import CasePage, case_page
from app.clock import fixed
from app.codes import Service
from app.deadlines.of_case.queries import deadlines_of
from app.people import actions as people
from app.people.rules import PersonInput
from app.reports.counting.figure_set import FigureSet
from app.reports.counting.figures import figures
from app.storage.work import Reading, Work
from tests.conftest import OpenedOffice

T = TypeVar("T")


@dataclass
class Walk:
    """One office, the day that is lived, and the case that is worked on."""

    opened: OpenedOffice
    ids: dict[str, str] = field(default_factory=dict)

    def on(self, year: int, number: int, day: int, hour: int = 9) -> Walk:
        """From now on it is this day."""
        self.opened.office.clock = fixed(datetime(year, number, day, hour))
        return self

    def do(self, action: Callable[..., T], *arguments: Any, **more: Any) -> T:
        """One action in a transaction of its own."""
        with self.opened.office.work(self.opened.actor) as work:
            return action(work, *arguments, **more)

    def read(self, query: Callable[..., T], *arguments: Any, **more: Any) -> T:
        """What a query gives."""
        with self.opened.office.reading(self.opened.actor) as reading:
            return query(reading, *arguments, **more)

    def begin(self, key: str, person: PersonInput, service: Service, typed: Any) -> str:
        """A new person with a new case."""

        def act(work: Work) -> str:
            return cases.open_episode(work, people.register(work, person), service, typed)

        self.ids[key] = self.do(act)
        return self.ids[key]

    def page(self, key: str) -> CasePage:
        """The case's page."""
        return self.read(case_page, self.ids[key])

    def step(self, key: str, to_stage: str, note: str = "", **typed: Any) -> str | None:
        """Take a step as the page offers it."""
        page = self.page(key)
        assert to_stage in [offer.to_stage for offer in page.moves], page.moves
        made: str | None = self.do(
            cases.move, page.episode.id, page.episode.version, to_stage, typed=typed, note=note
        )
        return made

    def contact(self, key: str, day: str, means: str, minutes: str, content: str = "記録") -> str:
        """A contact on a day."""
        typed = ActivityInput(day, means, minutes, "本人", content, "試作")
        return self.do(contacts.record_activity, self.ids[key], typed)

    def dues(self, key: str) -> dict[str, Any]:
        """rule → day of the 期限 that run."""
        found = self.read(deadlines_of, self.ids[key])
        return {one.due.rule.id: one.due.day for one in found.dues}

    def counted(self, year: int, number: int) -> FigureSet:
        """The figures of a month."""

        def act(reading: Reading) -> FigureSet:
            return figures(reading, month(year, number))

        return self.read(act)
