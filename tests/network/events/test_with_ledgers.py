"""Events from a ledger: named offices may be added, the same file changes nothing, undo is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import ChangedMeanwhile
from app.ledgers import actions as ledgers
from app.ledgers import queries
from app.ledgers.existing import Choices
from app.ledgers.layout import find_mapping
from app.ledgers.on_record.queries import existing
from app.ledgers.plan import make_plan
from app.ledgers.read_ledger import read_ledger
from app.network.events import actions
from app.network.events.queries import EventFilter, event, events
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from tests.conftest import OpenedOffice
from tests.ledgers.read_once import workbook_of

LEDGER = Path(__file__).resolve().parents[2] / "samples" / "ledger_standard_r6.xlsx"


def take_in(opened: OpenedOffice) -> str:
    workbook = workbook_of(LEDGER)
    with opened.office.reading(opened.actor) as reading:
        mapping = find_mapping(workbook, queries.saved_mappings(reading))
        ledger = read_ledger(workbook, mapping, today=opened.office.clock.today())
        known = existing(reading, ledger.wanted)
    plan = make_plan(ledger, known, Choices())
    with opened.office.work(opened.actor) as work:
        return ledgers.apply(work, plan).batch_id


def test_what_was_named_by_hand_stays(opened: OpenedOffice) -> None:
    batch = take_in(opened)
    with opened.office.reading(opened.actor) as reading:
        before = events(reading, EventFilter())
        page = event(reading, next(row.id for row in before.rows if row.organisations))
    with opened.office.work(opened.actor) as work:
        made = organisations.add(work, OrganisationInput("npo", "みなもの会"))
        named = replace(page.facts, attending=((made, "1"),))
        actions.change(work, page.id, page.version, named)
    assert take_in(opened) == "", "the same file again changes nothing"
    with opened.office.reading(opened.actor) as reading:
        assert [row.name for row, _ in event(reading, page.id).attending] == ["みなもの会"]
        after = events(reading, EventFilter())
    assert (after.total, after.participants) == (before.total, before.participants)
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        ledgers.undo(work, batch)
