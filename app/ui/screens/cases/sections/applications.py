"""申請・手帳 on the case page: what is applied for, where it stands, which 手帳 the person has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import codes
from app.calendar.typing import read_date
from app.cases.applications import actions, queries
from app.cases.applications.queries import ApplicationFacts, ApplicationsPage
from app.cases.applications.rules import GRANTED, KINDS, RESULTS, ApplicationInput
from app.cases.queries import CasePage
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, as_typed, date_reader
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.removable import RemovableForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import choice_field, date_field, lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import short_day

_KIND = "application"
_WORDS_COLUMN = 168
_DAYS = ("submitted_on", "decided_on", "valid_until")
_TABLES = {"kind": KINDS, "result": RESULTS}
_NOTE_LINES = 2


class Applications(Section[ApplicationsPage]):
    """A line for each application, open ones first; Enter on one opens its form."""

    key, title = "applications", "申請・手帳"
    readings = "しんせい てちょう 生活保護 年金 介護認定"
    shows = ("application", "certificate", "person")
    empty = "まだ申請がありません。これから申請するものも、準備中として残せます。"
    draft_kinds = (_KIND,)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: dict[str, TimelineEntry] = {}
        self.add_one = Button("申請を加える", kind="plain", icon_name="plus")
        self.add_one.clicked.connect(self.write_new)
        self.add_to_head(self.add_one)

    def read(self, reading: Reading, page: CasePage) -> ApplicationsPage:
        """The person's applications."""
        return queries.applications(reading, page.episode.id)

    def record_ids(self, data: ApplicationsPage) -> frozenset[str]:
        """Those of applications and certificates."""
        held = {one.id for one in data.certificates}
        return frozenset({one.id for one in data.applications} | held)

    def show_data(self, data: ApplicationsPage) -> str:
        """The 手帳, then a line for each application."""
        self.add_one.allow()
        if data.edit_refusal:
            self.add_one.refuse(data.edit_refusal)
        if data.certificates:
            self.content.addWidget(Paragraph(_certificate_runs(data)))
        self.entries = {one.id: self._entry(one, data) for one in data.applications}
        for entry in self.entries.values():
            self.content.addWidget(entry)
        still_open = [one for one in data.applications if one.open]
        waiting = sum(one.submitted_on is not None for one in still_open)
        if waiting:
            return f"{waiting}件が決定待ち"
        return f"{len(still_open)}件が準備中" if still_open else ""

    def write_new(self) -> None:
        """Open the form of a new application."""
        if self.page is not None:
            self._open(self.page.episode.id)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """A new application, or one to go on with."""
        if self.page is None or self.data is None or self.data.edit_refusal:
            return None
        new = subject == self.page.episode.id
        if not new and subject not in {one.id for one in self.data.applications}:
            return None
        form = ApplicationForm(self, self.page, _KIND, subject)
        if new:
            form.start_from({"worker": self.desk.worker})
            return form
        values, form.versions = form.newest(self.data) or ({}, ())
        form.start_from(values)
        return form

    def _open(self, subject: str) -> None:
        form = self.form_for(_KIND, subject)
        if form is not None:
            self.open_form(form)

    def _entry(self, one: ApplicationFacts, data: ApplicationsPage) -> TimelineEntry:
        days = (
            ("申請", one.submitted_on),
            ("決定", one.decided_on),
            ("有効期限", one.valid_until),
        )
        dated = "・".join(f"{words} {short_day(day)}" for words, day in days if day)
        other = "別の業務で記録" if one.episode_id != data.episode_id else ""
        caption = "　".join(
            words for words in (dated, one.submitted_to, one.worker, other) if words
        )
        text = "　".join(words for words in (one.grade, one.renewal, one.note) if words)
        tone = Tone.WARNING if one.open else Tone.MUTED
        if one.renewal:
            tone = Tone.WARNING
        elif one.result == GRANTED:
            tone = Tone.GOOD
        entry = TimelineEntry(
            codes.label(KINDS, one.kind),
            one.standing,
            caption,
            text,
            kind_tone=tone,
            column=_WORDS_COLUMN,
        )
        if not data.edit_refusal:
            entry.opened.connect(lambda: self._open(one.id))
        return entry


class ApplicationForm(RemovableForm[ApplicationsPage]):
    """One application from its preparation to its renewal."""

    section: Applications
    remove_words = "この申請を消す"

    def rows_form(self) -> Form:
        """What, where, when, with which result."""
        form = Form(self.columns_in(self.section.width()))
        today = self.section.desk.office.clock.today()
        past, ahead = date_reader(today, past=True), date_reader(today)
        kinds = (("", "選んでください"), *codes.table(KINDS).choices())
        results = (("", "未決定"), *codes.table(RESULTS).choices())
        form.add(choice_field("kind", "申請の種類", kinds))
        form.add(text_field("submitted_to", "申請先", placeholder="市町村・福祉事務所など"))
        form.add(date_field("submitted_on", "申請日", past, placeholder=DATE_EXAMPLE))
        form.add(text_field("worker", "担当者"))
        form.add(date_field("decided_on", "決定日", past, placeholder=DATE_EXAMPLE))
        form.add(choice_field("result", "結果", results))
        form.add(text_field("grade", "等級・区分", placeholder="決定のとおりに"))
        form.add(date_field("valid_until", "有効期限・更新", ahead, placeholder=DATE_EXAMPLE))
        form.add(lines_field("note", "備考", lines=_NOTE_LINES), wide=True)
        return form

    def foot(self) -> QHBoxLayout:
        """The buttons; what becomes of a 手帳 is said above them."""
        self.advice.set_words("手帳が交付されたら、本人の手帳にも入ります。")
        return super().foot()

    def newest(self, data: ApplicationsPage) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The application as it is now; of a new one nothing, of one that is gone None."""
        if self.is_new:
            return {}, ()
        one = self._found(data)
        if one is None:
            return None
        values = {key: as_typed(getattr(one, key)) for key in self.rows}
        return values, (one.version,)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; days as days."""
        if key in _DAYS and one != other:
            today = self.desk.office.clock.today()
            days = [read_date(text, today=today).value for text in (one, other)]
            return days[0] is not None and days[0] == days[1]
        return super().same(key, one, other)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        return codes.label(_TABLES[key], value or None) if key in _TABLES else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the new or the corrected application."""
        typed = ApplicationInput(**{key: row.value() for key, row in self.rows.items()})
        subject, versions = self.subject, self.versions
        if not versions:
            return lambda work: actions.add(work, subject, typed)
        return lambda work: actions.correct(work, subject, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before an application is taken away."""
        one = self._found(self.section.data) if self.section.data is not None else None
        if one is None:
            return None
        words = f"{codes.label(KINDS, one.kind)}の申請の記録を消します。元には戻せません。"
        return words, lambda work: actions.remove(work, one.id, one.version)

    def after_removal(self) -> QWidget:
        """The button that adds."""
        return self.section.add_one

    def _found(self, data: ApplicationsPage) -> ApplicationFacts | None:
        return next((one for one in data.applications if one.id == self.subject), None)


def _certificate_runs(data: ApplicationsPage) -> list[Run]:
    runs = [Run("いまの手帳　", Tone.MUTED)]
    for place, held in enumerate(data.certificates):
        until = f"（更新 {short_day(held.renewal)}）" if held.renewal else ""
        words = f"{codes.label('certificate', held.kind)} {held.grade}".strip()
        runs.append(Run(f"{'、' if place else ''}{words}{until}"))
        if held.near:
            runs.append(Run(f" {held.near}", Tone.WARNING))
    return runs
