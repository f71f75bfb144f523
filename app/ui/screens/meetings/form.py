"""The base of the forms of a 会議: the meeting itself, a part of it, or something done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.calendar.typing import read_date
from app.ui.screens.record_form import RecordForm
from app.ui.theme import lay, theme
from app.ui.widgets.card import Card
from app.ui.widgets.form import Form

if TYPE_CHECKING:
    from app.ui.screens.meetings.pane import MeetingPane, Whole


class MeetingForm(RecordForm["Whole"]):
    """A subclass gives `kind`, `rows_form()`, `newest(data)`, `action()`."""

    pane: MeetingPane
    words: ClassVar[str] = "保存"
    title: ClassVar[str] = ""
    """Of a form that stands in no card of the meeting."""
    days: ClassVar[tuple[str, ...]] = ()
    """Rows that hold a day: two spellings of one are the same."""

    def __init__(self, pane: MeetingPane, subject: str) -> None:
        super().__init__(pane, self.kind, subject)
        self.meeting_id = self.record_id
        self.body = self._body()
        for part in (self.notice, self.add_form(self.rows_form()), self.newer, self.advice):
            self.body.addWidget(part)
        self.body.addLayout(self.foot())
        self.save_button.set_words(self.words)
        self.advise("")

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """What stands in the rows as on record now, and the versions; None when it is gone."""
        raise NotImplementedError

    def _body(self) -> QVBoxLayout:
        """Where the parts stand: in a card of its own where it has a title."""
        whole = QVBoxLayout(self)
        lay(whole, gap=2, margins=(0, 1, 0, 3))
        if not self.title:
            return whole
        card = Card(self.heading())
        whole.addWidget(card)
        card.body.setSpacing(theme().gap(2))
        return card.body

    def heading(self) -> str:
        """What the card is called."""
        return self.title

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What Tab comes to, from top to bottom."""
        fields = (field for row in self.rows.values() for field in row.editor.fields())
        return (*fields, self.remove_button, self.leave_button, self.save_button)

    def advise(self, words: str) -> None:
        """Say quietly what saving will do."""
        self.advice.set_words(words)
        self.advice.setVisible(bool(words))

    @property
    def columns(self) -> int:
        """How many fields stand beside each other."""
        return self.columns_in(self.pane.width())

    def rows_form(self) -> Form:
        """The rows."""
        raise NotImplementedError

    def foot(self) -> QHBoxLayout:
        """The buttons, with the way to take the part away at the left; advice stands above."""
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        row.addWidget(self.leave_button)
        row.addWidget(self.save_button)
        return row

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; days as days."""
        if key in self.days and one != other:
            today = self.desk.office.clock.today()
            read = [read_date(str(text), today=today).value for text in (one, other)]
            return read[0] is not None and read[0] == read[1]
        return super().same(key, one, other)
