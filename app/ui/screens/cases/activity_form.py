"""支援経過 as a form: a contact in under a minute, from the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from app import codes
from app.calendar import wareki
from app.cases.contacts import actions as contacts
from app.cases.contacts import queries
from app.cases.contacts.queries import ActivityFacts
from app.cases.contacts.rules import ActivityInput
from app.cases.rules import read_past_day
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.drafts import Typing
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.means_editor import MeansEditor
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.theme import lay
from app.ui.widgets.field_row import FieldRow, date_field, lines_field, text_field
from app.ui.widgets.form import Form

_LINES = 3


class ActivityForm(SavedForm):
    """Records a 支援経過 of an episode, or corrects the one given."""

    def __init__(self, desk: Desk, episode_id: str, activity: ActivityFacts | None = None) -> None:
        super().__init__(desk)
        self.episode_id, self.activity = episode_id, activity
        column = QVBoxLayout(self)
        lay(column, gap=2, margins=(0, 2, 0, 3))
        column.addWidget(self.notice)
        column.addWidget(self.add_form(self._form()))
        column.addWidget(self.newer)
        column.addLayout(self.foot())
        self.save_button.set_words("訂正を保存" if activity else "記録する")
        self.advice.set_words("Enterで次の欄へ")
        self.start_from(self._values(activity))
        if activity is not None:
            self.versions = (activity.version,)
            if activity.minutes_text:
                self.rows["minutes"].set_note(f"読み取れなかった元の記載: {activity.minutes_text}")

    def focus_first(self) -> None:
        """Go to the day, ready to be typed over."""
        editor = self.rows["day"].editor
        editor.setFocus()
        editor.fields()[0].selectAll()  # type: ignore[attr-defined]

    def about(self) -> tuple[str, str, str]:
        """A new 支援経過 of this case, or the correction of one."""
        if self.activity is None:
            return ("activity", self.episode_id, self.episode_id)
        return ("entry", self.activity.id, self.episode_id)

    def typing(self) -> Typing | None:
        """Of a new 支援経過 every field, with the day it was proposed for."""
        typing = super().typing()
        if typing is None or self.activity is not None:
            return typing
        return replace(typing, typed={key: row.value() for key, row in self.rows.items()})

    def action(self) -> Callable[[Work], Any]:
        """Keep the new or the corrected 支援経過."""
        values = {key: row.value() for key, row in self.rows.items()}
        typed = ActivityInput(**values)
        activity, episode_id = self.activity, self.episode_id
        if activity is None:
            return lambda work: contacts.record_activity(work, episode_id, typed)
        version = self.versions[0]
        return lambda work: contacts.correct_activity(work, activity.id, version, typed)

    def reread(self) -> None:
        """Read the entry again and bring both together."""
        activity = self.activity
        if activity is None:
            super().reread()
            return
        self.desk.read(
            lambda reading: queries.activity(reading, activity.id),
            lambda newer: self.merge(self._values(newer), (newer.version,)),
            failed=self.refused,
            owner=self,
        )

    def hear(self, newer: ActivityFacts, who: str) -> None:
        """The entry as it is now, saved by another desk."""
        self.tell_newer(self._values(newer), (newer.version,), who)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; days as days."""
        today = self.desk.office.clock.today()
        if key == "day" and one != other:
            days = [read_past_day(text, today).value for text in (one, other)]
            return days[0] is not None and days[0] == days[1]
        return super().same(key, one, other)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        return codes.label("means", value or None) if key == "means" else str(value)

    def went_on(self, result: Any) -> None:
        """What was typed after the save that arrived is a correction of that entry."""
        kept = self.activity.id if self.activity is not None else str(result)
        self.desk.read(
            lambda reading: queries.activity(reading, kept),
            self._go_on,
            failed=self.refused,
            owner=self,
        )

    def _go_on(self, kept: ActivityFacts) -> None:
        self.activity = kept
        self.go_on_over(self._values(kept), (kept.version,))

    def _values(self, activity: ActivityFacts | None) -> dict[str, Any]:
        if activity is None:
            today = self.desk.office.clock.today()
            return {"day": wareki.short(today), "worker": self.desk.worker}
        return {
            "day": wareki.short(activity.day),
            "means": activity.means,
            "minutes": "" if activity.minutes is None else str(activity.minutes),
            "partner": activity.partner,
            "content": activity.content,
            "worker": activity.worker,
        }

    def _form(self) -> Form:
        form = Form(2)
        today = self.desk.office.clock.today()
        reader = date_reader(today, past=True)
        form.add(date_field("day", "支援した日", reader, placeholder=DATE_EXAMPLE), wide=True)
        means = FieldRow("means", "手段（1〜7のキーでも選べます）", MeansEditor())
        form.add(means, wide=True)
        form.add(text_field("minutes", "所要時間", placeholder="例 30、1時間半"))
        form.add(text_field("partner", "相手先"))
        form.add(lines_field("content", "内容", lines=_LINES), wide=True)
        form.add(text_field("worker", "担当"))
        return form
