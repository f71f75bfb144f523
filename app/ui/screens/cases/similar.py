"""同じ人かもしれません: who has the same name or kana, and the choice between them and a new person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.calendar import wareki
from app.people.queries import SimilarPerson
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tag import Tag
from app.ui.words import service_tag


class SimilarCard(Card):
    """`taken` carries the person chosen, `opened` the id of the case to look at instead, `refused`
    says that it is somebody else."""

    taken = Signal(object)
    opened = Signal(str)
    refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("同じ人かもしれません", parent=parent)
        self._people: tuple[SimilarPerson, ...] = ()
        self._lines = QVBoxLayout()
        lay(self._lines, gap=1)
        self.buttons: list[Button] = []
        self.other = Button("別の人として登録")
        self.other.clicked.connect(self.refused)
        self.add(self._lines)
        foot = QHBoxLayout()
        lay(foot, gap=2)
        foot.addStretch(1)
        foot.addWidget(self.other)
        self.add(foot)
        self.hide()

    def show_people(self, people: Sequence[SimilarPerson]) -> None:
        """Show these persons, or nothing when there are none."""
        found = tuple(people)
        self.setVisible(bool(found))
        if found == self._people:
            return
        self._people = found
        while (item := self._lines.takeAt(0)) is not None:
            line = item.widget()
            if line is not None:
                line.hide()
                line.deleteLater()
        self.buttons = []
        for person in found:
            self._lines.addWidget(self._line(person))

    def focus_first(self) -> None:
        """Put the keyboard on the first choice."""
        if self.buttons:
            self.buttons[0].setFocus()

    def _line(self, person: SimilarPerson) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        lay(row, gap=2)
        who, name = QVBoxLayout(), QHBoxLayout()
        lay(who, gap=0)
        lay(name, gap=2)
        name.addWidget(PlainLabel(person.name, strong=True))
        name.addWidget(PlainLabel(person.kana, tone=Tone.MUTED, size="caption", elide=True), 1)
        birth = f"{wareki.long(person.birth)}生" if person.birth else "生年月日 未記入"
        who.addLayout(name)
        who.addWidget(PlainLabel(birth, size="caption", elide=True))
        if person.why:
            who.addWidget(Paragraph(person.why, tone=Tone.WARNING, size=Size.CAPTION))
        row.addLayout(who, 1)
        for service in dict.fromkeys(person.services):
            row.addWidget(Tag(*service_tag(service)))
        if person.cases:
            look = Button("記録を開く", kind="link")
            look.setAccessibleName(f"{person.name}の記録を開く")
            look.clicked.connect(lambda: self.opened.emit(person.cases[0]))
            row.addWidget(look)
        button = Button("この人に業務を足す")
        button.clicked.connect(lambda: self.taken.emit(person))
        self.buttons.append(button)
        row.addWidget(button)
        return holder
