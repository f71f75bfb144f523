"""The forms around 支援経過: a new entry, its correction, taking it back, and the 定型文."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cases.contacts.queries import ActivityFacts
from app.ui.screens.cases.activity_form import ActivityForm
from app.ui.screens.cases.facts import closed_words
from app.ui.screens.cases.new_case import NewCase
from app.ui.screens.cases.phrases_dialog import KIND as PHRASE
from app.ui.screens.cases.phrases_dialog import PhrasesDialog
from app.ui.screens.cases.withdraw_form import KIND as WITHDRAW
from app.ui.screens.cases.withdraw_form import WithdrawForm

if TYPE_CHECKING:
    from app.ui.screens.cases.page import CasePane


class EntryForms:
    """Opens them in the card of the case that is shown, one at a time."""

    def __init__(self, pane: CasePane) -> None:
        self._pane = pane
        self.phrases: PhrasesDialog | None = None

    def record(self) -> None:
        """Open the form of a new 支援経過, or go to the one that is open; 訂正 waits meanwhile."""
        form = self._new_form()
        if form is not None:
            self._open(form)

    def record_next(self) -> None:
        """As `record`, for a page that was just read: the form is built in an event of its own."""
        form = self._new_form()
        if form is not None:
            self._pane.desk.jobs.soon(lambda: self._open_built(form), form)

    def _new_form(self) -> ActivityForm | None:
        pane = self._pane
        open_form = pane.summary.activities.form
        if pane.page is None or isinstance(pane.form, NewCase) or pane.being_saved():
            return None
        if isinstance(open_form, ActivityForm) and open_form.activity is None:
            open_form.focus_first()
            return None
        if pane.page.record_refusal:
            pane.desk.asking.inform(pane.page.record_refusal)
            return None
        pane.put_away()
        return ActivityForm(pane.desk, pane.episode_id, closed=closed_words(pane.page))

    def _open_built(self, form: ActivityForm) -> None:
        """Show it, unless another case was opened since, or a new one is being typed or saved."""
        pane = self._pane
        shown = pane.page.episode.id if pane.page is not None else ""
        other = {shown, pane.episode_id} != {form.episode_id}
        if other or isinstance(pane.form, NewCase) or pane.being_saved():
            form.deleteLater()
            return
        pane.put_away()
        self._open(form)

    def correct(self, activity: ActivityFacts) -> None:
        """Open the form that corrects a 支援経過; one that was taken back may stand again."""
        pane = self._pane
        if pane.being_saved() or (pane.page is not None and pane.page.record_refusal):
            return
        pane.put_away()
        if activity.withdrawn is not None:
            self._open(WithdrawForm(pane.desk, pane.episode_id, activity))
        else:
            self._open(ActivityForm(pane.desk, pane.episode_id, activity))

    def withdraw(self, activity: ActivityFacts) -> None:
        """Open the form that takes a 支援経過 back; a correction being typed is asked about."""
        pane = self._pane
        open_form = pane.active_form
        if open_form is not None and not open_form.may_leave():
            return
        if open_form is not None:
            open_form.keeper.discard()
            pane.forget(open_form)
            pane.close_form()
        self._open(WithdrawForm(pane.desk, pane.episode_id, activity))

    def take_up(self, activity: ActivityFacts) -> bool:
        """Open again the form of this entry in which something was typed; says whether there was."""
        drafts = self._pane.drafts
        if ("entry", activity.id) in drafts:
            self.correct(activity)
            return True
        if (WITHDRAW, activity.id) in drafts:
            self.withdraw(activity)
            return True
        return False

    def manage_phrases(self) -> None:
        """Show the 定型文 of the centre, to be changed; the one that was being typed first."""
        pane = self._pane
        typed = next((subject for kind, subject in pane.drafts if kind == PHRASE), None)
        self.phrases = PhrasesDialog(pane.desk, pane.episode_id, pane.window(), wanted=typed)
        self.phrases.form_opened.connect(pane.draft_into)
        self.phrases.form_closed.connect(pane.forget)
        self.phrases.open()

    def flush(self) -> None:
        """What is typed into a 定型文 is on its way into a draft."""
        if self.phrases is not None and self.phrases.form is not None:
            self.phrases.form.keeper.flush()

    def _open(self, form: ActivityForm | WithdrawForm) -> None:
        pane = self._pane
        form.saved.connect(lambda made: self._kept(form, made))
        form.left.connect(pane.leave_form)
        if isinstance(form, ActivityForm):
            form.withdraw_wanted.connect(lambda: self._withdraw_from(form))
            form.phrases_wanted.connect(self.manage_phrases)
        pane.summary.activities.set_form(form)
        pane.summary.order_tabs()
        pane.draft_into(form)
        form.focus_first()

    def _withdraw_from(self, form: ActivityForm) -> None:
        if form.activity is not None and not form.saving:
            self.withdraw(form.activity)

    def _kept(self, form: ActivityForm | WithdrawForm, made: object) -> None:
        pane = self._pane
        pane.forget(form)
        kept = form.activity.id if form.activity is not None else str(made)
        pane.summary.activities.set_form(None)
        pane.reload(lambda: self._to_entry(kept))

    def _to_entry(self, activity_id: str) -> None:
        self._pane.summary.show_entry(activity_id)
        self._pane.take_up()
