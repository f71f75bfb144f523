"""A plan as a form: the whole revision, its lines below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import codes
from app.calendar import wareki
from app.calendar.typing import read_date
from app.cases.plans import actions
from app.cases.plans.queries import LineFacts, PlanFacts, PlansPage
from app.cases.plans.rules import DOMAINS, STATES, LineInput, PlanInput
from app.cases.queries import CasePage
from app.storage.work import Work
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, as_typed, date_reader
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.plan_lines import CELLS, KEYS, PlanLines
from app.ui.screens.cases.sections.section import Section
from app.ui.widgets.field_row import FieldRow, date_field, lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import ReasonLine

CORRECT = "plan"
"""The kind of the form that corrects a draft; a new revision's is `new_kind(...)`."""
_LINES = "lines"
_DAYS = ("made_on", "review_on")
_TEXT_LINES = 2
_BELOW_HEAD = 2


def new_kind(kind: str) -> str:
    """The kind of the form of a plan's first or next revision."""
    return f"{CORRECT}.{kind}"


class PlanForm(SectionForm[PlansPage]):
    """The first revision, the next one as a copy of the newest, or the correction of a draft."""

    def __init__(
        self, section: Section[PlansPage], page: CasePage, kind: str, subject: str
    ) -> None:
        super().__init__(section, page, kind, subject)
        self.plan_kind = kind.partition(".")[2]
        self.lines = PlanLines(date_reader(section.desk.office.clock.today()))
        self.lines.grown.connect(self._watch)
        below = Form()
        below.add(FieldRow(_LINES, "計画の内容", self.lines))
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(_BELOW_HEAD, self.add_form(below))
            column.insertWidget(_BELOW_HEAD + 1, ReasonLine(KEYS))
        self.lines.above = self.rows["policy"].editor.fields()
        self.lines.below = (self.leave_button, self.save_button)
        self.lines.order_tabs()

    def rows_form(self) -> Form:
        """What stands above the lines; the reason only where there is a revision before."""
        form = Form(self.columns_in(self.section.width()))
        ahead = date_reader(self.section.desk.office.clock.today())
        past = date_reader(self.section.desk.office.clock.today(), past=True)
        if self._needs_reason():
            form.add(text_field("reason", "改訂の理由"), wide=True)
        form.add(date_field("made_on", "作成日", past, placeholder=DATE_EXAMPLE))
        form.add(text_field("worker", "担当者"))
        form.add(date_field("review_on", "見直し予定日", ahead, placeholder=DATE_EXAMPLE))
        form.add(lines_field("wish", "本人の希望", lines=_TEXT_LINES), wide=True)
        form.add(lines_field("policy", "支援方針", lines=_TEXT_LINES), wide=True)
        return form

    def begin(self, data: PlansPage) -> None:
        """Fill the rows: with the draft to correct, or with what a new revision starts from."""
        own = self.newest(data)
        if own is not None and own[1]:
            self.start_from(own[0])
            self.versions = own[1]
            return
        today = wareki.short(self.desk.office.clock.today())
        start: dict[str, Any] = {"made_on": today, "worker": self.desk.worker}
        before = data.of_kind(self.plan_kind)
        if before:
            start |= {"wish": before[0].wish, "policy": before[0].policy}
            start[_LINES] = tuple(_line(line) for line in before[0].lines)
            self.advice.set_words(
                f"第{before[0].revision}版から写しました。第{before[0].revision}版は残ります。"
            )
        else:
            lines = data.first_lines or (LineInput(),)
            start |= {"wish": data.wish, _LINES: tuple(_typed_line(line) for line in lines)}
            copied = "アセスメントから希望と領域を写しました。" if data.first_lines else ""
            self.advice.set_words(f"{copied}何も書かない行は残りません。")
        self.start_from(start)

    def newest(self, data: PlansPage) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The draft as it is now; of a new one nothing, of one that is gone None."""
        if self.subject == self.page.episode.id:
            return {}, ()
        plan = next((one for one in data.plans if one.id == self.subject), None)
        return None if plan is None else (self._values(plan), (plan.version,))

    def action(self) -> Callable[[Work], Any]:
        """Keep the new revision or the corrected draft."""
        values = {key: row.value() for key, row in self.rows.items()}
        values[_LINES] = tuple(LineInput(**line) for line in values[_LINES])
        typed = PlanInput(**values)
        subject, versions, kind = self.subject, self.versions, self.plan_kind
        if not versions:
            return lambda work: actions.draft(work, subject, kind, typed)
        return lambda work: actions.correct_draft(work, subject, versions[0], typed)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Each sentence under its field, also inside of the lines."""
        within = {key: text for key, text in problems.items() if key.startswith(f"{_LINES}.")}
        super().show_problems({key: text for key, text in problems.items() if key not in within})
        for key, sentence in reversed(within.items()):
            _, number, cell = key.split(".")
            self.lines.show_problem(int(number), cell, sentence)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; days as days."""
        if key in _DAYS and one != other:
            today = self.desk.office.clock.today()
            days = [read_date(text, today=today).value for text in (one, other)]
            return days[0] is not None and days[0] == days[1]
        return super().same(key, one, other)

    def words_of(self, key: str, value: Any) -> str:
        """Lines as one line of words each."""
        if key != _LINES:
            return str(value)
        return "\n".join(
            f"{number} {_line_words(line)}" for number, line in enumerate(value, start=1)
        )

    def _needs_reason(self) -> bool:
        data = self.section.data
        if data is None:
            return False
        if self.subject != self.page.episode.id:
            return any(one.id == self.subject and one.revision > 1 for one in data.plans)
        return bool(data.of_kind(self.kind.partition(".")[2]))

    def _values(self, plan: PlanFacts) -> dict[str, Any]:
        values: dict[str, Any] = {
            key: getattr(plan, key) for key in ("worker", "wish", "policy", "reason")
        }
        values["made_on"] = wareki.short(plan.made_on)
        values["review_on"] = wareki.short(plan.review_on) if plan.review_on else ""
        values[_LINES] = tuple(_line(line) for line in plan.lines)
        return {key: value for key, value in values.items() if key in self.rows}

    def _watch(self, fields: tuple[QWidget, ...]) -> None:
        for field in fields:
            field.installEventFilter(self)


def _line(line: LineFacts) -> dict[str, str]:
    cells = {cell: getattr(line, cell) for cell in CELLS if cell != "by_when"}
    return {"id": line.id, **cells, "by_when": as_typed(line.by_when)}


def _typed_line(line: LineInput) -> dict[str, str]:
    return {"id": line.id, **{cell: getattr(line, cell) for cell in CELLS}}


def _line_words(line: Mapping[str, str]) -> str:
    words = [codes.label(DOMAINS, line["domain"]) if line["domain"] else ""]
    words += [line["goal"], line["service"], line["who"], line["by_when"]]
    words.append(codes.label(STATES, line["state"]))
    return "／".join(word for word in words if word)
