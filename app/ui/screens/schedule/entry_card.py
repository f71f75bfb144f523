"""Beside the board: the entry or due day with the keyboard in full, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.deadlines.days.queries import DueDay
from app.schedule.clock import clock_words, span_words
from app.schedule.entry import APPOINTMENT, Entry
from app.schedule.rules import CANCELLED, DONE, change_refusal
from app.staff.permissions import Actor, Permission
from app.ui.screens.schedule.words import kind_words, state_words, who_or_what
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tag import Tag
from app.ui.words import day_to_act_on, service_tag

_HINT = (
    "予定を選ぶと、ここに内容が出ます。\n\n"
    "矢印　予定のあいだを移る（端で前後の期間へ）\n"
    "PageUp・PageDown　前・次の期間\n"
    "T　今日へ　　D・W・M（1・2・3）　日・週・月\n"
    "N　予定を入れる　　Enter　開く\n"
    "R　支援経過に記録　　Delete　取り消す"
)
_ELSEWHERE = "会議の予定です。変えるときは「会議」の画面で変えます。"


class EntryCard(Card):
    """`acted` carries what is wanted: open, record, cancel, restore or case."""

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.entry: Entry | None = None
        self.due: DueDay | None = None
        self.buttons: dict[str, Button] = {}
        self._holder = QWidget()
        self.add(self._holder)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say what the keys do."""
        self.entry, self.due = None, None
        column = self._anew()
        column.addWidget(Paragraph(_HINT, tone=Tone.MUTED))
        column.addStretch(1)

    def show_entry(self, entry: Entry, met: Sequence[Entry], actor: Actor, today: date) -> None:
        """Show a 予定 in full; `met` are those it cannot be kept with."""
        self.entry, self.due = entry, None
        column = self._anew()
        state = state_words(entry, today)
        when = f"{day_to_act_on(entry.day, today)} {span_words(entry.start, entry.end)}"
        column.addWidget(Paragraph(when, strong=True))
        if entry.service:
            column.addWidget(Tag(*service_tag(entry.service)))
        column.addWidget(Paragraph(" ".join(p for p in (kind_words(entry), entry.name) if p)))
        for words in (entry.title, entry.place and f"場所　{entry.place}"):
            if words:
                column.addWidget(Paragraph(words))
        column.addWidget(Paragraph(f"担当　{'・'.join(entry.workers)}"))
        for words, tone in self._remarks(entry, met, state):
            column.addWidget(Paragraph(words, tone=tone, size=Size.CAPTION))
        if entry.note:
            column.addWidget(PlainLabel("備考", tone=Tone.MUTED, size="caption"))
            column.addWidget(Paragraph(entry.note))
        self._offer(column, entry, actor)
        column.addStretch(1)

    def show_due(self, due: DueDay, today: date) -> None:
        """Show a due day and why it is that day."""
        self.entry, self.due = None, due
        column = self._anew()
        hour = "" if due.minute is None else f" {clock_words(due.minute)}"
        column.addWidget(Paragraph(f"{day_to_act_on(due.day, today)}{hour}", strong=True))
        column.addWidget(Tag(*service_tag(due.service)))
        column.addWidget(Paragraph(f"{due.words}　{due.name}"))
        if due.worker:
            column.addWidget(Paragraph(f"担当　{due.worker}"))
        column.addWidget(Paragraph(due.reason, tone=Tone.MUTED, size=Size.CAPTION))
        self._button(column, "case", "ケースを開く", "Enter")
        column.addStretch(1)

    def offers(self) -> tuple[tuple[str, str], ...]:
        """What can be done, as (key, words)."""
        return tuple((key, button.text()) for key, button in self.buttons.items())

    def refusal(self, key: str) -> str:
        """Why something cannot be done now; '' when it can."""
        return self.buttons[key].reason if key in self.buttons else "予定を選んでください。"

    def _remarks(self, entry: Entry, met: Sequence[Entry], state: str) -> list[tuple[str, Tone]]:
        remarks = [(entry.closed_note, Tone.WARNING)] if entry.closed_note else []
        for other in met:
            both = "・".join(name for name in other.workers if name in entry.workers)
            words = f"重なり　{span_words(other.start, other.end)} {who_or_what(other)}（{both}）"
            remarks.append((words, Tone.WARNING))
        if state and not met:
            remarks.append(
                (state, Tone.MUTED if entry.state in (DONE, CANCELLED) else Tone.WARNING)
            )
        return remarks

    def _offer(self, column: QVBoxLayout, entry: Entry, actor: Actor) -> None:
        """Every act with its key, refused ones with the reason."""
        plan = actor.refusal(Permission.PLAN_DAYS)
        if entry.source != APPOINTMENT:
            plan = _ELSEWHERE
            self._button(column, "meeting", "会議を開く", "Enter")
        fixed = plan or change_refusal(entry.state, recorded=entry.activity_id is not None)
        if entry.episode_id:
            record = fixed or actor.refusal(Permission.RECORD_ACTIVITY)
            self._button(column, "record", "支援経過に記録", "R", record)
        else:
            self._button(column, "record", "済みにする", "R", fixed)
        self._button(column, "open", "直す", "" if plan == _ELSEWHERE else "Enter", fixed)
        if entry.state == CANCELLED or (entry.state == DONE and entry.activity_id is None):
            words = "取消しを戻す" if entry.state == CANCELLED else "済みを戻す"
            self._button(column, "restore", words, "", plan)
        else:
            self._button(column, "cancel", "取り消す", "Delete", fixed)
        if entry.episode_id:
            self._button(column, "case", "ケースを開く")

    def _button(
        self, column: QVBoxLayout, key: str, words: str, cap: str = "", refusal: str = ""
    ) -> None:
        button = Button(words, key_cap=cap)
        if refusal:
            button.refuse(refusal)
        button.clicked.connect(lambda: self.acted.emit(key))
        self.buttons[key] = button
        column.addWidget(button)

    def _anew(self) -> QVBoxLayout:
        """An empty card."""
        old, self._holder = self._holder, QWidget()
        column = QVBoxLayout(self._holder)
        lay(column, gap=1.5)
        self.buttons = {}
        self.body.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()
        return column
