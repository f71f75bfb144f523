"""A small form in a window of its own, whose act may be refused: what was wrong is said in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import InvalidInput, TeichakuError
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.dialogs import Choice, Dialog, LongPart
from app.ui.screens.setup.passphrase_form import PassphraseForm
from app.ui.theme import Tone
from app.ui.widgets.buttons import Kind
from app.ui.widgets.field_row import secret_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

OWN = "own"
OWN_LABEL = "あなたの合言葉（鍵を扱うため）"
_OWN_MISSING = "あなたの合言葉を入力してください。"


def refused(rule: Callable[[], object]) -> Mapping[str, str]:
    """What a rule says against what was typed, by row."""
    try:
        rule()
    except InvalidInput as wrong:
        return wrong.by_field()
    return {}


class TypedDialog(Dialog):
    """`form` first, then a 合言葉 for somebody, then one's own; `kept` is called once it is durable."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        message: str,
        yes: str,
        *,
        kept: Callable[[Any], None],
        danger: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        kind: Kind = "danger" if danger else "primary"
        choices = (Choice("no", "やめる", safe=True), Choice("ok", yes, kind=kind))
        super().__init__(title, message, choices, parent=parent)
        self.desk, self.kept = desk, kept
        self.form = Form()
        self.secret: PassphraseForm | None = None
        self.last = Form()
        self.problem = Paragraph(tone=Tone.ERROR)
        self.problem.hide()
        self.form.finished.connect(self._after_form)
        self.place = LongPart(gap=2)
        self.place.add(self.form)
        self.body.addWidget(self.place, 1)

    def _after_form(self) -> None:
        """Enter in the last field goes on to the next part, or does it."""
        if self.secret is not None:
            self._go_to(self.secret)
        elif OWN in self.last.rows:
            self._go_to(self.last)
        else:
            self.give("ok")

    def _go_to(self, part: QWidget) -> None:
        """The keyboard goes there, and it comes into sight."""
        part.setFocus()
        self._show_focus()

    def _show_focus(self) -> None:
        now = self.focusWidget()
        if now is not None and self.place.isAncestorOf(now):
            self.place.ensureWidgetVisible(now)

    def ask_secret(self, secret: PassphraseForm) -> None:
        """Let somebody type a new 合言葉 twice."""
        self.secret = secret
        self.place.add(secret)
        secret.finished.connect(lambda: self._go_to(self.last))

    def ask_own(self) -> None:
        """Ask for one's own 合言葉."""
        row = self.last.add(secret_field(OWN, OWN_LABEL))
        self.last.setFocusProxy(row.editor)
        self.last.finished.connect(lambda: self.give("ok"))
        self.place.add(self.last)

    def end(self) -> None:
        """The place of what goes wrong, under everything; the keyboard goes to the first field."""
        self.place.end()
        self.body.addWidget(self.problem)
        rows = list(self.form.rows.values())
        if rows:
            rows[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.secret is not None:
            self.secret.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.last.setFocus(Qt.FocusReason.OtherFocusReason)

    def act(self, work: Work) -> Any:
        """What the window does with what was typed."""
        raise TypeError(f"{type(self).__name__} does nothing")

    def own(self) -> str:
        """One's own 合言葉 as typed."""
        return str(self.last.rows[OWN].value()) if OWN in self.last.rows else ""

    def give(self, key: str) -> None:
        """Leave, or do it."""
        if key != "ok":
            super().give(key)
            return
        if not self._all_right():
            return
        self.buttons["ok"].refuse("保存しています。")
        self.desk.write(self.act, self._done, failed=self._failed, owner=self)

    def wrong(self) -> Mapping[str, str]:
        """What is wrong with what was typed, by row, as far as it can be told before it is done."""
        return {}

    def _all_right(self) -> bool:
        """Say everything that is wrong at once; the keyboard goes to the first of it."""
        fine = True
        if OWN in self.last.rows and not self.own():
            self.last.rows[OWN].show_error(_OWN_MISSING)
            self.last.rows[OWN].setFocus()
            fine = False
        if self.secret is not None and not self.secret.check():
            fine = False
        unread = {key: row.error() for key, row in self.form.rows.items() if not row.check()}
        wrong = {**self.wrong(), **unread}
        self.form.show_problems(wrong)
        self._show_focus()
        return fine and not wrong

    def _done(self, result: Any) -> None:
        super().give("ok")
        self.kept(result)

    def _failed(self, error: TeichakuError) -> None:
        self.buttons["ok"].allow()
        if OWN in self.last.rows:
            self.last.rows[OWN].set_value("")
        if isinstance(error, InvalidInput):
            rest = dict(error.by_field())
            for form in (self.form, *((self.secret.form,) if self.secret is not None else ())):
                rest = form.show_problems(rest)
            if not rest:
                return
        self.problem.set_words(error.message)
        self.problem.show()
