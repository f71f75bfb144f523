"""Answers every question from a script and keeps what was said."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import TeichakuError


@dataclass
class FakeAsking:
    """Takes the next scripted answer for each question; a question without one is a failure."""

    answers: deque[Any] = field(default_factory=deque)
    said: list[tuple[str, str]] = field(default_factory=list)
    errors: list[TeichakuError] = field(default_factory=list)

    def script(self, *answers: Any) -> None:
        """Give these answers to the questions that come."""
        self.answers.extend(answers)

    def _answer(self, kind: str, words: str) -> Any:
        self.said.append((kind, words))
        if not self.answers:
            raise AssertionError(f"unexpected question: {kind} {words}")
        return self.answers.popleft()

    def confirm(
        self, question: str, *, yes: str, no: str = "やめる", detail: str = "", danger: bool = False
    ) -> bool:
        """Answer yes or no."""
        return bool(self._answer("danger" if danger else "confirm", question))

    def inform(self, message: str, *, detail: str = "") -> None:
        """Keep the message."""
        self.said.append(("inform", message))

    def error(self, error: TeichakuError) -> None:
        """Keep the error."""
        self.errors.append(error)
        self.said.append(("error", error.message))

    def choose_open_file(self, title: str, kinds: str, folder: Path | None = None) -> Path | None:
        """Answer with a path or nothing."""
        return self._answer("open", title)

    def choose_open_files(self, title: str, kinds: str) -> tuple[Path, ...]:
        """Answer with any number of paths."""
        return self._answer("open", title)

    def choose_save_file(self, title: str, kinds: str, proposed: Path) -> Path | None:
        """Answer with a path or nothing."""
        return self._answer("save", title)

    def choose_folder(self, title: str, folder: Path | None = None) -> Path | None:
        """Answer with a path or nothing."""
        return self._answer("folder", title)

    def ask_text(
        self, title: str, label: str, *, value: str = "", secret: bool = False
    ) -> str | None:
        """Answer with words or nothing."""
        return self._answer("text", title)

    def crash(self, error_number: str) -> None:
        """Keep the number."""
        self.said.append(("crash", error_number))
