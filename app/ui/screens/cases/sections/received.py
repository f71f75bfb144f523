"""届いた書類 on the case page of a 保護観察所: plans, progress and answers that came on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import codes
from app.attachments.rules import Owner, OwnerKind
from app.calendar import wareki
from app.calendar.typing import read_date
from app.cases.queries import CasePage
from app.cases.received import actions, queries
from app.cases.received.queries import ReceivedFacts, ReceivedPage
from app.cases.received.rules import TABLE, ReceivedInput
from app.codes import PROBATION_SERVICES
from app.storage.work import Reading, Work
from app.ui.attachments.attachment_list import AttachmentList
from app.ui.desk import Desk
from app.ui.network.choice import OrganisationChoice
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.removable import RemovableForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import FieldRow, choice_field, date_field, lines_field
from app.ui.widgets.form import Form
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import short_day

KIND = "received"
_WORDS_COLUMN = 172
_DAYS = ("received_on", "written_on")
_LINES = 3


class ReceivedSection(Section[ReceivedPage]):
    """A line for each paper, the newest first, with its files."""

    key, title = "received", "届いた書類"
    shows = ("receivedpaper", "attachment", "organisation")
    readings = "とどいたしょるい 福祉サービス等調整計画 経過"
    services = PROBATION_SERVICES
    empty = (
        "まだ届いた書類がありません。センターからの福祉サービス等調整計画や経過の報告が紙で届いたら、"
        "「書類を加える」から残し、写しを添付してください。"
    )
    draft_kinds = (KIND,)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: dict[str, TimelineEntry] = {}
        self.file_buttons: dict[str, Button] = {}
        self.files_open: set[str] = set()
        """Papers whose files are shown; they stay so when the section is read again."""
        self.add_one = Button("書類を加える", kind="plain", icon_name="plus")
        self.add_one.clicked.connect(lambda: self.open_paper())
        self.add_to_head(self.add_one)

    def read(self, reading: Reading, page: CasePage) -> ReceivedPage:
        """The papers of the case."""
        return queries.received(reading, page.episode.id)

    def record_ids(self, data: ReceivedPage) -> frozenset[str]:
        """Those of the papers."""
        return frozenset(one.id for one in data.papers)

    def show_data(self, data: ReceivedPage) -> str:
        """A line for each."""
        self.add_one.allow()
        if data.edit_refusal:
            self.add_one.refuse(data.edit_refusal)
        self.entries, self.file_buttons = {}, {}
        for one in data.papers:
            entry = self._entry(one, data)
            self.entries[one.id] = entry
            self.content.addWidget(entry)
        return f"{len(data.papers)}件" if data.papers else ""

    def open_paper(self, subject: str = "") -> None:
        """Open the form of a new paper, or of one on record."""
        if self.page is not None:
            form = self.form_for(KIND, subject or self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        if self.page is None or self.data is None or self.data.edit_refusal:
            return None
        form = ReceivedForm(self, self.page, KIND, subject)
        found = form.newest(self.data)
        if found is None:
            form.deleteLater()
            return None
        values, form.versions = found
        form.start_from(values)
        return form

    def _entry(self, one: ReceivedFacts, data: ReceivedPage) -> TimelineEntry:
        written = f"書類の日付 {short_day(one.written_on)}" if one.written_on else ""
        clips = data.clips.get(one.id, 0)
        entry = TimelineEntry(
            codes.label(TABLE, one.kind),
            f"{short_day(one.received_on)} 受理",
            "　".join(part for part in (one.organisation, written) if part),
            one.content,
            kind_tone=Tone.MUTED,
            column=_WORDS_COLUMN,
            clips=clips,
        )
        if not data.edit_refusal:
            entry.opened.connect(lambda: self.open_paper(one.id))
        below = QWidget()
        column = QVBoxLayout(below)
        lay(column, gap=1)
        button = Button(f"添付 {clips}件" if clips else "写しを添付", kind="link")
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.file_buttons[one.id] = button
        button.clicked.connect(lambda: self._turn_files(one.id, column))
        entry.add_below(below)
        if one.id in self.files_open:
            self._show_files(one.id, column)
        return entry

    def _turn_files(self, paper_id: str, column: QVBoxLayout) -> None:
        """Show the files of a paper under its words, or put them away."""
        if paper_id not in self.files_open:
            self.files_open.add(paper_id)
            self._show_files(paper_id, column)
            return
        self.files_open.discard(paper_id)
        item = column.takeAt(1)
        shown = item.widget() if item is not None else None
        if shown is not None:
            shown.hide()
            shown.deleteLater()

    def _show_files(self, paper_id: str, column: QVBoxLayout) -> None:
        files = AttachmentList(self.desk)
        files.show_owner(Owner(OwnerKind.RECEIVED_PAPER, paper_id))
        column.addWidget(files)


class ReceivedForm(RemovableForm[ReceivedPage]):
    """One paper: what it is, from whom, when it came, what it says."""

    remove_words = "この書類の記録を消す"

    def rows_form(self) -> Form:
        """The rows."""
        form = Form(2)
        past = date_reader(self.section.desk.office.clock.today(), past=True)
        form.add(choice_field("kind", "種類", codes.table(TABLE).choices()))
        form.add(FieldRow("organisation_id", "どこから", OrganisationChoice(self.section.desk)))
        form.add(date_field("received_on", "届いた日", past, placeholder=DATE_EXAMPLE))
        form.add(date_field("written_on", "書類の日付", past, placeholder=DATE_EXAMPLE))
        form.add(lines_field("content", "内容", lines=_LINES), wide=True)
        return form

    def newest(self, data: ReceivedPage) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The paper as on record now; of a new one the plain form."""
        if self.is_new:
            return {"kind": "plan", "received_on": self._today()}, ()
        one = self._found(data)
        if one is None:
            return None
        values = {key: getattr(one, key) for key in self.rows if key not in _DAYS}
        days = {key: wareki.short(getattr(one, key)) if getattr(one, key) else "" for key in _DAYS}
        return values | days, (one.version,)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; days as days."""
        if key in _DAYS and one != other:
            today = self.desk.office.clock.today()
            days = [read_date(text, today=today).value for text in (one, other)]
            return days[0] is not None and days[0] == days[1]
        return super().same(key, one, other)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        return codes.label(TABLE, value or None) if key == "kind" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the new or the corrected paper."""
        typed = ReceivedInput(**{key: row.value() for key, row in self.rows.items()})
        subject, versions = self.subject, self.versions
        if not versions:
            return lambda work: actions.add(work, subject, typed)
        return lambda work: actions.correct(work, subject, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before a paper is taken away."""
        one = self._found(self.section.data) if self.section.data is not None else None
        if one is None:
            return None
        words = f"「{codes.label(TABLE, one.kind)}」が届いた記録を消します。添付は残ります。"
        return words, lambda work: actions.remove(work, one.id, one.version)

    def _found(self, data: ReceivedPage) -> ReceivedFacts | None:
        return next((one for one in data.papers if one.id == self.subject), None)

    def _today(self) -> str:
        return wareki.short(self.section.desk.office.clock.today())
