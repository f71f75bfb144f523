"""Reading what was typed into one record, field by field, and what is wrong with it (pure)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app import codes
from app.calendar.partial import PartialDate
from app.calendar.typing import read_date
from app.cases.fields import LONGEST_TEXT
from app.cases.rules import read_past_day
from app.errors import FieldProblem, InvalidInput


@dataclass
class Checking:
    """Collects a sentence for every field that cannot be kept as typed."""

    today: date
    problems: list[FieldProblem] = field(default_factory=list)

    def wrong(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field; only the first sentence of a field is kept."""
        if not self.is_wrong(name):
            self.problems.append(FieldProblem(name, sentence))

    def is_wrong(self, name: str) -> bool:
        """Whether something is wrong with this field already."""
        return any(problem.field == name for problem in self.problems)

    def past_day(self, name: str, label: str, text: str) -> PartialDate | None:
        """A day that lies behind, as exactly as it is known; None when nothing was typed."""
        if not text.strip():
            return None
        result = read_past_day(text, self.today)
        if result.problem is not None:
            self.wrong(name, result.problem.message)
        elif result.value is not None and result.value.first > self.today:
            self.wrong(name, f"{label}が先の日付です。今日までの日付を入力してください。")
        return result.value

    def any_day(self, name: str, text: str) -> PartialDate | None:
        """A day behind or ahead, as exactly as it is known; None when nothing was typed."""
        if not text.strip():
            return None
        result = read_date(text, today=self.today)
        if result.problem is not None:
            self.wrong(name, result.problem.message)
        return result.value

    def full_day(self, name: str, label: str, day: PartialDate | None) -> date | None:
        """The same day where it is known to the day."""
        if day is not None and not day.is_full:
            self.wrong(name, f"{label}は日まで入力してください（例: R8.4.1）。")
            return None
        return None if day is None else day.as_date()

    def number(self, name: str, label: str, plain: str, most: int, example: int) -> int | None:
        """A whole number no larger than `most`; None when nothing was typed."""
        if not plain:
            return None
        if not (plain.isascii() and plain.isdigit()):
            self.wrong(name, f"{label}を数字で入力してください（例: {example}）。")
            return None
        # Python refuses to read thousands of digits
        if len(plain.lstrip("0")) > len(str(most)) or int(plain) > most:
            self.wrong(name, f"{label}が大きすぎます。{most:,}までの数字で入力してください。")
            return None
        return int(plain)

    def text(self, name: str, label: str, text: str) -> str:
        """A text without spaces around it, no longer than a cell may be."""
        plain = text.strip()
        if len(plain) > LONGEST_TEXT:
            length = f"（いま{len(plain):,}文字）"
            self.wrong(name, f"{label}は{LONGEST_TEXT:,}文字までです{length}。")
        return plain

    def code(self, name: str, label: str, table: str, code: str, scope: str = "") -> str:
        """A code of a table."""
        if code not in dict(codes.table(table).choices(scope)):
            self.wrong(name, f"{label}を一覧から選んでください。")
        return code

    def settle(self) -> None:
        """Refuse what was typed when something is wrong with it."""
        if self.problems:
            raise InvalidInput(tuple(self.problems))
