"""A role without cases sees nothing of them, whichever way it asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.calendar.fiscal import parse_month
from app.cases import queries as cases
from app.cases.contacts import queries as contacts
from app.deadlines import queries as deadlines
from app.errors import NotAllowed
from app.ledgers import queries as ledgers
from app.ledgers.writing.queries import ledger_to_write
from app.people import queries as people
from app.reports.figures import figures
from app.staff.permissions import Actor, Role
from app.storage.work import Reading
from tests.conftest import OpenedOffice

ASKED: dict[str, Callable[[Reading], object]] = {
    "case_list": lambda r: cases.case_list(r, cases.CaseFilter()),
    "case_page": lambda r: cases.case_page(r, "x"),
    "activities_of": lambda r: contacts.activities_of(r, "x"),
    "activity": lambda r: contacts.activity(r, "x"),
    "workers": cases.workers,
    "open_count": cases.open_count,
    "today": lambda r: deadlines.today(r),
    "existing": ledgers.existing,
    "batches": ledgers.batches,
    "saved_mappings": ledgers.saved_mappings,
    "ledger_to_write": ledger_to_write,
    "similar_people": lambda r: people.similar_people(r, "雛形", ""),
    "person": lambda r: people.person(r, "x"),
    "figures": lambda r: figures(r, parse_month("2024-04")),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_system_administrator_is_refused(opened: OpenedOffice, name: str) -> None:
    admin = Actor(opened.actor.staff_id, "例示 樹", Role.ADMIN)
    with pytest.raises(NotAllowed), opened.office.reading(admin) as reading:
        ASKED[name](reading)
