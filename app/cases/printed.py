"""The head of a paper about a case: who it is about, and which 業務."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.calendar.ages import age_on
from app.calendar.partial import PartialDate
from app.staff.permissions import Permission
from app.staff.queries import office_facts
from app.storage.records import Episode, Person
from app.storage.work import Reading


@dataclass(frozen=True)
class CaseHead:
    """What stands at the top of every paper of a case."""

    office: str
    person_id: str
    name: str
    kana: str
    sex: str
    birth: PartialDate | None
    age: int | None
    """満年齢 on the day of the paper; None when it is not known for sure."""
    episode_id: str
    number: str
    service: str
    kubun: str | None
    worker: str
    start: PartialDate
    facility: str
    release: PartialDate | None
    term_end: PartialDate | None
    hope_place: str
    dest_name: str


def case_head(reading: Reading, episode_id: str, day: date) -> CaseHead:
    """The head of a paper of this day."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    person = reading.get(Person, episode.person_id)
    return CaseHead(
        office=office_facts(reading).name,
        person_id=person.id,
        name=person.name,
        kana=person.kana,
        sex=person.sex,
        birth=person.birth,
        age=age_on(person.birth, day),
        episode_id=episode.id,
        number=episode.number,
        service=episode.service,
        kubun=episode.kubun,
        worker=episode.worker,
        start=episode.start,
        facility=episode.facility,
        release=episode.release,
        term_end=episode.term_end,
        hope_place=episode.hope_place,
        dest_name=episode.dest_name,
    )
