"""期限・課題 on the case page: due dates with their reasons, what was settled, own tasks."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.cases.queries import CasePage
from app.deadlines import actions
from app.deadlines.of_case.queries import CaseDeadlines, DueOfCase, deadlines_of
from app.deadlines.tasks import actions as task_actions
from app.deadlines.tasks.queries import TaskFacts
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.deadline_forms import SETTLE, TASK, SettleForm, TaskForm
from app.ui.screens.cases.sections.due_words import DueWords
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.screens.cases.sections.what_if import WhatIf
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button, link_button
from app.ui.widgets.labels import Rule
from app.ui.widgets.paragraph import Paragraph
from app.ui.words import day_to_act_on, near_day, short_day

_NEAR_DAYS = 14
_STATES = {"done": "済み", "not_applicable": "該当しない"}


class Deadlines(Section[CaseDeadlines]):
    """Due dates by day with 済み and 該当しない, tasks, answers awaited, and a what-if."""

    key, title = "deadlines", "期限・課題"
    readings = "きげん かだい"
    shows = (
        *("episode", "person", "activity", "casedate", "application", "certificate"),
        *("plan", "placement", "task", "settleddeadline", "setting"),
    )
    empty = (
        "まだ期限も課題もありません。刑期終了日や釈放日を入れると期限が出ます。課題は加えられます。"
    )
    draft_kinds = (SETTLE, TASK)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.add_task = Button("課題を加える", kind="plain", icon_name="plus")
        self.add_task.clicked.connect(self.write_task)
        self.ask = Button("日付を変えたら", kind="plain")
        self.ask.clicked.connect(self._ask_what_if)
        self.add_to_head(self.ask)
        self.add_to_head(self.add_task)
        self.what_if = WhatIf(desk)
        self.what_if.hide()
        self.add(self.what_if)

    def show_case(self, page: CasePage) -> None:
        """Another case asks nothing yet."""
        if self.page is None or self.page.episode.id != page.episode.id:
            self.what_if.hide()
        super().show_case(page)

    def read(self, reading: Reading, page: CasePage) -> CaseDeadlines:
        """Due dates, tasks and answers awaited."""
        return deadlines_of(reading, page.episode.id)

    def record_ids(self, data: CaseDeadlines) -> frozenset[str]:
        """Those of the tasks, and what names a due date."""
        dues = {_subject(due, state) for due in data.dues for state in ("not_applicable",)}
        dues |= {_subject(due, "open") for due in data.settled}
        return frozenset({task.id for task in data.tasks} | dues)

    def is_empty(self, data: CaseDeadlines) -> bool:
        """Whether there is nothing to say at all."""
        return not (data.dues or data.settled or data.vague or data.tasks or data.waiting)

    def show_data(self, data: CaseDeadlines) -> str:
        """Fill the section; how many are late or near stands beside the anchor."""
        self.add_task.allow()
        if data.plan_refusal:
            self.add_task.refuse(data.plan_refusal)
        self.ask.allow()
        if not data.starts:
            self.ask.refuse("この業務には、期限のもとになる日付がありません。")
        today = self.desk.office.clock.today()
        for due in data.dues:
            self._line(self._due_line(due, today), *self._due_buttons(due, data.plan_refusal))
        self._notes(data)
        for task in data.tasks:
            self._line(_task_line(task, today), *self._task_buttons(task, data.plan_refusal))
        for settled in data.settled:
            self._line(_settled_line(settled), *self._open_again(settled, data.plan_refusal))
        self.what_if.set_case(self.page.episode.id if self.page else "", data.starts)
        return _beside_anchor(data, today)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a reason, of a new task, or of one to correct."""
        if self.page is None or self.data is None or self.data.plan_refusal:
            return None
        if kind == SETTLE:
            return SettleForm(self, self.page, subject)
        form = TaskForm(self, self.page, subject)
        form.begin(self.data, self.desk.worker)
        return form

    def write_task(self) -> None:
        """Open the form of a new task of this case."""
        if self.page is not None:
            self._open(TASK, self.page.episode.id)

    def _open(self, kind: str, subject: str) -> None:
        form = self.form_for(kind, subject)
        if form is not None:
            self.open_form(form)

    def _ask_what_if(self) -> None:
        self.what_if.setVisible(self.what_if.isHidden())
        if not self.what_if.isHidden():
            self.what_if.focus_first()

    def _line(self, words: QWidget, *buttons: Button) -> None:
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(words, 1)
        for button in buttons:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.content.addLayout(row)
        self.content.addWidget(Rule())

    def _due_line(self, due: DueOfCase, today: date) -> QWidget:
        deadline = due.due
        days = (deadline.day - today).days
        tone = Tone.ERROR if days < 0 else Tone.WARNING if days <= _NEAR_DAYS else Tone.TEXT
        more = (deadline.reason, due.closed_note and f"{due.closed_note}。", due.closures)
        unsure = deadline.rule.unverified and f"未確認: {deadline.rule.unverified}"
        return DueWords(
            day_to_act_on(deadline.day, today),
            f"{deadline.words}（{due.left}）",
            "\n".join(words for words in (deadline.rule.means, "".join(more), unsure) if words),
            tone=tone,
        )

    def _due_buttons(self, due: DueOfCase, refusal: str) -> tuple[Button, ...]:
        done, other = link_button("済み"), link_button("該当しない")
        done.clicked.connect(lambda: self._settle_done(due))
        other.clicked.connect(lambda: self._open(SETTLE, _subject(due, "not_applicable")))
        return _refused((done, other), refusal, due.due.words)

    def _open_again(self, due: DueOfCase, refusal: str) -> tuple[Button, ...]:
        again = link_button("元に戻す")
        again.clicked.connect(lambda: self._open(SETTLE, _subject(due, "open")))
        return _refused((again,), refusal, due.due.words)

    def _settle_done(self, due: DueOfCase) -> None:
        deadline = due.due
        self.act(
            lambda work: actions.settle(
                work, deadline.episode_id, deadline.rule.id, deadline.day, "done"
            ),
            self._to_head,
        )

    def _task_buttons(self, task: TaskFacts, refusal: str) -> tuple[Button, ...]:
        tick = link_button("元に戻す" if task.done else "済み")
        tick.clicked.connect(lambda: self._tick(task))
        correct = link_button("訂正")
        correct.clicked.connect(lambda: self._open(TASK, task.id))
        return _refused((tick, correct), refusal, task.title)

    def _tick(self, task: TaskFacts) -> None:
        self.act(
            lambda work: task_actions.tick_task(work, task.id, task.version, done=not task.done),
            self._to_head,
        )

    def _to_head(self) -> None:
        self.add_task.setFocus(Qt.FocusReason.OtherFocusReason)

    def _notes(self, data: CaseDeadlines) -> None:
        for vague in data.vague:
            words = (
                f"「{vague.name}」は、{vague.start}が {short_day(vague.known)} までしか"
                "分からないため数えられません。日まで分かったら入れてください。"
            )
            self.content.addWidget(Paragraph(words, tone=Tone.WARNING))
        for waiting in data.waiting:
            words = f"返事待ち {waiting.days}日　{waiting.who}（{waiting.what}）"
            self.content.addWidget(Paragraph(words, tone=Tone.MUTED))


