"""Reads of 会議 for the calendar."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.deadlines.rules import closed_note
from app.schedule.entry import MEETING, Entry
from app.staff.permissions import Permission
from app.storage.records import Meeting, MeetingMember
from app.storage.work import Reading


def meetings_planned(reading: Reading, first: date, last: date) -> tuple[Entry, ...]:
    """The meetings of these days; never with the name of anybody who is discussed."""
    reading.require(Permission.READ_CASES)
    found = reading.session.scalars(
        select(Meeting).where(
            Meeting.office_id == reading.office_id, Meeting.day.between(first, last)
        )
    ).all()
    staff = _own_staff(reading, [one.id for one in found])
    today = reading.clock.today()
    return tuple(_entry(one, staff.get(one.id, ()), today) for one in found)


def meeting_entry(reading: Reading, meeting_id: str) -> Entry:
    """One meeting as an entry."""
    reading.require(Permission.READ_CASES)
    record = reading.get(Meeting, meeting_id)
    staff = _own_staff(reading, [record.id])
    return _entry(record, staff.get(record.id, ()), reading.clock.today())


def _own_staff(reading: Reading, ids: list[str]) -> dict[str, tuple[str, ...]]:
    rows = reading.session.execute(
        select(MeetingMember.meeting_id, MeetingMember.name)
        .where(
            MeetingMember.office_id == reading.office_id,
            MeetingMember.meeting_id.in_(ids),
            MeetingMember.organisation_id.is_(None),
            MeetingMember.attendance != "absent",
        )
        .order_by(MeetingMember.created_at, MeetingMember.id)
    )
    staff: dict[str, tuple[str, ...]] = {}
    for row in rows:
        staff[row.meeting_id] = (*staff.get(row.meeting_id, ()), row.name)
    return staff


def _entry(record: Meeting, staff: tuple[str, ...], today: date) -> Entry:
    from app.meetings.rules import HELD, kind_words

    words = kind_words(record.kind)
    return Entry(
        id=record.id,
        version=record.version,
        day=record.day,
        start=record.start_minute,
        end=record.end_minute,
        kind=MEETING,
        title=f"{words} {record.title}".strip(),
        place=record.place,
        workers=staff or ((record.worker,) if record.worker else ()),
        state="done" if record.state == HELD else record.state,
        note="",
        episode_id=None,
        number="",
        name="",
        service="",
        activity_id=None,
        closed_note=closed_note(record.day, today),
        source=MEETING,
    )
