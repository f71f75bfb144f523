"""The sample ledgers, read and planned once, and a plan turned into what would be on record."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.calendar.partial import PartialDate
from app.ledgers.columns import LedgerMapping
from app.ledgers.existing import (
    NOTHING,
    ActivityFacts,
    Existing,
    ExistingActivity,
    ExistingEpisode,
    ExistingEvent,
    ExistingPerson,
)
from app.ledgers.layout import find_mapping
from app.ledgers.plan import make_plan
from app.ledgers.planned import Plan
from app.ledgers.read_ledger import read_ledger
from app.ledgers.reading.workbook import Workbook
from app.people import names
from tests.ledgers.read_once import workbook_of

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Taken:
    """A sample ledger, how it was read and what is expected of it."""

    workbook: Workbook
    mapping: LedgerMapping
    plan: Plan
    expected: dict[str, Any]


def _taken(name: str) -> Taken:
    workbook = workbook_of(SAMPLES / f"{name}.xlsx")
    mapping = find_mapping(workbook, {})
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return Taken(
        workbook, mapping, make_plan(read_ledger(workbook, mapping, today=TODAY), NOTHING), expected
    )


@pytest.fixture(scope="session")
def standard() -> Taken:
    return _taken("ledger_standard_r6")


@pytest.fixture(scope="session")
def messy() -> Taken:
    return _taken("ledger_messy_r5")


@pytest.fixture(scope="session")
def on_record() -> Callable[[Plan], Existing]:
    """What the office would have after a plan on an empty file was applied."""
    return _on_record


def _on_record(plan: Plan) -> Existing:
    persons = tuple(
        ExistingPerson(
            f"id-{p.key}", p.name, names.plain(p.name), names.folded(p.name), p.kana,
            names.katakana(p.kana or p.name), p.sex,
            p.birth if isinstance(p.birth, PartialDate) else None, p.anonymous,
        )
        for p in plan.persons
    )  # fmt: skip
    episodes = tuple(
        ExistingEpisode(
            f"id-{e.key}", f"id-{e.person_key}", e.service, str(e.values.get("number") or ""),
            e.values["start"], e.values,
        )
        for e in plan.episodes
    )  # fmt: skip
    activities = tuple(
        ExistingActivity(
            f"id-a{at}",
            ActivityFacts(
                episode_id=f"id-{a.episode_key}" if a.episode_key else "",
                person_id=f"id-{a.person_key}" if a.person_key else "",
                minutes_text=a.minutes_text, name_text=a.name_text, number_text=a.number_text,
                **a.values,
            ),
        )
        for at, a in enumerate(plan.activities)
    )  # fmt: skip
    events = tuple(ExistingEvent(f"id-v{at}", e.values) for at, e in enumerate(plan.events))
    return Existing(persons, episodes, activities, events)
