"""The closed vocabulary in which figures are defined, and the Japanese words for it. Pure.

A definition says a population, a period rule, a unit, the 業務 and conditions on fields. What is
not here cannot be defined.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.codes import label, table


class Base(StrEnum):
    """Which cases (or rows) of a period a figure looks at: population and period rule in one."""

    CARRIED = "carried"
    NEW = "new"
    CLOSED = "closed"
    OPEN = "open"
    SUPPORTED = "supported"
    MOVED = "moved"
    DISPOSED = "disposed"
    ACTIVITIES = "activities"
    EVENTS = "events"


class Unit(StrEnum):
    """What is counted of them."""

    CASES = "cases"
    PERSONS = "persons"
    MARKS = "marks"
    ACTIVITIES = "activities"
    MINUTES = "minutes"
    EVENTS = "events"
    PARTICIPANTS = "participants"
    ORGANISATIONS = "organisations"


class Population(StrEnum):
    """What is looked at."""

    CASES = "cases"
    ACTIVITIES = "activities"
    EVENTS = "events"


class Condition(NamedTuple):
    """A field that has one of these codes."""

    field: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class RuleWords:
    """A period rule: its short name, and the clause of the sentence."""

    name: str
    clause: str


@dataclass(frozen=True)
class FieldWords:
    """A field that figures may be narrowed or broken down by."""

    name: str
    population: Population
    table: str = ""
    """Its code table; '' where the codes are only these: `codes`."""
    codes: tuple[tuple[str, str], ...] = ()
    """(code, clause of the sentence) for codes beside the table."""
    of_person: bool = False
    """Whether it is asked of a person with all their counted cases, where persons are counted."""

    def choices(self, service: str = "") -> tuple[tuple[str, str], ...]:
        """(code, word) of everything the field may be asked for."""
        if not self.table:
            return self.codes
        return table(self.table).choices(service if self.table == _BY_SERVICE else "")

    def word(self, code: str, service: str = "") -> str:
        """The word for a code."""
        beside = dict(self.codes)
        if code in beside:
            return beside[code]
        return label(self.table, code, service if self.table == _BY_SERVICE else "")


_BETWEEN = "が {first}〜{last} の間にある"
_FOUR = "高齢・身体・知的・精神"
_BY_SERVICE = "end_reason"
RULES = {
    Base.NEW: RuleWords("期間に始まった（新規）", "{start}" + _BETWEEN),
    Base.CLOSED: RuleWords("期間に終わった（終了）", "{end}" + _BETWEEN),
    Base.CARRIED: RuleWords(
        "期間の前から続く（期首継続）", "{start}が {first} より前で、その前日までに終了していない"
    ),
    Base.OPEN: RuleWords(
        "期間の末日に続いている（期末継続）", "{start}が {last} 以前で、その日までに終了していない"
    ),
    Base.SUPPORTED: RuleWords(
        "期間に支援した（実支援）", "{start}が {last} 以前で、{first} より前に終了していない"
    ),
    Base.MOVED: RuleWords("期間に移行した", f"移行日{_BETWEEN}、受入先種別のある"),
    Base.DISPOSED: RuleWords("期間に処分が決まった", f"処分日{_BETWEEN}"),
    Base.ACTIVITIES: RuleWords("日付が期間にある", f"日付{_BETWEEN}"),
    Base.EVENTS: RuleWords("日付が期間にある", f"日付{_BETWEEN}"),
}
"""Every period rule; `start` and `end` stand for what the days of the 業務 are called."""
UNITS = {
    Unit.CASES: "件数",
    Unit.PERSONS: "実人数（同じ人は1人）",
    Unit.MARKS: f"{_FOUR}の印の数（1人に複数あればそれぞれ数える）",
    Unit.ACTIVITIES: "件数",
    Unit.MINUTES: "所要時間の合計（分。読み取れないものは0分）",
    Unit.EVENTS: "件数",
    Unit.PARTICIPANTS: "参加人数の合計",
    Unit.ORGANISATIONS: "参加機関数の合計",
}
UNITS_OF = {
    Population.CASES: (Unit.CASES, Unit.PERSONS, Unit.MARKS),
    Population.ACTIVITIES: (Unit.ACTIVITIES, Unit.MINUTES),
    Population.EVENTS: (Unit.EVENTS, Unit.PARTICIPANTS, Unit.ORGANISATIONS),
}
"""What can be counted of each population."""
ANY4, NONE4 = "any4", "none4"
_CASES, _CONTACTS = Population.CASES, Population.ACTIVITIES
FIELDS = {
    "kubun": FieldWords("区分", _CASES, "kubun"),
    "area": FieldWords("広域", _CASES, "area"),
    "source_kind": FieldWords("依頼元区分", _CASES, "source_kind"),
    "dest_kind": FieldWords("受入先種別", _CASES, "dest_kind"),
    "end_reason": FieldWords("終了事由", _CASES, "end_reason"),
    "disposition": FieldWords("処分", _CASES, "disposition"),
    "focus": FieldWords("重点実施区分", _CASES, "focus"),
    "sex": FieldWords("性別", _CASES, "sex", of_person=True),
    "flags": FieldWords(
        "高齢・障害の区分", _CASES, "flag",
        ((ANY4, f"{_FOUR}のどれかに印がある人"), (NONE4, f"{_FOUR}のどれにも印がない人")),
        of_person=True,
    ),
    "anonymous": FieldWords(
        "匿名", _CASES, codes=(("yes", "匿名の人"), ("no", "匿名でない人")), of_person=True
    ),
    "means": FieldWords("手段", _CONTACTS, "means"),
    "minutes": FieldWords(
        "所要時間", _CONTACTS, codes=(("unreadable", "所要時間を読み取れないもの"),)
    ),
    "kind": FieldWords("区分", Population.EVENTS, "event_kind"),
}  # fmt: skip
"""Every field that a definition may name, beside the 業務."""
SERVICE = "service"
"""The field for the 業務, in the ids of definitions."""


def population_of(base: Base) -> Population:
    """What a base looks at."""
    if base in (Base.ACTIVITIES, Base.EVENTS):
        return Population(base.value)
    return Population.CASES


def bases_of(population: Population) -> tuple[Base, ...]:
    """The period rules that a population knows."""
    return tuple(base for base in RULES if population_of(base) is population)


def of_person(condition: Condition) -> bool:
    """Whether a condition is asked of a person with all their counted cases."""
    return condition.field in FIELDS and FIELDS[condition.field].of_person
