"""The forms of 期限・課題: the reason why a due date does not apply, and a task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from app.calendar import wareki
from app.cases.queries import CasePage
from app.deadlines import actions
from app.deadlines.of_case.queries import CaseDeadlines
from app.deadlines.tasks import actions as task_actions
from app.deadlines.tasks.queries import TaskFacts
from app.deadlines.tasks.rules import TaskInput
from app.storage.work import Work
from app.ui.screens.cases.field_rows import date_reader
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.widgets.field_row import date_field, lines_field, text_field
from app.ui.widgets.form import Form

if TYPE_CHECKING:
    from app.ui.screens.cases.sections.deadlines import Deadlines

SETTLE, TASK = "deadline", "task"
_NOTE_LINES = 2
_WHY = {
    "not_applicable": ("該当しない理由", "例 更生緊急保護を申し出ていない"),
    "open": ("元に戻す理由", "例 誤って済みにした"),
}


class SettleForm(SectionForm[CaseDeadlines]):
    """Why a due date does not apply, or is open again; `subject` is rule, day and state."""

    section: Deadlines

    def __init__(self, section: Deadlines, page: CasePage, subject: str) -> None:
        self.rule, day, self.state = subject.split(" ")
        self.due = date.fromisoformat(day)
        super().__init__(section, page, SETTLE, subject)

    def rows_form(self) -> Form:
        """The reason."""
        form = Form()
        label, example = _WHY[self.state]
        form.add(text_field("note", label, placeholder=example))
        return form

    def action(self) -> Callable[[Work], Any]:
        """Settle the due date, or open it again."""
        episode, note = self.page.episode.id, str(self.rows["note"].value())
        rule, due, state = self.rule, self.due, self.state
        return lambda work: actions.settle(work, episode, rule, due, state, note=note)


class TaskForm(SectionForm[CaseDeadlines]):
    """A task of the case, new or corrected."""

    section: Deadlines

    def __init__(self, section: Deadlines, page: CasePage, subject: str) -> None:
        super().__init__(section, page, TASK, subject)

    def begin(self, data: CaseDeadlines, worker: str) -> None:
        """Fill in the task as it is; a new one is for the person who sits here."""
        if self.subject == self.page.episode.id:
            self.start_from({"worker": worker})
            return
        values, self.versions = self.newest(data) or ({}, ())
        self.start_from(values)

    def rows_form(self) -> Form:
        """What, by when, who."""
        form = Form(2)
        today = self.section.desk.office.clock.today()
        form.add(
            text_field("title", "すること", placeholder="例 受入先へ見学の日を聞く"), wide=True
        )
        form.add(date_field("due", "いつまで", date_reader(today), placeholder="例 12/3"))
        form.add(text_field("worker", "担当者"))
        form.add(lines_field("note", "メモ", lines=_NOTE_LINES), wide=True)
        return form

    def newest(self, data: CaseDeadlines) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The task as it is now; of a new one nothing, of one that is gone None."""
        if self.subject == self.page.episode.id:
            return {}, ()
        task = next((task for task in data.tasks if task.id == self.subject), None)
        return (_values(task), (task.version,)) if task is not None else None

    def action(self) -> Callable[[Work], Any]:
        """Keep the new or the corrected task."""
        values = {key: str(row.value()) for key, row in self.rows.items()}
        subject, versions, episode = self.subject, self.versions, self.page.episode.id
        typed = TaskInput(**values, episode_id=episode)
        if not versions:
            return lambda work: task_actions.add_task(work, typed)
        return lambda work: task_actions.correct_task(work, subject, versions[0], typed)


def _values(task: TaskFacts) -> dict[str, Any]:
    return {
        "title": task.title,
        "due": wareki.short(task.due) if task.due else "",
        "worker": task.worker,
        "note": task.note,
    }
