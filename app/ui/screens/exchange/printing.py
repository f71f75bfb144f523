"""A letter on paper: seen, printed, and noted as given where the other side has no program."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.handoff.letters.kinds import LetterKind
from app.handoff.told.actions import hand_over
from app.reports.papers.exchange_papers import letter_paper, paper_key
from app.reports.titles.rules import DEFAULTS
from app.ui.desk import Desk
from app.ui.papers.preview import PaperPreview


class LetterPrinting:
    """`note` asks afterwards whether the paper was given, and keeps that it was."""

    def __init__(self, desk: Desk, above: QWidget) -> None:
        self.desk, self.above = desk, above
        self.preview: PaperPreview | None = None

    def show(
        self,
        letter_id: str,
        kind: LetterKind,
        episode_id: str | None,
        *,
        note: bool,
        then: Callable[[], None],
    ) -> None:
        """Open the preview of a letter."""
        self.preview = preview = PaperPreview(
            self.desk,
            lambda reading: letter_paper(reading, letter_id),
            DEFAULTS[paper_key(kind)],
            self.above.window(),
            episode_id=episode_id,
        )
        if note:
            preview.finished.connect(lambda _: self._ask(letter_id, kind, then))
        preview.open()

    def _ask(self, letter_id: str, kind: LetterKind, then: Callable[[], None]) -> None:
        words = f"「{kind.words}」の書面を、相手に渡しましたか（郵送・FAXを含みます）。"
        if self.desk.asking.confirm(words, yes="渡したと記録する", no="まだ渡していない"):
            self.desk.write(
                lambda work: hand_over(work, letter_id, "書面"),
                lambda _: then(),
                owner=self.above,
            )
