"""日付を変えたら: which due dates would move if a day of the case were another; nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.calendar.partial import PartialDate
from app.calendar.typing import read_date
from app.deadlines.of_case.queries import Shift, what_if
from app.ui.desk import Desk
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.sections.due_words import DueWords
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import ChoiceEditor
from app.ui.widgets.field_row import FieldRow, date_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph
from app.ui.words import day_to_act_on

_ABOUT = "入れてみるだけで、記録は変わりません。日付を空けると「まだ分からない」として数えます。"


class WhatIf(QWidget):
    """One day of the case, another value for it, and below what that would move."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._episode = ""
        self._asked = 0
        today = desk.office.clock.today()
        self._form = Form(columns=2)
        self._choice = ChoiceEditor(())
        self.which = FieldRow("which", "変えてみる日付", self._choice)
        self.day = date_field("day", "この日だったら", date_reader(today), placeholder=DATE_EXAMPLE)
        self._form.add(self.which)
        self._form.add(self.day)
        self._form.finished.connect(self.look)
        self.button = Button("期限を見る")
        self.button.clicked.connect(self.look)
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(self._form, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self._column = QVBoxLayout(self)
        lay(self._column, gap=2, margins=(0, 2, 0, 1))
        self._column.addWidget(Paragraph(_ABOUT, tone=Tone.MUTED))
        self._column.addLayout(row)
        self._found = QWidget()
        self._column.addWidget(self._found)

    def set_case(self, episode_id: str, starts: Sequence[tuple[str, str]]) -> None:
        """Ask about this case; its days may be chosen."""
        if episode_id != self._episode:
            self._show(())
            self.day.set_value("")
            self._found.hide()
        self._episode = episode_id
        if self._choice.value() not in dict(starts):
            self._choice.combo.clear()  # what is no longer offered would stay under its own name
        self._choice.set_choices(starts)

    def focus_first(self) -> None:
        """Begin with the day that is to change."""
        self.which.setFocus()

    def look(self) -> None:
        """Ask what would move."""
        key, text = str(self.which.value()), str(self.day.value()).strip()
        day: PartialDate | None = None
        if text:
            result = read_date(text, today=self.desk.office.clock.today())
            if result.problem is not None:
                self.day.show_error(result.problem.message)
                return
            day = result.value
        if not key:
            return
        self._asked += 1
        asked, episode = self._asked, self._episode

        def arrived(found: tuple[Shift, ...]) -> None:
            if asked == self._asked and episode == self._episode:
                self._show(found)

        self.desk.read(lambda reading: what_if(reading, episode, {key: day}), arrived, owner=self)

    def _show(self, found: tuple[Shift, ...]) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        lay(column, gap=1.5)
        today = self.desk.office.clock.today()
        for shift in found:
            column.addWidget(_shift_line(shift, today))
        if not found:
            column.addWidget(Paragraph("動く期限はありません。", tone=Tone.MUTED))
        self._column.replaceWidget(self._found, holder)
        self._found.hide()
        self._found.deleteLater()
        self._found = holder


def _shift_line(shift: Shift, today: date) -> QWidget:
    before = day_to_act_on(shift.before, today) if shift.before else "なし"
    after = day_to_act_on(shift.after, today) if shift.after else "なくなる"
    return DueWords(f"{before} → {after}", shift.name, shift.reason, tone=Tone.WARNING)
