"""The figures of an office: slim rows of one period from the data file, counted.

Nothing but what may touch the period (and what lies near it) is read, without mapped records.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, reduce
from operator import add
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Table,
    and_,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy import cast as sql_cast

from app.calendar.fiscal import Period, fiscal_year, fiscal_year_of
from app.cases.restriction.rules import HIDDEN_NUMBER
from app.errors import FieldProblem, InvalidInput
from app.reports.counting.counted_rows import (
    FLAG_BITS,
    ActivityRow,
    CaseRow,
    EventRow,
    Same,
    case_rows,
    contact_rows,
)
from app.reports.counting.figure_set import FigureSet
from app.reports.counting.near_misses import NEAR_DAYS
from app.reports.counting.own.queries import own_definitions
from app.reports.counting.standing import partial
from app.reports.counting.tree import count
from app.staff.office_kind import not_offered
from app.staff.permissions import Permission
from app.staff.queries import office_kind
from app.storage.records import (
    Activity,
    CountedCase,
    CountedContact,
    Episode,
    Event,
    Person,
)
from app.storage.restricting import counted_beside
from app.storage.work import Reading

_EPISODE = cast(Table, Episode.__table__)
_PERSON = cast(Table, Person.__table__)
_ACTIVITY = cast(Table, Activity.__table__)
_EVENT = cast(Table, Event.__table__)
_GONE_CASE = cast(Table, CountedCase.__table__)
_GONE_CONTACT = cast(Table, CountedContact.__table__)
REMOVED_NUMBER = "削除済み"
"""Stands in place of the number of a case that was deleted after its 保存期間 and is still counted."""


def figures(reading: Reading, period: Period) -> FigureSet:
    """Every figure of the period, with the cases behind it."""
    reading.require(Permission.MAKE_REPORT)
    if refused := not_offered(office_kind(reading), "report"):
        raise InvalidInput((FieldProblem("office", refused),))
    connection = reading.session.connection()
    covered, activities_covered = coverage(reading)
    office = reading.office_id
    same = Same()
    # Sorted here: an ORDER BY would make the engine fetch every case through an index.
    cases = case_rows(connection.execute(_cases(office, period)), same)
    contacts = contact_rows(connection.execute(_activities(office, period)), same)
    hidden, unseen = _hidden(reading, period, cases, contacts, same)
    cases += hidden
    cases += case_rows(connection.execute(_removed(office, period)), same)
    contacts += unseen
    contacts += contact_rows(connection.execute(_activities(office, period, _GONE_CONTACT)), same)
    cases.sort(key=_in_order)
    return count(
        period,
        cases,
        contacts,
        map(EventRow._make, connection.execute(_events(office, period))),
        covered=covered,
        activities_covered=activities_covered,
        own=own_definitions(reading),
    )


def _hidden(
    reading: Reading,
    period: Period,
    shown: Sequence[CaseRow],
    activities: Sequence[ActivityRow],
    same: Same,
) -> tuple[list[CaseRow], list[ActivityRow]]:
    """What is counted of cases that the reader may not see (担当限定), without their numbers."""
    session, office = reading.session, reading.office_id
    cases = counted_beside(session, _cases(office, period), (row.id for row in shown))
    contacts = counted_beside(session, _activities(office, period), (row.id for row in activities))
    found = [row._replace(number=HIDDEN_NUMBER) for row in case_rows(cases, same)]
    return found, contact_rows(contacts, same)


def coverage(reading: Reading) -> tuple[Period | None, Period | None]:
    """The 年度 for which the data tell of all cases, and of all activities; None without data.

    A ledger of one year lacks the cases that were closed in earlier years, so the first 年度
    known as a whole is the one of the oldest end (of the oldest start where nothing ended).
    """
    office = reading.office_id
    edges = (
        reading.session.connection()
        .execute(
            select(
                *(_edge(office, *column, oldest=True) for column in _DAYS),
                *(_edge(office, *column) for column in _DAYS),
            )
        )
        .one()
    )
    first, latest = edges[: len(_DAYS)], edges[len(_DAYS) :]
    oldest_end, oldest_start, oldest_contact = (
        min((day for day in first[at::_KINDS] if day), default=None) for at in range(_KINDS)
    )
    newest = max((day for day in latest if day), default=None)
    oldest = oldest_end or oldest_start
    return _years(oldest, newest), _years(oldest_contact, newest)


_DAYS = (
    *((_EPISODE, "end"), (_EPISODE, "start"), (_ACTIVITY, "day")),
    *((_GONE_CASE, "end"), (_GONE_CASE, "start"), (_GONE_CONTACT, "day")),
)
"""The same days of what is there and of what was deleted."""
_KINDS = 3


def _years(oldest: str | None, newest: str | None) -> Period | None:
    if oldest is None or newest is None:
        return None
    first = fiscal_year(fiscal_year_of(partial(oldest).first))
    last = fiscal_year(fiscal_year_of(partial(newest).first))
    return Period(first.first, last.last, f"{first.label}〜{last.label}", "fiscal_year")


def _in_order(case: CaseRow) -> tuple[str, str, str]:
    return case.start, case.number, case.id


def _edge(office: str, table: Table, column: str, *, oldest: bool = False) -> Any:
    day = _text(table, column)
    query = select(day).where(table.c.office_id == office, day.not_like("%-00-00"))
    if table is _ACTIVITY:
        query = query.where(table.c.withdrawn_at.is_(None))
    return query.order_by(day if oldest else day.desc()).limit(1).scalar_subquery()


def _text(table: Table, column: str) -> ColumnElement[str]:
    """A day as its stored text, so that no date object is made for it."""
    return type_coerce(table.c[column], String)


def _earliest(day: date) -> str:
    """Not later, as text, than any day or month that reaches `day`."""
    return f"{day:%Y-%m}-00"


def _within(table: Table, column: str, first: date, last: date) -> ColumnElement[bool]:
    """Whether a day may lie in a stretch; days known to the year only are taken in."""
    day, year = _text(table, column), f"{first.year:04d}-00-00"
    return and_(day.between(year, last.isoformat()), or_(day >= _earliest(first), day == year))


@cache
def _case_columns() -> tuple[ColumnElement[Any], ...]:
    bits = (sql_cast(_EPISODE.c[flag.value], Integer) * bit for flag, bit in FLAG_BITS.items())
    columns: dict[str, ColumnElement[Any]] = {
        "anonymous": _PERSON.c.anonymous,
        "sex": _PERSON.c.sex,
        "flags": reduce(add, bits),
        **{day: _text(_EPISODE, day) for day in ("start", "end", "move", "disposition_date")},
    }
    return tuple(
        columns[field] if field in columns else _EPISODE.c[field] for field in CaseRow._fields
    )


def _cases(office: str, period: Period) -> Select[Any]:
    """Cases going on, and those with any counted day in the period, contradictory ones too."""
    return (
        select(*_case_columns())
        .join_from(_EPISODE, _PERSON, _EPISODE.c.person_id == _PERSON.c.id)
        .where(_EPISODE.c.office_id == office, _touching(_EPISODE, period))
    )


def _removed(office: str, period: Period) -> Select[Any]:
    """The same of cases that were deleted."""
    days = {day: _text(_GONE_CASE, day) for day in ("start", "end", "move", "disposition_date")}
    known: dict[str, ColumnElement[Any]] = {"number": literal(REMOVED_NUMBER), **days}
    columns = (known[one] if one in known else _GONE_CASE.c[one] for one in CaseRow._fields)
    return select(*columns).where(_GONE_CASE.c.office_id == office, _touching(_GONE_CASE, period))


def _touching(table: Table, period: Period) -> ColumnElement[bool]:
    margin = timedelta(days=NEAR_DAYS)
    first, last = period.first - margin, period.last + margin
    start, end = _text(table, "start"), _text(table, "end")
    begun = start <= last.isoformat()
    going_on = (and_(begun, end.is_(None)), and_(begun, end >= _earliest(first)))
    dated = (
        _within(table, day, first, last) for day in ("start", "end", "move", "disposition_date")
    )
    return or_(*going_on, *dated)


def _activities(office: str, period: Period, table: Table = _ACTIVITY) -> Select[Any]:
    return (
        select(
            table.c.id,
            table.c.episode_id,
            table.c.service,
            _text(table, "day"),
            table.c.means,
            table.c.minutes,
        )
        .where(
            table.c.office_id == office,
            _within(table, "day", period.first, period.last),
            *((table.c.withdrawn_at.is_(None),) if table is _ACTIVITY else ()),
        )
        .order_by(_text(table, "day"), table.c.id)
    )


def _events(office: str, period: Period) -> Select[Any]:
    table = _EVENT
    return (
        select(
            table.c.id,
            _text(table, "day"),
            table.c.kind,
            table.c.participants,
            table.c.organisations,
        )
        .where(table.c.office_id == office, _within(table, "day", period.first, period.last))
        .order_by(_text(table, "day"), table.c.id)
    )
