"""更生緊急保護の措置 on the case page: the ends of the period, and what is given by whom until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from app import codes
from app.calendar import wareki
from app.calendar.typing import read_date
from app.cases.measures import actions, queries
from app.cases.measures.queries import MeasureFacts, MeasuresPage
from app.cases.measures.rules import TABLE, MeasureInput
from app.cases.queries import CasePage
from app.codes import Service
from app.deadlines.rules import days_left
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.network.choice import OrganisationChoice
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.removable import RemovableForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import FieldRow, date_field, grouped_field, lines_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import short_day

KIND = "measure"
_WORDS_COLUMN = 104
_DAYS = ("since", "until", "ended_on")
_LINES = 2
_OWN = "自庁保護"


class MeasuresSection(Section[MeasuresPage]):
    """The period with both extensions, then a line for each measure."""

    key, title, shows = "measures", "措置", ("aftercaremeasure", "episode", "organisation")
    readings = "そち 更生緊急保護 委託 宿泊"
    services = (Service.AFTERCARE,)
    empty = "まだ措置がありません。宿泊・食事などを「措置を加える」から、委託期間とともに残します。"
    draft_kinds = (KIND,)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: dict[str, TimelineEntry] = {}
        self.add_one = Button("措置を加える", kind="plain", icon_name="plus")
        self.add_one.clicked.connect(lambda: self.open_measure())
        self.add_to_head(self.add_one)

    def read(self, reading: Reading, page: CasePage) -> MeasuresPage:
        """The measures of the case."""
        return queries.measures(reading, page.episode.id)

    def record_ids(self, data: MeasuresPage) -> frozenset[str]:
        """Those of the measures."""
        return frozenset(one.id for one in data.measures)

    def show_data(self, data: MeasuresPage) -> str:
        """The ends of the period, then what is given."""
        self.add_one.allow()
        if data.edit_refusal:
            self.add_one.refuse(data.edit_refusal)
        today = self.desk.office.clock.today()
        for runs in _period(data):
            self.content.addWidget(Paragraph(runs))
        self.entries = {one.id: self._entry(one, today, data) for one in data.measures}
        for entry in self.entries.values():
            self.content.addWidget(entry)
        running = sum(one.runs_on(today) for one in data.measures)
        return f"{running}件が実施中" if running else ""

    def open_measure(self, subject: str = "") -> None:
        """Open the form of a new measure, or of one on record."""
        if self.page is not None:
            form = self.form_for(KIND, subject or self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        if self.page is None or self.data is None or self.data.edit_refusal:
            return None
        form = MeasureForm(self, self.page, KIND, subject)
        found = form.newest(self.data)
        if found is None:
            form.deleteLater()
            return None
        values, form.versions = found
        form.start_from(values)
        return form

    def _entry(self, one: MeasureFacts, today: date, data: MeasuresPage) -> TimelineEntry:
        last = one.ended_on or one.until
        span = f"{short_day(one.since)}〜{short_day(last) if last else ''}"
        running = one.runs_on(today)
        ends = days_left(last, today) if running and last else ""
        state = "実施中" if running else "これから" if one.since > today else "終わり"
        beyond = one.until is not None and one.limit is not None and one.until > one.limit
        texts = (
            one.organisation or _OWN,
            f"この措置は{short_day(one.limit)}までです。" if beyond else "",
            one.note,
        )
        entry = TimelineEntry(
            codes.label(TABLE, one.kind),
            state,
            "　".join(part for part in (span, ends and f"終わりは{ends}") if part),
            "\n".join(text for text in texts if text),
            tone=Tone.ERROR if beyond else Tone.TEXT if running else Tone.MUTED,
            kind_tone=Tone.GOOD if running else Tone.MUTED,
            column=_WORDS_COLUMN,
        )
        if not data.edit_refusal:
            entry.opened.connect(lambda: self.open_measure(one.id))
        return entry


class MeasureForm(RemovableForm[MeasuresPage]):
    """One measure: what, by whom, from when to when."""

    remove_words = "この措置を消す"

    def rows_form(self) -> Form:
        """The rows."""
        form = Form(2)
        day = date_reader(self.section.desk.office.clock.today())
        form.add(grouped_field("kind", "措置", codes.table(TABLE)))
        form.add(
            FieldRow(
                "organisation_id",
                "委託先",
                OrganisationChoice(self.section.desk),
                note="空欄なら自庁保護。",
            )
        )
        form.add(date_field("since", "始まりの日", day, placeholder=DATE_EXAMPLE))
        form.add(date_field("until", "委託期間の終わり", day, placeholder=DATE_EXAMPLE))
        form.add(date_field("ended_on", "早く終わった日", day, placeholder=DATE_EXAMPLE))
        form.add(lines_field("note", "備考", lines=_LINES), wide=True)
        return form

    def newest(self, data: MeasuresPage) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The measure as on record now; of a new one the plain form."""
        if self.is_new:
            return {"kind": "lodging"}, ()
        one = self._found(data)
        if one is None:
            return None
        values = {key: getattr(one, key) for key in self.rows if key not in _DAYS}
        days = {key: _typed(getattr(one, key)) for key in _DAYS}
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
        return codes.table(TABLE).full(value or None) if key == "kind" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the new or the corrected measure."""
        typed = MeasureInput(**{key: row.value() for key, row in self.rows.items()})
        subject, versions = self.subject, self.versions
        if not versions:
            return lambda work: actions.add(work, subject, typed)
        return lambda work: actions.correct(work, subject, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before a measure is taken away."""
        one = self._found(self.section.data) if self.section.data is not None else None
        if one is None:
            return None
        words = (
            f"「{codes.label(TABLE, one.kind)}」の記録を消します。"
            "早く終わったときは、消さずに「早く終わった日」を入力してください。"
        )
        return words, lambda work: actions.remove(work, one.id, one.version)

    def _found(self, data: MeasuresPage) -> MeasureFacts | None:
        return next((one for one in data.measures if one.id == self.subject), None)


def _period(data: MeasuresPage) -> tuple[list[Run], ...]:
    if data.release is None or data.first_end is None:
        words = "釈放日が日まで入ると、6か月の終わりと延長の終わりを数えます。"
        return ([Run(words, Tone.MUTED)],)
    money, other = short_day(data.money_end), short_day(data.other_end)
    if data.extension is None:
        span = f"{short_day(data.release)}〜{short_day(data.first_end)}（釈放から6か月）"
        more = f"延長したとき　金品・宿泊は{money}まで、そのほかは{other}まで"
        return [Run("期間　", Tone.MUTED), Run(span)], [Run(more, Tone.MUTED)]
    return (
        [
            Run("延長　", Tone.MUTED),
            Run(f"金品・宿泊は{money}まで（計1年）、そのほかは{other}まで（計2年）"),
        ],
        [Run(f"{short_day(data.extension)}に延長の申出", Tone.MUTED)],
    )


def _typed(day: date | None) -> str:
    return "" if day is None else wareki.short(day)
