"""業務日報: what one member of staff did on a day and had planned, with 決裁欄."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app import codes
from app.calendar import wareki
from app.cases.contacts.queries import Contact, contacts_between
from app.cases.contacts.rules import km_words
from app.reports.papers.about import day_words, seals_of
from app.reports.papers.paper import Column, Fields, Grid, Paper, Words
from app.schedule.clock import span_words
from app.schedule.entry import Entry
from app.schedule.queries import between
from app.schedule.rules import CANCELLED, DONE
from app.staff.queries import office_facts
from app.storage.work import Reading

TITLE = "業務日報"
_STATES = {DONE: "済", CANCELLED: "取消し"}


def daily_report(reading: Reading, day: date, worker: str) -> Paper:
    """The contacts of a day with their minutes and ways, and the 予定 of that day."""
    contacts = contacts_between(reading, day, day, worker=worker)
    planned = between(reading, day, day, worker=worker, cancelled_too=True)
    facts = office_facts(reading)
    weekday = wareki.long(day, weekday=True)
    blocks = (
        Fields(
            (
                ("日付", weekday),
                ("氏名", worker),
                ("件数・時間", f"{len(contacts)}件・{_sum(contacts, 'minutes'):,}分"),
                ("移動", travel_sum(contacts)),
            )
        ),
        _contacts(contacts),
        _planned(planned),
        Words("特記事項", "", lines=3),
        Words("指示・連絡", "", lines=2),
    )
    return Paper(
        title=TITLE,
        office=facts.name,
        made=day_words(reading.clock.today()),
        blocks=blocks,
        subject=f"{weekday} {worker}",
        seals=seals_of(reading),
        practice=facts.practice,
    )


def travel_sum(contacts: Sequence[Contact]) -> str:
    """75分・32.5km・1,240円: what all the ways took together."""
    metres, fare = _sum(contacts, "distance_m"), _sum(contacts, "fare")
    return f"{_sum(contacts, 'travel_minutes'):,}分・{km_words(metres)}km・{fare:,}円"


def _sum(contacts: Sequence[Contact], name: str) -> int:
    return sum(getattr(contact, name) or 0 for contact in contacts)


def _contacts(contacts: Sequence[Contact]) -> Grid:
    return Grid(
        (
            Column("対象者", 2),
            Column("手段", 0.9),
            Column("相手先・場所", 1.5),
            Column("内容", 4),
            Column("分", 0.6, number=True),
            Column("移動", 1),
        ),
        tuple(
            (
                _people(contact),
                codes.label("means", contact.means),
                "\n".join(part for part in (contact.partner, contact.place) if part),
                contact.content,
                "" if contact.minutes is None else f"{contact.minutes:,}",
                _way(contact),
            )
            for contact in contacts
        ),
        "支援経過",
        empty="この日の支援経過はありません。",
    )


def _people(contact: Contact) -> str:
    people = ("　".join(part for part in one if part) for one in contact.people)
    return "\n".join((codes.label("service", contact.service), *people))


def _way(contact: Contact) -> str:
    return "\n".join(
        words
        for words in (
            f"{contact.travel_minutes:,}分" if contact.travel_minutes else "",
            f"{km_words(contact.distance_m)}km" if contact.distance_m else "",
            f"{contact.fare:,}円" if contact.fare else "",
        )
        if words
    )


def _planned(entries: Sequence[Entry]) -> Grid:
    return Grid(
        (
            Column("時刻", 1.3),
            Column("種別", 1),
            Column("用件", 3.5),
            Column("場所", 2),
            Column("結果", 0.9),
        ),
        tuple(
            (
                span_words(entry.start, entry.end),
                codes.label("appointment_kind", entry.kind),
                "　".join(part for part in (entry.number, entry.name, entry.title) if part),
                entry.place,
                _STATES.get(entry.state, ""),
            )
            for entry in entries
        ),
        "この日の予定",
        empty="この日の予定はありません。",
    )
