"""課題 on 今日: own tasks, added with the keyboard and ticked off with one key."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.errors import InvalidInput, TeichakuError
from app.staff.permissions import Permission
from app.storage.drafts import Draft
from app.ui.desk import Desk
from app.ui.drafts import DraftKeeper, Typing
from app.ui.screens.today_left import Acts, Lines
from app.ui.screens.today_lines import task_columns, task_line
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.editors import DateReader
from app.ui.widgets.field_row import date_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from app.deadlines.tasks.queries import OpenTasks

DRAFT = "own_task"
FEW_TASKS = 5


def _due_reader(today: date) -> DateReader:
    """Reads a day; how, is known once something is typed."""

    def read(text: str) -> tuple[bool, str]:
        from app.ui.screens.cases.field_rows import date_reader

        return date_reader(today)(text)

    return read


class TasksCard(Card):
    """Open tasks, and a line in which a new one is typed: words, Enter, day, Enter.

    What is typed is kept as a draft until it is a task.
    """

    edited = Signal()
    saved = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, acts: Acts, parent: QWidget | None = None) -> None:
        super().__init__("課題", parent=parent)
        self.desk = desk
        self.worker = ""
        """Whose a new task is."""
        self._form = Form(columns=2)
        self.title = self._form.add(
            text_field("title", "すること", placeholder="例 見学の日を聞く")
        )
        today = desk.office.clock.today()
        self.due = self._form.add(
            date_field("due", "いつまで", _due_reader(today), placeholder="例 12/3")
        )
        self.add_button = Button("追加")
        self.add_button.clicked.connect(self.add_task)
        self._form.finished.connect(self.add_task)
        refusal = desk.actor.refusal(Permission.PLAN_DAYS)
        if refusal:
            self.add_button.refuse(refusal)
            self._form.set_read_only(True)
        self.lines = Lines("課題", task_columns(), acts, heading=False, few=FEW_TASKS, parent=self)
        self._none = Paragraph("済んでいない課題はありません。", tone=Tone.MUTED)
        self.add(self.lines)
        self.add(self._none)
        self._none.hide()  # said only once it was read
        self.add(self._line())
        self._form.changed.connect(self.edited)
        self.keeper = DraftKeeper(self, desk.drafts)

    def typing(self) -> Typing | None:
        """What is in the line and no task yet."""
        typed = {key: value for key, value in self._form.values().items() if value}
        return Typing(DRAFT, "", "", (), typed, {}) if typed else None

    def tell_unkept(self, error: TeichakuError) -> None:
        """Say that what is typed could not be kept as a draft."""
        self.title.set_note(error.message, Tone.WARNING)

    def take_draft(self, draft: Draft) -> None:
        """Go on with what was typed before a crash or a lock."""
        self._form.set_values({key: draft.typed.get(key, "") for key in self._form.rows})
        self.keeper.take(draft.name)
        self.title.setFocus()

    def show_tasks(self, found: OpenTasks, today: date) -> None:
        """Show these open tasks."""
        self.lines.show_rows([task_line(task, today) for task in found.tasks], found.count)
        self._none.setVisible(not found.tasks)

    def add_task(self) -> None:
        """Keep what was typed as a task; what cannot be kept is said at its field."""
        if self.add_button.reason:
            return
        from app.deadlines.tasks import actions
        from app.deadlines.tasks.rules import TaskInput

        typed = TaskInput(str(self.title.value()), str(self.due.value()), self.worker)
        self._set_typing(False)
        self.desk.write(
            lambda work: actions.add_task(work, typed),
            lambda _: self._added(),
            failed=self._refused,
            owner=self,
        )

    def _line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        lay(row, gap=2, margins=(0, 1, 0, 0))
        row.addWidget(self._form, 1)
        row.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _added(self) -> None:
        self.saved.emit(None)
        self.title.set_note("")
        self._form.set_values({"title": "", "due": ""})
        self._set_typing(True)
        self.title.setFocus()

    def _refused(self, error: TeichakuError) -> None:
        self._set_typing(True)
        if isinstance(error, InvalidInput):
            self._form.show_problems(error.by_field())
        else:
            self.desk.explain(error)

    def _set_typing(self, on: bool) -> None:
        self._form.set_read_only(not on)
        self.add_button.setEnabled(on)
