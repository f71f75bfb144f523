"""A few cases of April 2026 in an office, and the report of that month handed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.calendar.fiscal import month
from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.clock import fixed
from app.codes import Service
from app.people import actions as people
from app.people.rules import PersonInput
from app.reports.forms.form import load_form
from app.reports.submissions.actions import submit
from app.reports.submissions.handing import Handing
from app.storage.work import Work
from tests.conftest import OpenedOffice

APRIL = month(2026, 4)
FORM = "monthly_builtin"
NOW_AGAIN = fixed(datetime(2026, 11, 24, 9, 0))
LATER = fixed(datetime(2026, 12, 3, 10, 0))
NEW = "works.コーディネート.new"
FULL = {"source_kind": "probation", "kubun": "special", "area": "own"}


def add_case(
    work: Work, number: str, name: str, service: Service = Service.COORDINATION, **typed: Any
) -> str:
    """Somebody with a case that began in April."""
    person = people.register(work, PersonInput(name, "", "female", "S40.1.1"))
    return cases.open_episode(work, person, service, {"start": "R8.4.2", "number": number, **typed})


def add_contact(work: Work, case: str, minutes: str = "30", day: str = "R8.4.10") -> str:
    """A phone call."""
    typed = ActivityInput(day, "phone", minutes, "本人", "近況", "試作")
    contacts.record_activity(work, case, typed)
    return case


def begin(opened: OpenedOffice) -> dict[str, str]:
    """Three cases, one of them open since March, with a contact each."""
    with opened.office.work(opened.actor) as work:
        found = {
            "1": add_case(work, "8-001", "見本 一花"),
            "2": add_case(work, "8-002", "雛形 二葉"),
            "3": add_case(work, "8-003", "例示 三樹", start="R8.3.1"),
        }
        for case in found.values():
            add_contact(work, case)
    return found


def handing(folder: Path, **more: Any) -> Handing:
    """The monthly form of April, both files in a folder."""
    facts: Mapping[str, Any] = {
        "form": load_form(FORM),
        "period": APRIL,
        "out": folder / "提出.xlsx",
        "office_out": folder / "根拠.xlsx",
    }
    return Handing(**{**facts, **more})


def hand_in(opened: OpenedOffice, folder: Path, **more: Any) -> str:
    """Freeze the report; everything after it happens on a later day."""
    with opened.office.work(opened.actor) as work:
        kept = submit(work, handing(folder, **more))
    opened.office.clock = LATER
    return kept
