"""The right side of a list: one record as a column of cards, with at most one form open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QMetaObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import ConnectionLost, NotFound, TeichakuError
from app.history.viewing import Viewing
from app.storage.drafts import Draft as Waiting
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.draft_bar import DraftBar
from app.ui.newest import Newest
from app.ui.notices import Notice
from app.ui.screens.cases.saved_form import Draft, SavedForm
from app.ui.theme import lay
from app.ui.widgets.empty_hint import EmptyHint
from app.ui.widgets.held_keyboard import held_in
from app.ui.widgets.page import Scrolled

Data = TypeVar("Data")
NEW = "new"
"""The subject of a draft of a record that is not there yet."""
_SETTLED_MS = (0, 50, 150)
_LOSES = "入力の途中です。ほかの画面へ移ると、保存していない入力は消えます。"


class RecordPane(QWidget, Generic[Data]):
    """A subclass says what it reads and shows:

    - `shows` (kinds of notices), `draft_kinds` (the first part of `about()` of its forms), `empty`
    - `viewing(record_id)`: what the history says of who opens it
    - `read(reading, record_id)`: one frozen value; `record_ids(data)`: ids named in notices
    - `show_data(data)`: fills `self.content` (cleared before)
    - `form_for(kind, subject)`: the form of a draft; the subject is `NEW` or a record's id
    - `place_for(form)`: where a form stands, above the record if nothing else is said
    Forms are opened with `open_form`. What is typed waits when another record is shown.
    """

    shows: ClassVar[tuple[str, ...]] = ()
    draft_kinds: ClassVar[tuple[str, ...]] = ()
    empty: ClassVar[str] = ""

    shown = Signal(str)
    """The id of the record that is shown now."""
    made = Signal(str)
    """A form of a new record was saved: its id."""
    given_up = Signal()
    """The form of a new record was left without saving."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.record_id = ""
        self.data: Data | None = None
        self.form: SavedForm | None = None
        self.drafts: dict[tuple[str, str], Draft] = {}
        self._newest = Newest()
        self._viewing: Viewing | None = None
        self.hint = EmptyHint()
        self.hint.set_hint(self.empty)
        self.scrolled = Scrolled()
        self._form_place, self._content_place = QVBoxLayout(), QVBoxLayout()
        lay(self._form_place, gap=2)
        lay(self._content_place, gap=0)
        self._form_at = self._form_place
        self._holder = QWidget()
        self._content_place.addWidget(self._holder)
        self.content = QVBoxLayout(self._holder)
        inner = QWidget()
        column = QVBoxLayout(inner)
        lay(column, gap=3, margins=(0, 0, 2, 0))
        column.addLayout(self._form_place)
        column.addLayout(self._content_place)
        column.addStretch(1)
        self.scrolled.setWidget(inner)
        self._stack = QStackedWidget()
        self._stack.setMinimumSize(1, 1)
        self._stack.addWidget(self.hint)
        self._stack.addWidget(self.scrolled)
        self.waiting = DraftBar(desk, lambda draft: draft.kind in self.draft_kinds)
        self.waiting.wanted.connect(self.resume)
        whole = QVBoxLayout(self)
        lay(whole, gap=2)
        whole.addWidget(self.waiting)
        whole.addWidget(self._stack, 1)
        self.waiting.refresh()

    def read(self, reading: Reading, record_id: str) -> Data:
        """What is shown of a record."""
        raise NotImplementedError

    def viewing(self, record_id: str) -> Viewing | None:
        """What the history says of who opens a record; None where it holds nobody's data."""
        return None

    def record_ids(self, data: Data) -> frozenset[str]:
        """The ids of the records shown beside the one that is open."""
        return frozenset()

    def show_data(self, data: Data) -> None:
        """Fill `self.content`."""
        raise NotImplementedError

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form in which a draft of this kind about this record was typed."""
        raise NotImplementedError

    def place_for(self, form: SavedForm) -> QVBoxLayout:
        """Where a form stands; it must outlast a new reading of the record."""
        return self._form_place

    def open_record(self, record_id: str, then: Callable[[], None] | None = None) -> None:
        """Show a record; what was typed about the one before is kept for coming back."""
        if self.being_saved():
            return
        if record_id != self.record_id:
            self.put_away()
            self.record_id = record_id
            self._newest.forget()
        self._viewing = self.viewing(record_id)
        self.reload(then or self.take_up)

    def show_nothing(self, words: str = "") -> None:
        """Show the hint and no record."""
        self.record_id, self.data = "", None
        self.hint.set_hint(words or self.empty)
        if self.form is None:
            self._stack.setCurrentWidget(self.hint)

    def reload(self, then: Callable[[], None] | None = None) -> None:
        """Read the record again; the newest answer is the one that is shown."""
        if not self.record_id:
            return
        asked, wanted = self._newest.ask(then), self.record_id
        self.desk.read(
            lambda reading: self.read(reading, wanted),
            lambda data: self._arrived(asked, data),
            failed=lambda error: self._not_read(asked, error),
            owner=self,
            viewing=self._viewing,
        )

    def heard(self, notice: Notice) -> None:
        """Read again when somebody changed what is shown; a form says so and keeps its typing."""
        if not self.record_id or not notice.touches(*self.shows):
            return
        mine = {self.record_id} | (self.record_ids(self.data) if self.data is not None else set())
        if notice.names(mine):
            self.reload()

    def begin(self, kind: str) -> None:
        """Open the form of a new record."""
        self._open_kind(kind, NEW)

    def edit(self, kind: str, subject: str = "") -> None:
        """Open a form about the record that is shown, or about one of its parts."""
        if self.record_id:
            self._open_kind(kind, subject or self.record_id)

    def open_form(self, form: SavedForm) -> None:
        """Show a form; what was typed into it before comes back."""
        if self.being_saved():
            form.deleteLater()
            return
        self.put_away()
        self.form = form
        form.left.connect(self._leave_form)
        form.saved.connect(lambda made: self._saved(form, made))
        self._form_at = self.place_for(form)
        self._form_at.addWidget(form)
        form.show()
        # a new record stands alone: the one shown before is not what is being written
        self._holder.setVisible(form.about()[1] != NEW)
        self._stack.setCurrentWidget(self.scrolled)
        if self._form_at is self._form_place:
            self.scrolled.verticalScrollBar().setValue(0)
        for pause in _SETTLED_MS:  # wrapped words get their height in a later pass
            QTimer.singleShot(pause, form, lambda: self._bring_into_sight(form))
        draft = self.drafts.pop(form.about()[:2], None)
        if draft is not None:
            form.take_draft(draft)
        form.focus_first()

    def act(self, action: Callable[[Any], Any], then: Callable[[Any], None] | None = None) -> None:
        """Run a small action of a button (no form) and read again."""

        def done(made: Any) -> None:
            self.reload()
            if then is not None:
                then(made)

        self.desk.write(action, done, owner=self)

    def resume(self, waiting: Waiting) -> None:
        """Open the form of a draft from before a crash or a lock."""
        key = (waiting.kind, waiting.subject)
        typed = Draft(waiting.typed, waiting.versions, waiting.before, waiting.name, waiting.when)
        if self.being_saved() or key in self.drafts:
            return
        if self.form is not None and self.form.dirty and self.form.about()[:2] == key:
            self.desk.asking.inform("同じ画面に、いまの入力があります。先に保存してください。")
            return
        self.put_away()
        self.drafts[key] = typed
        record_id = self.owner_of(waiting)
        if record_id:
            self.open_record(record_id, self.take_up)
        else:
            self.begin(waiting.kind)

    def owner_of(self, waiting: Waiting) -> str:
        """The record that is shown for a draft; '' for a new one."""
        return "" if waiting.subject == NEW else waiting.subject

    def take_up(self) -> None:
        """Open again the form in which something was typed about this record."""
        if self.form is not None or self.data is None:
            return
        known = {self.record_id} | self.record_ids(self.data)
        for kind, subject in tuple(self.drafts):
            if subject in known:
                self._open_kind(kind, subject)
                return

    def save(self) -> bool:
        """Save the form that is open; says whether there was one."""
        if self.form is not None:
            self.form.save()
        return self.form is not None

    def go_back(self) -> bool:
        """Leave the form that is open; says whether there was one."""
        if self.form is None:
            return False
        self.form.leave()
        return True

    def being_saved(self) -> bool:
        """Whether the form that is open is on its way to the disk."""
        return self.form is not None and self.form.saving

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost; asks, and forgets it when the person agrees."""
        if self.being_saved():
            return False
        dirty = self.form is not None and self.form.dirty
        if not dirty and not self.drafts:
            return True
        if not self.desk.asking.confirm(_LOSES, yes="消して移る", no="入力を続ける", danger=True):
            return False
        if self.form is not None:
            self.form.keeper.discard()
        for draft in self.drafts.values():
            self.desk.drafts.remove(draft.name)
        self.drafts.clear()
        self._close_form()
        return True

    def keep_typing(self) -> bool:
        """Whether all that is typed is on its way into drafts, so that nothing need be asked."""
        if self.being_saved() or not self.desk.drafts.works:
            return False
        if self.form is not None:
            # words still being converted by the input method arrive first
            QMetaObject.invokeMethod(QGuiApplication.inputMethod(), "commit")
            self.form.keeper.flush()
        return not self.desk.drafts.in_trouble

    def focus_first(self) -> None:
        """The form has the keyboard, else the first button of the record."""
        if self.form is not None:
            self.form.focus_first()
        elif self.data is not None:
            self._holder.setFocus(Qt.FocusReason.OtherFocusReason)
            self._holder.focusNextChild()

    def put_away(self) -> None:
        """Close the form that is open; what is typed waits for its record to be opened again."""
        form = self.form
        if form is not None:
            form.keeper.flush()
            if form.dirty:
                self.drafts[form.about()[:2]] = form.draft()
            self._close_form()

    def _bring_into_sight(self, form: SavedForm) -> None:
        """A form that does not end within what is seen goes to the top."""
        inner, bar = self.scrolled.widget(), self.scrolled.verticalScrollBar()
        if self.form is not form or inner is None:
            return
        top, end = (form.mapTo(inner, point).y() for point in (QPoint(), form.rect().bottomLeft()))
        if end > bar.value() + self.scrolled.viewport().height():
            bar.setValue(top)

    def _open_kind(self, kind: str, subject: str) -> None:
        if self.being_saved():
            return
        self.put_away()
        form = self.form_for(kind, subject)
        if form is not None:
            self.open_form(form)

    def _saved(self, form: SavedForm, made: object) -> None:
        new = form.about()[1] == NEW
        self._close_form()
        if new:
            self.record_id = str(made)
            self._viewing = self.viewing(self.record_id)
            self.made.emit(str(made))
        self.reload(self.focus_first)

    def _leave_form(self) -> None:
        new = self.form is not None and self.form.about()[1] == NEW
        self._close_form()
        if self.record_id:
            self.reload(self.focus_first)
        else:
            self._stack.setCurrentWidget(self.hint)
        if new:
            self.given_up.emit()

    def _close_form(self) -> None:
        form, self.form = self.form, None
        self._holder.show()
        if form is not None:
            self._form_at.removeWidget(form)
            form.hide()
            form.deleteLater()

    def _arrived(self, asked: int, data: Data) -> None:
        if not self._newest.is_newest(asked):
            return
        self.data = data
        held = held_in(self._holder)
        self._clear()
        self.show_data(data)
        # cards put into a part that is seen already would be seen, and take the keyboard, later
        self._holder.setVisible(self.form is None or self.form.about()[1] != NEW)
        if held is not None and not held.take_up(self._holder) and self.form is None:
            self.focus_first()  # its button is gone: Qt would go on to the search of the window
        if self.form is not None:
            self.form.hear_data(data)
        self._stack.setCurrentWidget(self.scrolled)
        self.shown.emit(self.record_id)
        self._newest.go_on()

    def _not_read(self, asked: int, error: TeichakuError) -> None:
        if not self._newest.is_newest(asked):
            return
        if self.form is not None and self.form.dirty and isinstance(error, NotFound):
            self.form.tell_lost()
        elif isinstance(error, NotFound):
            self._close_form()
            self.show_nothing(error.message)
        elif not isinstance(error, ConnectionLost) or self.data is None:
            self.desk.explain(error)

    def _clear(self) -> None:
        old, self._holder = self._holder, QWidget()
        self._holder.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._holder.setAccessibleName("記録の内容")
        self.content = QVBoxLayout(self._holder)
        lay(self.content, gap=3)
        self._content_place.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()
