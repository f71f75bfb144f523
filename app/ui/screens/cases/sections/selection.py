"""選定 on the case page of a 保護観察所: what was decided about 特別調整, when, why and by whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app import codes
from app.cases.queries import CasePage
from app.cases.selection import actions, queries
from app.cases.selection.queries import DecisionFacts, SelectionPage
from app.cases.selection.rules import KUBUN, TABLE, SelectionInput
from app.codes import Service
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import choice_field, date_field, lines_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import short_day

KIND = "selection"
_WORDS_COLUMN = 132
_LINES = 2
_TOLD = {
    "": "未定",
    "special": "特別",
    "general": "一般",
    "not_selected": "なし",
    "withdrawn": "取消し",
}
"""Beside the anchor, in a word."""


class SelectionSection(Section[SelectionPage]):
    """The decision that holds, and those before; why 特別調整 cannot be decided yet."""

    key, title, shows = KIND, "選定", ("selection", "requirement", "episode")
    readings = "せんてい 特別調整 一般調整"
    services = (Service.ADJUSTMENT,)
    empty = "まだ選定の記録がありません。要件を確かめてから「選定を記録」で残してください。"
    draft_kinds = (KIND,)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: list[TimelineEntry] = []
        self.decide = Button("選定を記録", kind="plain", icon_name="plus")
        self.decide.clicked.connect(self.open_decision)
        self.add_to_head(self.decide)

    def read(self, reading: Reading, page: CasePage) -> SelectionPage:
        """How the selection stands."""
        return queries.selection(reading, page.episode.id)

    def record_ids(self, data: SelectionPage) -> frozenset[str]:
        """Those of the decisions."""
        return frozenset(one.id for one in data.decisions)

    def show_data(self, data: SelectionPage) -> str:
        """What stands in the way of 特別調整, then each decision, the newest first."""
        self.decide.allow()
        if data.edit_refusal:
            self.decide.refuse(data.edit_refusal)
        lacking = dict(data.offers).get("special", "")
        if lacking and data.current not in KUBUN:
            self.content.addWidget(Paragraph(lacking, tone=Tone.WARNING))
        self.entries = [_entry(one, place == 0) for place, one in enumerate(data.decisions)]
        for entry in self.entries:
            self.content.addWidget(entry)
        return _TOLD[data.current]

    def open_decision(self) -> None:
        """Open the form of a new decision."""
        if self.page is not None:
            form = self.form_for(KIND, self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """A decision is always new: the earlier ones stay as they are."""
        if self.page is None or self.data is None or self.data.edit_refusal:
            return None
        form = SelectionForm(self, self.page, KIND, self.page.episode.id, words="記録する")
        form.before = self.data.last
        offered = [code for code, why in self.data.offers if not why]
        form.start_from({"decision": offered[0] if offered else ""})
        return form


class SelectionForm(SectionForm[SelectionPage]):
    """Which decision, on which day, why."""

    before = ""

    def rows_form(self) -> Form:
        """The rows."""
        form = Form(2)
        past = date_reader(self.section.desk.office.clock.today(), past=True)
        form.add(choice_field("decision", "選定", codes.table(TABLE).choices()))
        form.add(date_field("day", "選定の日", past, placeholder=DATE_EXAMPLE))
        form.add(
            lines_field("reason", "理由", lines=_LINES, note="選定しない・取消しのときは必ず。"),
            wide=True,
        )
        return form

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        return codes.label(TABLE, value or None) if key == "decision" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the decision."""
        typed = SelectionInput(**{key: row.value() for key, row in self.rows.items()})
        episode, before = self.page.episode.id, self.before
        return lambda work: actions.decide(work, episode, before, typed)


def _entry(one: DecisionFacts, holds: bool) -> TimelineEntry:
    tone = Tone.GOOD if holds and one.decision in KUBUN else Tone.TEXT
    return TimelineEntry(
        codes.label(TABLE, one.decision),
        short_day(one.day),
        "　".join(part for part in ("いまの選定" if holds else "以前の選定", one.by) if part),
        one.reason,
        tone=tone if holds else Tone.MUTED,
        column=_WORDS_COLUMN,
    )
