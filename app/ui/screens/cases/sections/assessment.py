"""アセスメント on the case page: the newest sheet in full, earlier ones to unfold, what changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.cases.assessment import actions, queries
from app.cases.assessment.queries import SheetFacts, SheetsPage
from app.cases.assessment.rules import DOMAINS, STATUSES, change_words
from app.cases.queries import CasePage
from app.codes import CENTRE_SERVICES
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.network.finding import at_left, find_resources
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.assessment_form import KIND, SheetForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import short_day

_DOMAIN_COLUMN = 150
_TONES = {
    "urgent": Tone.ERROR,
    "needed": Tone.WARNING,
    "met": Tone.GOOD,
    "watch": Tone.ACCENT,
}


class Assessment(Section[SheetsPage]):
    """Enter on a sheet unfolds it; 再アセスメント begins as a copy of the newest."""

    key, title, shows = "assessment", "アセスメント", ("assessment", "need", "episode")
    readings = "あせすめんと ニーズ"
    empty = "まだシートがありません。面接で分かったことから、アセスメントを始めます。"
    draft_kinds = (KIND,)
    services = CENTRE_SERVICES

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: dict[str, TimelineEntry] = {}
        self.sheets: dict[str, QWidget] = {}
        self.correct_buttons: dict[str, Button] = {}
        self.remove_buttons: dict[str, Button] = {}
        self._unfolded: set[str] = set()
        self.begin = Button("アセスメントを始める", kind="plain", icon_name="plus")
        self.begin.clicked.connect(self.write_new)
        self.resources = find_resources(self)
        self.add(at_left(self.resources))
        self.add_to_head(self.begin)

    def read(self, reading: Reading, page: CasePage) -> SheetsPage:
        """The sheets of the case."""
        return queries.sheets(reading, page.episode.id)

    def record_ids(self, data: SheetsPage) -> frozenset[str]:
        """Their ids."""
        return frozenset(sheet.id for sheet in data.sheets)

    def show_data(self, data: SheetsPage) -> str:
        """An entry for each sheet, the newest unfolded."""
        self.begin.set_words("再アセスメントをする" if data.sheets else "アセスメントを始める")
        self.begin.allow()
        if data.edit_refusal:
            self.begin.refuse(data.edit_refusal)
        self.entries, self.sheets = {}, {}
        self.correct_buttons, self.remove_buttons = {}, {}
        for place, sheet in enumerate(data.sheets):
            entry = _entry(sheet, newest=place == 0)
            entry.opened.connect(lambda sheet_id=sheet.id: self.unfold(sheet_id))
            self.entries[sheet.id], self.sheets[sheet.id] = entry, self._sheet(sheet)
            self.content.addWidget(entry)
            self.content.addWidget(self.sheets[sheet.id])
            self.sheets[sheet.id].setVisible(place == 0 or sheet.id in self._unfolded)
        return f"{len(data.sheets)}回" if data.sheets else ""

    def unfold(self, sheet_id: str) -> None:
        """Show a sheet in full, or only its line again."""
        sheet = self.sheets[sheet_id]
        sheet.setVisible(sheet.isHidden())
        self._unfolded ^= {sheet_id}

    def write_new(self) -> None:
        """Open the form of a new sheet."""
        if self.page is not None:
            self._open(self.page.episode.id)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """A new sheet of this case, or the correction of one."""
        if self.page is None or self.data is None or self.data.edit_refusal:
            return None
        if subject not in {self.page.episode.id} | self.record_ids(self.data):
            return None
        new = subject == self.page.episode.id
        form = SheetForm(self, self.page, KIND, subject, words="保存" if new else "訂正を保存")
        form.begin(self.data)
        return form

    def _open(self, subject: str) -> None:
        form = self.form_for(KIND, subject)
        if form is not None:
            self.open_form(form)

    def _sheet(self, sheet: SheetFacts) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        lay(column, gap=1, margins=(0, 1, 0, 3))
        if sheet.wish:
            column.addWidget(Paragraph((Run("本人の希望　", Tone.MUTED), Run(sheet.wish))))
        for domain, need in sheet.needs.items():
            status = codes.label(STATUSES, need.status)
            column.addWidget(
                _Need(
                    codes.label(DOMAINS, domain),
                    status,
                    "",
                    need.text,
                    kind_tone=_TONES.get(need.status, Tone.MUTED),
                    column=_DOMAIN_COLUMN,
                )
            )
        if sheet.summary:
            column.addWidget(Paragraph((Run("総合所見　", Tone.MUTED), Run(sheet.summary))))
        column.addLayout(self._buttons(sheet))
        return holder

    def _buttons(self, sheet: SheetFacts) -> QHBoxLayout:
        correct, remove = Button("訂正", kind="link"), Button("削除", kind="link")
        correct.clicked.connect(lambda: self._open(sheet.id))
        remove.clicked.connect(lambda: self._remove(sheet))
        self.correct_buttons[sheet.id], self.remove_buttons[sheet.id] = correct, remove
        row = QHBoxLayout()
        lay(row, gap=2)
        for button in (correct, remove):
            if self.data is not None and self.data.edit_refusal:
                button.refuse(self.data.edit_refusal)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _remove(self, sheet: SheetFacts) -> None:
        day = short_day(sheet.day)
        if self.desk.asking.confirm(
            f"{day}のアセスメントシートを消します。元には戻せません。",
            yes="消す",
            no="残す",
            danger=True,
        ):
            self.act(
                lambda work: actions.remove_sheet(work, sheet.id, sheet.version),
                lambda: self.begin.setFocus(Qt.FocusReason.OtherFocusReason),
            )


class _Need(TimelineEntry):
    """One domain of a sheet that is unfolded: read, not opened."""

    def __init__(self, *words: str, kind_tone: Tone, column: int) -> None:
        label, status, caption, text = words
        super().__init__(label, status, caption, text, kind_tone=kind_tone, column=column)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def _entry(sheet: SheetFacts, *, newest: bool) -> TimelineEntry:
    if sheet.since is None:
        text = "はじめのシート"
    elif sheet.changes:
        changed = "、".join(change_words(change) for change in sheet.changes)
        text = f"{short_day(sheet.since)}から変わったところ: {changed}"
    else:
        text = f"{short_day(sheet.since)}から変わったところはありません。"
    caption = "・".join(word for word in (sheet.worker, f"{len(sheet.needs)}領域") if word)
    kind = "最新" if newest else "Enterで開く"
    return TimelineEntry(short_day(sheet.day), kind, caption, text)
