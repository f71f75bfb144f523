"""Values of every kind that a query may be asked with, all of the hidden case, made by センター長."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from app.attachments.rules import Owner, OwnerKind
from app.calendar.fiscal import month
from app.consent.register.rules import ConsentInput
from app.handoff.sealing.card import Card
from app.handoff.sealing.keys import make_keys
from app.ledgers.values import number_key
from app.ledgers.wanted import Wanted
from app.meetings.sharing.rules import ShareInput
from app.network.municipalities.queries import MunicipalityFilter
from app.places import municipalities
from app.reports.counting.figure import Member, Unit
from app.reports.counting.figure_set import FigureSet
from app.reports.counting.figures import figures
from app.reports.seeing.plot import Mark
from app.schedule.rules import Slot
from app.staff.office_kind import OfficeKind
from app.staff.second.rules import Act
from app.storage.drilling import Drill
from app.storage.records import (
    Activity,
    Appointment,
    Episode,
    Organisation,
    Person,
    PersonMerge,
)
from app.storage.staff_keys import KeysHere
from app.storage.work import Reading
from app.subject_access.package import Package
from app.subject_access.queries import package
from tests.storage.restricted import Hidden

DAY = date(2026, 11, 24)


def of_its_kind(reading: Reading, hidden: Hidden) -> dict[Any, Any]:
    """Type → a value that means the hidden case, as whoever may see it would ask."""
    episode = hidden.ids["episode"][0]
    organisation = str(reading.session.scalars(select(Organisation.id)).first())
    merge = reading.session.scalars(select(PersonMerge)).one()
    reading.session.expunge(merge)
    acts = [Member(one, Unit.ACTIVITIES, (episode,), ()) for one in hidden.ids["activity"]]
    cases = [Member(one, Unit.CASES, (one,), ()) for one in hidden.ids["episode"]]
    return {
        Owner: Owner(OwnerKind.ACTIVITY, hidden.ids["activity"][0]),
        OwnerKind: OwnerKind.ACTIVITY,
        Card: Card("a" * 32, OfficeKind.CENTRE, "見本", "10", 10, make_keys().public, DAY),
        ShareInput: ShareInput(hidden.ids["meeting_person"], (organisation,), ("name",)),
        MunicipalityFilter: MunicipalityFilter(2026),
        FigureSet: figures(reading, month(2026, 11)),
        Mark: Mark("", "", 0, 1, 0, 1, "", "", (*cases, *acts)),
        Slot: _slot(reading, hidden.ids["appointment"]),
        KeysHere: KeysHere({}, False),
        Act: Act.NEW_RECOVERY,
        ConsentInput: ConsentInput(("name",), "R8.4.1", "paper", organisation, purpose="紹介"),
        Drill: Drill("x", datetime(2026, 11, 24), 1, 1, 1, (), 0),
        PersonMerge: merge,
        Wanted: _wanted(reading, hidden),
        Package: package(reading, hidden.ids["subject_request"][0]),
        datetime: datetime(2027, 1, 1, tzinfo=UTC),
    }


def of_its_name(reading: Reading, hidden: Hidden, made: dict[Any, Any]) -> dict[str, Any]:
    """Name of an argument → what it means of the hidden case."""
    case = reading.get(Episode, hidden.ids["episode"][0])
    organisation = str(reading.session.scalars(select(Organisation.id)).first())
    return {
        "worker": case.worker,
        "request_id": hidden.ids["subject_request"][0],
        "organisation_ids": (organisation,),
        "code": municipalities()[0].code,
        "field": "municipality",
        "path": _path(made[FigureSet], frozenset(hidden.ids["episode"])),
        "merge_id": made[PersonMerge].id,
    }


def _wanted(reading: Reading, hidden: Hidden) -> Wanted:
    """By which a ledger of the person's own names, number and contacts finds them on record."""
    person = reading.get(Person, hidden.ids["person"][0])
    case = reading.get(Episode, hidden.ids["episode"][0])
    contacts = [reading.get(Activity, one) for one in hidden.ids["activity"]]
    return Wanted(
        names=frozenset({person.name_folded}),
        kana=frozenset({person.kana_key}),
        numbers=frozenset({number_key(case.number)}),
        contacts={one.day: frozenset({(one.means, one.minutes)}) for one in contacts},
        event_days=frozenset(),
    )


ONLY_OF = {"app.reports.titles.queries.title_of": {"key": "special_adjustment"}}
"""Arguments whose name means something else elsewhere."""


def _path(found: FigureSet, wanted: frozenset[str]) -> str:
    """A figure that counts the case."""
    return next(path for path in found.paths() if wanted & {one.id for one in found.members(path)})


def _slot(reading: Reading, ids: tuple[str, ...]) -> Slot:
    """What meets the plan of the case."""
    plan = reading.get(Appointment, ids[0])
    return Slot("", plan.day, None, None, plan.kind, tuple(plan.workers))
