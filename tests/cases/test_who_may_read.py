"""A role without cases sees nothing of them, whichever way it asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.calendar.fiscal import parse_month
from app.cases import queries as cases
from app.cases.contacts import queries as contacts
from app.deadlines import queries as deadlines
from app.deadlines.beside.queries import beside
from app.errors import NotAllowed
from app.ledgers import queries as ledgers
from app.ledgers.on_record.queries import existing
from app.ledgers.wanted import wanted_by
from app.ledgers.writing.queries import ledger_to_write
from app.network.contacts.queries import contacts_of
from app.network.events.queries import EventFilter, events
from app.network.experience.queries import notes_of
from app.network.fitting.queries import fitting
from app.network.listed.queries import missing
from app.network.municipalities.queries import (
    MunicipalityFilter,
    municipality,
    municipality_list,
)
from app.network.offers.queries import offers_of
from app.network.organisations import queries as organisations
from app.people import queries as people
from app.reports.counting.figures import figures
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
    "beside": beside,
    "existing": lambda r: existing(r, wanted_by(())),
    "batches": ledgers.batches,
    "saved_mappings": ledgers.saved_mappings,
    "ledger_to_write": ledger_to_write,
    "similar_people": lambda r: people.similar_people(r, "雛形", ""),
    "person": lambda r: people.person(r, "x"),
    "figures": lambda r: figures(r, parse_month("2024-04")),
    "organisation": lambda r: organisations.organisation(r, "x"),
    "similar": lambda r: organisations.similar(r, "雛形"),
    "missing": missing,
    "municipality_list": lambda r: municipality_list(r, MunicipalityFilter(2024)),
    "municipality": lambda r: municipality(r, "10201"),
    "events": lambda r: events(r, EventFilter()),
    "fitting": lambda r: fitting(r, "x"),
    "offers_of": lambda r: offers_of(r, "x"),
    "contacts_of": lambda r: contacts_of(r, "x"),
    "notes_of": lambda r: notes_of(r, "x"),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_system_administrator_is_refused(opened: OpenedOffice, name: str) -> None:
    admin = Actor(opened.actor.staff_id, "例示 樹", Role.ADMIN)
    with pytest.raises(NotAllowed), opened.office.reading(admin) as reading:
        ASKED[name](reading)
