"""A section of the case page: one subject of the case, read by itself, with forms of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QVBoxLayout, QWidget

from app.cases.queries import CasePage
from app.codes import Service
from app.errors import NotFound, TeichakuError
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.newest import Newest
from app.ui.notices import Notice
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tab_order import follow_eye

Data = TypeVar("Data")
_SETTLED_MS = 50
_COMING = (
    Qt.FocusReason.OtherFocusReason,
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
)


class Host(Protocol):
    """The case page, which has at most one form open at a time."""

    def may_open_form(self) -> bool:
        """Put another form away; says no while one is being saved."""
        ...

    def form_opened(self, form: SavedForm) -> None:
        """A section shows a form: what was typed into it before comes back."""
        ...

    def form_saved(self, form: SavedForm) -> None:
        """The form's words are durable; it closes."""
        ...

    def form_left(self) -> None:
        """The form that is open goes without saving."""
        ...

    def section_read(self, section: Section[Any]) -> None:
        """A section shows its case: drafts that wait for it may be taken up."""
        ...


class Section(Card, Generic[Data]):
    """Base of all sections. A subclass says what it reads and shows:

    - `key` and `title` (the anchor), `shows` (kinds of notices), `services` (which 業務 have it),
      `empty` (what to do first), `draft_kinds` (the first part of `about()` of its forms)
    - `read(reading, page)`: one frozen value, on the database worker
    - `show_data(data)`: fills `self.content` (cleared before); returns the words beside the anchor
    - `record_ids(data)`: ids of its records, for notices and drafts
    - `form_for(kind, subject)`: the form that a draft belongs to, or None
    - `form_instead`: whether its form holds all that the section shows, which goes meanwhile
    Forms are opened with `open_form`.
    """

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    shows: ClassVar[tuple[str, ...]] = ()
    services: ClassVar[tuple[Service, ...] | None] = None
    empty: ClassVar[str] = ""
    draft_kinds: ClassVar[tuple[str, ...]] = ()
    form_instead: ClassVar[bool] = False
    readings: ClassVar[str] = ""
    """Other words by which Ctrl+K finds it."""

    told = Signal(str)
    """The words beside the anchor: how many, what is missing."""
    changing = Signal()
    """What is shown is about to be another."""

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(self.title, parent=parent)
        self.desk = desk
        self.host = host
        self.page: CasePage | None = None
        self.data: Data | None = None
        self._shown: object = None
        self.form: SavedForm | None = None
        self._in_head: list[Button] = []
        self._filled = False
        self._newest = Newest()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.title)
        self._form_place = QVBoxLayout()
        lay(self._form_place, gap=2)
        self._hint = Paragraph(self.empty, tone=Tone.MUTED)
        self._content_place = QVBoxLayout()
        lay(self._content_place, gap=0)
        self._holder = QWidget()
        self.content = QVBoxLayout(self._holder)
        lay(self.content, gap=1)
        self._content_place.addWidget(self._holder)
        self.add(self._form_place)
        self.add(self._hint)
        self.add(self._content_place)

    @property
    def anchor(self) -> str:
        """The word in the line of anchors."""
        return self.title

    def read(self, reading: Reading, page: CasePage) -> Data:
        """What the section shows of this case."""
        raise NotImplementedError

    def show_data(self, data: Data) -> str:
        """Fill `self.content`; the words beside the anchor, '' for none."""
        raise NotImplementedError

    def shown_too(self) -> object:
        """What `show_data` shows besides: where none of both changed nothing is made anew."""
        return None

    def is_empty(self, data: Data) -> bool:
        """Whether nothing is recorded yet, so that the hint is shown."""
        return not self.record_ids(data)

    def record_ids(self, data: Data) -> frozenset[str]:
        """The ids of the records shown."""
        raise NotImplementedError

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form in which a draft of this kind about this subject was typed."""
        raise NotImplementedError

    def add_to_head(self, part: QWidget) -> None:
        """Put a button beside the title; Ctrl+K offers it as well."""
        super().add_to_head(part)
        if isinstance(part, Button):
            self._in_head.append(part)

    def offered(self) -> tuple[Button, ...]:
        """The buttons that Ctrl+K offers: those in the head."""
        return tuple(self._in_head)

    def start(self) -> None:
        """What the person's menu asks of the section; most are only shown."""

    def applies(self, page: CasePage) -> bool:
        """Whether this 業務 has the section."""
        return self.services is None or page.episode.service in self.services

    def show_case(self, page: CasePage) -> None:
        """Make ready for a case: what another case showed goes at once; the page reads it."""
        other = self.page is None or self.page.episode.id != page.episode.id
        self.page = page
        self.setVisible(self.applies(page))
        if other:
            self._newest.forget()
            self.data = self._shown = None
            self.set_form(None)
            self._clear()
            self._hint.hide()
            self.told.emit("")

    def next_question(self, then: Callable[[], None] | None = None) -> int:
        """The number of a new question; `then` runs once its answer, or a newer one, is shown."""
        return self._newest.ask(then)

    def waits_for(self, asked: int) -> bool:
        """Whether nothing was asked after this question."""
        return self._newest.is_newest(asked)

    def reload(self, then: Callable[[], None] | None = None) -> None:
        """Read again; only the newest answer is shown."""
        if self.page is None:
            return
        asked, page = self.next_question(then), self.page

        def read(reading: Reading) -> Data | None:
            # another case was opened meanwhile: nobody waits for this answer
            return self.read(reading, page) if self.waits_for(asked) else None

        self.desk.read(
            read,
            lambda data: self.arrived(asked, data),
            failed=lambda error: self.not_read(asked, error),
            owner=self,
        )

    def heard(self, notice: Notice) -> None:
        """Read again when something shown here changed at any desk."""
        if self.page is None or not notice.touches(*self.shows) or not self.applies(self.page):
            return
        mine = {self.page.episode.id, self.page.person.id}
        if self.data is not None:
            mine |= self.record_ids(self.data)
        if notice.names(mine):
            self.reload()

    def open_form(self, form: SavedForm, then: Callable[[], None] | None = None) -> None:
        """Show a form at the top of the section; `then` runs after it is saved."""
        if not self.host.may_open_form():
            form.deleteLater()
            return
        self.set_form(form)
        form.left.connect(self.host.form_left)
        form.saved.connect(lambda _: self._saved(form, then))
        self.host.form_opened(form)
        for pause in (0, _SETTLED_MS):  # wrapped words get their height in a later pass
            QTimer.singleShot(pause, form, lambda: self._bring_into_sight(form))
        form.focus_first()

    def set_form(self, form: SavedForm | None) -> None:
        """Show a form, or take away the one that is open."""
        if form is None and self.form is None:
            return
        old, self.form = self.form, form
        if old is not None and old is not form:
            self._form_place.removeWidget(old)
            old.hide()
            old.deleteLater()
        if form is not None:
            self._form_place.addWidget(form)
            form.show()
            self._hint.hide()
        elif self.data is not None:
            self._hint.setVisible(bool(self.empty) and self.is_empty(self.data))
        self._holder.setHidden(self.form_instead and form is not None)
        follow_eye(self)

    def takes(self, kind: str, subject: str) -> bool:
        """Whether a draft belongs to this section of the case that is shown."""
        if kind not in self.draft_kinds or self.page is None or self.data is None:
            return False
        known = {self.page.episode.id, self.page.person.id} | self.record_ids(self.data)
        return subject in known

    def take_up(self, kind: str, subject: str) -> bool:
        """Open the form of a draft; says whether there was one to open."""
        form = self.form_for(kind, subject)
        if form is not None:
            self.open_form(form)
        return form is not None

    def act(self, action: Callable[[Any], Any], then: Callable[[], None] | None = None) -> None:
        """Run a small action of a button (no form) and read again."""
        self.desk.write(action, lambda _: self.reload(then), owner=self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Come into sight with the keyboard."""
        super().focusInEvent(event)
        self.update()
        if event.reason() in _COMING:
            for pause in (0, _SETTLED_MS):  # the page is shorter once a form is gone from it
                QTimer.singleShot(pause, self, self._come_back_into_sight)

    def _come_back_into_sight(self) -> None:
        """A section whose head is not seen goes to the top."""
        holder, inner = self._scrolled_in()
        if holder is None or inner is None or not self.hasFocus():
            return
        bar, head = holder.verticalScrollBar(), self.mapTo(inner, QPoint()).y()
        if not 0 <= head - bar.value() <= holder.viewport().height() // 2:
            bar.setValue(head)

    def _bring_into_sight(self, form: SavedForm) -> None:
        """A form that does not end within what is seen: its head goes to the top."""
        holder, inner = self._scrolled_in()
        if holder is None or inner is None or self.form is not form:
            return
        bar, end = holder.verticalScrollBar(), form.mapTo(inner, form.rect().bottomLeft()).y()
        if end > bar.value() + holder.viewport().height():
            bar.setValue(self.mapTo(inner, QPoint()).y())

    def _scrolled_in(self) -> tuple[QScrollArea | None, QWidget | None]:
        """What the section is scrolled in, and the page that is scrolled."""
        holder = self.parentWidget()
        while holder is not None and not isinstance(holder, QScrollArea):
            holder = holder.parentWidget()
        return holder, holder.widget() if holder is not None else None

    def _saved(self, form: SavedForm, then: Callable[[], None] | None) -> None:
        self.host.form_saved(form)
        self.set_form(None)
        self.reload(then or self.setFocus)

    def arrived(self, asked: int, data: Data | None) -> None:
        """Show what was read, if nothing newer was asked since."""
        if not self.waits_for(asked) or data is None:
            return
        shown = (data, self.shown_too(), self.desk.office.clock.today())
        if shown != self._shown:
            self._shown, self.data = shown, data
            self.show_again()
        self._hint.setVisible(bool(self.empty) and self.is_empty(data) and self.form is None)
        if self.form is not None:
            self.form.hear_data(data)
        self.host.section_read(self)
        self._newest.go_on()

    def show_again(self) -> None:
        """Make the content anew from what was read."""
        if self.data is None:
            return
        self.changing.emit()
        held = self._keyboard_in_content()
        self._clear()
        self._filled = True
        self.told.emit(self.show_data(self.data))
        self._holder.setHidden(self.form_instead and self.form is not None)
        follow_eye(self)
        if held is not None:
            self._give_keyboard(held)

    def _keyboard_in_content(self) -> str | None:
        """What the field with the keyboard is called; None when it is not in `content`."""
        field = QApplication.focusWidget()
        inside = field is not None and self._holder.isAncestorOf(field)
        return _called(field) if field is not None and inside else None

    def _give_keyboard(self, name: str) -> None:
        """Put the keyboard where it was before the content was made anew."""
        self._holder.show()  # a layout shows what was just added only later; focus needs it now
        for field in self._holder.findChildren(QWidget):
            if field.focusPolicy() & Qt.FocusPolicy.TabFocus and _called(field) == name:
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def not_read(self, asked: int, error: TeichakuError) -> None:
        """Say why it could not be read."""
        if self.waits_for(asked) and not isinstance(error, NotFound):
            self.desk.explain(error)  # a case that is gone is told by the page

    def _clear(self) -> None:
        """An empty `content` again."""
        if not self._filled:
            return
        self._filled = False
        old, self._holder = self._holder, QWidget()
        self.content = QVBoxLayout(self._holder)
        lay(self.content, gap=1)
        self._content_place.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()


def _called(field: QWidget) -> str:
    words = field.text() if isinstance(field, QAbstractButton) else ""
    return field.accessibleName() or words
