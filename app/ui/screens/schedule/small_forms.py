"""The two small forms of a 予定: what came of it as a 支援経過, and why it is cancelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from app.calendar import wareki
from app.cases.contacts.rules import ActivityInput
from app.schedule import actions, queries
from app.schedule.entry import Entry
from app.schedule.rules import DONE, MEANS_OF, length_words, partner_of
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.screens.cases.activity_form import ActivityForm
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.schedule.words import full_words
from app.ui.theme import Tone, lay
from app.ui.widgets.field_row import lines_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import ReasonLine

CONTACT_KIND, CANCEL_KIND = "planned_contact", "appointment_cancel"
_NOTE_LINES = 3
_CHANGED = "別の人がこの予定を変えました"


class _AboutEntry:
    """Meeting what another desk did with the same 予定."""

    entry: Entry
    desk: Desk

    def read_entry(self, form: SavedForm) -> None:
        """Read the 予定 as it is now, after a save came too late."""
        key = self.entry.id
        form.desk.read(
            lambda reading: queries.entry(reading, key),
            lambda newer: self._meet(form, newer),
            failed=form.refused,
            owner=form,
        )

    def _meet(self, form: SavedForm, newer: Entry) -> None:
        form._hold(False)
        self.entry = newer
        if newer.state == DONE:
            form.save_button.refuse("この予定は、別の人がもう記録しました。")
            form.notice.set_notice(
                "別の人が先に記録しました",
                "入力は保存していません。必要なら写してから閉じてください。",
            )
            return
        form.versions = (newer.version,)
        today = form.desk.office.clock.today()
        form.notice.set_notice(
            _CHANGED,
            f"いまは「{full_words(newer, today)}」です。確かめて、もう一度保存してください。",
        )


class PlannedContactForm(_AboutEntry, ActivityForm):
    """The 支援経過 that a 予定 becomes, filled in as far as the 予定 says it."""

    heading = "支援経過に記録"

    def __init__(self, desk: Desk, entry: Entry) -> None:
        ActivityForm.__init__(self, desk, entry.episode_id or "")
        self.entry = entry
        self.versions = (entry.version,)
        self.start_from(self._proposed(desk, entry))
        if entry.day > desk.office.clock.today():
            self.rows["day"].set_note(
                "まだ来ていない日の予定です。支援した日に直してください。", Tone.WARNING
            )

    def about(self) -> tuple[str, str, str]:
        """The 支援経過 of this 予定, or what was typed after it arrived."""
        if self.activity is not None:
            return ActivityForm.about(self)
        return (CONTACT_KIND, self.entry.id, self.episode_id)

    def action(self) -> Callable[[Work], Any]:
        """Make the 予定 a 支援経過; what was typed after it arrived corrects that."""
        if self.activity is not None:
            return ActivityForm.action(self)
        values = {key: row.value() for key, row in self.rows.items()}
        typed = ActivityInput(**{one.name: values[one.name] for one in fields(ActivityInput)})
        others = [other for other, _ in values["others"]]
        key, version = self.entry.id, self.versions[0]
        return lambda work: actions.record(work, key, version, typed, others)

    def reread(self) -> None:
        """Another desk changed or recorded the 予定 meanwhile."""
        if self.activity is None:
            self.read_entry(self)
        else:
            ActivityForm.reread(self)

    def _proposed(self, desk: Desk, entry: Entry) -> dict[str, str]:
        own = desk.worker if desk.worker in entry.workers else entry.workers[0]
        together = f"（職員 {'・'.join(entry.workers)}）" if len(entry.workers) > 1 else ""
        return {
            "day": wareki.short(entry.day),
            "means": MEANS_OF.get(entry.kind, "other"),
            "minutes": length_words(entry.start, entry.end),
            "partner": partner_of(entry.kind, entry.place),
            "place": entry.place,
            "content": f"{entry.title}{together}",
            "worker": own,
        }


class CancelForm(_AboutEntry, SavedForm):
    """Why a 予定 will not take place; it stays readable and can be restored."""

    heading = "予定を取り消す"

    def __init__(self, desk: Desk, entry: Entry) -> None:
        SavedForm.__init__(self, desk)
        self.entry = entry
        self.versions = (entry.version,)
        form = Form()
        form.add(
            lines_field("note", "理由・代わりの日など（なくてもかまいません）", lines=_NOTE_LINES)
        )
        column = QVBoxLayout(self)
        lay(column, gap=2)
        column.addWidget(ReasonLine(full_words(entry, desk.office.clock.today())))
        column.addWidget(self.notice)
        column.addWidget(self.add_form(form))
        column.addWidget(self.newer)
        column.addLayout(self.foot())
        column.addStretch(1)
        self.save_button.set_words("予定を取り消す")

    def about(self) -> tuple[str, str, str]:
        """The cancelling of this 予定."""
        return (CANCEL_KIND, self.entry.id, self.entry.episode_id or "")

    def action(self) -> Callable[[Work], Any]:
        """Cancel it with the note."""
        key, version, note = self.entry.id, self.versions[0], str(self.rows["note"].value())
        return lambda work: actions.cancel(work, key, version, note)

    def reread(self) -> None:
        """Another desk changed or recorded the 予定 meanwhile."""
        self.read_entry(self)
