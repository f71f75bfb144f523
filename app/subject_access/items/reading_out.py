"""Values of columns as they read on screen: words, not codes (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app import codes, places
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.cases.fields import BY_NAME
from app.clock import JST
from app.codes import Service
from app.consent.laws import label as basis_label
from app.subject_access.catalogue.shown import As, Hint, Shown
from app.subject_access.items.item import Line

_SINGLE = {"basis": basis_label}


@dataclass(frozen=True)
class Known:
    """Words that stand elsewhere: names by id, words of rules by id, letters by id."""

    staff: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)
    partners: Mapping[str, str] = field(default_factory=dict)
    rule: Callable[[str], str] = str
    letter: Callable[[str], str] = str


def lines_of(
    columns: tuple[Shown, ...],
    row: Mapping[str, Any],
    known: Known,
    service: str,
    columns_of: Callable[[str], tuple[Shown, ...]],
) -> list[Line]:
    """The lines of a row; columns without a value make none."""
    found = []
    for shown in columns:
        if shown.how is As.KEPT:
            found += _kept(shown, row[shown.column], known, service, columns_of)
            continue
        value = read(shown, row[shown.column], known, service, str(row.get("id", "")))
        found.append(Line(_words(shown, service), value, shown.hint))
    return found


def read(shown: Shown, value: Any, known: Known, service: str = "", row_id: str = "") -> str:
    """One value in words; '' for none."""
    if value is None or value == "" or value == []:
        return ""
    match shown.how:
        case As.DAY:
            return wareki.long(value) if isinstance(value, date | PartialDate) else str(value)
        case As.MOMENT:
            return moment(value)
        case As.CODE:
            return _code(shown, str(value), known, service)
        case As.CODES:
            return "、".join(codes.label(shown.table, str(one)) for one in value)
        case As.WORDS:
            return "、".join(str(one) for one in value)
        case As.YES:
            return "はい" if value else ""
        case As.CLOCK:
            return f"{value // 60}時{value % 60:02d}分"
        case As.NUMBER:
            return f"{value:,}{shown.table}"
        case As.STAFF:
            return known.staff.get(value, "")
        case As.ORGANISATION:
            return known.organisations.get(value, "")
        case As.PARTNER:
            return known.partners.get(value, "")
        case As.PLACE:
            return places.municipality_name(value)
        case As.LETTER:
            return known.letter(row_id)
    return str(value)


def moment(value: datetime | str) -> str:
    """A moment in Japanese time."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(f"{value}+00:00")
    local = at.astimezone(JST)
    return f"{wareki.long(local.date())} {local:%H:%M}"


def _code(shown: Shown, value: str, known: Known, service: str) -> str:
    if shown.pairs:
        return shown.pairs.get(value, value)
    if shown.table == "deadline":
        return known.rule(value)
    if shown.table in _SINGLE:
        return _SINGLE[shown.table](value)
    return codes.label(shown.table, value, service if shown.by_service else "")


def _words(shown: Shown, service: str) -> str:
    """The word of a field as the page of this 業務 has it."""
    field = BY_NAME.get(shown.column)
    if field is None or field.words != shown.words or service not in set(Service):
        return shown.words
    return field.label(Service(service))


def _kept(
    shown: Shown,
    kept: Any,
    known: Known,
    service: str,
    columns_of: Callable[[str], tuple[Shown, ...]],
) -> list[Line]:
    """Values of before, kept as JSON: by the words of their columns."""
    found = []
    for name, value in _flat(kept):
        column = next((one for one in _columns(shown, columns_of) if one.column == name), None)
        if column is None and shown.table:
            continue  # numbers and digests of the program
        words = f"{shown.words}・{column.words if column else name}"
        found.append(Line(words, _stored(column, value, known, service), _hint(column)))
    return found


def _hint(column: Shown | None) -> Hint:
    return column.hint if column else Hint.NONE


def _columns(shown: Shown, columns_of: Callable[[str], tuple[Shown, ...]]) -> tuple[Shown, ...]:
    if shown.table == "person":
        return (*columns_of("person"), *columns_of("health"))
    if shown.table == "episode":
        return (*columns_of("episode"), *columns_of("person"), *columns_of("activity"))
    return columns_of(shown.table) if shown.table else ()


def _flat(kept: Any) -> list[tuple[str, Any]]:
    if not isinstance(kept, dict):
        return []
    found: list[tuple[str, Any]] = []
    for name, value in kept.items():
        found += _flat(value) if isinstance(value, dict) else [(str(name), value)]
    return found


def _stored(column: Shown | None, value: Any, known: Known, service: str) -> str:
    """A value as JSON holds it."""
    if value is None or value == "" or value is False:
        return ""
    if column is None or column.how is As.KEPT:
        return "、".join(map(str, value)) if isinstance(value, list) else str(value)
    if column.how is As.DAY and isinstance(value, str):
        return wareki.long(PartialDate.from_iso(value.replace("-00", "")))
    return read(column, value, known, service)
