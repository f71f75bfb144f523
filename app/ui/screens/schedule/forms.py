"""The forms of 予定表: at most one is open; what is typed is a draft and comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.schedule import queries
from app.schedule.entry import Entry
from app.schedule.rules import change_refusal
from app.storage.drafts import Draft as Waiting
from app.ui.desk import Desk
from app.ui.notices import Notice
from app.ui.screens.cases.phrases_dialog import PhrasesDialog
from app.ui.screens.cases.saved_form import Draft, SavedForm
from app.ui.screens.schedule.form import AppointmentForm, Proposed
from app.ui.screens.schedule.side import Side
from app.ui.screens.schedule.small_forms import (
    CANCEL_KIND,
    CONTACT_KIND,
    CancelForm,
    PlannedContactForm,
)

_IN_THE_WAY = (
    "ほかの入力の途中です。書きかけはそのまま残っています。"
    "先にいまの入力を保存するか、やめてから開いてください。"
)
_OTHER = "別の人"


class Forms(QObject):
    """`kept` carries the id of the 予定 and its day (or nothing), once a form is durable."""

    opened = Signal()
    closed = Signal()
    kept = Signal(str, object)

    def __init__(self, desk: Desk, side: Side) -> None:
        super().__init__(side)
        self.desk, self.side = desk, side
        self.phrases: PhrasesDialog | None = None
        side.kept.connect(self._kept)
        side.left.connect(self._close)

    def plan(self, workers: Sequence[str], proposed: Proposed) -> None:
        """A new 予定."""
        self._open(lambda: AppointmentForm(self.desk, workers, None, proposed))

    def change(self, workers: Sequence[str], entry: Entry) -> None:
        """The change of a 予定."""
        self._open(lambda: AppointmentForm(self.desk, workers, entry))

    def record(self, entry: Entry) -> None:
        """The 支援経過 that a 予定 becomes."""

        def make() -> SavedForm:
            form = PlannedContactForm(self.desk, entry)
            form.phrases_wanted.connect(lambda: self._manage_phrases(form.episode_id))
            return form

        self._open(make)

    def cancel(self, entry: Entry) -> None:
        """Why a 予定 is cancelled."""
        self._open(lambda: CancelForm(self.desk, entry))

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost; asks, and closes the form when that is agreed to."""
        form = self.side.form
        if form is None:
            return True
        if not form.may_leave():
            return False
        form.keeper.discard()
        self._close()
        return True

    def hear(self, notice: Notice) -> None:
        """Another desk saved the 予定 that is being changed here: the form says so."""
        form = self.side.form
        entry = form.entry if isinstance(form, AppointmentForm) else None
        if not isinstance(form, AppointmentForm) or entry is None or form.saving:
            return
        if notice.names({entry.id}):
            self.desk.read(
                lambda reading: queries.entry(reading, entry.id),
                lambda newer: self._tell(form, newer),
                failed=form.refused,
                owner=form,
            )

    def resume(self, workers: Sequence[str], waiting: Waiting) -> None:
        """Go on with what was typed before a crash or a lock."""
        if self.side.form is not None and self.side.form.dirty:
            self.desk.asking.inform(_IN_THE_WAY)
            return
        names = (*workers, *waiting.typed.get("workers", ()))
        if not waiting.subject:
            self.plan(names, Proposed(self.desk.office.clock.today()))
            self._take(waiting)
            return
        self.desk.read(
            lambda reading: queries.entry(reading, waiting.subject),
            lambda entry: self._resume(names, waiting, entry),
            owner=self.side,
        )

    def _resume(self, workers: Sequence[str], waiting: Waiting, entry: Entry) -> None:
        refusal = change_refusal(entry.state, recorded=entry.activity_id is not None)
        if refusal:
            self.desk.asking.inform(refusal)
            return
        if waiting.kind == CONTACT_KIND:
            self.record(entry)
        elif waiting.kind == CANCEL_KIND:
            self.cancel(entry)
        else:
            self.change(workers, entry)
        self._take(waiting)

    def _take(self, waiting: Waiting) -> None:
        form = self.side.form
        if form is not None:
            draft = Draft(
                waiting.typed, waiting.versions, waiting.before, waiting.name, waiting.when
            )
            form.take_draft(draft)

    def _open(self, make: Callable[[], SavedForm]) -> None:
        """Open a form; one that is open goes first, when the person agrees."""
        if self.side.form is not None and not self.may_leave():
            self.side.form.focus_first()
            return
        form = make()
        self.side.open_form(form)
        self.opened.emit()
        form.focus_first()

    def _manage_phrases(self, episode_id: str) -> None:
        self.phrases = PhrasesDialog(self.desk, episode_id, self.side.window())
        self.phrases.open()

    def _tell(self, form: AppointmentForm, newer: Entry) -> None:
        if form is self.side.form:
            form.hear(newer, _OTHER)

    def _kept(self, form: SavedForm, result: Any) -> None:
        entry = getattr(form, "entry", None)
        key = entry.id if isinstance(entry, Entry) else str(result)
        day = form.planned_day() if isinstance(form, AppointmentForm) else None
        self._close()
        self.kept.emit(key, day)

    def _close(self) -> None:
        self.side.close_form()
        self.closed.emit()
