"""A list as it is kept: conditions joined by かつ, columns in their order, and a sort (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.calendar import wareki
from app.errors import FieldProblem, InvalidInput
from app.reports.lists.vocabulary import (
    COLUMN,
    FIELD,
    FIRST_COLUMNS,
    OPEN,
    Kind,
    ListColumn,
)

MOST_COLUMNS = 40
LONGEST_NAME = 60
_MOST_VALUES = 200


@dataclass(frozen=True)
class Condition:
    """One condition: codes or words, any of which will do; days as (from, to), '' for open."""

    field: str
    values: tuple[str, ...]

    @property
    def words(self) -> str:
        """業務: コーディネート・相談支援."""
        field = FIELD[self.field]
        if field.kind is not Kind.DAYS:
            return f"{field.label}: {'・'.join(field.word(value) for value in self.values)}"
        first, last = (wareki.short(date.fromisoformat(day)) if day else "" for day in self.values)
        return f"{field.label}: {first}〜{last}"


@dataclass(frozen=True)
class ListDefinition:
    """What a list shows; every condition must hold."""

    conditions: tuple[Condition, ...] = (Condition("state", (OPEN,)),)
    columns: tuple[str, ...] = FIRST_COLUMNS
    sort: str = "start"
    descending: bool = True

    @property
    def words(self) -> str:
        """The conditions in one line."""
        return " かつ ".join(one.words for one in self.conditions) or "すべての件"

    @property
    def shown(self) -> tuple[ListColumn, ...]:
        """The columns in order."""
        return tuple(COLUMN[key] for key in self.columns)

    def columns_out(self, *, named: bool) -> tuple[ListColumn, ...]:
        """The columns that leave the program: without `named`, none that says who somebody is."""
        return tuple(column for column in self.shown if named or not column.named)

    def condition(self, field: str) -> Condition | None:
        """The condition on a field; None without one."""
        return next((one for one in self.conditions if one.field == field), None)

    def with_condition(self, field: str, values: tuple[str, ...]) -> ListDefinition:
        """The same with another condition on a field; without any value it is taken away."""
        new = Condition(field, values) if any(values) else None
        kept = [new if one.field == field else one for one in self.conditions]
        if new is not None and new not in kept:
            kept.append(new)
        return ListDefinition(
            tuple(one for one in kept if one is not None), self.columns, self.sort, self.descending
        )

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "conditions": [[one.field, list(one.values)] for one in self.conditions],
            "columns": list(self.columns),
            "sort": self.sort,
            "descending": self.descending,
        }


def read_definition(kept: Mapping[str, Any]) -> ListDefinition:
    """A kept list; what this edition does not know is `InvalidInput`."""
    try:
        made = ListDefinition(
            tuple(
                Condition(str(key), tuple(map(str, values))) for key, values in kept["conditions"]
            ),
            tuple(map(str, kept["columns"])),
            str(kept["sort"]),
            bool(kept["descending"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error
    return checked(made)


def checked(made: ListDefinition) -> ListDefinition:
    """The same, when all of it is in the vocabulary."""
    known = all(column in COLUMN for column in made.columns)
    if not known or len(set(made.columns)) != len(made.columns) or made.sort not in COLUMN:
        raise _unreadable()
    if not made.columns or len(made.columns) > MOST_COLUMNS:
        raise InvalidInput(
            (FieldProblem("columns", f"列を1つから{MOST_COLUMNS}まで選んでください。"),)
        )
    fields = [one.field for one in made.conditions]
    if len(set(fields)) != len(fields) or not all(map(_holds_together, made.conditions)):
        raise _unreadable()
    return made


def _holds_together(one: Condition) -> bool:
    field = FIELD.get(one.field)
    if field is None or not any(one.values) or len(one.values) > _MOST_VALUES:
        return False
    if field.kind is Kind.CODES:
        return all(value in dict(field.codes) for value in one.values)
    if field.kind is Kind.WORDS:
        return True
    return len(one.values) == 2 and all(not day or _is_day(day) for day in one.values)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _unreadable() -> InvalidInput:
    words = (
        "この一覧は、いまの版では読めない条件か列を使っています。一覧はそのままです。"
        "条件と列を選び直してください。"
    )
    return InvalidInput((FieldProblem("definition", words),))


def checked_name(name: str) -> str:
    """A name to keep a list under."""
    tidy = " ".join(name.split())
    if not tidy:
        raise InvalidInput((FieldProblem("name", "一覧の名前を入力してください。"),))
    if len(tidy) > LONGEST_NAME:
        words = f"名前は{LONGEST_NAME}文字までにしてください。"
        raise InvalidInput((FieldProblem("name", words),))
    return tidy
