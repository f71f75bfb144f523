"""アセスメントシート as a form: one row for each domain, from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app import codes
from app.calendar import wareki
from app.cases.assessment import actions
from app.cases.assessment.queries import SheetFacts, SheetsPage
from app.cases.assessment.rules import DOMAINS, STATUSES, NeedWords, SheetInput, domains
from app.cases.rules import read_past_day
from app.storage.work import Work
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.widgets.editors import ChoiceEditor, LinesEditor
from app.ui.widgets.field_row import FieldRow, date_field, lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.joined_editor import JoinedEditor, Part
from app.ui.words import service_tag, short_day

KIND = "sheet"
_NEED = "need."
_LINES = 2


class SheetForm(SectionForm[SheetsPage]):
    """A new sheet, begun as a copy of the newest, or the correction of one."""

    def rows_form(self) -> Form:
        """Day, 担当者, 本人の希望, a row for each domain, 総合所見."""
        form = Form(self.columns_in(self.section.width()))
        today = self.section.desk.office.clock.today()
        reader = date_reader(today, past=True)
        form.add(date_field("day", "実施日", reader, placeholder=DATE_EXAMPLE))
        form.add(text_field("worker", "担当者"))
        form.add(lines_field("wish", "本人の希望（本人の言葉で）", lines=_LINES), wide=True)
        statuses = (("", "記載しない"), *codes.table(STATUSES).choices())
        for domain in domains():
            label = codes.label(DOMAINS, domain)
            editor = JoinedEditor(
                (
                    Part(ChoiceEditor(statuses), f"{label}の状態", 1),
                    Part(LinesEditor(_LINES), f"{label}の内容", 4),
                )
            )
            form.add(FieldRow(f"{_NEED}{domain}", label, editor), wide=True)
        form.add(lines_field("summary", "総合所見", lines=_LINES), wide=True)
        return form

    def begin(self, data: SheetsPage) -> None:
        """Fill the rows: with the sheet to correct, or with a copy of the newest."""
        own = self.newest(data)
        if own is not None and own[1]:
            self.start_from(own[0])
            self.versions = own[1]
            self.advice.set_words("この日のシートを訂正します。")
            return
        today = self.desk.office.clock.today()
        self.start_from({"day": wareki.short(today), "worker": self.desk.worker})
        start = data.start_from
        if start is None:
            self.advice.set_words("Enterで次の欄へ。文章の欄からは Tab で進みます。")
            return
        copied = _values(start)
        copied["day"], copied["worker"] = wareki.short(today), self.desk.worker
        self.start_from(copied)
        self.advice.set_words(_copied_words(start, self.page.episode.id))

    def newest(self, data: SheetsPage) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The sheet as it is now; of a new one nothing, of one that is gone None."""
        if self.subject == self.page.episode.id:
            return {}, ()
        found = next((sheet for sheet in data.sheets if sheet.id == self.subject), None)
        return None if found is None else (_values(found), (found.version,))

    def action(self) -> Callable[[Work], Any]:
        """Keep the new or the corrected sheet."""
        values = {key: row.value() for key, row in self.rows.items()}
        typed = SheetInput(
            day=values["day"],
            worker=values["worker"],
            wish=values["wish"],
            summary=values["summary"],
            needs={domain: NeedWords(*values[f"{_NEED}{domain}"]) for domain in domains()},
        )
        subject, versions = self.subject, self.versions
        if not versions:
            return lambda work: actions.add_sheet(work, subject, typed)
        return lambda work: actions.correct_sheet(work, subject, versions[0], typed)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; days as days."""
        if key == "day" and one != other:
            today = self.desk.office.clock.today()
            days = [read_past_day(text, today).value for text in (one, other)]
            return days[0] is not None and days[0] == days[1]
        return super().same(key, one, other)

    def words_of(self, key: str, value: Any) -> str:
        """A need as its status and text."""
        if not key.startswith(_NEED):
            return str(value)
        status = codes.label(STATUSES, value[0]) if value[0] else ""
        return "　".join(words for words in (status, value[1]) if words)


def _values(sheet: SheetFacts) -> dict[str, Any]:
    values: dict[str, Any] = {
        "day": wareki.short(sheet.day),
        "worker": sheet.worker,
        "wish": sheet.wish,
        "summary": sheet.summary,
    }
    for domain in domains():
        need = sheet.needs.get(domain)
        values[f"{_NEED}{domain}"] = (need.status, need.text) if need else ("", "")
    return values


def _copied_words(start: SheetFacts, episode_id: str) -> str:
    day = short_day(start.day)
    if start.episode_id == episode_id:
        return f"{day}のシートから写しました。変わったところだけ直してください。"
    service = service_tag(start.service)[0]
    return f"{service}の{day}のシートから写しました。変わったところだけ直してください。"
