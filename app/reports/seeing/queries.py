"""What moved over months: slim rows read once, whatever the number of months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, or_, select, type_coerce

from app.calendar import wareki
from app.calendar.fiscal import Period, month
from app.clock import JST
from app.codes import CENTRE_SERVICES, label
from app.deadlines.candidates.queries import case_deadlines, settled_states
from app.deadlines.known.queries import centre_rulebook, chunks
from app.deadlines.outcomes.queries import met_between
from app.deadlines.rule import After
from app.errors import FieldProblem, InvalidInput
from app.reports.counting.figure import Member, Unit
from app.reports.counting.queries import Contents, Entry
from app.reports.counting.standing import partial
from app.reports.seeing.months import Seen, SeenRow, case_of
from app.reports.seeing.plot import Mark, Plot
from app.reports.seeing.rules import MONTHS, Contact, Due, Facts, Kept, plots
from app.staff.office_kind import not_offered
from app.staff.permissions import Permission
from app.staff.queries import office_kind
from app.storage.records import Activity, Episode, Person, SettledDeadline, Task
from app.storage.work import Reading

MOST_SHOWN = 500


@dataclass(frozen=True)
class Seeing:
    """The plots of the months up to `until`; a mark keeps the members that it can show."""

    until: Period
    plots: tuple[Plot, ...]


def months_until(until: Period, count: int = MONTHS) -> tuple[Period, ...]:
    """So many months, `until` the last."""
    last = until.last.year * 12 + until.last.month - 1
    return tuple(month(at // 12, at % 12 + 1) for at in range(last - count + 1, last + 1))


def seeing(reading: Reading, until: Period) -> Seeing:
    """Every plot of the 24 months that end with `until`."""
    reading.require(Permission.MAKE_REPORT)
    if refused := not_offered(office_kind(reading), "report"):
        raise InvalidInput((FieldProblem("office", refused),))
    months = months_until(until)
    cases = tuple(map(case_of, _cases(reading, months[0].first, months[-1].last)))
    facts = Facts(months, cases, _contacts(reading, months[-1]), _dues(reading, months, cases))
    return Seeing(months[-1], tuple(map(_shortened, plots(facts))))


def _shortened(plot: Plot) -> Plot:
    """What is shown stays as long as the screen: at most as many members as its list has room for."""
    return replace(plot, marks=tuple(mark.shortened(MOST_SHOWN) for mark in plot.marks))


def _cases(reading: Reading, first: date, last: date) -> list[SeenRow]:
    """Cases that go on in the months or moved in them, in the order of the figures."""
    start, end, move = (type_coerce(column, String) for column in _DAYS)
    # A day known to the month or year only ends in 00, and so comes before all of its days.
    earliest = f"{first.year:04d}-00-00"
    rows = reading.session.connection().execute(
        select(
            Episode.id,
            Episode.number,
            Episode.service,
            start,
            end,
            move,
            Episode.dest_kind,
            Episode.worker,
        ).where(
            Episode.office_id == reading.office_id,
            or_(
                (start <= last.isoformat()) & (end.is_(None) | (end >= earliest)),
                move.between(earliest, last.isoformat()),
            ),
        )
    )
    return sorted(map(SeenRow._make, rows), key=lambda row: (row.start, row.number, row.id))


_DAYS = (Episode.__table__.c.start, Episode.__table__.c.end, Episode.__table__.c.move)


def _contacts(reading: Reading, period: Period) -> tuple[Contact, ...]:
    day = type_coerce(Activity.__table__.c.day, String)
    rows = reading.session.connection().execute(
        select(Activity.id, Activity.episode_id, Activity.worker)
        .where(
            Activity.office_id == reading.office_id,
            day.between(f"{period.first:%Y-%m}-00", period.last.isoformat()),
            Activity.withdrawn_at.is_(None),
        )
        .order_by(day, Activity.id)
    )
    return tuple(
        Contact(worker, Member(id_, Unit.ACTIVITIES, (case,) if case else (), ()))
        for id_, case, worker in rows
    )


def _dues(reading: Reading, months: tuple[Period, ...], cases: Iterable[Seen]) -> tuple[Due, ...]:
    first, last = months[0].first, months[-1].last
    numbers = {seen.row.id: seen.row.number for seen in cases}
    met, found = _met(reading, first, last), _late(reading, first, last)
    found += [(case, rule, due, kept) for (case, rule, due), kept in met.items()]
    dues = [
        Due(day, kept, _due_member(f"{case}/{what}/{day}", case, numbers.get(case, "")))
        for case, what, day, kept in found
    ]
    dues += _tasks(reading, first, last, numbers)
    return tuple(sorted(dues, key=lambda due: (due.day, due.member.id)))


def _due_member(id_: str, case: str, number: str) -> Member:
    return Member(id_, Unit.CASES, (case,) if case else (), (number,) if number else ())


_DueRow = tuple[str, str, date, Kept]


def _met(reading: Reading, first: date, last: date) -> dict[tuple[str, str, date], Kept]:
    """Due dates that were met: the records say so, or somebody did; the earlier day counts."""
    book = centre_rulebook(reading)
    found = {
        (one.episode_id, one.rule, one.due): Kept.IN_TIME if one.in_time else Kept.LATE
        for one in met_between(reading, book, CENTRE_SERVICES, first, last)
    }
    for key, (state, at) in _said(reading, first, last).items():
        if state == "done" and found.get(key) is not Kept.IN_TIME:
            found[key] = _kept(at, key[2])
        elif state == "not_applicable":
            found.pop(key, None)
    return found


def _said(
    reading: Reading, first: date, last: date
) -> dict[tuple[str, str, date], tuple[str, datetime]]:
    """What was said last of each due date."""
    rows = reading.session.execute(
        select(
            SettledDeadline.episode_id,
            SettledDeadline.rule,
            SettledDeadline.due,
            SettledDeadline.state,
            SettledDeadline.created_at,
        )
        .where(
            SettledDeadline.office_id == reading.office_id,
            SettledDeadline.due.between(first, last),
        )
        .order_by(SettledDeadline.created_at, SettledDeadline.id)
    )
    return {(row.episode_id, row.rule, row.due): (row.state, row.created_at) for row in rows}


def _kept(done: datetime, due: date) -> Kept:
    return Kept.IN_TIME if done.astimezone(JST).date() <= due else Kept.LATE


def _late(reading: Reading, first: date, last: date) -> list[_DueRow]:
    """What should have been done, and neither is nor was said to need no doing."""
    today = reading.clock.today()
    if first >= today:
        return []
    book = centre_rulebook(reading)
    found = [
        due
        for due in case_deadlines(reading, book, min(last, today), "", since=first)
        if due.rule.after is After.LATE and first <= due.day <= last and due.day < today
    ]
    settled = settled_states(reading, sorted({due.episode_id for due in found}))
    return [
        (due.episode_id, due.rule.id, due.day, Kept.OPEN)
        for due in found
        if settled.get((due.episode_id, due.rule.id, due.day), "open") == "open"
    ]


def _tasks(reading: Reading, first: date, last: date, numbers: dict[str, str]) -> list[Due]:
    today = reading.clock.today()
    rows = reading.session.execute(
        select(Task.id, Task.due, Task.episode_id, Task.done_at).where(
            Task.office_id == reading.office_id, Task.due.between(first, last)
        )
    )
    return [
        Due(
            row.due,
            Kept.OPEN if row.done_at is None else _kept(row.done_at, row.due),
            _due_member(row.id, row.episode_id or "", numbers.get(row.episode_id or "", "")),
        )
        for row in rows
        if row.done_at is not None or row.due < today
    ]


def contents(reading: Reading, mark: Mark) -> Contents:
    """What a mark counts (the first of many), with names, for the people of the office."""
    reading.require(Permission.MAKE_REPORT)
    reading.require(Permission.READ_CASES)
    members = mark.members[:MOST_SHOWN]
    cases = _named(reading, sorted({case for one in members for case in one.case_ids}))
    acts = [one.id for one in members if one.unit is Unit.ACTIVITIES]
    contacts = _contact_words(reading, acts)
    entries = tuple(_entry(one, cases, contacts) for one in members)
    return Contents(mark.sentence, entries, mark.number, ())


def _entry(member: Member, cases: dict[str, Any], contacts: dict[str, Any]) -> Entry:
    case = cases.get(member.case_ids[0]) if member.case_ids else None
    case_id, number, name = (case.id, case.number, case.name) if case else ("", "", "")
    if member.unit is Unit.ACTIVITIES:
        row = contacts.get(member.id)
        day, words = (row.day, label("means", row.means)) if row else (None, "")
        return Entry(case_id, number, _short(day), words, name or (row.name_text if row else ""))
    if case is None:
        return Entry("", "", "", "課題", "")
    return Entry(case_id, number, _short(case.start), label("service", case.service), name)


def _short(day: Any) -> str:
    return wareki.short(partial(day) if isinstance(day, str) else day) if day else ""


def _named(reading: Reading, ids: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in chunks(ids):
        rows = reading.session.execute(
            select(Episode.id, Episode.number, Episode.service, Episode.start, Person.name)
            .join(Person, Person.id == Episode.person_id)
            .where(Episode.office_id == reading.office_id, Episode.id.in_(some))
        )
        found |= {row.id: row for row in rows}
    return found


def _contact_words(reading: Reading, ids: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in chunks(ids):
        rows = reading.session.execute(
            select(Activity.id, Activity.day, Activity.means, Activity.name_text).where(
                Activity.office_id == reading.office_id, Activity.id.in_(some)
            )
        )
        found |= {row.id: row for row in rows}
    return found
