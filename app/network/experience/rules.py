"""What was experienced with a 関係機関: what may be typed, and whose names stand in it (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.cases.checking import Checking
from app.people.names import folded

_SHORTEST = 3
"""Characters of a name that is looked for: two are too often part of another word."""


@dataclass(frozen=True)
class NoteInput:
    """What was typed for one note."""

    day: str
    text: str
    worker: str = ""


@dataclass(frozen=True)
class CheckedNote:
    """A note ready to be kept."""

    day: date
    text: str
    worker: str


def check_note(typed: NoteInput, today: date) -> CheckedNote:
    """Read what was typed; `InvalidInput` names what cannot be kept."""
    checking = Checking(today)
    day = checking.full_day("day", "日付", checking.past_day("day", "日付", typed.day))
    text = checking.text("text", "内容", typed.text)
    worker = checking.text("worker", "記入した人", typed.worker)
    if day is None:
        checking.wrong("day", "日付を入力してください（例: 4/1）。")
    if not text:
        checking.wrong("text", "内容を入力してください。対象者の氏名は書かないでください。")
    checking.settle()
    return CheckedNote(day or today, text, worker)


def names_inside(text: str, known: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Which names of 対象者 stand in a text, whatever their spelling; `known` is (name, folded)."""
    searched = folded(text)
    return tuple(
        dict.fromkeys(
            name for name, plain in known if len(plain) >= _SHORTEST and plain in searched
        )
    )
