"""The base of the forms of a `RecordPane`: a record or a part of it, new or corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from app.storage.work import Work
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.record_pane import NEW, RecordPane
from app.ui.widgets.buttons import Button

Data = TypeVar("Data")
_PART = "/"


def part_subject(record_id: str, part_id: str) -> str:
    """The subject of a draft about a part of a record, from which both are found again."""
    return f"{record_id}{_PART}{part_id}"


def parts_of(subject: str) -> tuple[str, str]:
    """The ids of the record and of its part; '' for no part."""
    record, _, part = subject.partition(_PART)
    return record, part


class RecordForm(SavedForm, Generic[Data]):
    """A subclass lays out its parts and gives `newest(data)`, `action()`, perhaps `removal()`.

    The subject of its draft is `NEW`, the id of the record (the record itself, or a new part of
    it) or a `part_subject`.
    """

    kind: str = ""
    remove_words: ClassVar[str] = "消す"

    def __init__(self, pane: RecordPane[Data], kind: str, subject: str) -> None:
        super().__init__(pane.desk)
        self.pane, self.kind, self.subject = pane, kind, subject
        self.record_id, self.part_id = parts_of("" if subject == NEW else subject)
        self.remove_button = Button(self.remove_words, kind="link", parent=self)
        self.remove_button.clicked.connect(self._remove)
        self.remove_button.hide()

    def newest(self, data: Data | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The values of the rows as on record now, and the versions; None when it is gone."""
        raise NotImplementedError

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """The question before the record or the part is taken away, and the action; None for never."""
        return None

    def begin(self) -> bool:
        """Fill the rows with what is on record; says whether there is something to write about."""
        found = self.newest(self.pane.data)
        if found is None:
            return False
        values, self.versions = found
        self.start_from(values)
        self.remove_button.setVisible(self.removal() is not None)
        return True

    def about(self) -> tuple[str, str, str]:
        """What the draft belongs to."""
        return (self.kind, self.subject, "")

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