def _subject(due: DueOfCase, state: str) -> str:
    return f"{due.due.rule.id} {due.due.day.isoformat()} {state}"


def _refused(buttons: tuple[Button, ...], refusal: str, about: str) -> tuple[Button, ...]:
    for button in buttons:
        button.setAccessibleName(f"{about} {button.text()}")
        if refusal:
            button.refuse(refusal)
    return buttons


def _task_line(task: TaskFacts, today: date) -> QWidget:
    when = near_day(task.due, today) if task.due else "期日なし"
    late = task.due is not None and task.due < today
    tone = Tone.MUTED if task.done else Tone.ERROR if late else Tone.TEXT
    words = f"課題 {task.title}" + ("（済み）" if task.done else "")
    return DueWords(when, words, " · ".join(w for w in (task.worker, task.note) if w), tone=tone)


def _settled_line(due: DueOfCase) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    lay(column, gap=0)
    state = _STATES[due.state]
    why = f"（{due.state_note}）" if due.state_note else ""
    words = f"{state}　{short_day(due.due.day)} {due.due.words}{why}"
    column.addWidget(Paragraph(words, tone=Tone.MUTED))
    return holder


def _beside_anchor(data: CaseDeadlines, today: date) -> str:
    late = sum(due.due.day < today for due in data.dues)
    late += sum(not task.done and task.due is not None and task.due < today for task in data.tasks)
    if late:
        return f"{late}件が遅れ"
    count = len(data.dues) + sum(not task.done for task in data.tasks)
    return f"{count}件" if count else ""
