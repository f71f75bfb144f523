"""The base of the forms inside a section: one record, new or corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout

from app.cases.queries import CasePage
from app.storage.work import Reading
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.section import Section
from app.ui.theme import lay
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

Data = TypeVar("Data")


class SectionForm(SavedForm, Generic[Data]):
    """A subclass gives `rows_form()`, `action()` and, for correcting, `newest(data)`.

    `kind` and `subject` name its draft: a new record is about the episode (or person), a
    correction about the record; `versions` is () for a new one.
    """

    def __init__(
        self,
        section: Section[Data],
        page: CasePage,
        kind: str,
        subject: str,
        *,
        words: str = "保存",
    ) -> None:
        super().__init__(section.desk)
        self.section, self.page, self.kind, self.subject = section, page, kind, subject
        column = QVBoxLayout(self)
        lay(column, gap=2, margins=(0, 1, 0, 3))
        which = self.which()
        if which:
            column.addWidget(Paragraph(which, strong=True))
        column.addWidget(self.notice)
        column.addWidget(self.add_form(self.rows_form()))
        column.addWidget(self.newer)
        column.addLayout(self.foot())
        self.save_button.set_words(words)

    def which(self) -> str:
        """Which of several records the form is about, where its rows do not say so; '' for none."""
        return ""

    def rows_form(self) -> Form:
        """The rows."""
        raise NotImplementedError

    def newest(self, data: Data) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The record as it is now: values of the rows, versions; None when it is gone."""
        return {}, self.versions

    def about(self) -> tuple[str, str, str]:
        """What the draft belongs to."""
        return (self.kind, self.subject, self.page.episode.id)

    def hear_data(self, data: Any) -> None:
        """The section was read again: another desk may have saved this record."""
        if not self.versions:
            return
        found = self.newest(data)
        if found is None:
            self.tell_lost()
        else:
            self.tell_newer(*found, "別の人")

    def reread(self) -> None:
        """Read the newer record and bring both together."""
        section, page = self.section, self.page

        def read(reading: Reading) -> Data:
            return section.read(reading, page)

        self.desk.read(read, self._take_newer, failed=self.refused, owner=self)

    def _take_newer(self, data: Data) -> None:
        found = self.newest(data)
        if found is None:
            self.tell_lost()
        else:
            self.merge(*found)
