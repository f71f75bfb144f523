"""One meeting: its head, then a card for each thing that belongs to it, in one scroll."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.consent.laws import Basis
from app.history.viewing import Viewing, of_meeting
from app.meetings.persons.queries import SignalChoice, signals_to_discuss
from app.meetings.queries import MeetingPage, meeting_page
from app.meetings.sharing.queries import bases_for
from app.meetings.sharing.rules import Shared
from app.schedule.queries import workers
from app.storage.drafts import Draft as Waiting
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.papers.preview import PaperPreview
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.meetings import kinds
from app.ui.screens.meetings.card import MeetingCard
from app.ui.screens.meetings.form import MeetingForm
from app.ui.screens.meetings.head import MeetingHead
from app.ui.screens.meetings.head_forms import (
    CancelForm,
    ContactsForm,
    HeadForm,
    HoldForm,
    MinutesForm,
    NextForm,
)
from app.ui.screens.meetings.member_forms import (
    FamilyForm,
    MemberForm,
    PersonForm,
    SecrecyForm,
    SignalForm,
    StaffForm,
)
from app.ui.screens.meetings.outcome_forms import DecisionForm, ShareForm
from app.ui.screens.meetings.people_cards import MembersCard, PeopleCard
from app.ui.screens.meetings.record_cards import (
    DecisionsCard,
    MinutesCard,
    NextCard,
    SharedCard,
)
from app.ui.screens.record_form import part_subject, parts_of
from app.ui.screens.record_pane import NEW, RecordPane
from app.ui.theme import lay
from app.ui.widgets.tab_order import go_through

FORMS: dict[str, type[MeetingForm]] = {
    form.kind: form
    for form in (
        *(HeadForm, HoldForm, CancelForm, NextForm, PersonForm, SignalForm),
        *(MemberForm, FamilyForm, StaffForm, SecrecyForm, MinutesForm, ShareForm, DecisionForm),
        ContactsForm,
    )
}
_MEETING = ("meeting", "meetingperson", "meetingmember", "meetingdecision", "disclosure")
_BESIDE = ("task", "consent", "person", "episode", "organisation", "signal", "activity")


@dataclass(frozen=True)
class Whole:
    """A meeting, and what its forms offer."""

    page: MeetingPage
    signals: tuple[SignalChoice, ...]
    staff: tuple[str, ...]
    bases: tuple[Basis, ...]


class MeetingPane(RecordPane[Whole]):
    """Shows a meeting; every form stands in the card it belongs to."""

    shows = (*_MEETING, *_BESIDE)
    draft_kinds = kinds.ALL
    empty = "左の一覧から選ぶと、ここにその会議が出ます。"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.new_for = ""
        """The case for which a new meeting is planned; '' for none."""
        self._next_for = ""
        self.preview: PaperPreview | None = None
        self._opened = kinds.HEAD
        if not desk.in_portions:
            self.make_cards()

    def make_cards(self) -> None:
        """The head and the cards below it; the place 会議 makes them in an event of their own."""
        self.head = MeetingHead(self)
        self.people, self.members = PeopleCard(self), MembersCard(self)
        self.minutes, self.shared = MinutesCard(self), SharedCard(self)
        self.decisions, self.following = DecisionsCard(self), NextCard(self)
        self._cards = QWidget()
        column = QVBoxLayout(self._cards)
        lay(column, gap=3)
        for part in (self.head, *self.cards):
            column.addWidget(part)
        self._content_place.addWidget(self._cards)
        self._cards.hide()

    @property
    def cards(self) -> tuple[MeetingCard, ...]:
        """The cards below the head, from top to bottom."""
        return (
            *(self.people, self.members, self.minutes),
            *(self.shared, self.decisions, self.following),
        )

    def viewing(self, record_id: str) -> Viewing:
        """Who opens it is kept."""
        return of_meeting(record_id)

    def read(self, reading: Reading, record_id: str) -> Whole:
        """The meeting, and what its forms offer."""
        return Whole(
            page=meeting_page(reading, record_id),
            signals=signals_to_discuss(reading),
            staff=workers(reading),
            bases=bases_for(reading, record_id),
        )

    def record_ids(self, data: Whole) -> frozenset[str]:
        """Its parts, as notices and as drafts name them."""
        page = data.page
        parts = {one.id for one in page.members} | {one.id for one in page.decisions}
        beside = {one.id for one in page.people} | {one.task_id for one in page.decisions}
        beside |= {one.person_id or "" for one in page.people}
        subjects = {part_subject(page.facts.id, part) for part in parts}
        return frozenset((parts | beside | subjects) - {""})

    def owner_of(self, waiting: Waiting) -> str:
        """The meeting of a draft; '' for a new one."""
        return parts_of(super().owner_of(waiting))[0]

    def show_data(self, data: Whole) -> None:
        """The head and every card as they are now."""
        self._cards.show()
        self.head.show_data(data)
        for card in self.cards:
            card.show_data(data)
        self.order_tabs()

    def show_nothing(self, words: str = "") -> None:
        """Show the hint and no meeting."""
        super().show_nothing(words)
        self._cards.hide()

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of this kind about a meeting or one of its parts."""
        form = FORMS[kind](self, subject)
        if not form.begin():
            form.deleteLater()
            return None
        return form

    def place_for(self, form: SavedForm) -> QVBoxLayout:
        """The card a form belongs to; a new meeting stands above."""
        kind, subject, _ = form.about()
        if subject == NEW:
            return super().place_for(form)
        card = self._card_of(kind)
        return self.head.form_place if card is None else card.form_place

    def begin_for(self, episode_id: str) -> None:
        """Plan a new meeting for a case."""
        self._next_for = episode_id
        self.begin(kinds.HEAD)

    def begin(self, kind: str) -> None:
        """Open the form of a new meeting; for no case unless one was named before."""
        self.new_for, self._next_for = self._next_for, ""
        self._cards.hide()
        super().begin(kind)

    def open_record(self, record_id: str, then: Callable[[], None] | None = None) -> None:
        """Show a meeting; what was said of another one goes."""
        if record_id != self.record_id:
            self.shared.tell(Shared(0))
        super().open_record(record_id, then)

    def open_form(self, form: SavedForm) -> None:
        """Show a form in its card; what could not be shared is told there."""
        self._opened = form.about()[0]
        super().open_form(form)
        self.order_tabs()
        if isinstance(form, ShareForm):
            form.saved.connect(self._tell_shared)

    def order_tabs(self) -> None:
        """Tab goes as the eye does; what is new on the screen would come last otherwise."""
        form = self.form if isinstance(self.form, MeetingForm) else None
        stops: list[QWidget] = []
        if form is not None and form.about()[1] == NEW:
            stops += form.tab_stops()
        parts: tuple[MeetingHead | MeetingCard, ...] = (self.head, *self.cards)
        for part in parts:
            here = form is not None and self._form_at is part.form_place
            stops += part.tab_stops(form.tab_stops() if here and form is not None else ())
        go_through(stops)

    def resume(self, waiting: Waiting) -> None:
        """Open the form of a draft; a new meeting for a case is still for that case."""
        self._next_for = waiting.episode_id
        super().resume(waiting)

    def focus_first(self) -> None:
        """The form has the keyboard, else the button from which the last one was opened."""
        if self.form is not None:
            self.form.focus_first()
            return
        card = self._card_of(self._opened)
        if self.data is None:
            return
        if card is None:
            self.head.focus()
            self.scrolled.ensureWidgetVisible(self.head, 0, 0)
        else:
            card.focus(self._opened)
            self.scrolled.ensureWidgetVisible(card.first_button(self._opened), 0, 0)
        self._opened = kinds.HEAD

    def print_paper(self, key: str) -> None:
        """Show a paper of the meeting before it is printed."""
        if self.data is not None:
            self.preview = self.head.preview(self.data, key)

    def _card_of(self, kind: str) -> MeetingCard | None:
        return next((card for card in self.cards if kind in card.kinds), None)

    def _tell_shared(self, result: Any) -> None:
        if isinstance(result, Shared):
            self.shared.tell(result)
