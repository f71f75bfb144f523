"""今日: requests for records (開示請求) that are to be decided, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.desk import Desk, Where
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.paragraph import Paragraph, Run

if TYPE_CHECKING:
    from app.subject_access.package import RequestFacts

MOST = 3
WARNED = 7


class RequestsCard(Card):
    """Hidden while no request is open, and for who may not answer them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("開示請求")
        self.desk = desk
        self.buttons: dict[str, Button] = {}
        self._rows: list[QWidget] = []
        self.hide()

    def show_requests(self, found: Sequence[RequestFacts], today: date) -> None:
        """A line for each, those that are due first."""
        for row in self._rows:
            self.body.removeWidget(row)
            row.hide()  # it goes only once the loop is idle
            row.deleteLater()
        self._rows, self.buttons = [], {}
        for one in found[:MOST]:
            self._add(one, today)
        more = len(found) - MOST
        self.set_caption(f"ほか{more}件" if more > 0 else "")
        self.setVisible(bool(found))

    def _add(self, one: RequestFacts, today: date) -> None:
        from app.subject_access.rules import KIND_WORDS, due_words, standing_words

        left = (one.due - today).days if one.due is not None else WARNED + 1
        tone = Tone.ERROR if left < 0 else Tone.WARNING if left <= WARNED else Tone.MUTED
        words = (
            Run(f"{KIND_WORDS[one.kind]}の請求　{one.name}", strong=True),
            Run(f"　期限 {due_words(one.due_on, one.extended_until)}", Tone.MUTED),
            Run(f"　{standing_words(one.due, today)}", tone),
        )
        line = QWidget()
        row = QHBoxLayout(line)
        lay(row, gap=2)
        row.addWidget(Paragraph(words, centered=True), 1)
        button = Button("開く", kind="link")
        button.clicked.connect(lambda: self.desk.go(Where("subject_access", {"chosen": one.id})))
        row.addWidget(button)
        self.buttons[one.id] = button
        self._rows.append(line)
        self.add(line)
