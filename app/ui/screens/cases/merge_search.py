"""Which record is the same person: those suspected, and a search for any other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.calendar import wareki
from app.people.merging import queries
from app.people.merging.queries import Suspect
from app.ui.desk import Desk
from app.ui.dialogs import Choice, Dialog
from app.ui.searches import Searches
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.tag import Tag
from app.ui.words import service_tag

_PAUSE_MS = 150
_LIST_LEAST = 200
_MESSAGE = "まとめる相手の記録を選びます。次の画面で二つを並べて確かめてから、まとめます。"
_NOBODY = "同じ人と思われる記録は見つかっていません。氏名・フリガナ・管理番号で探してください。"
_NOT_FOUND = "見つかりません。フリガナの一部や管理番号でも探せます。"
_SIDE_BY_SIDE = "並べて確かめる"


class SuspectLine(QWidget):
    """A record that may be the same person, why, and the button to the side-by-side view."""

    wanted = Signal(str)

    def __init__(self, suspect: Suspect, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        person = suspect.person
        row, who, name = QHBoxLayout(self), QVBoxLayout(), QHBoxLayout()
        lay(row, gap=2, margins=(0, 1, 0, 1))
        lay(who, gap=0)
        lay(name, gap=2)
        name.addWidget(PlainLabel(person.name, strong=True))
        name.addWidget(PlainLabel(person.kana, tone=Tone.MUTED, size="caption", elide=True), 1)
        for service in dict.fromkeys(person.services):
            name.addWidget(Tag(*service_tag(service)))
        birth = f"{wareki.long(person.birth)}生" if person.birth else "生年月日 未記入"
        who.addLayout(name)
        who.addWidget(PlainLabel(birth, size="caption", elide=True))
        if suspect.why:
            who.addWidget(Paragraph(suspect.why, tone=Tone.WARNING, size=Size.CAPTION))
        row.addLayout(who, 1)
        self.button = Button(_SIDE_BY_SIDE)
        self.button.setAccessibleName(f"{person.name}　{_SIDE_BY_SIDE}")
        self.button.clicked.connect(lambda: self.wanted.emit(person.id))
        row.addWidget(self.button)


class MergeSearch(Dialog):
    """`chosen` carries the id of the other person."""

    chosen = Signal(str)

    def __init__(
        self, desk: Desk, person_id: str, suspects: Sequence[Suspect], parent: QWidget | None = None
    ) -> None:
        choices = (Choice("no", "やめる", safe=True),)
        super().__init__("同じ人の記録とまとめる", _MESSAGE, choices, parent=parent)
        self.desk, self.person_id, self.suspects = desk, person_id, tuple(suspects)
        self.setFixedWidth(theme().px(Size.WIZARD_WIDTH))
        self.search = SearchBox("氏名・フリガナ・管理番号で探す")
        self.lines: list[SuspectLine] = []
        self._searches = Searches(desk, "同じ人を探す欄", self)
        self._asked = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._place = Scrolled(gap=1)
        self._place.setMinimumHeight(theme().px(_LIST_LEAST))
        self._list = QWidget()
        self._place.add(self._list)
        self._place.end()
        self.body.addWidget(self.search)
        self.body.addWidget(self._place)
        self.search.changed.connect(lambda _: self._pause.start())
        self.search.submitted.connect(lambda _: self._to_first())
        self.search.stepped.connect(lambda _: self._to_first())
        self.search.left.connect(self.reject)
        self._show(self.suspects, _NOBODY)
        self.search.focus()

    def _look(self) -> None:
        text = self.search.text.strip()
        self._asked += 1
        asked = self._asked
        if not text:
            self._show(self.suspects, _NOBODY)
            return
        self.desk.read(
            lambda reading: queries.others_found(reading, self.person_id, text),
            lambda found: self._found(text, found) if asked == self._asked else None,
            owner=self,
        )

    def _found(self, text: str, found: Sequence[Suspect]) -> None:
        self._searches.shown(text, len(found))
        self._show(found, _NOT_FOUND)

    def _show(self, found: Sequence[Suspect], otherwise: str) -> None:
        old, self._list = self._list, QWidget()
        column = QVBoxLayout(self._list)
        lay(column, gap=1)
        self.lines = [SuspectLine(suspect) for suspect in found]
        for line in self.lines:
            line.wanted.connect(self._choose)
            column.addWidget(line)
        if not self.lines:
            column.addWidget(Paragraph(otherwise, tone=Tone.MUTED))
        self._place.column.replaceWidget(old, self._list)
        self._list.show()
        old.hide()
        old.deleteLater()

    def _to_first(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._look()
        if self.lines:
            self.lines[0].button.setFocus()

    def _choose(self, person_id: str) -> None:
        self._searches.looked()
        self.give("ok")
        self.chosen.emit(person_id)
