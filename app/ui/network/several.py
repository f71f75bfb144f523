"""Several 関係機関 in one field, each perhaps with how many people came from it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.desk import Desk
from app.ui.network.choice import OrganisationChoice
from app.ui.theme import lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import Editor, TextEditor

_PEOPLE_WIDTH = 64


class _Line(QWidget):
    def __init__(self, several: SeveralOrganisations) -> None:
        super().__init__(several)
        self.choice = OrganisationChoice(several.desk)
        self.people = TextEditor("人数")
        self.people.setFixedWidth(theme().px(_PEOPLE_WIDTH))
        if not several.counted:
            self.people.hide()
        self.remove = Button("外す", kind="link")
        row = QHBoxLayout(self)
        lay(row, gap=2)
        row.addWidget(self.choice, 1)
        row.addWidget(self.people)
        row.addWidget(self.remove)
        self.remove.clicked.connect(lambda: several.take_away(self))
        for part in (self.choice, self.people):
            part.changed.connect(several.changed)
            part.left.connect(several.left)


class SeveralOrganisations(Editor):
    """The value is a tuple of ids, or of (id, people) where people are `counted`."""

    def __init__(self, desk: Desk, *, counted: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.counted = desk, counted
        self.lines: list[_Line] = []
        self._read_only = False
        column = QVBoxLayout(self)
        lay(column, gap=1)
        self._place = QVBoxLayout()
        lay(self._place, gap=1)
        self.more = Button("機関を加える", kind="plain", icon_name="plus")
        self.more.clicked.connect(lambda: self.add_line().choice.setFocus())
        column.addLayout(self._place)
        column.addWidget(self.more)
        self.setFocusProxy(self.more)

    def value(self) -> tuple[Any, ...]:
        """What is in every line that says something."""
        said = [line for line in self.lines if line.choice.value() or line.people.value()]
        if self.counted:
            return tuple((line.choice.value(), line.people.value()) for line in said)
        return tuple(line.choice.value() for line in said)

    def set_value(self, value: Any) -> None:
        """Show a line for each."""
        for line in tuple(self.lines):
            self._drop(line)
        for one in value or ():
            line = self.add_line()
            organisation, people = one if self.counted else (one, "")
            line.choice.set_value(organisation)
            line.people.set_value(people)
        self.changed.emit()

    def fields(self) -> tuple[QWidget, ...]:
        """The button that adds a line: the lines come and go."""
        return (self.more,)

    def complaint(self) -> str:
        """What the first line that is no choice says."""
        return next((words for line in self.lines if (words := line.choice.complaint())), "")

    def set_read_only(self, read_only: bool) -> None:
        """Let the lines be read but not changed."""
        self._read_only = read_only
        self.more.setEnabled(not read_only)
        for line in self.lines:
            line.choice.set_read_only(read_only)
            line.people.set_read_only(read_only)
            line.remove.setEnabled(not read_only)

    def add_line(self) -> _Line:
        """An empty line at the end."""
        line = _Line(self)
        number = len(self.lines) + 1
        line.choice.line.setAccessibleName(f"機関 {number}")
        line.people.line.setAccessibleName(f"機関 {number} の人数")
        self.lines.append(line)
        self._place.addWidget(line)
        line.show()
        return line

    def take_away(self, line: _Line) -> None:
        """Take a line away; the keyboard goes to the button that adds one."""
        self._drop(line)
        self.more.setFocus()
        self.changed.emit()

    def _drop(self, line: _Line) -> None:
        self.lines.remove(line)
        self._place.removeWidget(line)
        line.hide()
        line.deleteLater()
