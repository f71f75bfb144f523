"""What may be typed into a 定型文 (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from app.cases.fields import LONGEST_TEXT
from app.errors import FieldProblem

LONGEST_TITLE = 40


@dataclass(frozen=True)
class PhraseInput:
    """What was typed for one 定型文."""

    title: str
    text: str


def check_phrase(typed: PhraseInput) -> tuple[FieldProblem, ...]:
    """What is wrong with a 定型文."""
    problems: list[FieldProblem] = []
    title = typed.title.strip()
    if not title:
        problems.append(FieldProblem("title", "一覧に出す名前を入力してください（例 定期訪問）。"))
    elif len(title) > LONGEST_TITLE or "\n" in title:
        problems.append(
            FieldProblem("title", f"名前は1行・{LONGEST_TITLE}文字までにしてください。")
        )
    if not typed.text.strip():
        problems.append(FieldProblem("text", "入れる文を入力してください。"))
    elif len(typed.text) > LONGEST_TEXT:
        problems.append(FieldProblem("text", f"{LONGEST_TEXT:,}文字までにしてください。"))
    return tuple(problems)
