"""The set-up wizard: one question per page, then the key, then the recovery code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.clock import Clock
from app.errors import InvalidInput, KeyProblem, StorageProblem, TeichakuError
from app.handoff.partners.actions import make_own_keys
from app.network.listed.actions import prefill
from app.staff.permissions import Actor, Role
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import NewRecovery
from app.storage.opening import FirstStaff, NewOffice, create_office
from app.storage.work import Office
from app.ui.asking import Asking
from app.ui.jobs import JobRunner
from app.ui.manual.key import open_manual, page_for
from app.ui.screens.setup.pages import FolderPage, OfficePage, PassphrasePage, PersonPage, Question
from app.ui.screens.setup.passphrase_form import store_of
from app.ui.screens.setup.recovery_page import RecoveryPage
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button, link_button, primary_button
from app.ui.widgets.centred import CentredCard
from app.ui.widgets.labels import PlainLabel

Made = tuple[Office, Actor, NewRecovery]


class SetupWizard(QWidget):
    """`ready` carries the opened office and who uses it; the office is closed if set-up is left."""

    ready = Signal(object, object)
    join_asked = Signal()
    restore_asked = Signal()
    take_in_asked = Signal()
    gone = Signal()

    def __init__(
        self,
        folder: Path,
        *,
        jobs: JobRunner,
        asking: Asking,
        clock: Clock | None = None,
        passphrase: str = "",
    ) -> None:
        super().__init__()
        self._jobs, self._asking, self._clock = jobs, asking, clock or Clock()
        self._made: Made | None = None
        self._done = False
        self.office_page = OfficePage()
        self.person_page = PersonPage()
        self.passphrase_page = PassphrasePage(alone=bool(passphrase))
        self.passphrase_page.secret.fill(passphrase)
        self.folder_page = FolderPage(folder, asking)
        self.recovery_page: RecoveryPage | None = None
        self.questions: tuple[Question, ...] = (
            self.office_page,
            self.person_page,
            self.passphrase_page,
            self.folder_page,
        )
        self._stack = QStackedWidget()
        for page in self.questions:
            self._stack.addWidget(page)
            page.answered.connect(self.go_on)
        self.setWindowTitle("はじめての設定")
        self._arrange()
        self._show(0)

    def go_on(self) -> None:
        """To the next question, or make the office after the last."""
        at = self._stack.currentIndex()
        if at >= len(self.questions) or not self.questions[at].check():
            return
        if at + 1 < len(self.questions):
            self._show(at + 1)
        else:
            self._make()

    def go_back(self) -> None:
        """To the question before."""
        self._show(max(0, self._stack.currentIndex() - 1))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before the window goes while the recovery code is not confirmed."""
        if self._made is not None and not self._done and not self._may_leave():
            event.ignore()
            return
        if self._made is not None and not self._done:
            self._made[0].close()
        event.accept()
        if not self._done:
            self.gone.emit()

    def _may_leave(self) -> bool:
        return self._asking.confirm(
            "回復コードをまだ確かめていません。このまま閉じますか。",
            yes="閉じる",
            no="設定に戻る",
            detail="データと合言葉はできています。次に開いたとき、新しい回復コードを作り直します。",
        )

    def _arrange(self) -> None:
        middle = CentredCard(Size.WIZARD_WIDTH, Size.WIZARD_HEIGHT)
        inside = middle.inside
        self._step = PlainLabel(tone=Tone.MUTED, size="caption")
        self.help_link = Button("手引き", kind="link", key_cap="F1")
        self.help_link.clicked.connect(self._help)
        head = QHBoxLayout()
        lay(head, gap=2)
        head.addWidget(self._step, 1)
        head.addWidget(self.help_link)
        inside.addLayout(head)
        inside.addWidget(self._stack, 1)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        lay(foot, gap=2)
        self.back_button = Button("戻る")
        self.next_button = primary_button("次へ")
        self.back_button.clicked.connect(self.go_back)
        self.next_button.clicked.connect(self.go_on)
        self.join_link = link_button("事務所のサーバーにつなぐ")
        self.join_link.clicked.connect(self._ask_join)
        foot.addWidget(self.back_button)
        foot.addWidget(self.join_link)
        self.restore_link = link_button("控えから戻す")
        self.restore_link.clicked.connect(self._ask_restore)
        foot.addWidget(self.restore_link)
        self.take_in_link = link_button("データ一式から始める")
        self.take_in_link.clicked.connect(self._ask_take_in)
        foot.addWidget(self.take_in_link)
        foot.addStretch(1)
        foot.addWidget(self.next_button)
        inside.addWidget(self._foot)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(middle)

    def _help(self) -> None:
        open_manual(self, page_for(self), asking=self._asking, jobs=self._jobs)

    def _ask_restore(self) -> None:
        self._done = True
        self.restore_asked.emit()

    def _ask_take_in(self) -> None:
        self._done = True
        self.take_in_asked.emit()

    def _ask_join(self) -> None:
        self._done = True
        self.join_asked.emit()

    def _show(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        pages = len(self.questions) + 1
        self._step.setText(f"はじめての設定　{at + 1} / {pages}")
        self.back_button.setVisible(at > 0)
        self.join_link.setVisible(at == 0)
        self.restore_link.setVisible(at == 0)
        self.take_in_link.setVisible(at == 0)
        self.next_button.set_words("鍵を作る" if at == len(self.questions) - 1 else "次へ")
        self._foot.setVisible(at < len(self.questions))
        page = self._stack.currentWidget()
        if page is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self) -> None:
        folder = self.folder_page.folder
        new = NewOffice(self.office_page.kind, self.office_page.name, self.office_page.prefecture)
        secret = self.passphrase_page.secret
        staff = FirstStaff(self.person_page.name, Role.DIRECTOR, secret.passphrase)
        alone, clock = secret.alone, self._clock
        self._set_busy(True)
        self._jobs.run(
            lambda: _make_office(folder, new, staff, alone, clock),
            done=self._show_recovery,
            failed=self._refused,
            title="鍵とデータを作っています",
            owner=self,
        )

    def _show_recovery(self, made: Made) -> None:
        self._set_busy(False)
        self._made = made
        self.passphrase_page.secret.clear()
        page = RecoveryPage(
            made[2],
            self.office_page.name,
            jobs=self._jobs,
            asking=self._asking,
            clock=self._clock,
        )
        page.confirmed.connect(self._finish)
        self.recovery_page = page
        self._stack.addWidget(page)
        self._show(len(self.questions))

    def _finish(self) -> None:
        if self._made is not None:
            self._done = True
            self.ready.emit(self._made[0], self._made[1])

    def _refused(self, error: TeichakuError) -> None:
        self._set_busy(False)
        if isinstance(error, KeyProblem) and not error.where:
            self._show(self.questions.index(self.passphrase_page))
            self.passphrase_page.secret.show_problem(error)
        elif isinstance(error, (StorageProblem, KeyProblem)):
            self._show(self.questions.index(self.folder_page))
            self.folder_page.show_problem(error.message)
        elif isinstance(error, InvalidInput):
            self._show(self.questions.index(self.passphrase_page))
            self.passphrase_page.secret.form.show_problems(error.by_field())
        else:
            self._asking.error(error)

    def _set_busy(self, busy: bool) -> None:
        self._stack.setEnabled(not busy)
        self._foot.setEnabled(not busy)


def _make_office(
    folder: OfficeFolder, new: NewOffice, staff: FirstStaff, alone: bool, clock: Clock
) -> Made:
    """The office with the 関係機関 that are known for the whole country."""
    made = create_office(folder, new, staff, store_of(alone), clock)
    with made[0].work(made[1]) as work:
        prefill(work)
        make_own_keys(work)
    return made
