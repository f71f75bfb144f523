"""What every form of a case can: know what was typed, save it durably, leave without losing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from app.errors import AlreadyDone, ChangedMeanwhile, ConnectionLost, InvalidInput, TeichakuError
from app.storage.retrying import Tries
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.drafts import DraftKeeper, Typing
from app.ui.line_words import LOST, kept_words
from app.ui.theme import lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import FieldRow
from app.ui.widgets.form import Form
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.paragraph import ReasonLine

_TWO_COLUMNS_FROM = 520
_AROUND = 4
_SETTLED_MS = 50
_OTHERS, _NOW_KEPT = "別の人が保存した内容", "いま保存されている内容"
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


class SavedForm(QWidget):
    """Base of the forms: Ctrl+S or Ctrl+Enter saves, Esc leaves and asks when something is typed.

    `saved` carries what the action gave back, once it is durable; `left` is sent after Esc.
    """

    saved = Signal(object)
    left = Signal()
    edited = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.rows: dict[str, FieldRow] = {}
        self.versions: tuple[int, ...] = ()
        self.saving = False
        self.notice = NoticeBar()
        self.notice.acted.connect(lambda: self._offered())
        self._offered: Callable[[], object] = self.reread
        self._tries = Tries()
        self._newer = _OTHERS
        desk.line.came.connect(self._server_back)
        self.save_button = Button("保存", kind="primary", key_cap="Ctrl S")
        self.save_button.clicked.connect(self.save)
        self.leave_button = Button("やめる", key_cap="Esc")
        self.leave_button.clicked.connect(self.leave)
        for button in (self.save_button, self.leave_button):
            button.installEventFilter(self)
        self.advice = ReasonLine()
        self._start: dict[str, Any] = {}
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
            for typed in row.editor.fields():
                typed.installEventFilter(self)
        form.changed.connect(self._typed)
        return form

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

    def start_from(self, values: Mapping[str, Any]) -> None:
        """Fill the rows with what is kept now; only what differs from it counts as typed."""
        for key, value in values.items():
            self.rows[key].set_value(value)
            self._start[key] = self.rows[key].value()

    def typed(self) -> dict[str, Any]:
        """What differs from what was there when the form opened."""
        return {
            key: row.value() for key, row in self.rows.items() if row.value() != self._start[key]
        }

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.typed())

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
            self._put_over(draft.typed, draft.before, "別の人が先に保存しました")
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

    def keep_typed_over(self, values: Mapping[str, Any], versions: tuple[int, ...]) -> None:
        """Put newer values below what was typed; fields that both changed say so."""
        typed, before = self.typed(), dict(self._start)
        self.start_from(values)
        self.versions = versions
        own = self._newer == _NOW_KEPT
        self._put_over(typed, before, "前の保存は届いていました" if own else "読み直しました")
        self._newer = _OTHERS

    def tell_unkept(self, error: TeichakuError) -> None:
        """Say that what is typed could not be kept as a draft."""
        self.notice.set_notice("控えられません", error.message)

    def _put_over(self, typed: Mapping[str, Any], before: Mapping[str, Any], marked: str) -> None:
        for key in [key for key in typed if key in self.rows]:
            newer = self._start[key]
            self.rows[key].set_value(typed[key])
            shown = self.words_of(key, newer)
            note = f"{self._newer}: {shown or '空欄'}" if newer != before.get(key) else ""
            self.rows[key].set_note(note or "入力を残しました。")
        self.notice.set_notice(
            marked, f"入力した{len(typed)}欄を残しています。確かめて保存してください。"
        )

    def focus_first(self) -> None:
        """Put the keyboard where typing begins."""
        next(iter(self.rows.values())).setFocus()

    def words_of(self, key: str, value: Any) -> str:
        """A value of a row as words for a note."""
        return str(value)

    def action(self) -> Callable[[Work], Any]:
        """The action that keeps what was typed."""
        raise NotImplementedError

    def reread(self) -> None:
        """Read the newer values and keep what was typed (after somebody else saved)."""

    def save(self) -> None:
        """Keep what was typed; the form is disabled until it is durable."""
        if self.saving or not self._check():
            return
        self._hold(True)
        self.keeper.flush()
        if self.keeper.name and not self._tries.results:
            # a crash between the save and the end of its draft must not offer the same words again
            self._tries = Tries(self.keeper.name)
        act, sent = self.action(), self._values_now()
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
        if isinstance(error, InvalidInput):
            self.show_problems(error.by_field())
        elif isinstance(error, ConnectionLost):
            self.desk.explain(error)
            self._offered = self._save_again
            self.notice.set_notice(
                LOST, f"{kept_words(self.desk)}つながり次第保存し直せます。", "もう一度保存"
            )
        elif isinstance(error, AlreadyDone):
            self._kept_before()
        elif isinstance(error, ChangedMeanwhile):
            self._offered = self.reread
            self.notice.set_notice(
                "別の人が先に保存しました",
                "入力はこの画面に残っていて、まだ保存していません。",
                "読み直して入力を残す",
            )
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
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            # wrapped words get their height in a later pass of the layout
            for pause in (0, _SETTLED_MS):
                QTimer.singleShot(pause, watched, lambda: _into_sight(watched))
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

    def _check(self) -> bool:
        wrong = [row for row in self.rows.values() if not row.check()]
        if wrong:
            wrong[0].setFocus()
        return not wrong

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
        self._offered = lambda: self._kept(result)
        self.notice.set_notice(
            "前の保存は届いていました",
            "そのあとに変えたところは、まだ保存していません。"
            "写してから保存した記録を開き、訂正で入れてください。",
            "保存した記録を開く",
        )

    @property
    def unsure(self) -> bool:
        """Whether a save is on its way whose answer was lost."""
        return self._offered == self._save_again

    def _save_again(self) -> None:
        SavedForm.save(self)

    def _server_back(self) -> None:
        if self.unsure and not self.saving:
            self.notice.set_notice(
                "サーバーにつながりました",
                "もう一度保存すると、前の保存が届いていたかを先に確かめます。二重にはなりません。",
                "もう一度保存",
            )

    def go_on_over(self, values: Mapping[str, Any], versions: tuple[int, ...]) -> None:
        """Put what was typed over the save that arrived; from now on it is a new operation."""
        self._offered, self._newer = self.reread, _NOW_KEPT
        self.keep_typed_over(values, versions)
        self._tries = Tries()
        self.keeper.discard()
        self.keeper.flush()

    def _kept_before(self) -> None:
        self._offered = self.left.emit
        self.notice.set_notice(
            "この入力は、すでに保存されています", "二重には保存していません。", "閉じて読み直す"
        )

    def _values_now(self) -> dict[str, Any]:
        return {key: row.value() for key, row in self.rows.items()}

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
        if self.notice.isVisible() and not self.notice.has_button:
            self.notice.set_notice("", "")


def _into_sight(field: QWidget) -> None:
    """Scroll to the field that has the keyboard, with its label and the sentence under it."""
    shown, holder = field, field.parentWidget() if field.hasFocus() else None
    while holder is not None and not isinstance(holder, QScrollArea):
        shown = holder if isinstance(holder, FieldRow) else shown
        holder = holder.parentWidget()
    if isinstance(holder, QScrollArea):
        holder.ensureWidgetVisible(shown, 0, theme().gap(_AROUND))
