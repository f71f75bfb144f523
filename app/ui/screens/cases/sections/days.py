"""身柄と日付: days of the case to the minute, and what the centre takes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import codes
from app.calendar.typing import read_date
from app.cases.days import actions, queries
from app.cases.days.queries import DayFacts, DaysPage
from app.cases.days.rules import AHEAD, KINDS, TABLE, DayInput
from app.cases.moving.actions import choose_scope
from app.cases.queries import CasePage
from app.codes import PROBATION_SERVICES, Service
from app.schedule.clock import EXAMPLE, clock_words
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, as_typed, date_reader
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.removable import RemovableForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import choice_field, date_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import near_day

_KIND = "case_date"
_WORDS_COLUMN = 160
_SCOPES = (("at_home", "在宅事件"), ("petty", "微罪処分"))


class DaysSection(Section[DaysPage]):
    """The days in order of time; Enter on one opens its form."""

    key, title = "days", "身柄と日付"
    readings = "みがら ひづけ 逮捕 勾留 送致"
    shows = ("casedate", "setting")
    services = (
        *(Service.SUSPECT_SUPPORT, Service.COORDINATION, Service.FOLLOW_UP),
        *PROBATION_SERVICES,
    )
    empty = "まだ日付がありません。送致・勾留請求・判決などの日を足すと、期限が正しく数えられます。"
    draft_kinds = (_KIND,)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: dict[str, TimelineEntry] = {}
        self.scope_buttons: dict[str, Button] = {}
        self.add_one = Button("日付を足す", kind="plain", icon_name="plus")
        self.add_one.clicked.connect(lambda: self.open_day())
        self.add_to_head(self.add_one)

    def read(self, reading: Reading, page: CasePage) -> DaysPage:
        """The days of the case."""
        return queries.days_page(reading, page.episode.id)

    def record_ids(self, data: DaysPage) -> frozenset[str]:
        """Those of the days."""
        return frozenset(day.id for day in data.days)

    def show_data(self, data: DaysPage) -> str:
        """One entry for each day; for 被疑者等支援 what the centre takes on."""
        if data.refusal:
            self.add_one.refuse(data.refusal)
        else:
            self.add_one.allow()
        self.entries = {day.id: self._entry(day, data) for day in data.days}
        for entry in self.entries.values():
            self.content.addWidget(entry)
        if self.page is not None and self.page.episode.service is Service.SUSPECT_SUPPORT:
            self.content.addLayout(self._scope(data))
        return f"{len(data.days)}件" if data.days else ""

    def open_day(self, subject: str = "") -> None:
        """Open the form of a new day, or of one on record."""
        if self.page is not None:
            form = self.form_for(_KIND, subject or self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        if self.page is None or self.data is None or self.data.refusal:
            return None
        form = DayForm(self, self.page, kind, subject)
        found = form.newest(self.data)
        if found is None:
            form.deleteLater()
            return None
        values, form.versions = found
        form.start_from(values)
        return form

    def _entry(self, day: DayFacts, data: DaysPage) -> TimelineEntry:
        when = near_day(day.day, self.desk.office.clock.today())
        entry = TimelineEntry(
            codes.label(TABLE, day.kind),
            f"{when} {clock_words(day.minute)}".strip(),
            "",
            day.note,
            column=_WORDS_COLUMN,
        )
        if not data.refusal:
            entry.opened.connect(lambda: self.open_day(day.id))
        return entry

    def _scope(self, data: DaysPage) -> QHBoxLayout:
        """対象の範囲: the centre's own choice, changed by who manages the office."""
        words = "　".join(
            f"{label} {'対象にする' if getattr(data.scope, name) else '対象にしない'}"
            for name, label in _SCOPES
        )
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(Paragraph(f"対象の範囲　{words}", tone=Tone.MUTED), 1)
        self.scope_buttons = {}
        for name, label in _SCOPES:
            on = getattr(data.scope, name)
            button = Button(f"{label}を対象{'から外す' if on else 'にする'}", kind="link")
            if data.scope_refusal:
                button.refuse(data.scope_refusal)
            chosen = replace(data.scope, **{name: not on})
            button.clicked.connect(lambda _=False, chosen=chosen: self._choose(chosen))
            self.scope_buttons[name] = button
            row.addWidget(button)
        return row

    def _choose(self, scope: Any) -> None:
        self.act(lambda work: choose_scope(work, scope), self.setFocus)


class DayForm(RemovableForm[DaysPage]):
    """One day of the case."""

    section: DaysSection
    remove_words = "この日付を消す"

    def rows_form(self) -> Form:
        """What, when, and a note."""
        today = self.desk.office.clock.today()
        kinds = KINDS.get(self.page.episode.service, ())
        choices = (("", "選んでください"), *((kind, codes.label(TABLE, kind)) for kind in kinds))
        form = Form(2)
        form.add(choice_field("kind", "何の日か", choices), wide=True)
        behind, ahead = date_reader(today, past=True), date_reader(today)

        def reader(text: str) -> tuple[bool, str]:
            return (ahead if form.rows["kind"].value() in AHEAD else behind)(text)

        form.add(date_field("day", "日付", reader, placeholder=DATE_EXAMPLE))
        form.add(text_field("time", "時刻（分かるとき）", placeholder=EXAMPLE))
        form.add(text_field("note", "備考"), wide=True)
        return form

    def newest(self, data: DaysPage) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The day as on record now."""
        if self.is_new:
            return {"kind": ""}, ()
        day = self._found(data)
        if day is None:
            return None
        time = clock_words(day.minute)
        values = {"kind": day.kind, "day": as_typed(day.day), "time": time, "note": day.note}
        return values, (day.version,)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Days as days."""
        if one == other or key != "day":
            return bool(one == other)
        today = self.desk.office.clock.today()
        days = [read_date(text, today=today).value for text in (one, other)]
        return days[0] is not None and days[0] == days[1]

    def words_of(self, key: str, value: Any) -> str:
        """The kind by its word."""
        return codes.label(TABLE, value or None) if key == "kind" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep a new day or what was corrected."""
        typed = DayInput(**{key: row.value() for key, row in self.rows.items()})
        subject, versions = self.subject, self.versions
        if self.is_new:
            return lambda work: actions.record(work, subject, typed)
        return lambda work: actions.correct(work, subject, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before a day is taken away."""
        day = self._found(self.section.data) if self.section.data is not None else None
        if day is None:
            return None
        words = f"「{codes.label(TABLE, day.kind)}」の記録を消します。元には戻せません。"
        return words, lambda work: actions.remove(work, day.id, day.version)

    def after_removal(self) -> QWidget:
        """The button that adds."""
        return self.section.add_one

    def _found(self, data: DaysPage) -> DayFacts | None:
        return next((day for day in data.days if day.id == self.subject), None)
