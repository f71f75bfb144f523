"""事務所のサーバーにつなぐ: the invitation, who one is, and the 合言葉 from now on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import Clock
from app.errors import InvalidInput, KeyProblem, NotFound, TeichakuError, WrongPassphrase
from app.staff.permissions import Actor
from app.storage.folders import OfficeFolder
from app.storage.server.desk import join_by_name
from app.storage.server.invitation import ENDING, Invitation, read_file
from app.storage.work import Office
from app.ui.asking import Asking
from app.ui.jobs import JobRunner
from app.ui.screens.setup.before_sign_in import BeforeSignIn
from app.ui.screens.setup.invited_facts import InvitedFacts
from app.ui.screens.setup.passphrase_form import PassphraseForm, store_of
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.centred import CentredCard
from app.ui.widgets.field_row import text_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph

CHOOSE = "招待ファイルを選ぶと進めます。"
SAME = "同じ言葉でした"
_CHOOSE_FILE, _OTHER_FILE = "招待ファイルを選ぶ", "別のファイルを選ぶ"
_LISTEN = "確かめの言葉を見比べてください"
_STEPS = (
    (
        "招待ファイルを選んでください",
        "責任者から受け取ったファイルです。この PC に記録は置かれません。",
    ),
    (
        "氏名と、はじめの合言葉を入れてください",
        "はじめの合言葉は、責任者から受け取ったものです。一度だけ使えます。",
    ),
    ("これから使う合言葉を決めてください", "この PC で開くたびに入力します。"),
)


class JoinWindow(BeforeSignIn):
    """`opened` carries the office and who signed in; `left` goes back, `gone` was closed."""

    opened = Signal(object, object)

    def __init__(
        self,
        folder: OfficeFolder,
        *,
        jobs: JobRunner,
        asking: Asking,
        clock: Clock | None = None,
        alone: bool = False,
    ) -> None:
        super().__init__("次へ")
        self._folder, self._jobs, self._asking = folder, jobs, asking
        self._clock = clock or Clock()
        self._at = 0
        self._steps: list[QWidget] = []
        self._step = PlainLabel(tone=Tone.MUTED, size="caption")
        self._title = PlainLabel(size="title", strong=True)
        self._what = Paragraph(tone=Tone.MUTED)
        self.invited: Invitation | None = None
        self.choose = Button(_CHOOSE_FILE)
        self.choose.clicked.connect(self.choose_file)
        self.facts = InvitedFacts()
        self.form = Form()
        self.name = self.form.add(text_field("staff", "氏名"))
        self.starting = self.form.add(
            text_field("starting", "はじめの合言葉", placeholder="ハイフンはなくてもかまいません")
        )
        self.secret = PassphraseForm(label="これから使う合言葉", alone=alone)
        self.form.finished.connect(self.go_on)
        self.secret.finished.connect(self.go_on)
        self.reason = Paragraph(tone=Tone.MUTED, size=Size.CAPTION, centered=True)
        self.setWindowTitle("定着 サーバーにつなぐ")
        self._arrange()
        self._show_step(0)

    def choose_file(self) -> None:
        """Ask for the invitation and show what it says."""
        path = self._asking.choose_open_file("招待ファイル", f"招待ファイル (*{ENDING})")
        if path is None:
            return
        self._say("")
        try:
            self.invited = read_file(path)
        except TeichakuError as error:
            self.invited = None
            self._say(error.message)
        self._show_facts()

    def go_on(self) -> None:
        """To the second step, or connect."""
        if self.next_button.reason or self.invited is None:
            return
        if self._at == 2:
            if self.secret.check():
                self._connect(self.invited)
        elif self._at == 0 or self._check():
            self._show_step(self._at + 1)

    def go_back(self) -> None:
        """To the first step, or out."""
        if self._at:
            self._show_step(self._at - 1)
        else:
            super().go_back()

    def _check(self) -> bool:
        problems = {}
        if not str(self.name.value()).strip():
            problems["staff"] = "氏名を、登録されたとおりに入力してください。"
        if not str(self.starting.value()).strip():
            problems["starting"] = "責任者から受け取った、はじめの合言葉を入力してください。"
        self.form.show_problems(problems)
        return not problems

    def _connect(self, invited: Invitation) -> None:
        folder, clock, alone = self._folder, self._clock, self.secret.alone
        name, starting = str(self.name.value()), str(self.starting.value())
        passphrase = self.secret.passphrase
        self._say("")
        self._set_busy(True)
        self._jobs.run(
            lambda: join_by_name(
                folder, invited, name, starting, passphrase, store_of(alone), clock
            ),
            done=self._take,
            failed=self._refused,
            title="サーバーにつないでいます",
            owner=self,
        )

    def _take(self, found: tuple[Office, Actor]) -> None:
        self._done = True
        self.secret.clear()
        self.starting.set_value("")
        self.opened.emit(*found)

    def _refused(self, error: TeichakuError) -> None:
        self._set_busy(False)
        if isinstance(error, InvalidInput):
            self.secret.form.show_problems(error.by_field())
        elif isinstance(error, KeyProblem) and not isinstance(error, WrongPassphrase):
            self.secret.show_problem(error)
        else:
            if isinstance(error, (WrongPassphrase, NotFound)):
                self._show_step(1)
            else:
                self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._say(error.message)

    def _show_facts(self) -> None:
        invited = self.invited
        self.facts.setVisible(invited is not None)
        title = _LISTEN if invited is not None and self._at == 0 else _STEPS[self._at][0]
        self._title.setText(title)
        self.choose.set_words(_CHOOSE_FILE if invited is None else _OTHER_FILE)
        if invited is None:
            self.next_button.set_words("次へ")
            self._refuse_next(CHOOSE)
            return
        self.facts.show_invitation(invited)
        self._refuse_next("")
        self.next_button.set_words((SAME, "次へ", "つなぐ")[self._at])

    def _show_step(self, at: int) -> None:
        self._at = at
        self._step.setText(f"事務所のサーバーにつなぐ　{at + 1} / {len(_STEPS)}")
        self._what.set_words(_STEPS[at][1])
        for number, step in enumerate(self._steps):
            step.setVisible(number == at)
        self._say("")
        self._show_facts()
        (self.choose, self.name, self.secret)[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse_next(self, reason: str) -> None:
        self.reason.set_words(reason)
        if reason:
            self.next_button.refuse(reason)
        else:
            self.next_button.allow()

    def _set_busy(self, busy: bool) -> None:
        for step in self._steps:
            step.setEnabled(not busy)
        self.back_button.setEnabled(not busy)
        self._refuse_next("サーバーにつないでいます。" if busy else "")

    def _arrange(self) -> None:
        middle = CentredCard(Size.WIZARD_WIDTH, Size.WIZARD_HEIGHT)
        for words in (self._step, self._title, self._what):
            middle.inside.addWidget(words)
        for parts in ((self.choose, self.facts), (self.form,), (self.secret,)):
            step = QWidget()
            column = QVBoxLayout(step)
            lay(column, gap=4)
            for part in parts:
                column.addWidget(part)
            middle.inside.addWidget(step)
            self._steps.append(step)
        foot = QHBoxLayout()
        lay(foot, gap=3)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(self.reason)
        foot.addWidget(self.next_button)
        middle.inside.addWidget(self.problem)
        middle.inside.addStretch(1)
        middle.inside.addLayout(foot)
        outer = QVBoxLayout(self)
        lay(outer, gap=0)
        outer.addWidget(middle)
