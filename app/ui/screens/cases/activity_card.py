"""The card of 支援経過: the newest first, and the form in the place where its entry will stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.cases.contacts.queries import ActivityFacts
from app.cases.queries import CasePage
from app.ui.screens.cases.activity_form import ActivityForm
from app.ui.screens.cases.activity_words import caption, earlier_lines, notes
from app.ui.screens.cases.facts import minutes_words
from app.ui.screens.cases.withdraw_form import WithdrawForm
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import Rule
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import near_day


class ActivityCard(Card):
    """`record_wanted` is ＋ 記録する, `entry_opened` an entry to correct, `more_wanted` さらに読む."""

    record_wanted = Signal()
    entry_opened = Signal(object)
    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("支援経過", parent=parent)
        self.form: ActivityForm | WithdrawForm | None = None
        self.entries: dict[str, TimelineEntry] = {}
        self._shown: tuple[ActivityFacts, ...] | None = None
        self._clips: Mapping[str, int] = {}
        self._day: date | None = None
        self._empty = Paragraph(
            "まだ記録がありません。はじめの連絡や面接を「記録する」から残します。", tone=Tone.MUTED
        )
        self._list = QVBoxLayout()
        lay(self._list, gap=0)
        self.more = Button("さらに読む", kind="link")
        self.more.clicked.connect(self.more_wanted)
        self.record = Button("記録する", kind="plain", icon_name="plus", key_cap="Ctrl N")
        self.record.clicked.connect(self.record_wanted)
        foot = QHBoxLayout()
        lay(foot, gap=2)
        foot.addWidget(self.record)
        foot.addStretch(1)
        foot.addWidget(self.more)
        self.add(Rule())
        self.add(self._empty)
        self.add(self._list)
        self.add(foot)
        self.body.addStretch(1)

    def show_page(self, page: CasePage, today: date) -> None:
        """Show the entries of a case; a form that is open stays where it is."""
        minutes = minutes_words(page.activity_minutes)
        self.set_caption(
            f"今回 {page.activity_count}件・延べ {minutes}" * bool(page.activity_count)
        )
        self.more.setVisible(page.activity_count > len(page.activities))
        if page.record_refusal:
            self.record.refuse(page.record_refusal)
        else:
            self.record.allow()
        if (page.activities, page.clips, today) == (self._shown, self._clips, self._day):
            return
        self._shown, self._clips, self._day = page.activities, page.clips, today
        self._take_form_out()
        for entry in self.entries.values():
            self._list.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        self.entries = {activity.id: self._entry(activity, today) for activity in page.activities}
        for entry in self.entries.values():
            self._list.addWidget(entry)
        self._put_form_in()

    def set_form(self, form: ActivityForm | WithdrawForm | None) -> None:
        """Show a form in the place of its entry, a new one above all; or take it away."""
        old = self.form
        self._take_form_out()
        self.form = form
        if old is not None and old is not form:
            old.hide()
            old.deleteLater()
        self._put_form_in()

    def focus_entry(self, activity_id: str) -> None:
        """Put the keyboard on an entry."""
        entry = self.entries.get(activity_id)
        if entry is not None:
            entry.show()  # a layout shows what was just added only later; focus needs it now
            entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_keyboard(self) -> None:
        """Put the keyboard on the newest entry: the button below a long history is out of sight."""
        first = next(iter(self.entries.values()), self.record)
        first.show()
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entry(self, activity: ActivityFacts, today: date) -> TimelineEntry:
        means = codes.label("means", activity.means)
        quiet = Tone.MUTED if activity.withdrawn is not None else Tone.TEXT
        entry = TimelineEntry(
            near_day(activity.day, today),
            means,
            caption(activity),
            activity.content,
            tone=quiet,
            text_tone=quiet,
            clips=self._clips.get(activity.id, 0),
        )
        for words, tone in notes(activity, today):
            entry.add_note(words, tone)
        if activity.earlier:
            words = f"訂正{len(activity.earlier)}回・前の内容"
            entry.add_folded(words, earlier_lines(activity, today))
        entry.opened.connect(lambda: self.entry_opened.emit(activity))
        return entry

    def _take_form_out(self) -> None:
        if self.form is None:
            return
        self._list.removeWidget(self.form)
        if self.form.activity is not None and self.form.activity.id in self.entries:
            self.entries[self.form.activity.id].show()

    def _put_form_in(self) -> None:
        self._empty.setVisible(self.form is None and not self.entries)
        if self.form is None:
            return
        place = 0
        if self.form.activity is not None and self.form.activity.id in self.entries:
            entry = self.entries[self.form.activity.id]
            place = self._list.indexOf(entry)
            entry.hide()
        self._list.insertWidget(place, self.form)
        self.form.show()
