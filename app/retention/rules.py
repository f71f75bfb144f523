"""How long a record is kept: years counted from its end, and why something due may still stay (pure).

No law or notice that was found sets the years for a 地域生活定着支援センター: the contract (委託契約) or the
prefecture's 文書管理規程 does. So the program knows no number of its own; without a rule nothing is due.
"""

from __future__ import annotations

import unicodedata
from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.calendar import wareki
from app.calendar.fiscal import fiscal_year, fiscal_year_of
from app.calendar.partial import PartialDate
from app.codes import label
from app.errors import FieldProblem, InvalidInput
from app.staff.office_kind import SERVICES, OfficeKind, director
from app.staff.permissions import Actor, Permission, Role

PERSON = "person"
"""The kind of record that is a 対象者 without any case."""
MOST_YEARS = 100
JUMP = timedelta(days=1)
"""A day without any entry of the history before today is worth a question before deleting."""


class CountedFrom(StrEnum):
    """From when the years are counted."""

    FISCAL_YEAR = "fiscal_year"
    NEXT_DAY = "next_day"


COUNTED_WORDS = {
    CountedFrom.FISCAL_YEAR: "終わった年度の末日の翌日から",
    CountedFrom.NEXT_DAY: "終わった日の翌日から",
}


@dataclass(frozen=True)
class Rule:
    """How many years a kind of record is kept."""

    years: int
    counted_from: CountedFrom


@dataclass(frozen=True)
class RuleInput:
    """A rule as typed; no years take it back."""

    years: str
    counted_from: str
    source: str


@dataclass(frozen=True)
class Checked:
    """A rule that can be kept."""

    years: int | None
    counted_from: CountedFrom
    source: str


def kinds(office: OfficeKind) -> tuple[str, ...]:
    """The kinds of record an office keeps periods for."""
    return (*SERVICES[office], PERSON)


def kind_words(kind: str) -> str:
    """What a kind of record is called."""
    return "ケースのない対象者" if kind == PERSON else label("service", kind)


def rule_words(rule: Rule | None) -> str:
    """A rule in words."""
    if rule is None:
        return "決めていません"
    return f"{COUNTED_WORDS[rule.counted_from]}{rule.years}年"


def last_day(ended: PartialDate, rule: Rule) -> date:
    """The last day on which the record must be kept; a vague end counts as late as it may be.

    A period of years ends on the day before the day that answers to its first one; where there is
    no such day (29 February) on the last of that month (民法143条2項).
    """
    first = _first_day(ended.last, rule.counted_from)
    year = first.year + rule.years
    if (first.month, first.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return first.replace(year=year) - timedelta(days=1)


def due_day(ended: PartialDate, rule: Rule) -> date:
    """From when on it may be deleted."""
    return last_day(ended, rule) + timedelta(days=1)


def _first_day(ended: date, counted_from: CountedFrom) -> date:
    if counted_from is CountedFrom.FISCAL_YEAR:
        ended = fiscal_year(fiscal_year_of(ended)).last
    return ended + timedelta(days=1)


def checked_rule(typed: RuleInput) -> Checked:
    """What was typed, or InvalidInput that names what is missing."""
    problems: list[FieldProblem] = []
    text = unicodedata.normalize("NFKC", typed.years).strip().removesuffix("年").strip()
    years = int(text) if text.isascii() and text.isdecimal() and len(text) <= len("100") else None
    if text and (years is None or not 1 <= years <= MOST_YEARS):
        words = f"1〜{MOST_YEARS}の数字で入力してください。決めないときは空にします。"
        problems.append(FieldProblem("years", words))
    if typed.counted_from not in set(CountedFrom):
        problems.append(FieldProblem("counted_from", "いつから数えるかを選んでください。"))
    source = " ".join(typed.source.split())
    if not source:
        words = "どの契約・規程のどこに書いてあるかを入力してください。決めないときは、その理由を入力します。"
        problems.append(FieldProblem("source", words))
    if problems:
        raise InvalidInput(tuple(problems))
    return Checked(years, CountedFrom(typed.counted_from), source)


def refusal(actor: Actor) -> str:
    """Why this person may not set periods, hold back or delete; '' when they may.

    A センター長 sees every case: whoever does not could delete only a part of a record.
    """
    for permission in (Permission.READ_CASES, Permission.MANAGE_OFFICE):
        if reason := actor.refusal(permission):
            return reason
    if actor.role is Role.DIRECTOR:
        return ""
    return f"保存期間を扱えるのは{director(actor.kind)}です。"


def clock_doubt(today: date, before: date | None, latest: date | None) -> str:
    """Why the date of this PC may be wrong, in Japanese; '' when nothing says so.

    `before` is the day of the last entry of the history from before today, `latest` of the latest.
    """
    if latest is not None and latest - today > JUMP:
        return (
            f"履歴に、今日（{wareki.short(today)}）より先の日付（{wareki.short(latest)}）の記録があります。"
            "この PC の時計が遅れているか、前に進んでいたことがあります。"
        )
    if before is not None and today - before > JUMP:
        return (
            f"この前に記録があったのは{wareki.short(before)}で、今日（{wareki.short(today)}）まで"
            f"{(today - before).days}日あいています。この PC の時計が進んでいないか、確かめてください。"
        )
    return ""
