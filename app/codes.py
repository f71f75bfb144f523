"""Code tables: the words of the field behind the codes that are stored (`resources/codes/`)."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from app import paths


class Service(StrEnum):
    """業務: the kinds of support an episode (or an activity) belongs to."""

    COORDINATION = "coordination"
    FOLLOW_UP = "follow_up"
    CONSULTATION = "consultation"
    SUSPECT_SUPPORT = "suspect_support"
    ADJUSTMENT = "adjustment"
    AFTERCARE = "aftercare"
    DETAINED = "detained"
    OTHER = "other"


CENTRE_SERVICES = (
    Service.COORDINATION,
    Service.FOLLOW_UP,
    Service.CONSULTATION,
    Service.SUSPECT_SUPPORT,
)
"""The four 業務 of a centre, in the order every table and every figure shows them."""
PROBATION_SERVICES = (Service.ADJUSTMENT, Service.AFTERCARE, Service.DETAINED)
"""What a 保護観察所 does for a person (更生保護法82条, 85条, 83条の2)."""
CASE_SERVICES = (*CENTRE_SERVICES, *PROBATION_SERVICES)
"""Everything a person can have an episode of; which office offers what: `app/staff/office_kind.py`."""


class Flag(StrEnum):
    """高齢・障害の区分: several at once; 疑い and 発達 are counted apart from the four categories."""

    ELDERLY = "elderly"
    PHYSICAL = "physical"
    INTELLECTUAL = "intellectual"
    PSYCHIATRIC = "psychiatric"
    DEVELOPMENTAL = "developmental"
    SUSPECTED = "suspected"


@dataclass(frozen=True)
class Code:
    """One row of a code table."""

    code: str
    label: str
    valid_from: date | None
    valid_to: date | None
    also: tuple[str, ...]
    service: str = ""
    full: str = ""
    """The word where one is chosen, if the short one could be taken for another."""
    group: str = ""
    """The heading it stands under where one is chosen."""
    marks: frozenset[str] = frozenset()
    """What else a table says of the code, for the package that owns it."""

    @property
    def offered(self) -> str:
        """The word where one is chosen."""
        return self.full or self.label

    def valid_on(self, day: date) -> bool:
        """Whether the code may be chosen on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def squeezed(text: str) -> str:
    """Text with width, spaces and line breaks folded, for comparing typed words."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class CodeTable:
    """The rows of one table, found by code or by a word people write for it."""

    def __init__(self, name: str, rows: tuple[Code, ...]) -> None:
        self.name = name
        self.rows = rows
        self._labels = {(row.service, row.code): row.label for row in rows}
        self._words: dict[tuple[str, str], str] = {}
        for row in rows:
            for word in (row.label, *row.also):
                self._words.setdefault((row.service, squeezed(word).casefold()), row.code)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.rows)

    def label(self, code: str | None, service: str = "") -> str:
        """The word for `code`; the code itself when the table does not know it; '' for None."""
        if code is None:
            return ""
        return self._labels.get((service, code), self._labels.get(("", code), code))

    def full(self, code: str | None, service: str = "") -> str:
        """The word for `code` that cannot be taken for another; as `label` where there is none."""
        found = (row.full for row in self.rows if (row.service, row.code) == (service, code))
        return next(found, "") or self.label(code, service)

    def grouped(self) -> tuple[tuple[str, tuple[Code, ...]], ...]:
        """(heading, codes) to choose from; a table without headings is one group."""
        groups: dict[str, list[Code]] = {}
        for row in self.rows:
            groups.setdefault(row.group, []).append(row)
        return tuple((heading, tuple(rows)) for heading, rows in groups.items())

    def marked(self, mark: str) -> frozenset[str]:
        """The codes that carry a mark."""
        return frozenset(row.code for row in self.rows if mark in row.marks)

    def code_for(self, word: str, service: str = "") -> str | None:
        """The code that a written word means, whatever its width and spacing."""
        return self._words.get((service, squeezed(word).casefold()))

    def choices(self, service: str = "", on: date | None = None) -> tuple[tuple[str, str], ...]:
        """(code, label) pairs to choose from, in order."""
        return tuple(
            (row.code, row.label)
            for row in self.rows
            if row.service == service and (on is None or row.valid_on(on))
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def table(name: str) -> CodeTable:
    """The code table `name` (a file of `resources/codes/`)."""
    with paths.resource("codes", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = tuple(
            Code(
                code=row["code"],
                label=row["label"],
                valid_from=_day(row["valid_from"]),
                valid_to=_day(row["valid_to"]),
                also=tuple(word for word in row["also"].split("|") if word),
                service=row.get("service", ""),
                full=row.get("full", ""),
                group=row.get("group", ""),
                marks=frozenset(mark for mark in row.get("marks", "").split("|") if mark),
            )
            for row in csv.DictReader(file)
        )
    return CodeTable(name, rows)


def label(name: str, code: str | None, service: str = "") -> str:
    """The word for a code of table `name`."""
    return table(name).label(code, service)
