"""What the office says of a form it registers, and what must be right before it is kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.calendar.typing import read_date
from app.errors import FieldProblem, InvalidInput
from app.reports.forms.form import FREE, PRACTICE, Input, PeriodKind

LONGEST = 100
FIELDS: tuple[tuple[str, str], ...] = (
    ("$ym", "報告年月（日付）"),
    ("$period", "報告期間（文字）"),
    ("$fy", "年度（文字）"),
    ("$first", "期間の初日（日付）"),
    ("$last", "期間の末日（日付）"),
    ("$today", "作成日（日付）"),
    ("$center", "センター名"),
    ("$operator", "受託者"),
    ("$reporter", "作成者"),
    (FREE, "自由記入"),
    (PRACTICE, "練習用の断り書き"),
)
"""What may stand in a cell beside figures and amounts, with its words."""
FIELD_WORDS = dict(FIELDS)


@dataclass(frozen=True)
class Facts:
    """Title, edition, since when, for which periods, and the sheet that is filled."""

    title: str
    edition: str
    valid_from: str
    """As typed: a day, or a month that begins with it."""
    period: str
    sheet: str


@dataclass(frozen=True)
class CheckedFacts:
    """Facts that may be kept."""

    title: str
    edition: str
    valid_from: date
    period: PeriodKind
    sheet: str


def check_facts(facts: Facts, today: date) -> CheckedFacts:
    """The facts as they are kept, or what is missing."""
    problems = []
    title, edition = facts.title.strip(), facts.edition.strip()
    for key, label, text in (("title", "様式の名前", title), ("edition", "版", edition)):
        if not text:
            problems.append(FieldProblem(key, f"{label}を入力してください。"))
        elif len(text) > LONGEST:
            problems.append(FieldProblem(key, f"{label}は{LONGEST}文字までにしてください。"))
    day = read_date(facts.valid_from, today=today)
    if day.problem is not None or day.value is None:
        empty = "いつの報告から使うかを入力してください（R8.4.1 など）。"
        reason = empty if day.problem is None else day.problem.message
        problems.append(FieldProblem("valid_from", reason))
    if facts.period not in set(PeriodKind):
        problems.append(FieldProblem("period", "期間の種類を選んでください。"))
    if not facts.sheet:
        problems.append(FieldProblem("sheet", "書き込むシートを選んでください。"))
    if problems or day.value is None:
        raise InvalidInput(tuple(problems))
    return CheckedFacts(title, edition, day.value.first, PeriodKind(facts.period), facts.sheet)


def check_inputs(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """The inputs, each with a name of its own; a form may stand without any until they are put."""
    kept: list[Input] = []
    names: set[str] = set()
    for entry in inputs:
        name, number = entry.name, 2
        while name in names:
            name, number = f"{entry.name}（{number}）", number + 1
        names.add(name)
        kept.append(Input(name, entry.cell, entry.figure, entry.format))
    return tuple(kept)
