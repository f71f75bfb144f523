"""Somebody with a few records, and a request for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2

from app.attachments.actions import add
from app.attachments.rules import Owner, OwnerKind, check_file
from app.calendar.partial import PartialDate
from app.staff.permissions import Actor, Role
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage.records import (
    Activity,
    Assessment,
    CaseDate,
    Episode,
    Need,
    Person,
    RelatedPerson,
    Staff,
)
from app.storage.work import Work
from app.subject_access import actions
from app.subject_access.marking.actions import mark
from app.subject_access.marking.rules import MarkInput, Span, State
from app.subject_access.package import Marked, Package
from app.subject_access.queries import package
from app.subject_access.releasing.rules import about
from app.subject_access.rules import Addressee, Kind, Requester, RequestInput
from tests.conftest import OpenedOffice

NAME, SISTER = "例示 一郎", "別宮 花子"
ASKED = RequestInput(
    kind=str(Kind.DISCLOSURE),
    number="R8-1",
    requester=str(Requester.SELF),
    requester_name="",
    identified="運転免許証の提示",
    received_on=date(2026, 11, 20),
    addressee=str(Addressee.PREFECTURE),
    forwarded="",
    asked="私についての支援の記録すべて",
    due_on=date(2026, 12, 20),
)


def somebody(work: Work, name: str = NAME) -> str:
    """A person with a 業務, two contacts, a sister, an assessment, a day of court and a file."""
    plain = "".join(name.split())
    person = work.add(
        Person(
            name=name,
            kana="レイジ イチロウ",
            name_plain=plain,
            name_folded=plain,
            kana_key="レイジイチロウ",
            search_key=plain,
            sex="male",
            birth=PartialDate(1953, 4, 5),
            address="群馬県前橋市大手町1-1",
        )
    )
    work.session.flush()
    episode = work.add(
        Episode(
            person_id=person.id,
            service="coordination",
            stage="plan",
            number="R8-012",
            start=PartialDate(2026, 4, 1),
            worker="職員 甲",
            offence="窃盗",
            facility="例示刑務所",
            hope_place="前橋市",
        )
    )
    work.session.flush()
    case = {"episode_id": episode.id, "person_id": person.id, "service": "coordination"}
    contact = work.add(
        Activity(
            **case,
            day=PartialDate(2026, 5, 1),
            means="interview",
            worker="職員 甲",
            content=f"面接。妹の{SISTER}さんから、引き取れないと電話があったことを伝えた。",
        )
    )
    work.add(
        Activity(
            **case,
            day=PartialDate(2026, 5, 2),
            means="phone",
            worker="職員 甲",
            content="住まいの希望を聞いた。",
        )
    )
    work.add(RelatedPerson(person_id=person.id, kind="family", name=SISTER, phone="027-000-0000"))
    assessment = work.add(
        Assessment(episode_id=episode.id, day=date(2026, 5, 3), wish="前橋で暮らしたい")
    )
    work.add(CaseDate(episode_id=episode.id, kind="arrested", day=PartialDate(2026, 1, 7)))
    work.session.flush()
    work.add(Need(assessment_id=assessment.id, domain="housing", status="needed", text="住まい"))
    add(work, Owner(OwnerKind.ACTIVITY, contact.id), check_file("面接メモ.txt", b"memo of the day"))
    work.tell("test.filled", "試し", subject_kind="person", subject_id=person.id)
    return person.id


def asked(opened: OpenedOffice, **other: Any) -> tuple[str, str]:
    """Ids of such a person and of a request of theirs."""
    with opened.office.work(opened.actor) as work:
        person = somebody(work)
    with opened.office.work(opened.actor) as work:
        return person, actions.record(work, person, replace(ASKED, **other))


def read(opened: OpenedOffice, request: str) -> Package:
    with opened.office.reading(opened.actor) as reading:
        return package(reading, request)


def the(found: Package, table: str, words: str = "") -> Marked:
    """The item of a table whose text has these words."""
    return next(
        one
        for one in found.items
        if one.item.key.startswith(f"{table}:") and words in one.item.text
    )


def decision(one: Marked, state: State, ground: str = "", *spans: Span) -> MarkInput:
    return MarkInput(one.item.key, one.item.sha, state, ground, spans, version=one.version)


def decide(opened: OpenedOffice, request: str, *wanted: MarkInput) -> tuple[MarkInput, ...]:
    """Decide; gives how the items stood before."""
    with opened.office.work(opened.actor) as work:
        return mark(work, request, wanted).before


def give_all(opened: OpenedOffice, request: str) -> None:
    """Everything that is still undecided is given."""
    left = read(opened, request).undecided
    decide(opened, request, *(decision(one, State.GIVE) for one in left))


def colleague(opened: OpenedOffice, name: str = "副 長") -> Actor:
    """Another センター長."""
    with opened.office.work(opened.actor) as work:
        staff = work.add(Staff(name=name, role=str(Role.DIRECTOR), active=True))
        work.tell("staff.added", "試し")
        work.session.flush()
        return Actor(staff.id, name, Role.DIRECTOR)


def ask_second(opened: OpenedOffice, request: str) -> str:
    with opened.office.work(opened.actor) as work:
        return second.ask(work, Act.RELEASE_RECORDS, about(package(work, request)))


def agreed(opened: OpenedOffice, request: str) -> str:
    """The id of a request for a second person, agreed to in the embedded file."""
    asked_for = ask_second(opened, request)
    other = colleague(opened)
    with opened.office.work(other) as work:
        second.answer(work, asked_for)
    return asked_for


def pdf_words(pdf: bytes) -> str:
    """What can be read out of a PDF: the text of every page, and what it says about itself."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        return "\n".join([*pages, *document.get_metadata_dict().values()])
