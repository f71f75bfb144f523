"""予定 as a form: new or changed, with what it would meet said before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from app import codes
from app.calendar import wareki
from app.deadlines.rules import closed_note
from app.schedule import actions, queries
from app.schedule.clock import EXAMPLE, clock_words
from app.schedule.entry import Entry
from app.schedule.rules import AppointmentInput, Slot, check, read_planned_day
from app.storage.work import Work
from app.ui.case_choice import CaseChoice
from app.ui.desk import Desk
from app.ui.drafts import Typing
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.schedule.words import CLASH, clash_words
from app.ui.theme import Tone, lay
from app.ui.widgets.editors import DateReader
from app.ui.widgets.field_row import (
    FieldRow,
    checks_field,
    choice_field,
    date_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.page import Scrolled

KIND = "appointment"
_NOTE_LINES = 1
_PAUSE_MS = 200


@dataclass(frozen=True)
class Proposed:
    """What a new 予定 begins with."""

    day: date
    minute: int = -1
    worker: str = ""
    episode_id: str = ""


class AppointmentForm(SavedForm):
    """A new 予定, or the change of one."""

    def __init__(
        self,
        desk: Desk,
        workers: Sequence[str],
        entry: Entry | None = None,
        proposed: Proposed | None = None,
    ) -> None:
        super().__init__(desk)
        self.entry, self._asked = entry, 0
        self.heading = "予定を変える" if entry else "予定を入れる"
        names = dict.fromkeys((*workers, *(entry.workers if entry else ())))
        self.case = CaseChoice(desk)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look_for_clashes)
        column = QVBoxLayout(self)
        lay(column, gap=2)
        column.addWidget(self.notice)
        fields = Scrolled(gap=2)
        fields.add(self.add_form(self._form(tuple(names))))
        fields.add(self.newer)
        fields.end()
        column.addWidget(fields, 1)
        column.addLayout(self.foot())  # stays in sight when errors make the fields longer
        self.save_button.set_words("変更を保存" if entry else "予定を入れる")
        if entry is not None:
            self.versions = (entry.version,)
        self.start_from(self._values(entry, proposed or Proposed(desk.office.clock.today())))
        self.edited.connect(self._pause.start)
        self._note_closed()
        self._pause.start()

    def about(self) -> tuple[str, str, str]:
        """A new 予定, or the change of this one."""
        if self.entry is None:
            return (KIND, "", "")
        return (KIND, self.entry.id, self.entry.episode_id or "")

    def typing(self) -> Typing | None:
        """Of a new 予定 every field, with the day it was proposed for."""
        typing = super().typing()
        if typing is None or self.entry is not None:
            return typing
        return replace(typing, typed={key: row.value() for key, row in self.rows.items()})

    def planned_day(self) -> date | None:
        """The day that stands in the form."""
        return read_planned_day(str(self.rows["day"].value()), self._today())[0]

    def action(self) -> Callable[[Work], Any]:
        """Keep the new or the changed 予定."""
        typed, entry = self._input(), self.entry
        if entry is None:
            return lambda work: actions.plan(work, typed)
        version = self.versions[0]
        return lambda work: actions.change(work, entry.id, version, typed)

    def reread(self) -> None:
        """Read the 予定 again and bring both together."""
        entry = self.entry
        if entry is None:
            super().reread()
            return
        self.desk.read(
            lambda reading: queries.entry(reading, entry.id),
            lambda newer: self.merge(self._values(newer), (newer.version,)),
            failed=self.refused,
            owner=self,
        )

    def hear(self, newer: Entry, who: str) -> None:
        """The 予定 as it is now, saved by another desk."""
        self.tell_newer(self._values(newer), (newer.version,), who)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; days as days."""
        if key == "day" and one != other:
            days = [read_planned_day(str(text), self._today())[0] for text in (one, other)]
            return days[0] is not None and days[0] == days[1]
        if key == "workers":
            return tuple(one or ()) == tuple(other or ())
        return super().same(key, one, other)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key == "kind":
            return codes.label("appointment_kind", value or None)
        if key == "workers":
            return "・".join(value or ())
        return self._words_of_case(str(value)) if key == "episode_id" else str(value)

    def _form(self, workers: tuple[str, ...]) -> Form:
        kinds = (("", "選んでください"), *codes.table("appointment_kind").choices())
        form = Form(2)
        form.add(date_field("day", "日", self._reader(), placeholder="例 12/1"), wide=True)
        form.add(text_field("start", "始まり", placeholder=f"{EXAMPLE}。空は終日"))
        form.add(text_field("end", "終わり", placeholder="例 11:30"))
        form.add(choice_field("kind", "種別", kinds))
        form.add(text_field("place", "場所"))
        form.add(FieldRow("episode_id", "どのケースの予定か（なければ空）", self.case), wide=True)
        form.add(text_field("title", "用件"), wide=True)
        form.add(
            checks_field("workers", "担当者", tuple((name, name) for name in workers)), wide=True
        )
        form.add(lines_field("note", "備考", lines=_NOTE_LINES), wide=True)
        return form

    def _reader(self) -> DateReader:
        today = self._today()

        def read(text: str) -> tuple[bool, str]:
            day, wrong = read_planned_day(text, today)
            return (False, wrong) if day is None else (True, wareki.long(day, weekday=True))

        return read

    def _values(self, entry: Entry | None, proposed: Proposed | None = None) -> dict[str, Any]:
        if entry is not None:
            return {
                "day": wareki.short(entry.day),
                "start": clock_words(entry.start),
                "end": clock_words(entry.end),
                "kind": entry.kind,
                "title": entry.title,
                "place": entry.place,
                "workers": entry.workers,
                "note": entry.note,
                "episode_id": entry.episode_id or "",
            }
        if proposed is None:
            return {}
        return {
            "day": wareki.short(proposed.day),
            "start": clock_words(proposed.minute) if proposed.minute >= 0 else "",
            "kind": "",
            "workers": (proposed.worker,),
            "episode_id": proposed.episode_id,
        }

    def _input(self) -> AppointmentInput:
        values = {key: row.value() for key, row in self.rows.items()}
        return AppointmentInput(**{**values, "workers": tuple(values["workers"])})

    def _typed(self) -> None:
        super()._typed()
        self._note_closed()

    def _note_closed(self) -> None:
        """Say under the day that public offices are closed on it."""
        day = self.planned_day()
        note = closed_note(day, self._today()) if day is not None else ""
        self.rows["day"].set_note(note, Tone.WARNING)

    def _look_for_clashes(self) -> None:
        """Read what the 予定 would meet as it is typed now; a half-typed one meets nothing."""
        checked = check(self._input(), self._today())
        unread = {problem.field for problem in checked.problems} & {"day", "start", "end"}
        self._asked += 1
        if unread or checked.day is None or not checked.workers:
            self._tell_clashes(self._asked, (), ())
            return
        own = self.entry.id if self.entry is not None else ""
        kind = str(self.rows["kind"].value())
        slot = Slot(own, checked.day, checked.start, checked.end, kind, checked.workers)
        asked = self._asked
        self.desk.read(
            lambda reading: queries.meeting(reading, slot),
            lambda met: self._tell_clashes(asked, met, checked.workers),
            owner=self,
            title="",
        )

    def _tell_clashes(self, asked: int, met: Sequence[Entry], workers: Sequence[str]) -> None:
        if asked == self._asked:
            words = f"{CLASH}　{clash_words(met, workers)}" if met else ""
            self.rows["workers"].set_note(words, Tone.WARNING)

    def _words_of_case(self, value: str) -> str:
        row, entry = self.case.chosen, self.entry
        if row is not None and self.case.id_of(row) == value:
            return self.case.name_of(row)
        return entry.name if entry is not None and entry.episode_id == value else ""

    def _today(self) -> date:
        return self.desk.office.clock.today()
