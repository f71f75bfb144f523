"""The base of the forms beside a list: one record or a part of it, new or corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.network.experience.queries import persons_named
from app.storage.work import Work
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.record_pane import NEW, RecordPane
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.form import Form

Data = TypeVar("Data")
_NAMES_MS = 600
_PART = "/"


def part_subject(record_id: str, part_id: str) -> str:
    """The subject of a draft about a part of a record, from which both are found again."""
    return f"{record_id}{_PART}{part_id}"


def parts_of(subject: str) -> tuple[str, str]:
    """The ids of the record and of its part; '' for no part."""
    record, _, part = subject.partition(_PART)
    return record, part


class PaneForm(SavedForm, Generic[Data]):
    """A subclass gives `title`, `rows_form()`, `newest(data)`, `action()`.

    The subject is `NEW`, the id of the record (the record itself, or a new part of it) or a
    `part_subject`. Fields that are `watched` say so when the name of a 対象者 stands in them.
    """

    title: ClassVar[str] = ""
    watched: ClassVar[tuple[str, ...]] = ()
    remove_words: ClassVar[str] = ""

    def __init__(self, pane: RecordPane[Data], kind: str, subject: str) -> None:
        super().__init__(pane.desk)
        self.pane, self.kind, self.subject = pane, kind, subject
        self.record_id, self.part_id = parts_of("" if subject == NEW else subject)
        self.card = card = Card(self.title)
        card.add(self.notice)
        form = self.rows_form()
        for bar in self.bars():
            card.add(bar)
        card.add(self.add_form(form))
        card.add(self.newer)
        card.add(self.foot())
        column = QVBoxLayout(self)
        lay(column, gap=2)
        column.addWidget(card)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_NAMES_MS)
        self._pause.timeout.connect(self._look_for_names)
        for key in self.watched:
            self.rows[key].changed.connect(lambda: self._pause.start())

    def rows_form(self) -> Form:
        """The rows."""
        raise NotImplementedError

    def bars(self) -> tuple[QWidget, ...]:
        """What stands between the notice and the rows."""
        return ()

    def newest(self, data: Data | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The values of the rows as on record now, and the versions; None when it is gone."""
        raise NotImplementedError

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """The question before the record is taken away, and the action; None for never."""
        return None

    def begin(self) -> bool:
        """Fill the rows with what is on record; says whether there is something to write about."""
        found = self.newest(self.pane.data)
        if found is None:
            return False
        values, self.versions = found
        self.start_from(values)
        if self.removal() is not None:
            self.remove_button.show()
        return True

    def about(self) -> tuple[str, str, str]:
        """What the draft belongs to."""
        return (self.kind, self.subject, "")

    def foot(self) -> QHBoxLayout:
        """The buttons, with the way to take the record away at the left."""
        self.remove_button = Button(self.remove_words, kind="link", parent=self)
        self.remove_button.clicked.connect(self._remove)
        self.remove_button.hide()
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(self.remove_button)
        row.addLayout(super().foot(), 1)
        return row

    def hear_data(self, data: Any) -> None:
        """The record was read again: another desk may have saved it."""
        if not self.versions:
            return
        found = self.newest(data)
        if found is None:
            self.tell_lost()
        else:
            self.tell_newer(*found, "別の人")

    def reread(self) -> None:
        """Read the newer record and bring both together."""
        pane, record = self.pane, self.record_id
        self.desk.read(
            lambda reading: pane.read(reading, record),
            self._take_newer,
            failed=self.refused,
            owner=self,
        )

    def _take_newer(self, data: Data) -> None:
        found = self.newest(data)
        if found is None:
            self.tell_lost()
        else:
            self.merge(*found)

    def _remove(self) -> None:
        asked = self.removal()
        if asked is None or not self.desk.asking.confirm(
            asked[0], yes="消す", no="残す", danger=True
        ):
            return
        self.keeper.discard()
        pane, whole = self.pane, not self.part_id
        self.left.emit()
        if whole:
            self.desk.write(asked[1], lambda _: pane.show_nothing(), owner=pane)
        else:
            pane.act(asked[1])

    def _look_for_names(self) -> None:
        text = "\n".join(str(self.rows[key].value()) for key in self.watched)
        self.desk.read(
            lambda reading: persons_named(reading, text), self._warn, owner=self, title=""
        )

    def _warn(self, found: tuple[str, ...]) -> None:
        self.advice.set_tone(Tone.WARNING if found else Tone.MUTED)
        names = "・".join(f"「{name}」" for name in found)
        self.advice.set_words(
            f"対象者の氏名{names}が入っているようです。氏名は書かずに残してください。"
            if found
            else ""
        )
