"""Rows of a list, narrowed, sorted and paged by the database; and the lists that are kept."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, func, or_, select, type_coerce

from app.calendar.ages import age_on
from app.codes import Flag, label
from app.deadlines.candidates.queries import case_deadlines, settled_states
from app.deadlines.known.queries import centre_rulebook
from app.deadlines.rule import After
from app.errors import InvalidInput
from app.people.names import search_folded
from app.reports.counting.standing import partial
from app.reports.evidence.screening import NameFound, names_in
from app.reports.lists.rules import Condition, ListDefinition, checked, read_definition
from app.reports.lists.vocabulary import (
    COLUMN,
    ENDED,
    FIELD,
    LATE,
    MONTH,
    OPEN,
    WEEK,
    Kind,
    Shape,
    Value,
)
from app.staff.permissions import Permission
from app.storage.records import Activity, Episode, Person, SavedList
from app.storage.work import Reading

PAGE = 200
_WHOLE_NAME = 3
"""A shorter one stands in too many words."""
_AHEAD = {WEEK: 7, MONTH: 31}
_OF_PERSON = frozenset({"name", "kana", "birth", "sex", "address", "phone"})
_SORT_BY = {"name": Person.kana_key, "kana": Person.kana_key}


@dataclass(frozen=True)
class ListRow:
    """One case of a list: its values in the order of the columns."""

    case_id: str
    person_id: str
    number: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class ListPage:
    """Some rows, and how many the whole list has."""

    rows: tuple[ListRow, ...]
    total: int


@dataclass(frozen=True)
class KeptList:
    """A list under its name; `definition` is None where this edition cannot read it."""

    id: str
    version: int
    name: str
    own: bool
    """Whether only the person who made it sees it."""
    definition: ListDefinition | None


def list_page(
    reading: Reading, wanted: ListDefinition, *, offset: int = 0, limit: int = PAGE
) -> ListPage:
    """One page of the cases of a list."""
    reading.require(Permission.READ_CASES)
    made = checked(wanted)
    conditions = _conditions(reading, made)
    total = reading.session.scalar(
        select(func.count())
        .select_from(Episode)
        .join(Person, Person.id == Episode.person_id)
        .where(*conditions)
    )
    keys = made.columns
    rows = reading.session.execute(
        select(Episode.id, Episode.person_id, Episode.number, *_columns(keys))
        .join(Person, Person.id == Episode.person_id)
        .where(*conditions)
        .order_by(*_order(made))
        .offset(offset)
        .limit(limit)
    ).all()
    today = reading.clock.today()
    return ListPage(tuple(_row(keys, row, today) for row in rows), total or 0)


def kept_lists(reading: Reading) -> tuple[KeptList, ...]:
    """The office's lists and one's own, by name."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.scalars(
        select(SavedList)
        .where(
            SavedList.office_id == reading.office_id,
            or_(SavedList.owner_id.is_(None), SavedList.owner_id == reading.actor.staff_id),
        )
        .order_by(SavedList.name, SavedList.id)
    )
    return tuple(
        KeptList(row.id, row.version, row.name, row.owner_id is not None, _read(row.definition))
        for row in rows
    )


def persons_named(reading: Reading, texts: Mapping[str, str]) -> tuple[NameFound, ...]:
    """Places in the texts, by their field, where the whole name of somebody on record stands."""
    reading.require(Permission.READ_CASES)
    if not any(texts.values()):
        return ()
    rows = reading.session.execute(
        select(Person.name, Person.kana).where(
            Person.office_id == reading.office_id, Person.anonymous.is_(False)
        )
    )
    folded = (search_folded(written) for row in rows for written in row)
    return names_in(texts, {one for one in folded if len(one) >= _WHOLE_NAME})


def words_offered(reading: Reading, field: str) -> tuple[str, ...]:
    """The words that occur in a field, the most frequent first."""
    reading.require(Permission.READ_CASES)
    column = getattr(Episode, FIELD[field].key)
    rows = reading.session.execute(
        select(column, func.count())
        .where(Episode.office_id == reading.office_id, column != "")
        .group_by(column)
        .order_by(func.count().desc(), column)
        .limit(60)
    )
    return tuple(words for words, _ in rows)


def _read(kept: dict[str, Any]) -> ListDefinition | None:
    try:
        return read_definition(kept)
    except InvalidInput:
        return None


def _last_contact() -> Any:
    return (
        select(func.max(type_coerce(Activity.__table__.c.day, String)))
        .where(
            Activity.episode_id == Episode.id,
            Activity.office_id == Episode.office_id,
            Activity.withdrawn_at.is_(None),
        )
        .correlate(Episode)
        .scalar_subquery()
    )


def _expression(key: str) -> Any:
    if key == "last_contact":
        return _last_contact()
    column = getattr(Person if key in _OF_PERSON else Episode, key)
    if COLUMN[key].shape is Shape.DAY:
        return type_coerce(column.expression, String)
    return column


