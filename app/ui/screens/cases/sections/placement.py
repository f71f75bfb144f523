"""帰住先調整 on the case page: who was asked, who was chosen, and the day of release."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.cases.placement import actions, queries
from app.cases.placement.queries import Candidate, Placing
from app.cases.placement.rules import ACCEPTED, KINDS, PLAN_WORDS, REFUSED, STATES, WITHDRAWN
from app.cases.queries import CasePage
from app.codes import Service
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.network.finding import at_left, find_resources
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.placement_forms import (
    CANDIDATE,
    RELEASE,
    CandidateForm,
    ReleaseForm,
)
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import near_day, short_day

_WORDS_COLUMN = 96
_LABEL_WIDTH = 128
_TONES = {ACCEPTED: Tone.GOOD, REFUSED: Tone.ERROR, WITHDRAWN: Tone.MUTED}


class PlacementSection(Section[Placing]):
    """The 受入先, a line for every candidate, and the plan for the day of release."""

    key, title = "placement", "帰住先調整"
    readings = "きじゅうさき うけいれさき 受入先 候補"
    shows = ("placement", "releaseplan", "episode", "relatedperson")
    services = (
        *(Service.COORDINATION, Service.SUSPECT_SUPPORT),
        *(Service.ADJUSTMENT, Service.DETAINED),
    )
    empty = "まだ候補がありません。打診するところを「候補を加える」から残してください。"
    draft_kinds = (CANDIDATE, RELEASE)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: dict[str, TimelineEntry] = {}
        self.choices: dict[str, Button] = {}
        self.release = Button("釈放当日の予定", kind="plain")
        self.add_one = Button("候補を加える", kind="plain", icon_name="plus")
        self.release.clicked.connect(lambda: self.open_kind(RELEASE))
        self.add_one.clicked.connect(lambda: self.open_kind(CANDIDATE))
        self.resources = find_resources(self)
        self.add(at_left(self.resources))
        self.add_to_head(self.release)
        self.add_to_head(self.add_one)

    def read(self, reading: Reading, page: CasePage) -> Placing:
        """The candidates of the case and its day of release."""
        return queries.placing(reading, page.episode.id)

    def record_ids(self, data: Placing) -> frozenset[str]:
        """Those of the candidates and of the plan for the day."""
        own = {data.release.id} if data.release.id else set()
        return frozenset({one.id for one in data.candidates} | own)

    def is_empty(self, data: Placing) -> bool:
        """Whether nobody was asked yet."""
        return not data.candidates

    def show_data(self, data: Placing) -> str:
        """The place, the candidates, the day."""
        for button in (self.release, self.add_one):
            if data.edit_refusal:
                button.refuse(data.edit_refusal)
            else:
                button.allow()
        if data.dest_kind or data.dest_name:
            self.content.addWidget(Paragraph(_place_runs(data)))
        self.entries, self.choices = {}, {}
        for one in data.candidates:
            self.content.addWidget(self._line(one, data))
        if data.release.version:
            self.content.addLayout(self._day(data))
        return f"候補 {len(data.candidates)}" if data.candidates else ""

    def open_kind(self, kind: str, subject: str = "") -> None:
        """Open a form: of a candidate, new or on record, or of the day of release."""
        if self.page is not None:
            form = self.form_for(kind, subject or self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        if self.page is None or self.data is None or self.data.edit_refusal:
            return None
        form: SectionForm[Placing]
        if kind == RELEASE:
            form = ReleaseForm(self, self.page, RELEASE, self.page.episode.id)
        else:
            form = CandidateForm(self, self.page, CANDIDATE, subject)
        found = form.newest(self.data)
        if found is None:
            form.deleteLater()
            return None
        values, form.versions = found
        form.start_from(values)
        return form

    def _line(self, one: Candidate, data: Placing) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        lay(row, gap=2)
        entry = self._entry(one)
        self.entries[one.id] = entry
        row.addWidget(entry, 1)
        if not data.edit_refusal:
            entry.opened.connect(lambda: self.open_kind(CANDIDATE, one.id))
        if one.chosen or one.state == ACCEPTED:
            row.addWidget(self._choice(one, data), 0, Qt.AlignmentFlag.AlignVCenter)
        return holder

    def _choice(self, one: Candidate, data: Placing) -> Button:
        button = Button("選択をやめる" if one.chosen else "受入先に決める")
        refusal = data.edit_refusal or (data.unchoose_refusal if one.chosen else one.choose_refusal)
        if refusal:
            button.refuse(refusal)
        action: Callable[..., None] = actions.unchoose if one.chosen else actions.choose

        def run(work: Work) -> None:
            action(work, one.id, one.version)

        button.clicked.connect(lambda: self.act(run, partial(self._to, one.id)))
        self.choices[one.id] = button
        return button

    def _to(self, candidate_id: str) -> None:
        if candidate_id in self.entries:
            self.entries[candidate_id].setFocus(Qt.FocusReason.OtherFocusReason)

    def _entry(self, one: Candidate) -> TimelineEntry:
        today = self.desk.office.clock.today()
        dated = (("打診", one.asked_on), ("結果", one.result_on))
        days = [f"{words} {near_day(day, today)}" for words, day in dated if day]
        kind = codes.table(KINDS).full(one.dest_kind)
        parts = (kind, one.municipality, *days[:-1])
        caption = "　".join(words for words in parts if words)
        reason = f"理由: {one.reason}" if one.reason else ""
        text = "\n".join(
            line
            for line in ("　".join(w for w in (one.name, one.contact) if w), reason, one.note)
            if line
        )
        state = codes.label(STATES, one.state)
        return TimelineEntry(
            "受入先" if one.chosen else state,
            days[-1] if days else "",
            caption,
            text,
            tone=Tone.GOOD if one.chosen else _TONES.get(one.state, Tone.TEXT),
            column=_WORDS_COLUMN,
        )

    def _day(self, data: Placing) -> QVBoxLayout:
        column, grid = QVBoxLayout(), QGridLayout()
        lay(column, gap=1, margins=(0, 2, 0, 0))
        lay(grid, gap=1)
        grid.setHorizontalSpacing(theme().gap(3))
        grid.setColumnMinimumWidth(0, theme().px(_LABEL_WIDTH))
        grid.setColumnStretch(1, 1)
        day = f"　{short_day(data.release_day)}" if data.release_day else ""
        column.addWidget(PlainLabel(f"釈放当日{day}", strong=True))
        known = [(name, getattr(data.release.facts, name)) for name in PLAN_WORDS]
        for line, (name, text) in enumerate((name, text) for name, text in known if text):
            label = PlainLabel(PLAN_WORDS[name], tone=Tone.MUTED, size="caption")
            label.setMinimumHeight(theme().px(Size.BODY * Size.LINE_HEIGHT))
            grid.addWidget(label, line, 0)
            grid.addWidget(Paragraph(text), line, 1)
        column.addLayout(grid)
        return column


def _place_runs(data: Placing) -> list[Run]:
    kind = codes.table(KINDS).full(data.dest_kind)
    runs = [
        Run("いまの受入先　", Tone.MUTED),
        Run("　".join(w for w in (data.dest_name, kind) if w)),
    ]
    if data.apart:
        runs.append(Run("　下で選んである候補と違います。", Tone.WARNING))
    return runs
