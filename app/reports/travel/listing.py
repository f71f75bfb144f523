"""The lines of 旅費・移動一覧: every contact with a way, by 管理番号 and never by name."""

from __future__ import annotations

from dataclasses import dataclass

from app import codes
from app.calendar.fiscal import Period
from app.calendar.partial import PartialDate
from app.cases.contacts.queries import Contact, contacts_between
from app.reports.papers.about import day_words
from app.staff.queries import office_facts
from app.storage.work import Reading

TITLE = "旅費・移動一覧"


@dataclass(frozen=True)
class TravelLine:
    """One way: when, what for, where to, for which cases, how long, how far, what it cost."""

    day: PartialDate
    means: str
    place: str
    numbers: tuple[str, ...]
    travel_minutes: int
    distance_m: int
    fare: int


@dataclass(frozen=True)
class TravelList:
    """The ways of a month in order, and whose they are."""

    office: str
    worker: str
    period: Period
    made: str
    lines: tuple[TravelLine, ...]
    practice: bool

    @property
    def whole(self) -> tuple[int, int, int]:
        """Minutes, metres and yen of all lines together."""
        return (
            sum(line.travel_minutes for line in self.lines),
            sum(line.distance_m for line in self.lines),
            sum(line.fare for line in self.lines),
        )


def travel_list(reading: Reading, period: Period, worker: str) -> TravelList:
    """The ways of one member of staff; a contact with several persons is one way."""
    facts = office_facts(reading)
    contacts = contacts_between(reading, period.first, period.last, worker=worker)
    return TravelList(
        office=facts.name,
        worker=worker,
        period=period,
        made=day_words(reading.clock.today()),
        lines=tuple(_line(one) for one in contacts if _travelled(one)),
        practice=facts.practice,
    )


def _travelled(contact: Contact) -> bool:
    return bool(contact.travel_minutes or contact.distance_m or contact.fare)


def _line(contact: Contact) -> TravelLine:
    return TravelLine(
        day=contact.day,
        means=codes.label("means", contact.means),
        place=contact.place,
        numbers=tuple(number for number, _ in contact.people if number),
        travel_minutes=contact.travel_minutes or 0,
        distance_m=contact.distance_m or 0,
        fare=contact.fare or 0,
    )