def _columns(keys: Sequence[str]) -> list[Any]:
    found: list[Any] = []
    for key in keys:
        if key == "flags":
            found += [getattr(Episode, flag.value) for flag in Flag]
        elif key == "age":
            found.append(type_coerce(Person.birth.expression, String).label("age_from"))
        else:
            found.append(_expression(key).label(f"shown_{key}"))
    return [*found, Episode.service.label("own_service")]


def _row(keys: Sequence[str], row: Any, today: date) -> ListRow:
    values = iter(row[3:])
    made: list[Value] = []
    for key in keys:
        if key == "flags":
            held = [(flag, next(values)) for flag in Flag]
            made.append("・".join(label("flag", flag) for flag, has in held if has))
        else:
            made.append(_value(key, next(values), row.own_service, today))
    return ListRow(row.id, row.person_id, row.number, tuple(made))


def _value(key: str, kept: Any, service: str, today: date) -> Value:
    if kept is None:
        return None
    if key == "age":
        born = partial(kept)
        return age_on(born.first, today) if born.is_full else None
    if COLUMN[key].shape is Shape.DAY:
        return partial(kept)
    if key in _CODED:
        return label(_CODED[key], kept, service if key in ("stage", "end_reason") else "")
    return str(kept)


_CODED = {
    "sex": "sex",
    "service": "service",
    "stage": "stage",
    "end_reason": "end_reason",
    "kubun": "kubun",
    "area": "area",
    "source_kind": "source_kind",
    "release_reason": "release_reason",
    "disposition": "disposition",
    "focus": "focus",
    "dest_kind": "dest_kind",
}


def _order(made: ListDefinition) -> list[Any]:
    """The same order on every engine: what is not known comes first, descending last."""
    sortable = made.sort if COLUMN[made.sort].sortable else "start"
    column = _SORT_BY.get(sortable)
    if column is None:
        column = _expression(sortable)
    first = column.desc().nulls_last() if made.descending else column.asc().nulls_first()
    return [first, Episode.number, Episode.id]


def _conditions(reading: Reading, made: ListDefinition) -> list[ColumnElement[bool]]:
    return [
        Episode.office_id == reading.office_id,
        *(_narrows(reading, one) for one in made.conditions),
    ]


def _narrows(reading: Reading, one: Condition) -> ColumnElement[bool]:
    special: dict[str, Callable[[], ColumnElement[bool]]] = {
        "state": lambda: or_(*(_state(value) for value in one.values)),
        "flags": lambda: or_(*(getattr(Episode, value).is_(True) for value in one.values)),
        "due": lambda: Episode.id.in_(_due(reading, one.values)),
    }
    if one.field in special:
        return special[one.field]()
    column = _expression(one.field)
    if FIELD[one.field].kind is not Kind.DAYS:
        return _of_bool(column.in_(one.values))
    first, last = one.values
    return _within(
        column,
        date.fromisoformat(first) if first else date.min,
        date.fromisoformat(last) if last else date.max,
    )


def _of_bool(made: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = made
    return condition


def _state(value: str) -> ColumnElement[bool]:
    assert value in (OPEN, ENDED)
    return Episode.end.is_(None) if value == OPEN else Episode.end.is_not(None)


def _within(column: Any, first: date, last: date) -> ColumnElement[bool]:
    """Days that certainly lie between two; one known to the month only when the month does."""
    full = and_(column.not_like("%-00"), column.between(first.isoformat(), last.isoformat()))
    months = _whole_months(first, last)
    years = _whole_years(first, last)
    of_month = and_(column.like("%-00"), column.not_like("%-00-00"), column.between(*months))
    return or_(full, of_month, and_(column.like("%-00-00"), column.between(*years)))


def _whole_months(first: date, last: date) -> tuple[str, str]:
    begin = first.year * 12 + first.month - 1 + (first.day > 1)
    end = last.year * 12 + last.month - 1
    end -= last.day < monthrange(last.year, last.month)[1]
    return _month(begin), _month(end)


def _month(at: int) -> str:
    return f"{at // 12:04d}-{at % 12 + 1:02d}-00"


def _whole_years(first: date, last: date) -> tuple[str, str]:
    begin = first.year + ((first.month, first.day) > (1, 1))
    end = last.year - ((last.month, last.day) < (12, 31))
    return f"{begin:04d}-00-00", f"{end:04d}-00-00"


def _due(reading: Reading, values: Sequence[str]) -> list[str]:
    """Cases with an open due date that is late or comes within so many days."""
    today = reading.clock.today()
    ahead = max((_AHEAD[value] for value in values if value in _AHEAD), default=0)
    book = centre_rulebook(reading)
    found = [
        due
        for due in case_deadlines(reading, book, today + timedelta(days=ahead), "", since=_LONG_AGO)
        if (LATE in values and due.day < today and due.rule.after is After.LATE)
        or (ahead and today <= due.day <= today + timedelta(days=ahead))
    ]
    settled = settled_states(reading, sorted({due.episode_id for due in found}))
    return sorted(
        {
            due.episode_id
            for due in found
            if settled.get((due.episode_id, due.rule.id, due.day), "open") == "open"
        }
    )


_LONG_AGO = date(1900, 1, 1)
