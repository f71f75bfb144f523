"""Who else took part in a contact: cases picked by typing a name, kana or number."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.cases import stages
from app.cases.queries import CaseRow, cases_named
from app.ui.desk import Desk
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import Editor
from app.ui.widgets.enter_moves import KEEPS_KEYS
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import ReasonLine
from app.ui.words import service_tag, stage_words

_MOST = 6
_NOTHING = "見つかりません。かな・番号・氏名の一部でも探せます。"


class PersonsEditor(Editor):
    """The value is (case, words) of each; Enter takes the one that is lit, Backspace the last away.

    `episode_id` is the case the contact is recorded for: it is never offered.
    """

    def __init__(self, desk: Desk, episode_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.episode_id = desk, episode_id
        self._chosen: dict[str, str] = {}
        self._read_only = False
        self._asked = 0
        self.line = _Line()
        self.line.setPlaceholderText("氏名・かな・番号で足す")
        columns = (
            Column("", "name", cell=_who, stretch=True),
            Column("", "service", Kind.TAG, width=110, cell=_service),
        )
        self.model = ListModel(columns, parent=self)
        self.found = ListTable(self.model, header=False, fit=True, edge=False)
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.clicked.connect(lambda index: self._take(index.row()))
        self._nobody = ReasonLine(_NOTHING)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, gap=1.5)
        column = QVBoxLayout(self)
        lay(column, gap=1)
        for part in (self._chips, self.line, self.found, self._nobody):
            column.addWidget(part)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._typed)
        self.line.acted.connect(self._act)
        self._close()
        self._show_chosen()

    def value(self) -> tuple[tuple[str, str], ...]:
        """The cases chosen, with the words they are shown by."""
        return tuple(self._chosen.items())

    def set_value(self, value: Any) -> None:
        """Choose these cases."""
        self._chosen = {str(key): str(words) for key, words in value or ()}
        self.line.clear()
        self._show_chosen()
        self.changed.emit()

    def fields(self) -> tuple[QWidget, ...]:
        """The line that is typed into."""
        return (self.line,)

    def complaint(self) -> str:
        """A name that was typed and not chosen is not silently left out."""
        if not self.line.text().strip():
            return ""
        return "一緒だった人を一覧から選んでください。いなければ、入力した文字を消してください。"

    def set_read_only(self, read_only: bool) -> None:
        """Let the persons be read but not changed."""
        super().set_read_only(read_only)
        self._read_only = read_only
        for number in range(self._flow.count()):
            item = self._flow.itemAt(number)
            chip = item.widget() if item is not None else None
            if chip is not None:
                chip.setEnabled(not read_only)

    def _typed(self, text: str) -> None:
        self.changed.emit()
        self._asked += 1
        asked = self._asked
        if not text.strip() or self._read_only:
            self._close()
            return
        self.desk.read(
            lambda reading: cases_named(reading, text, _MOST + len(self._chosen) + 1),
            lambda found: self._show_found(asked, found),
            owner=self,
            title="",
        )

    def _show_found(self, asked: int, found: tuple[CaseRow, ...]) -> None:
        if asked != self._asked:
            return
        known = {self.episode_id, *self._chosen}
        rows = [row for row in found if row.id not in known][:_MOST]
        self.model.show_rows(rows)
        self.found.setVisible(bool(rows))
        self._nobody.setVisible(not rows)
        self.line.setProperty(KEEPS_KEYS, True)
        if rows:
            self.found.choose_row(0)
            self.found.updateGeometry()

    def _close(self) -> None:
        self.line.setProperty(KEEPS_KEYS, False)
        self.model.show_rows(())
        self.found.hide()
        self._nobody.hide()

    def _act(self, key: int) -> None:
        """A key of the line while something is offered, or Backspace in the empty line."""
        if key == Qt.Key.Key_Backspace:
            if self._chosen and not self._read_only:
                self._drop(next(reversed(self._chosen)))
        elif key == Qt.Key.Key_Escape:
            self.line.clear()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            last = self.model.rowCount() - 1
            here = self.found.currentIndex().row()
            if last >= 0:
                self.found.choose_row(max(0, min(here + step, last)))
        else:
            self._take(self.found.currentIndex().row())

    def _take(self, number: int) -> None:
        row = self.model.row(number) if 0 <= number < self.model.rowCount() else None
        if not isinstance(row, CaseRow):
            return
        ended = "（終了）" if row.stage == stages.CLOSED else ""
        words = " ".join(part for part in (row.name, row.number) if part)
        self._chosen[row.id] = f"{words}{ended}"
        self.line.clear()
        self._show_chosen()
        self.changed.emit()

    def _drop(self, episode_id: str) -> None:
        self._chosen.pop(episode_id, None)
        self._show_chosen()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show_chosen(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            chip = item.widget()
            if chip is not None:
                chip.hide()
                chip.deleteLater()
        for episode_id, words in self._chosen.items():
            chip = Button(f"{words}　×")
            chip.setProperty("part", "chip")
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setAccessibleName(f"{words}を外す")
            chip.clicked.connect(lambda _=False, key=episode_id: self._drop(key))
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._chosen))


class _Line(QLineEdit):
    """Gives the keys of the offered list to the editor, and every other key to the line."""

    acted = Signal(int)

    def event(self, event: QEvent) -> bool:
        """Esc and Enter belong to the list while it is open, before the window sees them."""
        asked = event.type() == QEvent.Type.ShortcutOverride and self.property(KEEPS_KEYS)
        if asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down, Enter and Esc steer the list."""
        key = event.key()
        steering = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape,
                    Qt.Key.Key_Return, Qt.Key.Key_Enter)  # fmt: skip
        wanted = key in steering and self.property(KEEPS_KEYS)
        if wanted or (key == Qt.Key.Key_Backspace and not self.text()):
            self.acted.emit(int(key))
            return
        super().keyPressEvent(event)


def _who(row: CaseRow) -> Cell:
    ended = stage_words(row.service, row.stage) if row.stage == stages.CLOSED else ""
    return Cell(" ".join(part for part in (row.name, row.number, ended) if part))


def _service(row: CaseRow) -> Cell:
    return Cell(tags=(service_tag(row.service),))
