"""The cases behind 200 random figures of each sample ledger, recounted by other means.

Ours: the importer, the data file, the figures. Theirs: the rows as this folder's tests read them
from the ledgers without the importer, every day tried out that a vague one may be.
"""

from __future__ import annotations

import os
import random
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.calendar.fiscal import KINDS, Period, period_of
from app.codes import Flag, label
from app.ledgers.actions import apply
from app.reports.counting.counted_rows import FLAG_BITS, ActivityRow, CaseRow, EventRow, PersonCases
from app.reports.counting.figure import Unit
from app.reports.counting.figures import figures
from tests.conftest import OpenedOffice
from tests.ledgers.read_once import first_plan, workbook_of
from tests.reports.counting.test_figures_of_samples import messy, standard

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
FIGURES = int(os.environ.get("TEICHAKU_RECOUNTED", "200"))
SPANS = {"ledger_standard_r6": (2024, 2025), "ledger_messy_r5": (2020, 2024)}
FOUR = ("高齢", "身体", "知的", "精神")
STAGES = ("carried", "new", "closed", "open", "supported")
SPLIT = {"source": "source_kind", "kubun": "kubun", "area": "area", "focus": "focus"}
"""What the first word of a name like `source_new` is broken down by."""


@pytest.mark.parametrize("ledger", list(SPANS))
def test_the_cases_behind_random_figures(opened_embedded: OpenedOffice, ledger: str) -> None:
    office, actor = opened_embedded.office, opened_embedded.actor
    book = workbook_of(SAMPLES / f"{ledger}.xlsx")
    with office.work(actor) as work:
        apply(work, first_plan(book, office.clock.today()))
    chance = random.Random(ledger)
    whole = ledger == "ledger_standard_r6"
    rows = standard() if whole else (messy(), [], [])
    compared = counting = 0
    while compared < FIGURES:
        period = some_period(chance, *SPANS[ledger])
        with office.reading(actor) as reading:
            found = figures(reading, period)
        ledger_paths = [path for path in found.paths() if whole or is_told(path)]
        filled = [path for path in ledger_paths if found.figure(path).members]
        for path in (*chance.sample(filled, min(len(filled), 20)), *chance.sample(ledger_paths, 5)):
            figure = found.figure(path)
            ours = Counter(map(behind, figure.members))
            theirs = Counter(map(behind, Recount(period, *rows).of(path)))
            assert ours == theirs, (period.label, path)
            if figure.unit is Unit.MINUTES:
                assert figure.number == sum(row[-1] * times for row, times in theirs.items())  # type: ignore[operator]
            compared += 1
            counting += bool(ours)
    assert counting > FIGURES // 2


def is_told(path: str) -> bool:
    """Whether the answers to the lived-in ledger tell the rows of such a figure."""
    return path.startswith(("works", "total")) and not any(
        name in path for name in ("disposition", "focus")
    )


def some_period(chance: random.Random, first: int, last: int) -> Period:
    """A period of any kind that ends by the last year of the ledger."""
    span = (date(last + 1, 3, 31) - date(first, 4, 1)).days
    day = date(first, 4, 1) + timedelta(days=chance.randrange(span))
    return period_of(chance.choice(tuple(KINDS)), day)


def behind(row: object) -> tuple[object, ...]:
    """What stands behind one member, in words of the ledger; a person is their cases."""
    if isinstance(row, PersonCases):
        return ("person", *sorted(map(str, map(behind, row.cases))))
    if isinstance(row, CaseRow):
        # To the month: where two sheets tell a start, the importer keeps the more exact day.
        return row.service, row.number, row.start[:7], row.end
    if isinstance(row, ActivityRow):
        return row.service, row.day, row.means, row.minutes or 0
    assert isinstance(row, EventRow)
    return row.day, row.kind, row.participants, row.organisations


def days(text: str) -> list[date]:
    """Every day that a stored day may be."""
    year, month, day = map(int, text.split("-"))
    if day:
        return [date(year, month, day)]
    months = [month] if month else range(1, 13)
    return [date(year, m, d) for m in months for d in range(1, monthrange(year, m)[1] + 1)]


