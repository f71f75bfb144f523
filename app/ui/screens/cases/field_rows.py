"""Rows for the fields of an episode and of a person, and the values that go in and out of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app import codes
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.calendar.typing import read_date
from app.cases.fields import FIELDS, Field, Kind
from app.cases.queries import PersonFacts
from app.cases.rules import Value, read_past_day
from app.codes import Service
from app.ui.widgets.editors import DateReader
from app.ui.widgets.field_row import (
    FieldRow,
    check_field,
    checks_field,
    choice_field,
    date_field,
    grouped_field,
    lines_field,
    text_field,
)

MARKS = "marks"
"""The row that holds all marks (高齢 … 疑い) of an episode."""
_ERA_CODE = 7
"""3330405: era digit, year, month, day."""
DATE_EXAMPLE = "例 R6.4.1"
PERSON_KEYS = ("name", "kana", "sex", "birth", "anonymous", "note")


def date_reader(today: date, *, past: bool = False) -> DateReader:
    """Reads a date and tells it in the other calendar, or what to type instead.

    With `past` a day without a year is the last such day.
    """

    def read(text: str) -> tuple[bool, str]:
        result = read_past_day(text, today) if past else read_date(text, today=today)
        if result.problem is not None:
            return False, result.problem.message
        if result.value is None:
            return True, ""
        plain = text.strip()
        western = plain[:4].isdecimal() and not (plain.isdecimal() and len(plain) == _ERA_CODE)
        shown = wareki.long if western or result.year_guessed else wareki.western
        return True, shown(result.value, weekday=True)

    return read


def field_row(field: Field, service: Service, today: date) -> FieldRow:
    """The row in which a field of an episode is typed."""
    label = field.label(service)
    if field.kind is Kind.DATE:
        return date_field(field.name, label, date_reader(today), placeholder=DATE_EXAMPLE)
    if field.kind is Kind.LONG_TEXT:
        return lines_field(field.name, label)
    if field.kind is Kind.CODE and any(
        heading for heading, _ in codes.table(field.table).grouped()
    ):
        return grouped_field(field.name, label, codes.table(field.table))
    if field.kind is Kind.CODE:
        scope = str(service) if field.table in ("end_reason", "stage") else ""
        return choice_field(
            field.name, label, (("", "未記入"), *codes.table(field.table).choices(scope))
        )
    return text_field(field.name, label)


def marks_row(service: Service) -> FieldRow:
    """One row with a box for every mark of the 業務."""
    marks = tuple((field.name, field.words) for field in mark_fields(service))
    return checks_field(MARKS, "高齢・障害", marks)


def mark_fields(service: Service) -> tuple[Field, ...]:
    """The marks a 業務 has."""
    return tuple(f for f in FIELDS if f.kind is Kind.MARK and service in f.services)


def shown_values(service: Service, values: Mapping[str, Value]) -> dict[str, Any]:
    """The values of an episode as the rows take them."""
    shown: dict[str, Any] = {
        MARKS: tuple(f.name for f in mark_fields(service) if values.get(f.name))
    }
    for field in FIELDS:
        if service in field.services and field.kind is not Kind.MARK:
            shown[field.name] = as_typed(values.get(field.name))
    return shown


def as_typed(value: Value) -> str:
    """A value as it would be typed."""
    if isinstance(value, PartialDate):
        return (
            wareki.short(value) if len(wareki.eras_of(value)) == 1 else wareki.western_short(value)
        )
    return "" if value is None else str(value)


def typed_fields(service: Service, typed: Mapping[str, Any]) -> dict[str, str | bool | None]:
    """What the rows hold as the actions take it: marks become fields of their own."""
    fields: dict[str, str | bool | None] = {
        key: value for key, value in typed.items() if key != MARKS
    }
    if MARKS in typed:
        fields |= {f.name: f.name in typed[MARKS] for f in mark_fields(service)}
    return fields


def person_rows(today: date, prefix: str = "person.") -> tuple[FieldRow, ...]:
    """The rows in which a person is typed."""
    sexes = codes.table("sex").choices()
    return (
        text_field(f"{prefix}name", "氏名", placeholder="姓と名のあいだに空白"),
        text_field(f"{prefix}kana", "フリガナ"),
        choice_field(f"{prefix}sex", "性別", (("", "未記入"), *sexes)),
        date_field(
            f"{prefix}birth",
            "生年月日",
            date_reader(today),
            placeholder="例 S28.4.5",
            note="年や月までしか分からないときは、分かるところまで。",
        ),
        check_field(f"{prefix}anonymous", "匿名", "氏名を聞いていない"),
        text_field(f"{prefix}note", "本人についての備考"),
    )


def person_values(person: PersonFacts, prefix: str = "person.") -> dict[str, Any]:
    """The facts of a person as the rows take them."""
    return {
        f"{prefix}name": person.name,
        f"{prefix}kana": person.kana,
        f"{prefix}sex": person.sex,
        f"{prefix}birth": as_typed(person.birth),
        f"{prefix}anonymous": person.anonymous,
        f"{prefix}note": person.note,
    }
