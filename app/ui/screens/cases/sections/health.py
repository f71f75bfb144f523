"""医療・緊急時 on the case page: what somebody called at night must know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from app.cases.queries import CasePage
from app.people.health import actions, queries
from app.people.health.queries import HealthFacts
from app.people.health.rules import SHORT, WORDS, HealthInput, filled
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph

_KIND = "health"
_LINES = 2
_LABEL_WIDTH = 128
_HINTS = {
    "medicine": "薬の名前、飲む時刻、管理する人",
    "communication": "例 短い文で、ゆっくり。左耳が聞こえにくい",
    "emergency": "例 発作が5分続いたら119番。まず相談員へ電話",
    "insurance": "例 国民健康保険、生活保護（医療扶助）",
}


class HealthSection(Section[HealthFacts]):
    """Every field that holds something; one form for all of them."""

    key, title, shows = "health", "医療・緊急時", ("health", "person")
    readings = "いりょう きんきゅう 服薬 主治医"
    empty = "まだ記録がありません。夜間に呼ばれた人が困らないよう、分かることから入れてください。"
    draft_kinds = (_KIND,)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.write = Button("記録する", kind="plain")
        self.write.clicked.connect(self.open_it)
        self.add_to_head(self.write)

    def read(self, reading: Reading, page: CasePage) -> HealthFacts:
        """What is known."""
        return queries.health(reading, page.episode.id)

    def record_ids(self, data: HealthFacts) -> frozenset[str]:
        """The one record, once it is there."""
        return frozenset({data.id} if data.id else ())

    def is_empty(self, data: HealthFacts) -> bool:
        """Whether nothing is known."""
        return not filled(data.facts)

    def show_data(self, data: HealthFacts) -> str:
        """The fields that hold something, their words beside each other."""
        self.write.set_words("直す" if filled(data.facts) else "記録する")
        if data.edit_refusal:
            self.write.refuse(data.edit_refusal)
        else:
            self.write.allow()
        grid = QGridLayout()
        lay(grid, gap=1)
        grid.setHorizontalSpacing(theme().gap(3))
        grid.setColumnMinimumWidth(0, theme().px(_LABEL_WIDTH))
        grid.setColumnStretch(1, 1)
        for line, (name, text) in enumerate(_known(data.facts)):
            label = PlainLabel(WORDS[name], tone=Tone.MUTED, size="caption")
            label.setMinimumHeight(theme().px(Size.BODY * Size.LINE_HEIGHT))
            grid.addWidget(label, line, 0)
            tone = Tone.WARNING if name == "allergies" else Tone.TEXT
            grid.addWidget(Paragraph(text, tone=tone), line, 1)
        self.content.addLayout(grid)
        return "未記入" if self.is_empty(data) else ""

    def open_it(self) -> None:
        """Open the form."""
        form = self.form_for(_KIND, "")
        if form is not None:
            self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The one form."""
        if self.page is None or self.data is None or self.data.edit_refusal:
            return None
        # about the case, not the record: two records of one person may become one meanwhile
        form = HealthForm(self, self.page, _KIND, self.page.episode.id)
        values, form.versions = form.newest(self.data)
        form.start_from(values)
        return form


class HealthForm(SectionForm[HealthFacts]):
    """All of 医療・緊急時."""

    def rows_form(self) -> Form:
        """A row for each field."""
        form = Form(2)
        for name, words in WORDS.items():
            hint = _HINTS.get(name, "")
            if name in SHORT:
                form.add(text_field(name, words, placeholder=hint))
            else:
                form.add(lines_field(name, words, lines=_LINES, note=hint))
        return form

    def newest(self, data: HealthFacts) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """What is on record now."""
        return asdict(data.facts), (data.version,)

    def action(self) -> Callable[[Work], Any]:
        """Keep it."""
        typed = HealthInput(**{key: row.value() for key, row in self.rows.items()})
        episode, versions = self.page.episode.id, self.versions
        return lambda work: actions.write(work, episode, versions[0], typed)


def _known(facts: HealthInput) -> list[tuple[str, str]]:
    return [(name, text) for name, text in asdict(facts).items() if text]
