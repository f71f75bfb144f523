"""支援経過 as a form: a contact in under a minute, from the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from app import codes
from app.attachments.rules import Owner, OwnerKind
from app.calendar import wareki
from app.cases.contacts import actions as contacts
from app.cases.contacts import queries, rules
from app.cases.contacts.queries import ActivityFacts
from app.cases.contacts.rules import ActivityInput
from app.cases.rules import read_past_day
from app.storage.work import Work
from app.ui.attachments.attachment_list import AttachmentList
from app.ui.desk import Desk
from app.ui.drafts import Typing
from app.ui.screens.cases.activity_rows import LATE, all_forms, persons_words
from app.ui.screens.cases.phrase_menu import PhraseMenu
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.theme import lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.paragraph import ReasonLine
from app.ui.widgets.standing import let_stand
from app.ui.widgets.tab_order import follow_eye

_TYPED = ("day", "means", "minutes", "partner", "content", "worker",
          "place", "travel_minutes", "distance", "fare")  # fmt: skip
ALL = "all"
"""Of `scope`: the other entries of one contact are corrected as well."""


_WENT_ON = "保存の直後の書き足し"


class ActivityForm(SavedForm):
    """Records a 支援経過 of an episode, or corrects the one given.

    `closed` says that the case is closed, which stands in no one's way. `withdraw_wanted` asks for
    the entry to be taken back, `phrases_wanted` for the list of 定型文.
    """

    withdraw_wanted = Signal()
    phrases_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        episode_id: str,
        activity: ActivityFacts | None = None,
        *,
        closed: str = "",
    ) -> None:
        super().__init__(desk)
        self.episode_id, self.activity = episode_id, activity
        self.closed = NoticeBar("終了したケース" * bool(closed), closed)
        self.joint = ReasonLine()
        self.withdraw_button = Button("記載を取り消す", kind="link")
        self.withdraw_button.clicked.connect(self.withdraw_wanted)
        self._column = column = QVBoxLayout(self)
        lay(column, gap=2, margins=(0, 2, 0, 3))
        for part in (self.notice, self.closed, self.joint):
            column.addWidget(part)
        for form in all_forms(desk, episode_id, self):
            column.addWidget(self.add_form(form))
        column.addWidget(self.newer)
        column.addLayout(self.foot())
        column.addWidget(self.withdraw_button)
        self.files: AttachmentList | None = None
        """The attachments of an entry that is on record."""
        self.phrases = PhraseMenu(desk, self.rows["content"].editor, self)
        self.phrases.manage_wanted.connect(self.phrases_wanted)
        self.rows["content"].put_beside_label(self.phrases.button)
        self.rows["day"].changed.connect(self._tell_late)
        self.start_from(self._values(activity))
        self._show_kind()

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
        typed = ActivityInput(**{name: values[name] for name in _TYPED})
        activity, episode_id = self.activity, self.episode_id
        if activity is None:
            others = [other for other, _ in values["others"]]
            return lambda work: contacts.record_activity(work, episode_id, typed, others)
        version, reason = self.versions[0], str(values["reason"])
        every = values["scope"] == ALL
        return lambda work: contacts.correct_activity(
            work, activity.id, version, typed, reason, all_persons=every
        )

    def reread(self) -> None:
        """Read the entry again and bring both together."""
        activity = self.activity
        if activity is None:
            super().reread()
            return
        self.desk.read(
            lambda reading: queries.activity(reading, activity.id),
            self._merge_newer,
            failed=self.refused,
            owner=self,
        )

    def hear(self, newer: ActivityFacts, who: str) -> None:
        """The entry as it is now, saved by another desk."""
        if newer.withdrawn is None:
            self.tell_newer(self._values(newer), (newer.version,), who)
        elif not self.saving:
            self._outrun()

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; days as days."""
        today = self.desk.office.clock.today()
        if key == "day" and one != other:
            days = [read_past_day(text, today).value for text in (one, other)]
            return days[0] is not None and days[0] == days[1]
        return super().same(key, one, other)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key == "others":
            return "、".join(words for _, words in value)
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

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_T:
            return self.phrases.open
        return super()._act_of(event)

    def _merge_newer(self, newer: ActivityFacts) -> None:
        if newer.withdrawn is None:
            self.merge(self._values(newer), (newer.version,))
        else:
            self._hold(False)
            self._outrun()

    def _outrun(self) -> None:
        self.save_button.refuse("この記載は取り消されたため、訂正できません。")
        self.offer(
            "別の人がこの記載を取り消しました",
            "入力はまだ保存していません。必要なら写してから閉じてください。",
        )

    def _go_on(self, kept: ActivityFacts) -> None:
        self.activity = kept
        self.rows["others"].set_value(())
        self._show_kind()
        self.go_on_over(self._values(kept), (kept.version,))
        if not self.rows["reason"].value():
            self.rows["reason"].set_value(_WENT_ON)

    def _attached(self) -> AttachmentList:
        if self.files is None:
            self.files = AttachmentList(self.desk)
            self._column.addWidget(self.files)
            follow_eye(self)
        return self.files

    def _show_kind(self) -> None:
        """A new entry may have more persons, a correction asks for its reason."""
        activity = self.activity
        new = activity is None
        self.save_button.set_words("記録する" if new else "訂正を保存")
        self.advice.set_words("Enterで次の欄へ" * new)
        self.withdraw_button.setVisible(not new)
        let_stand(self.rows["others"], new)
        let_stand(self.rows["reason"], not new)
        self.rows["scope"].setVisible(activity is not None and bool(activity.together))
        self.joint.setVisible(False)
        if activity is None:
            return
        self._attached().show_owner(Owner(OwnerKind.ACTIVITY, activity.id))
        self.versions = (activity.version,)
        if activity.minutes_text:
            self.rows["minutes"].set_note(f"読み取れなかった元の記載: {activity.minutes_text}")
        if activity.together:
            self.joint.set_words(persons_words(activity.together))
            self.joint.show()

    def _tell_late(self) -> None:
        row = self.rows["day"]
        if self.activity is not None or row.note() not in ("", LATE):
            return
        today = self.desk.office.clock.today()
        day = read_past_day(str(row.value()), today).value
        row.set_note(LATE if day is not None and rules.is_late(day, today) else "")

    def _values(self, activity: ActivityFacts | None) -> dict[str, Any]:
        fixed = {"others": (), "reason": "", "scope": "one"}
        if activity is None:
            today = self.desk.office.clock.today()
            return {**fixed, "day": wareki.short(today), "worker": self.desk.worker}
        return {
            **fixed,
            "day": wareki.short(activity.day),
            "means": activity.means,
            "minutes": _shown(activity.minutes),
            "partner": activity.partner,
            "content": activity.content,
            "worker": activity.worker,
            "place": activity.place,
            "travel_minutes": _shown(activity.travel_minutes),
            "distance": rules.km_words(activity.distance_m),
            "fare": _shown(activity.fare),
        }


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)
