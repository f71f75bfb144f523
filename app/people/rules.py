"""What may be typed for a person (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar.partial import PartialDate
from app.calendar.typing import read_date
from app.errors import FieldProblem
from app.people.names import length, one_line

LONGEST_NAME = 200
"""Characters of a name or its フリガナ: an index row of the server ends at 2,704 bytes."""


@dataclass(frozen=True)
class PersonInput:
    """What was typed for a person; an anonymous caller needs no name."""

    name: str
    kana: str
    sex: str
    birth: str
    anonymous: bool = False
    note: str = ""


@dataclass(frozen=True)
class CheckedPerson:
    """A person ready to be kept, or the problems."""

    name: str
    kana: str
    sex: str
    birth: PartialDate | None
    problems: tuple[FieldProblem, ...]


def check_person(typed: PersonInput, today: date) -> CheckedPerson:
    """Read what was typed for a person; the birth date may be partial or unknown, never ahead."""
    problems: list[FieldProblem] = []
    name = one_line(typed.name)
    if not name and not typed.anonymous:
        problems.append(
            FieldProblem(
                "name", "氏名を入力してください。分からないときは「匿名」を選んでください。"
            )
        )
    kana = one_line(typed.kana)
    problems += _too_long("name", "氏名", name) + _too_long("kana", "フリガナ", kana)
    birth: PartialDate | None = None
    if typed.birth.strip():
        result = read_date(typed.birth, today=today)
        birth = result.value
        if result.problem is not None:
            problems.append(FieldProblem("birth", result.problem.message))
        elif birth is not None and birth.first > today:
            problems.append(
                FieldProblem("birth", "生年月日が先の日付です。年号を確かめてください。")
            )
    if typed.sex not in dict(codes.table("sex").choices()):
        problems.append(FieldProblem("sex", "性別を選んでください（分からないときは「不明」）。"))
    return CheckedPerson(name or "匿名", kana, typed.sex, birth, tuple(problems))


def _too_long(field: str, words: str, text: str) -> list[FieldProblem]:
    if length(text) <= LONGEST_NAME:
        return []
    message = f"{words}は{LONGEST_NAME}文字までです（いま{length(text):,}文字）。"
    return [FieldProblem(field, message + "短くして、残りは備考に書いてください。")]
