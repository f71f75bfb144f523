"""特別調整の6要件 on the case page: what was found, by whom and when, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.cases.queries import CasePage
from app.cases.requirements import actions, queries, rules
from app.cases.requirements.queries import RequirementFacts, RequirementsPage
from app.cases.requirements.rules import RequirementInput
from app.cases.rules import read_past_day
from app.codes import Service
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, as_typed, date_reader
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import ChoiceEditor, DateEditor, TextEditor
from app.ui.widgets.field_row import FieldRow
from app.ui.widgets.form import Form
from app.ui.widgets.joined_editor import JoinedEditor, Part
from app.ui.widgets.offered import offering
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import short_day

_KIND = "requirements"
_WORDS_COLUMN = 104
_TONES = {rules.MET: Tone.GOOD, rules.NOT_MET: Tone.ERROR, rules.UNCLEAR: Tone.WARNING}
_STATE, _BY, _ON, _NOTE = range(4)


class Requirements(Section[RequirementsPage]):
    """One line of what is missing, and every requirement; Enter on one opens the form there."""

    key, title, shows = "requirements", "要件", ("requirement", "episode", "person")
    readings = "ようけん 6要件 特別調整"
    services = (Service.COORDINATION, Service.ADJUSTMENT)
    draft_kinds = (_KIND,)
    form_instead = True

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: dict[str, TimelineEntry] = {}
        self.record = Button("要件を記録する", kind="plain", icon_name="plus")
        self.record.clicked.connect(lambda: self.open_at(""))
        self.add_to_head(self.record)

    def read(self, reading: Reading, page: CasePage) -> RequirementsPage:
        """The requirements of the case."""
        return queries.requirements(reading, page.episode.id)

    def record_ids(self, data: RequirementsPage) -> frozenset[str]:
        """The findings there are."""
        return frozenset(item.id for item in data.items if item.id)

    def show_data(self, data: RequirementsPage) -> str:
        """The summary and a line for each."""
        self.record.allow()
        if data.edit_refusal:
            self.record.refuse(data.edit_refusal)
        self.content.addWidget(Paragraph(data.summary, strong=True))
        self.entries = {item.code: self._entry(item, data) for item in data.items}
        for entry in self.entries.values():
            self.content.addWidget(entry)
        met = sum(item.asked and item.state == rules.MET for item in data.items)
        return f"{met}/{sum(item.asked for item in data.items)}"

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The one form of all requirements."""
        if self.page is None or self.data is None or self.data.edit_refusal:
            return None
        form = RequirementsForm(self, self.page, _KIND, self.page.episode.id, words="記録する")
        values, form.versions = form.newest(self.data)
        form.start_from(values)
        return form

    def open_at(self, code: str) -> None:
        """Open the form with the keyboard on one requirement, or on the first."""
        form = self.form_for(_KIND, "")
        if form is None:
            return
        self.open_form(form)
        if code in form.rows and self.form is form:
            form.rows[code].setFocus()

    def _entry(self, item: RequirementFacts, data: RequirementsPage) -> TimelineEntry:
        state = codes.label("requirement_state", item.state) if item.state else "未確認"
        caption = [item.found_by, short_day(item.found_on)]
        if item.code == "condition":
            today = self.desk.office.clock.today()
            caption.append(rules.age_words(data.birth, today, today))
            if item.found_on is not None and item.found_on.is_full:
                caption.append(rules.age_words(data.birth, item.found_on.first, today))
        if not item.asked:
            caption.append("この区分では求められません")
        text = codes.label(rules.TABLE, item.code) + (f"\n{item.note}" if item.note else "")
        entry = TimelineEntry(
            rules.numbered(item.code),
            state,
            "・".join(words for words in caption if words),
            text,
            kind_tone=_TONES.get(item.state, Tone.MUTED),
            column=_WORDS_COLUMN,
        )
        entry.opened.connect(lambda: self.open_at(item.code))
        return entry


class RequirementsForm(SectionForm[RequirementsPage]):
    """A row for each requirement: state, found by, on which day, note."""

    def rows_form(self) -> Form:
        """A row for each that is shown."""
        form = Form()
        data = self.section.data
        reader = date_reader(self.section.desk.office.clock.today(), past=True)
        finders = [words for _, words in codes.table("requirement_finder").choices()]
        states = (("", "未確認"), *codes.table("requirement_state").choices())
        for item in data.items if data else ():
            name = rules.numbered(item.code)
            editor = JoinedEditor(
                (
                    Part(ChoiceEditor(states), f"{name} 該当かどうか", 3),
                    Part(offering(TextEditor("確認者"), finders), f"{name} 確認者", 3),
                    Part(DateEditor(reader, f"確認日 {DATE_EXAMPLE}"), f"{name} 確認日", 5),
                    Part(TextEditor("備考"), f"{name} 備考", line=1),
                )
            )
            form.add(FieldRow(item.code, name, editor, note=codes.label(rules.TABLE, item.code)))
        return form

    def foot(self) -> QHBoxLayout:
        """The buttons, and above them the one that saves typing the same six times."""
        self.fill = Button("確認者と確認日を、空いている欄にも入れる", kind="link")
        self.fill.clicked.connect(self.fill_empty)
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.addWidget(self.fill, 0, Qt.AlignmentFlag.AlignLeft)
        return super().foot()

    def fill_empty(self) -> None:
        """Copy the first 確認者 and 確認日 into every row with a state that has none."""
        values = {code: row.value() for code, row in self.rows.items()}
        first = [
            next((value[part] for value in values.values() if value[part]), "")
            for part in (_BY, _ON)
        ]
        for code, value in values.items():
            if value[_STATE]:
                filled = (value[_STATE], value[_BY] or first[0], value[_ON] or first[1])
                self.rows[code].set_value((*filled, value[_NOTE]))

    def newest(self, data: RequirementsPage) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """What is recorded now, for the rows of this form."""
        kept = {item.code: item for item in data.items}
        items = [kept.get(code, RequirementFacts(code, False)) for code in self.rows]
        values = {
            item.code: (item.state, item.found_by, as_typed(item.found_on), item.note)
            for item in items
        }
        return values, tuple(item.version for item in items)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two findings mean the same; days as days."""
        return self._meant(one) == self._meant(other)

    def words_of(self, key: str, value: Any) -> str:
        """A finding as words."""
        state = codes.label("requirement_state", value[_STATE]) if value[_STATE] else ""
        return "・".join(words for words in (state, *value[_BY:]) if words)

    def action(self) -> Callable[[Work], None]:
        """Record the rows that were changed."""
        episode = self.page.episode.id
        typed = {code: RequirementInput(*value) for code, value in self.typed().items()}
        versions = dict(zip(self.rows, self.versions, strict=True))
        return lambda work: actions.record(work, episode, typed, versions)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Each sentence under the requirement it is about."""
        super().show_problems({key.partition(".")[0]: text for key, text in problems.items()})

    def _meant(self, value: Any) -> tuple[Any, ...]:
        today = self.desk.office.clock.today()
        read = read_past_day(value[_ON], today).value if value[_ON] else None
        return (value[_STATE], value[_BY], read or value[_ON], value[_NOTE])
