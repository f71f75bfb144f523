"""Sign-in: who, the 合言葉, and the way in by recovery code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.clock import Clock
from app.errors import Busy, KeyProblem, TeichakuError
from app.staff.permissions import Actor
from app.storage import failed_tries
from app.storage.failed_tries import wait_left, wait_words
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import read_slots
from app.ui.asking import Asking
from app.ui.jobs import JobRunner
from app.ui.screens.lost_words import TITLE, lost_words
from app.ui.screens.sign_in_recovery import RecoveryWay
from app.ui.screens.who_signs_in import (
    KnownPerson,
    known_people,
    last_here,
    opening,
    remember_last,
)
from app.ui.tables import Column, ListModel
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import link_button, primary_button
from app.ui.widgets.centred import CentredCard
from app.ui.widgets.field_row import secret_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.notice_bar import NoticeBar

_WAIT_STEP_MS = 1000

if TYPE_CHECKING:
    from app.storage.anchor import NotTheSameHistory
    from app.storage.work import Office


class SignIn(QWidget):
    """`opened` carries the office, who signed in and the 合言葉 that opened it ('' by code)."""

    opened = Signal(object, object, str)
    join_asked = Signal()
    restore_asked = Signal()
    gone = Signal()

    def __init__(
        self,
        folder: OfficeFolder,
        *,
        jobs: JobRunner,
        asking: Asking,
        settings: QSettings,
        clock: Clock | None = None,
        passphrase: str = "",
    ) -> None:
        super().__init__()
        self._folder, self._jobs, self._settings = folder, jobs, settings
        self._asking = asking
        self._clock = clock or Clock()
        self._wait = 0
        self._done = False
        self._given = passphrase
        self.people: tuple[KnownPerson, ...] = ()
        self._model = ListModel((Column("使う人", "name", stretch=True),), parent=self)
        self.list = ListTable(self._model, header=False, fit=True, edge=False)
        self.list.setAccessibleName("使う人")
        self.list.row_opened.connect(self._focus_secret)
        self.list.row_chosen.connect(lambda _: self._look_at_wait())
        self.form = Form()
        self.secret = self.form.add(secret_field("passphrase", "合言葉"))
        self.form.finished.connect(lambda: self.sign_in())
        self.notice = NoticeBar()
        self.notice.acted.connect(self._again)
        self.enter = primary_button("開く")
        self.enter.clicked.connect(lambda: self.sign_in())
        self.by_code = link_button("回復コードで開く")
        self.by_code.clicked.connect(self.show_recovery)
        self.new_here = link_button("この PC をはじめて使う")
        self.new_here.clicked.connect(self._ask_join)
        self.restore = link_button("控えから戻す")
        self.restore.clicked.connect(self._ask_restore)
        self.lost = link_button(TITLE)
        self.lost.clicked.connect(self.show_lost)
        self.by_code.setVisible(not folder.served)
        self.restore.setVisible(not folder.served)
        self.new_here.setVisible(folder.served)
        self.way = RecoveryWay(
            folder, jobs=jobs, asking=asking, alone=bool(passphrase), clock=self._clock
        )
        self.way.opened.connect(self._opened_by_code)
        self.way.left.connect(self._show_first)
        self._timer = QTimer(self)
        self._timer.setInterval(_WAIT_STEP_MS)
        self._timer.timeout.connect(self._tick)
        self.setWindowTitle("定着")
        self._arrange()
        self.read_people()
        if passphrase:
            self.secret.set_value(passphrase)

    def read_people(self) -> None:
        """List who has a key; what is wrong with the key file is said in place."""
        try:
            self.people = known_people(read_slots(self._folder))
        except KeyProblem as problem:
            self.people = ()
            self._say(problem.message, "もう一度")
        self._model.show_rows(self.people)
        self.list.setVisible(bool(self.people))
        if self.people:
            self.list.choose_row(last_here(self.people, self._settings))
            self._focus_secret()

    def sign_in(self, *, restored: bool = False) -> None:
        """Try the 合言葉 of the chosen person; `restored`: the data comes from a backup."""
        person = self.list.chosen_row()
        if self.enter.reason or not isinstance(person, KnownPerson):
            return
        passphrase = str(self.secret.value())
        if not passphrase:
            self.secret.show_error("合言葉を入力してください。")
            return
        self.notice.set_notice("", "")
        self._set_busy(True)
        self._jobs.run(
            opening(self._folder, person, passphrase, self._clock, restored=restored),
            done=lambda found: self._take(found, passphrase),
            failed=self.tell_refused,
            title="開いています",
            owner=self,
        )

    def show_recovery(self) -> None:
        """To the way in by recovery code."""
        self._stack.setCurrentWidget(self.way)
        self.way.begin()

    def show_lost(self) -> None:
        """What to do when something is lost."""
        self._asking.inform(TITLE, detail=lost_words(served=self._folder.served))

    def _ask_restore(self) -> None:
        self._done = True
        self.restore_asked.emit()

    def _ask_join(self) -> None:
        self._done = True
        self.join_asked.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window leaves the program."""
        self.way.let_go()
        event.accept()
        if not self._done:
            self.gone.emit()

    def _take(self, found: tuple[Office, Actor], passphrase: str) -> None:
        self._done = True
        self.secret.set_value("")
        remember_last(found[1], self._settings)
        self.opened.emit(found[0], found[1], passphrase)

    def _opened_by_code(self, office: Office, actor: Actor) -> None:
        self._done = True
        remember_last(actor, self._settings)
        self.opened.emit(office, actor, "")

    def tell_refused(self, error: TeichakuError) -> None:
        """Say why it did not open, and what can be done about it."""
        from app.storage.anchor import NotTheSameHistory

        self._set_busy(False)
        if isinstance(error, NotTheSameHistory):
            self._ask_restored(error)
            return
        if isinstance(error, Busy):
            self._say(error.message, "もう一度")
            return
        self._say(error.message, "")
        if isinstance(error, KeyProblem):
            line = self.secret.editor.fields()[0]
            line.selectAll()  # type: ignore[attr-defined]
            self._look_at_wait()
        self._focus_secret()

    def _ask_restored(self, older: NotTheSameHistory) -> None:
        """The data is older than it was here; only who put a backup back goes on."""
        if self._asking.confirm(
            older.question, yes="控えから戻したので開く", no="開かない", danger=True
        ):
            self.sign_in(restored=True)
        else:
            self._say("開いていません。データはそのままです。", "")

    def _focus_secret(self) -> None:
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_at_wait(self) -> None:
        """Whoever was wrong too often waits, also after the program was begun anew."""
        person = self.list.chosen_row()
        whose = person.staff_id if isinstance(person, KnownPerson) else ""
        self._wait = wait_left(failed_tries.read(self._folder), whose, self._clock.now())
        self._show_wait()

    def _tick(self) -> None:
        self._wait -= 1
        self._show_wait()

    def _show_wait(self) -> None:
        if self._wait <= 0:
            self._timer.stop()
            self.enter.allow()
            self.enter.set_words("開く")
            return
        words = wait_words(self._wait)
        self.enter.refuse(f"続けて違ったため、あと{words}待ってください。")
        self.enter.set_words(f"あと{words}")
        self._timer.start()

    def _again(self) -> None:
        if self.people:
            self.sign_in()
        else:
            self.notice.set_notice("", "")
            self.read_people()

    def _say(self, message: str, button: str) -> None:
        self.notice.set_notice("", message, button)

    def _set_busy(self, busy: bool) -> None:
        self.form.setEnabled(not busy)
        self.list.setEnabled(not busy)
        if busy:
            self.enter.refuse("開いています。")
        else:
            self.enter.allow()

    def _show_first(self) -> None:
        self._stack.setCurrentIndex(0)
        self._focus_secret()

    def _arrange(self) -> None:
        first = QWidget()
        column = QVBoxLayout(first)
        lay(column, gap=3)
        column.addWidget(PlainLabel("定着", size="big", strong=True))
        column.addWidget(PlainLabel("使う人", tone=Tone.MUTED, size="caption"))
        column.addWidget(self.list)
        column.addWidget(self.form)
        column.addWidget(self.notice)
        column.addStretch(1)
        foot = QHBoxLayout()
        lay(foot, gap=2)
        foot.addWidget(self.by_code)
        foot.addWidget(self.restore)
        foot.addWidget(self.new_here)
        foot.addWidget(self.lost)
        foot.addStretch(1)
        foot.addWidget(self.enter)
        column.addLayout(foot)
        self.notice.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(first)
        self._stack.addWidget(self.way)
        middle = CentredCard(Size.SIGN_IN_WIDTH, Size.SIGN_IN_HEIGHT)
        middle.inside.addWidget(self._stack)
        self.where = PlainLabel(
            f"データの場所 {self._folder.path}", tone=Tone.MUTED, size="caption", elide=True
        )
        outer = QVBoxLayout(self)
        lay(outer, gap=2, margins=(4, 2, 4, 3))
        outer.addWidget(middle, 1)
        outer.addWidget(self.where)
