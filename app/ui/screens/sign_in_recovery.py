"""The way in by recovery code, which ends with a new 合言葉."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.clock import Clock
from app.errors import InvalidInput, KeyProblem, TeichakuError
from app.staff.permissions import Actor
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import NewStaff, replace_passphrase
from app.storage.keys.opening import unlock_with_recovery
from app.storage.keys.recovery import FIELD
from app.ui.asking import Asking
from app.ui.jobs import JobRunner
from app.ui.screens.setup.passphrase_form import PassphraseForm, store_of
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.field_row import text_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from app.storage.work import Office

CODE_WORDS = "印刷してある回復コードを入力してください。開いたあと、新しい合言葉を決めます。"


class RecoveryWay(QWidget):
    """`opened` carries office and actor once the new 合言葉 is kept; `left` goes back."""

    opened = Signal(object, object)
    left = Signal()

    def __init__(
        self,
        folder: OfficeFolder,
        *,
        jobs: JobRunner,
        asking: Asking,
        clock: Clock,
        alone: bool = False,
    ) -> None:
        super().__init__()
        self._folder, self._jobs, self._asking, self._clock = folder, jobs, asking, clock
        self._found: tuple[Office, Actor] | None = None
        self.form = Form()
        self.code = self.form.add(text_field(FIELD, "回復コード"))
        self.form.finished.connect(self.go_on)
        self.secret = PassphraseForm(label="新しい合言葉", alone=alone)
        self.secret.finished.connect(self.go_on)
        self._problem = Paragraph(tone=Tone.ERROR)
        self._whose = Paragraph(tone=Tone.MUTED)
        self.next_button = primary_button("開く")
        self.next_button.clicked.connect(self.go_on)
        self.back_button = Button("やめる")
        self.back_button.clicked.connect(self._leave)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._code_step())
        self._stack.addWidget(self._secret_step())
        foot = QHBoxLayout()
        lay(foot, gap=2)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(self.next_button)
        column = QVBoxLayout(self)
        lay(column, gap=3)
        column.addWidget(PlainLabel("回復コードで開く", size="title", strong=True))
        column.addWidget(self._stack)
        column.addWidget(self._problem)
        column.addStretch(1)
        column.addLayout(foot)

    def begin(self) -> None:
        """Start with an empty field."""
        self.code.set_value("")
        self.secret.clear()
        self._problem.set_words("")
        self._stack.setCurrentIndex(0)
        self.next_button.set_words("開く")
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """Try the code, or keep the new 合言葉."""
        if self.next_button.reason:
            return
        self._problem.set_words("")
        if self._found is None:
            self._open()
        elif self.secret.check():
            self._keep(*self._found)

    def let_go(self) -> None:
        """Close what the code opened, when no 合言葉 was kept."""
        if self._found is not None:
            self._found[0].close()
            self._found = None

    def _leave(self) -> None:
        self.let_go()
        self.left.emit()

    def _open(self, *, restored: bool = False) -> None:
        typed = str(self.code.value())
        if not typed:
            self.code.show_error("回復コードを入力してください。")
            return

        def open_it() -> tuple[Office, Actor]:
            from app.storage.opening import open_with_recovery

            return open_with_recovery(self._folder, typed, self._clock, restored=restored)

        self._run(
            open_it,
            self._ask_secret,
            "開いています",
        )

    def _ask_secret(self, found: tuple[Office, Actor]) -> None:
        self._found = found
        self._whose.set_words(f"{found[1].name} さんの新しい合言葉を決めてください。")
        self._stack.setCurrentIndex(1)
        self.next_button.set_words("合言葉を決めて開く")
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self, office: Office, actor: Actor) -> None:
        typed, alone = str(self.code.value()), self.secret.alone
        staff = NewStaff(actor.staff_id, actor.name, self.secret.passphrase)

        def keep() -> None:
            unlocked = unlock_with_recovery(self._folder, typed)
            replace_passphrase(self._folder, unlocked, staff, store_of(alone), clock=self._clock)

        self._run(keep, lambda _: self._kept(office, actor), "合言葉を替えています")

    def _kept(self, office: Office, actor: Actor) -> None:
        self._found = None
        self.code.set_value("")
        self.secret.clear()
        self.opened.emit(office, actor)

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None], title: str) -> None:
        self.next_button.refuse(f"{title}。")

        def arrived(result: Any) -> None:
            self.next_button.allow()
            done(result)

        self._jobs.run(
            work,
            done=arrived,
            failed=self._refused,
            title=title,
            owner=self,
        )

    def _refused(self, error: TeichakuError) -> None:
        from app.storage.anchor import NotTheSameHistory

        self.next_button.allow()
        if isinstance(error, NotTheSameHistory):
            if self._asking.confirm(
                error.question, yes="控えから戻したので開く", no="開かない", danger=True
            ):
                self._open(restored=True)
            return
        if isinstance(error, InvalidInput):
            rest = self.form.show_problems(error.by_field())
            if not rest:
                return
        if self._found is not None and isinstance(error, KeyProblem):
            self.secret.show_problem(error)
            return
        self._problem.set_words(error.message)

    def _code_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        lay(column, gap=3)
        column.addWidget(Paragraph(CODE_WORDS, tone=Tone.MUTED))
        column.addWidget(self.form)
        column.addStretch(1)
        return step

    def _secret_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        lay(column, gap=3)
        column.addWidget(self._whose)
        column.addWidget(self.secret)
        column.addStretch(1)
        return step
