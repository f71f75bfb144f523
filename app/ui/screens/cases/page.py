"""The right side: the case that is open, to read or as a form, and what was typed in others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QMetaObject, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.cases import queries
from app.cases.moving.queries import MoveOffer
from app.cases.queries import CasePage
from app.errors import ConnectionLost, NotFound, TeichakuError
from app.history.viewing import of_case
from app.ui.desk import Desk
from app.ui.newest import Newest
from app.ui.notices import Notice
from app.ui.papers.preview import PaperPreview
from app.ui.screens.cases.activity_form import ActivityForm
from app.ui.screens.cases.beside import Beside
from app.ui.screens.cases.entry_forms import EntryForms
from app.ui.screens.cases.fields_form import FieldsForm
from app.ui.screens.cases.hearing import tell_form
from app.ui.screens.cases.list import CHOOSE
from app.ui.screens.cases.move_dialog import KIND as MOVE
from app.ui.screens.cases.move_dialog import MoveDialog
from app.ui.screens.cases.new_case import NewCase
from app.ui.screens.cases.phrases_dialog import KIND as PHRASE
from app.ui.screens.cases.printing import preview_paper
from app.ui.screens.cases.saved_form import Draft, SavedForm
from app.ui.screens.cases.sections.all import SECTIONS
from app.ui.screens.cases.sections.section import Section
from app.ui.screens.cases.sections.together import read_together
from app.ui.screens.cases.summary import NOT_FILLED, Summary
from app.ui.screens.cases.taking_up import TakingUp
from app.ui.screens.cases.withdraw_form import WithdrawForm
from app.ui.theme import lay
from app.ui.widgets.empty_hint import EmptyHint

NEWEST, _MORE = 20, 100
_SHOWS = ("episode", "person", "activity", "stagemove")


class CasePane(QWidget):
    """Shows one case; what was typed stays with its case until it is saved or thrown away."""

    shown = Signal(str)
    case_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.episode_id = ""
        self.page: CasePage | None = None
        self._stack = QStackedWidget(self)
        self.summary = Summary(self._stack)
        self._unmade = list(SECTIONS)
        self.hint = EmptyHint(CHOOSE)
        self.form: SavedForm | None = None
        self.dialog: MoveDialog | None = None
        self.preview: PaperPreview | None = None
        self.entries = EntryForms(self)
        self.drafts: dict[tuple[str, str], Draft] = {}
        self.beside = Beside(desk, self)
        self._by = ""
        self._newest_answer = Newest()
        self._newest = NEWEST
        self._viewing = of_case("")
        self._stack.setMinimumSize(1, 1)
        self._stack.addWidget(self.hint)
        self._stack.addWidget(self.summary)
        column = QVBoxLayout(self)
        lay(column, gap=2)
        self.taking_up = TakingUp(self)
        column.addWidget(self.taking_up)
        column.addWidget(self._stack)
        self.beside.changed.connect(self._show_beside)
        self.summary.edit_wanted.connect(self.edit)
        self.summary.move_wanted.connect(self.ask_move)
        self.summary.case_wanted.connect(self.case_wanted)
        self.summary.begin_wanted.connect(self._begin_service)
        self.summary.paper_wanted.connect(self.print_paper)
        self.summary.activities.record_wanted.connect(self.record)
        self.summary.activities.entry_opened.connect(self.entries.correct)
        self.summary.activities.more_wanted.connect(self._read_more)

    @property
    def lacks_sections(self) -> bool:
        """Whether sections are still to be made; no case may be shown before."""
        return bool(self._unmade)

    def make_sections(self, number: int = len(SECTIONS)) -> None:
        """Make so many of the sections that are still to be made."""
        made, self._unmade = self._unmade[:number], self._unmade[number:]
        for kind in made:
            self.summary.add_section(kind(self.desk, self, self.summary.scrolled.inner))

    @property
    def active_form(self) -> SavedForm | None:
        """The form that is open: of a step, of the page, of a 支援経過 or of a section."""
        step = self.dialog.form if self.dialog is not None else None
        return step or self.form or self.summary.open_form

    def open_case(self, episode_id: str, then: Callable[[], None] | None = None) -> None:
        """Show a case; what was typed in the one before is kept for coming back."""
        if episode_id == self.episode_id and self.page is not None and self.form is None:
            self._viewing = of_case(episode_id)
            self.reload(then)
            return
        if self.being_saved():
            return
        self.put_away()
        self.episode_id, self._newest = episode_id, NEWEST
        self._viewing = of_case(episode_id)
        self._look()
        self._newest_answer.forget()
        self.reload(then or self.take_up)

    def show_section(self, key: str) -> None:
        """Go to a section once it and all above it are read; a form that is open stays."""

        def shown() -> None:
            self.take_up()
            found = [one for one in self.summary.sections if one.key == key]
            if found and self.active_form is None:
                found[0].reload(lambda: self.summary.go_to(key))

        self.reload(shown)

    def reload(self, then: Callable[[], None] | None = None) -> None:
        """Read the case again; the newest answer is the one that is shown."""
        if not self.episode_id:
            return
        asked = self._newest_answer.ask(then)
        wanted, newest = self.episode_id, self._newest
        self.desk.read(
            lambda reading: queries.case_page(reading, wanted, newest=newest),
            lambda page: self._show(asked, page),
            failed=lambda error: self._not_read(asked, error),
            owner=self,
            viewing=self._viewing,
        )

    def read_again(self) -> None:
        """The server is back: what could not be shown, or what may have changed meanwhile."""
        self.reload(self.take_up if self.page is None else None)

    def heard(self, notice: Notice) -> None:
        """Read again when somebody changed what is shown; a form says so and keeps its typing."""
        if self._changes_page(notice):
            self._by = notice.by
            self.beside.learn({notice.by})
            self.reload()  # and every section with it
            return
        for section in self.summary.sections:
            section.heard(notice)

    def _changes_page(self, notice: Notice) -> bool:
        if self.page is None or not notice.touches(*_SHOWS):
            return False
        mine = {self.page.episode.id, self.page.person.id, *(o.id for o in self.page.others)}
        return notice.names(mine | {activity.id for activity in self.page.activities})

    def showEvent(self, event: QShowEvent) -> None:
        """The other desks hear that the case is open here."""
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        """The other desks hear that it is not open any more."""
        super().hideEvent(event)
        self._look()

    def record(self) -> None:
        """Open the form of a new 支援経過, or go to the one that is open; 訂正 waits meanwhile."""
        self.entries.record()

    def edit(self) -> None:
        """Turn the page into the form of 訂正."""
        if self.page is None or self.form is not None or self.page.edit_refusal:
            return
        self.put_away()
        form = FieldsForm(self.desk, self.page, SavedForm.columns_in(self.width()))
        self._open_form(form)
        self.draft_into(form)
        form.focus_first()

    def begin(self, person_id: str = "", service: str = "", *, record: bool = False) -> None:
        """Open the form of a new case, for a new person or for one on record.

        With `record` its first contact is recorded next.
        """
        if self.being_saved():
            return
        self.put_away()
        columns = SavedForm.columns_in(self.width())
        form = NewCase(self.desk, person_id, columns, service=service, record_next=record)
        form.case_made.connect(lambda made: self._made(form, made))
        form.open_wanted.connect(self.case_wanted)
        self._open_form(form)
        self.draft_into(form)
        form.focus_first()

    def ask_move(self, offer: MoveOffer) -> None:
        """Ask what a step needs and take it."""
        if self.page is None or not self.may_open_form():
            return
        dialog = MoveDialog(self.desk, self.page, offer, self.window())
        dialog.moved.connect(lambda: self._moved(dialog))
        dialog.gone.connect(lambda: self._move_left(dialog))
        self.dialog = dialog
        self.draft_into(dialog.form)
        dialog.open()

    def print_paper(self, key: str) -> None:
        """Show a paper of the case before it is printed."""
        if self.page is not None:
            self.preview = preview_paper(self.desk, self.page, key, self.window())

    def save(self) -> bool:
        """Save the form that is open; says whether there was one."""
        if self.active_form is None:
            return False
        self.active_form.save()
        return True

    def go_back(self) -> bool:
        """Leave the form that is open, asking first when something is typed; says if there was one."""
        if self.active_form is None:
            return False
        self.active_form.leave()
        return True

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost; asks, and forgets it when the person agrees."""
        if self.being_saved():
            return False
        form = self.active_form
        typed = form is not None and form.dirty
        if not typed and not self.drafts:
            return True
        if not self.desk.asking.confirm(
            "ケースの入力の途中です。ほかの画面へ移ると、保存していない入力は消えます。",
            yes="消して移る",
            no="入力を続ける",
            danger=True,
        ):
            return False
        if form is not None:
            form.keeper.discard()
        for draft in self.drafts.values():
            self.desk.drafts.remove(draft.name)
        self.drafts.clear()
        self.close_form()
        return True

    def keep_typing(self) -> bool:
        """Whether all that is typed is on its way into drafts, so that nothing need be asked."""
        if self.being_saved() or not self.desk.drafts.works:
            return False
        self.entries.flush()
        if self.active_form is not None:
            # words still being converted by the input method arrive first
            QMetaObject.invokeMethod(QGuiApplication.inputMethod(), "commit")
            self.active_form.keeper.flush()
        return not self.desk.drafts.in_trouble

    def focus_first(self) -> None:
        """Put the keyboard into the form, taking up what was typed, or onto the first button."""
        self.take_up()
        if self.active_form is not None:
            self.active_form.focus_first()
        elif self.page is not None:
            self.summary.activities.take_keyboard()

    def being_saved(self) -> bool:
        """Whether the form that is open is on its way to the disk."""
        return self.active_form is not None and self.active_form.saving

    def _show(self, asked: int, page: CasePage) -> None:
        if not self._newest_answer.is_newest(asked):
            return
        self.page = page
        tell_form(self.active_form, page, self.beside.who(self._by))
        seen, whole = partial(self._turn_to, page), partial(self._filled, asked)
        self.summary.fill(page, self.desk, seen, whole, broken=partial(self._not_filled, page))

    def _turn_to(self, page: CasePage) -> None:
        """The page is filled: it is seen from now on, and its sections are read."""
        if self.page is not page:
            return
        shown = [section for section in self.summary.sections if section.applies(page)]
        read_together(self.desk, shown, page, self)
        if self.form is None:
            self._stack.setCurrentWidget(self.summary)
        self.taking_up.refresh()
        self.shown.emit(page.episode.id)

    def _filled(self, asked: int) -> None:
        """What waited for the page happens, unless it was asked for anew and waits for that."""
        if self._newest_answer.is_newest(asked):
            self._newest_answer.go_on()

    def _not_filled(self, page: CasePage) -> None:
        """A fault on the way, which is told: half of a case is not shown."""
        if self.page is page:
            self.page = None
            self.hint.set_hint(NOT_FILLED)
            self._stack.setCurrentWidget(self.form or self.hint)

    def _look(self) -> None:
        self.beside.show(self.episode_id if self.isVisible() else "")

    def _show_beside(self, words: str) -> None:
        self.summary.header.set_beside(words)
        if isinstance(self.form, FieldsForm):
            self.form.set_beside(words)

    def _not_read(self, asked: int, error: TeichakuError) -> None:
        if not self._newest_answer.is_newest(asked):
            return
        form = self.active_form
        if form is not None and form.dirty and not isinstance(form, NewCase):
            if isinstance(error, NotFound):
                form.tell_lost()
            else:
                self.desk.explain(error)
            return
        shown = self.page is not None and self.page.episode.id == self.episode_id
        if isinstance(error, ConnectionLost) and shown:
            self.desk.explain(error)
            return
        if not isinstance(form, NewCase):
            self.close_form()
            self._stack.setCurrentWidget(self.hint)
        self.page = None
        if not isinstance(error, ConnectionLost):
            self.episode_id = ""
        self._look()
        self.hint.set_hint(error.message)
        if not isinstance(error, NotFound):
            self.desk.explain(error)

    def _read_more(self) -> None:
        self._newest += _MORE
        self.reload()

    def _begin_service(self) -> None:
        if self.page is not None:
            self.begin(self.page.person.id)

    def _open_form(self, form: SavedForm) -> None:
        self.form = form
        self._stack.addWidget(form)
        self._stack.setCurrentWidget(form)
        form.left.connect(self.leave_form)
        if isinstance(form, FieldsForm):
            form.set_beside(self.beside.words)
            form.saved.connect(lambda _: self._corrected(form))

    def _corrected(self, form: SavedForm) -> None:
        self.forget(form)
        self.close_form()
        self.reload(self.summary.edit.setFocus)

    def _made(self, form: NewCase, episode_id: str) -> None:
        self.forget(form)
        self.close_form()
        to_button = self.summary.activities.take_keyboard
        then = self.entries.record_next if form.record_next else to_button
        self.open_case(episode_id, then)
        self.case_wanted.emit(episode_id)

    def _moved(self, dialog: MoveDialog) -> None:
        self.forget(dialog.form)
        self._drop_dialog()
        self.reload(self.summary.go_to_top)

    def _move_left(self, dialog: MoveDialog) -> None:
        """The step was not taken; what another desk did meanwhile is read."""
        self.forget(dialog.form)
        self._drop_dialog()
        self.reload(self.take_up)

    def _drop_dialog(self) -> None:
        if self.dialog is not None:
            dialog, self.dialog = self.dialog, None
            dialog.hide()
            dialog.deleteLater()

    def leave_form(self) -> None:
        """The form that is open goes without saving."""
        form = self.active_form
        if form is None:
            return
        self.forget(form)
        activity = form.activity if isinstance(form, ActivityForm | WithdrawForm) else None
        section = next((s for s in self.summary.sections if s.form is form), None)
        self.close_form()
        if form.lost:
            self.reload()
        elif ("fields", self.episode_id) in self.drafts and not isinstance(form, FieldsForm):
            self.take_up()
        elif activity is not None:
            self.summary.show_entry(activity.id)
        elif section is not None:
            section.setFocus()
        elif self.page is not None:
            self.summary.activities.take_keyboard()
        else:
            self._stack.setCurrentWidget(self.hint)

    def close_form(self) -> None:
        """Take the form that is open away; what was typed in it is dealt with already."""
        self._drop_dialog()
        self.summary.close_forms()
        if self.form is not None:
            form, self.form = self.form, None
            self._stack.setCurrentWidget(self.summary if self.page else self.hint)
            self._stack.removeWidget(form)
            form.hide()
            form.deleteLater()

    def put_away(self) -> None:
        """Close the form that is open; what is typed waits for its case to be opened again."""
        form = self.active_form
        if form is not None:
            form.keeper.flush()
            key = self._draft_key(form)
            if form.dirty:
                self.drafts[key] = form.draft()
            else:
                self.drafts.pop(key, None)
            self.close_form()

    def take_up(self) -> None:
        """Open again the form in which something was typed before."""
        if self.page is None or self.active_form is not None:
            return
        if ("fields", self.episode_id) in self.drafts:
            self.edit()
            return
        if ("activity", self.episode_id) in self.drafts:
            self.record()
            return
        for offer in self.page.moves:
            if (f"{MOVE}{offer.to_stage}", self.episode_id) in self.drafts:
                self.ask_move(offer)
                return
        for activity in self.page.activities:
            if self.entries.take_up(activity):
                return
        if any(kind == PHRASE for kind, _ in self.drafts):
            self.entries.manage_phrases()
            return
        for section in self.summary.sections:
            for kind, subject in tuple(self.drafts):
                if section.takes(kind, subject) and section.take_up(kind, subject):
                    return

    def may_open_form(self) -> bool:
        """Put away the form that is open, for another one; not while it is being saved."""
        if self.page is None or self.being_saved():
            return False
        self.put_away()
        return True

    def form_opened(self, form: SavedForm) -> None:
        """A section shows a form: what was typed into it before comes back."""
        self.draft_into(form)

    def form_saved(self, form: SavedForm) -> None:
        """What a section's form held is durable."""
        self.forget(form)

    def form_left(self) -> None:
        """A section's form goes without saving."""
        self.leave_form()

    def section_read(self, section: Section[Any]) -> None:
        """A section shows its case: what was typed there before is taken up."""
        waiting = any(kind in section.draft_kinds for kind, _ in self.drafts)
        if waiting and self._stack.currentWidget() is self.summary:
            self.take_up()

    def draft_into(self, form: SavedForm) -> None:
        """Put what was typed into this form before back into it."""
        draft = self.drafts.pop(self._draft_key(form), None)
        if draft is not None:
            form.take_draft(draft)

    def forget(self, form: SavedForm) -> None:
        """What was typed into this form does not wait any more."""
        self.drafts.pop(self._draft_key(form), None)

    def _draft_key(self, form: SavedForm) -> tuple[str, str]:
        return form.about()[:2]