class Recount:
    """The rows of a ledger by the path of a figure, one question after the other."""

    def __init__(
        self,
        period: Period,
        cases: list[CaseRow],
        activities: list[ActivityRow],
        events: list[EventRow],
    ) -> None:
        self.first, self.last = period.first, period.last
        self.cases, self.activities, self.events = cases, activities, events

    def of(self, path: str) -> Iterable[object]:
        """What the figure counts."""
        top, *rest = path.split(".")
        if top == "activities":
            return self.contacts(rest)
        if top == "training":
            held = [row for row in self.events if self.inside(row.day)]
            kind = rest[1] if rest[0] == "by_kind" else ""
            return [row for row in held if not kind or label("event_kind", row.kind) == kind]
        cases = self.cases
        if top == "works":
            service, *rest = rest
            cases = [row for row in cases if label("service", row.service) == service]
        if rest[0] == "by_kubun":
            cases = [row for row in cases if label("kubun", row.kubun) == rest[1]]
            rest = rest[2:]
        return self.handled(cases, rest[0], rest[1] if len(rest) > 1 else "")

    def handled(self, cases: list[CaseRow], name: str, category: str) -> Iterable[object]:
        """Cases or persons by the last words of a path."""
        if name in ("destination", "destination_total"):
            moved = [row for row in cases if row.dest_kind and row.move and self.inside(row.move)]
            moved = [row for row in moved if not self.impossible(row)]
            return [row for row in moved if category in ("", label("dest_kind", row.dest_kind))]
        if name == "disposition":
            dated = [
                row for row in cases if row.disposition_date and self.inside(row.disposition_date)
            ]
            return [row for row in dated if label("disposition", row.disposition) == category]
        if name == "end_reason":
            closed = [row for row in cases if "closed" in self.stages(row)]
            return [
                row
                for row in closed
                if label("end_reason", row.end_reason, row.service) == category
            ]
        stage = next((one for one in STAGES if one in name), "supported")
        rows = [row for row in cases if stage in self.stages(row)]
        subject = name.partition("_")[0]
        if subject in SPLIT:
            field = SPLIT[subject]
            return [row for row in rows if label(field, getattr(row, field)) == category]
        if "persons" not in name and subject not in ("sex", "disability"):
            return rows
        people = list(persons(rows))
        if name.endswith("anonymous"):
            return [one for one in people if one.anonymous]
        if subject == "sex":
            return [one for one in people if label("sex", one.sex) == category]
        return people if subject != "disability" else marked(people, category)

    def contacts(self, rest: list[str]) -> Iterable[object]:
        """支援経過 by the words of a path."""
        rows = [row for row in self.activities if self.inside(row.day)]
        while rest:
            word, *rest = rest
            if word == "by_means":
                rows = [row for row in rows if label("means", row.means) == rest[0]]
            elif word == "by_work":
                rows = [row for row in rows if label("service", row.service) == rest[0]]
            elif word == "minutes_unreadable":
                rows = [row for row in rows if row.minutes is None]
        return rows

    def inside(self, text: str) -> bool:
        """Whether a day certainly lies in the period."""
        return all(self.first <= day <= self.last for day in days(text))

    def impossible(self, row: CaseRow) -> bool:
        """Whether it certainly ended before it began."""
        return row.end is not None and days(row.end)[-1] < days(row.start)[0]

    def stages(self, row: CaseRow) -> frozenset[str]:
        """What the case is in the period, if that is the same for all days that may be meant."""
        ends = days(row.end) if row.end else [date.max]
        tried = {
            self.stage(start, end) for start in days(row.start) for end in ends if start <= end
        }
        return tried.pop() if len(tried) == 1 else frozenset()

    def stage(self, start: date, end: date) -> frozenset[str]:
        """What a case with these days is."""
        if start > self.last or end < self.first:
            return frozenset()
        begun = "carried" if start < self.first else "new"
        return frozenset({"supported", begun, "closed" if end <= self.last else "open"})


def persons(rows: Iterable[CaseRow]) -> Iterator[PersonCases]:
    """The different people of some cases, with all marks that these have."""
    by_person: dict[str, list[CaseRow]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, []).append(row)
    for key, cases in by_person.items():
        marks = {flag for row in cases for flag in Flag if row.flags & FLAG_BITS[flag]}
        flags = sum(FLAG_BITS[flag] for flag in marks)
        yield PersonCases(key, cases[0].sex, cases[0].anonymous, flags, tuple(cases))


def marked(people: list[PersonCases], category: str) -> Iterable[object]:
    """Those with a mark; `sum4` once for each of their four."""
    words: Callable[[Any], set[str]] = lambda one: {  # noqa: E731
        label("flag", flag) for flag in Flag if one.flags & FLAG_BITS[flag]
    }
    if category == "sum4":
        return [one for one in people for word in FOUR if word in words(one)]
    if category == "any4":
        return [one for one in people if words(one) & set(FOUR)]
    if category == "none4":
        return [one for one in people if not words(one) & set(FOUR)]
    return [one for one in people if category in words(one)]
