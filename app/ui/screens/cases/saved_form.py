"""What every form of a case can: know what was typed, save it durably, leave without losing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QWidget

from app.errors import (
    AlreadyDone,
    ChangedMeanwhile,
    ConnectionLost,
    InvalidInput,
    NotFound,
    TeichakuError,
)
from app.storage.retrying import Tries
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.drafts import DraftKeeper, Typing
from app.ui.line_words import LOST, kept_words
from app.ui.screens.cases.merging_form import MergingForm
from app.ui.theme import lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import Editor
from app.ui.widgets.field_row import FieldRow
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import ReasonLine

_TWO_COLUMNS_FROM = 520
_AROUND = 4
_NEAR_FOOT = 100
_SETTLED_MS = 50
_BY_HAND = "つながったら、確かめて保存してください。"
_ARRIVED, _AGAIN = "前の保存は届いていました", "もう一度保存"
_BACK = "サーバーにつながりました"
_ALONE_TRIES = 3
_LATER_MS = 300
_OTHERS, _NOW_KEPT = "別の人が保存した内容", "いま保存されている内容"
_HEARD = (QKeyEvent, QFocusEvent, QInputMethodEvent)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Draft:
    """What was typed into a form and not saved yet, and the versions it was typed over.

    `name` is its file, `when` is set when it comes from there: after a crash or a lock. `tries`
    are those of a save whose answer was lost.
    """

    typed: Mapping[str, Any] = field(repr=False)
    versions: tuple[int, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict, repr=False)
    name: str = ""
    when: datetime | None = None
    tries: Tries | None = None


class SavedForm(MergingForm):
    """Base of the forms: Ctrl+S or Ctrl+Enter saves, Esc leaves and asks when something is typed.

    `saved` carries what the action gave back, once it is durable; `left` is sent after Esc.
    A save that the server's absence stopped goes on by itself when the server is back, as long
    as the form stands there as it was when the person saved.
    """

    saved = Signal(object)
    left = Signal()
    edited = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._tries = Tries()
        self._sent: dict[str, Any] = {}
        self._alone = 0
        self._composing = False
        desk.line.came.connect(self._server_back)
        self.leave_button = Button("やめる", key_cap="Esc")
        self.leave_button.clicked.connect(self.leave)
        for button in (self.save_button, self.leave_button):
            button.installEventFilter(self)
        self.advice = ReasonLine()
        self._forms: list[Form] = []
        self.keeper = DraftKeeper(self, desk.drafts)

    @staticmethod
    def columns_in(width: int) -> int:
        """How many fields stand beside each other in this width."""
        return 2 if width >= theme().px(_TWO_COLUMNS_FROM) else 1

    def add_form(self, form: Form) -> Form:
        """Take in the rows of a form; Enter in its last field goes to the next form."""
        if self._forms:
            following = next(iter(form.rows.values()))
            self._forms[-1].finished.connect(following.setFocus)
        self._forms.append(form)
        for key, row in form.rows.items():
            self.rows[key] = row
            self._start.setdefault(key, row.value())
            self._watch_fields(row.editor)
            row.editor.fields_changed.connect(lambda editor=row.editor: self._watch_fields(editor))
        form.changed.connect(self._typed)
        return form

    def _watch_fields(self, editor: Editor) -> None:
        for typed in editor.fields():
            typed.installEventFilter(self)

    def drop_forms(self, forms: tuple[Form, ...]) -> None:
        """Forget these forms and their rows."""
        for form in forms:
            self._forms.remove(form)
            for key in form.rows:
                del self.rows[key]
                del self._start[key]

    def foot(self) -> QHBoxLayout:
        """The line with the buttons."""
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(self.advice, 1)
        row.addWidget(self.leave_button)
        row.addWidget(self.save_button)
        return row

    def about(self) -> tuple[str, str, str]:
        """The kind of this form, what it is about, and whose case that is (or nothing)."""
        raise NotImplementedError

    def typing(self) -> Typing | None:
        """What must not be lost in a crash; None when nothing is typed."""
        typed = self.typed()
        before = {key: self._start[key] for key in typed}
        return Typing(*self.about(), self.versions, typed, before) if typed else None

    def draft(self) -> Draft:
        """What was typed, to be taken up again later."""
        typed = self.typed()
        before = {key: self._start[key] for key in typed}
        return Draft(typed, self.versions, before, self.keeper.name, tries=self._tries)

    def take_draft(self, draft: Draft) -> None:
        """Go on with what was typed before; what others saved since is named at its field."""
        self.keeper.take(draft.name)
        self._tries = draft.tries or self._tries
        if draft.versions and draft.versions != self.versions:
            self._take_older(draft)
            return
        for key, value in draft.typed.items():
            if key in self.rows and value != self.rows[key].value():
                self.rows[key].set_value(value)
                if draft.when is not None and not self.rows[key].note():
                    self.rows[key].set_note("書きかけから戻しました。")
        if draft.when is not None:
            self.notice.set_notice("書きかけを戻しました", "確かめて保存してください。")
        elif draft.typed:
            self.notice.set_notice("入力の途中", "前に入力したところから続けられます。")

    def tell_unkept(self, error: TeichakuError) -> None:
        """Say that what is typed could not be kept as a draft."""
        self.notice.set_notice("控えられません", error.message)

    def _take_older(self, draft: Draft) -> None:
        """What was typed over an older version; saving it asks about what both changed."""
        typed = {key: value for key, value in draft.typed.items() if key in self.rows}
        # a save whose answer was lost may be what is kept now
        own = draft.tries is not None and bool(draft.tries.results)
        whose = _NOW_KEPT if own else _OTHERS
        for key, value in typed.items():
            newer = self.rows[key].value()
            self.start_from({key: draft.before.get(key, newer)})
            self._put_over(key, value, newer, whose)
        self.versions = draft.versions
        self.notice.set_notice(
            "入力の途中" if own else "別の人が先に保存しました", _left_words(len(typed))
        )

    def _put_over(self, key: str, typed: Any, newer: Any, whose: str) -> None:
        """Type over a value that may have changed since; the note under the field says to what."""
        changed = not self.same(key, self._start[key], newer)
        shown = self.words_of(key, newer) or "空欄"
        self.rows[key].set_value(typed)
        self.rows[key].set_note(f"{whose}: {shown}" if changed else "入力を残しました。")

    def hear_data(self, data: Any) -> None:
        """The section around the form was read again; a form of a record looks at it."""

    def focus_first(self) -> None:
        """Put the keyboard where typing begins."""
        next(iter(self.rows.values())).setFocus()

    def action(self) -> Callable[[Work], Any]:
        """The action that keeps what was typed."""
        raise NotImplementedError

    def save(self) -> None:
        """Keep what was typed; the form is disabled until it is durable."""
        self._alone = 0
        self._send()

    def _send(self) -> None:
        if self.saving or self.lost:
            return
        if not self._check():
            self._look_further()
            return
        self._hold(True)
        self.keeper.flush()
        if self.keeper.name and not self._tries.results:
            # a crash between the save and the end of its draft must not offer the same words again
            self._tries = Tries(self.keeper.name)
        try:
            act, sent = self.action(), self._values_now()
        except BaseException:
            self._hold(False)  # a fault: the form stays as it is, to be saved again
            raise
        self._sent = sent
        self.desk.write(
            lambda work: (sent, act(work)),
            self._arrived,
            failed=self.refused,
            owner=self,
            tries=self._tries,
        )

    def refused(self, error: TeichakuError) -> None:
        """Say why nothing was saved, at the fields where that is possible."""
        self._hold(False)
        if not isinstance(error, ConnectionLost):
            if self.unsure:
                self.notice.set_notice("", "")
            self._offered = self.save
        if self.lost or isinstance(error, NotFound):
            self.tell_lost()
        elif isinstance(error, InvalidInput):
            self.show_problems(error.by_field())
        elif isinstance(error, ConnectionLost):
            self.desk.explain(error)
            self._tell_unsure()
        elif isinstance(error, AlreadyDone):
            self._kept_before()
        elif isinstance(error, ChangedMeanwhile):
            self._hold(True)
            self.reread()
        else:
            self.desk.explain(error)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Each sentence under its field, what has no field above the form; focus to the first."""
        rest = dict(problems)
        for form in reversed(self._forms):
            rest = form.show_problems(rest)
        self.notice.set_notice("確かめてください" if rest else "", " ".join(rest.values()))

    def may_leave(self) -> bool:
        """Whether the form may go: nothing is typed, or the person agrees to lose it."""
        if self.saving:
            return False
        return not self.dirty or self.desk.asking.confirm(
            "入力した内容はまだ保存していません。",
            yes="消して戻る",
            no="入力を続ける",
            danger=True,
        )

    def leave(self) -> None:
        """Go back, asking first when something was typed."""
        if self.may_leave():
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+S, Ctrl+Enter and Esc belong to the form while the keyboard is in it."""
        # nearly every event is none of these, and all of them come by here
        if not isinstance(event, _HEARD):
            return False
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            # wrapped words get their height in a later pass of the layout
            for pause in (0, _SETTLED_MS):
                QTimer.singleShot(pause, watched, lambda: _into_sight(watched))
        if isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() not in kinds or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        act = self._act_of(event)
        if act is None:
            return super().eventFilter(watched, event)
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            act()
        return True

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (*_ENTER, Qt.Key.Key_S):
            return self.save
        return self.leave if event.key() == Qt.Key.Key_Escape else None

    def missing(self) -> Mapping[str, str]:
        """What the action cannot even be asked without: a sentence for each such row."""
        return {}

    def _check(self) -> bool:
        lacking = self.missing()
        for key, said in lacking.items():
            self.rows[key].show_error(said)
        wrong = [row for key, row in self.rows.items() if not row.check() or key in lacking]
        if wrong:
            wrong[0].editor.at_fault().setFocus()
        return not wrong

    def _look_further(self) -> None:
        """Say beside what cannot be read what the action would refuse too; it keeps nothing."""
        if self.missing():
            return  # the action does not know what it would be about
        unread = {key: row.error() for key, row in self.rows.items() if not row.check()}
        act, sent = self.action(), self._values_now()

        def tried(work: Work) -> None:
            act(work)
            raise InvalidInput(())  # whatever it would have kept goes back

        def told(error: TeichakuError) -> None:
            if isinstance(error, ConnectionLost):
                self.desk.explain(error)
            elif isinstance(error, InvalidInput) and not self.saving and sent == self._values_now():
                said = tuple(unread.values())
                more = {key: text for key, text in error.by_field().items() if text not in said}
                self.show_problems({**more, **unread})
                first = next(row for row in self.rows.values() if row.error())
                if first.key in unread:
                    first.editor.at_fault().setFocus()

        self.desk.write(tried, lambda _: None, failed=told, owner=self, title="確かめています")

    def _hold(self, saving: bool) -> None:
        self.saving = saving
        for form in self._forms:
            form.set_read_only(saving)
        for button in (self.save_button, self.leave_button):
            if saving:
                button.refuse("保存しています。")
            else:
                button.allow()

    def went_on(self, result: Any) -> None:
        """A save arrived although its answer was lost, and something was typed after it."""
        self.offer(
            _ARRIVED,
            "そのあとに変えたところは、まだ保存していません。"
            "写してから保存した記録を開き、訂正で入れてください。",
            "保存した記録を開く",
            lambda: self._kept(result),
        )

    @property
    def unsure(self) -> bool:
        """Whether a save is on its way whose answer was lost."""
        return self._offered == self._save_again

    def tell_newer(self, values: Mapping[str, Any], versions: tuple[int, ...], who: str) -> None:
        """Say that another desk saved this record, unless that may be the save made here."""
        if not self.unsure:
            super().tell_newer(values, versions, who)

    def _save_again(self) -> None:
        SavedForm.save(self)

    @property
    def _goes_on(self) -> bool:
        """Whether the save goes on by itself: it stands here as sent, and not for ever in vain."""
        return (
            self._alone < _ALONE_TRIES
            and self.isVisible()
            and not self._composing
            and self._sent == self._values_now()
        )

    def _tell_unsure(self) -> None:
        """Say what becomes of the save whose answer was lost, and offer to try it now."""
        if not self.desk.line.away:
            words = (
                "もう一度保存すると、前の保存が届いていたかを先に確かめます。二重にはなりません。"
            )
            self.offer(_BACK, words, _AGAIN, self._save_again)
            return
        then = "つながり次第、自動で保存します。" if self._goes_on else _BY_HAND
        self.offer(LOST, f"{kept_words(self.desk)}{then}", _AGAIN, self._save_again)

    def _server_back(self) -> None:
        """Go on with the save; a question that is open, or a word half converted, comes first."""
        if not self.unsure or self.saving or self.desk.line.away:
            return
        if self.isVisible() and (self._composing or QApplication.activeModalWidget() is not None):
            QTimer.singleShot(_LATER_MS, self, self._server_back)
        elif self._goes_on and self._check():
            self._alone += 1
            self.offer(_BACK, "保存しています。", "", self._save_again)
            self._send()
        else:
            self._tell_unsure()

    def go_on_over(self, values: Mapping[str, Any], versions: tuple[int, ...]) -> None:
        """Put what was typed over the save that arrived; from now on it is a new operation."""
        typed, before = self.typed(), dict(self._start)
        self.start_from(values)
        newer = dict(self._start)
        for key, value in typed.items():
            self._start[key] = before[key]
            self._put_over(key, value, newer[key], _NOW_KEPT)
        self._start, self.versions = newer, versions
        self.offer(_ARRIVED, _left_words(len(typed)))
        self.newer.set_notice("", "")
        self._tries = Tries()
        self.keeper.discard()
        self.keeper.flush()

    def _kept_before(self) -> None:
        self.offer(
            "この入力は、すでに保存されています",
            "二重には保存していません。",
            "閉じて読み直す",
            self.left.emit,
        )

    def _arrived(self, outcome: tuple[dict[str, Any], Any]) -> None:
        sent, result = outcome
        if sent == self._values_now():
            self._kept(result)
            return
        self._hold(False)
        self._start |= sent  # only what was changed after it is still typed
        self.went_on(result)

    def _kept(self, result: Any) -> None:
        self._hold(False)
        self._tries = Tries()
        self._start = {key: row.value() for key, row in self.rows.items()}
        self.saved.emit(result)

    def _typed(self) -> None:
        self.edited.emit()
        if self.unsure and not self.saving:
            self._tell_unsure()
        if self.notice.isVisible() and not self.notice.has_button:
            self.notice.set_notice("", "")


def _left_words(count: int) -> str:
    return f"入力した{count}欄を残しています。確かめて保存してください。"


def _into_sight(field: QWidget) -> None:
    """Scroll to the field that has the keyboard, with its label and the sentence under it.

    With the last field the buttons below it come into sight too.
    """
    shown, holder = field, field.parentWidget() if field.hasFocus() else None
    form: QWidget | None = None
    while holder is not None and not isinstance(holder, QScrollArea):
        form = holder if isinstance(holder, SavedForm) else form
        if shown is field and isinstance(holder, FieldRow):
            shown = holder  # the innermost: a row may hold lines with rows of their own
        holder = holder.parentWidget()
    if isinstance(holder, QScrollArea):
        below = 0
        if form is not None:
            below = form.height() - shown.mapTo(form, shown.rect().bottomLeft()).y()
        near = below if below < theme().px(_NEAR_FOOT) else 0
        holder.ensureWidgetVisible(shown, 0, max(near, theme().gap(_AROUND)))
        inner = holder.widget()
        if near and inner is not None:  # a field that is in sight already keeps no margin in Qt
            foot = shown.mapTo(inner, shown.rect().bottomLeft()).y() + near
            holder.ensureVisible(holder.horizontalScrollBar().value(), foot, 0, 0)
