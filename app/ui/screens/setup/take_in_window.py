"""データ一式から始める: the file, its 引継ぎコード, and the 合言葉 of the first key on this PC."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.backups.whole.actions import ENDING
from app.clock import Clock
from app.errors import InvalidInput, KeyProblem, TeichakuError
from app.storage.folders import OfficeFolder
from app.storage.keys.recovery import FIELD
from app.storage.whole.reading import Newcomer, TakenIn, take_in
from app.ui.asking import Asking
from app.ui.jobs import JobRunner
from app.ui.screens.setup.before_sign_in import BeforeSignIn
from app.ui.screens.setup.passphrase_form import PassphraseForm, store_of
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.centred import CentredCard
from app.ui.widgets.field_row import text_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph

_WHAT = (
    "前の PC や業者から渡された一式のファイルを、この PC の空のフォルダーに読み込みます。"
    "一件ずつ元と比べ、違いがあれば何も作りません。"
)
_NONE, _CHOOSE_FIRST = "まだ選んでいません", "データ一式のファイルを選ぶと進めます。"


class TakeInWindow(BeforeSignIn):
    """`taken_in` says that the office can be opened; `left` goes back, `gone` was closed."""

    taken_in = Signal()

    def __init__(
        self,
        folder: OfficeFolder,
        *,
        jobs: JobRunner,
        asking: Asking,
        clock: Clock | None = None,
        alone: bool = False,
    ) -> None:
        super().__init__("読み込む")
        self._folder, self._jobs, self._asking = folder, jobs, asking
        self._clock = clock or Clock()
        self.file: Path | None = None
        self.which = Paragraph(_NONE)
        self.choose = Button("ファイルを選ぶ")
        self.choose.clicked.connect(self.choose_file)
        self.form = Form()
        self.code = self.form.add(
            text_field(FIELD, "引継ぎコード", placeholder="ハイフンはなくてもかまいません")
        )
        self.secret = PassphraseForm(label="この PC で使う合言葉", alone=alone)
        self.secret.finished.connect(self.go_on)
        self.next_button.refuse(_CHOOSE_FIRST)
        self.setWindowTitle("定着 データ一式から始める")
        self._arrange()

    def choose_file(self) -> None:
        """Which file."""
        path = self._asking.choose_open_file("データ一式を選ぶ", f"データ一式 (*{ENDING})")
        if path is not None:
            self.file = path
            self.which.set_words(path.name)
            self._say("")
            self.next_button.allow()

    def go_on(self) -> None:
        """Read it in, once code and 合言葉 are there."""
        file = self.file
        if self.next_button.reason or file is None:
            return
        code = str(self.code.value()).strip()
        if not code:
            self.code.show_error("ファイルと一緒に渡された引継ぎコードを入力してください。")
            return
        if not self.secret.check():
            return
        folder, clock = self._folder, self._clock
        passphrase, alone = self.secret.passphrase, self.secret.alone
        self._say("")
        self._set_busy(True)
        self._jobs.run(
            lambda: take_in(file, code, folder, Newcomer(passphrase, store_of(alone)), clock),
            done=self._taken,
            failed=self._refused,
            title="データ一式を読み込んでいます",
            owner=self,
        )

    def _taken(self, done: TakenIn) -> None:
        self._done = True
        self.secret.clear()
        self.code.set_value("")
        self._asking.inform(
            f"「{done.office}」のデータ一式を読み込みました（{done.rows:,}件。元と同じです）。"
            f"{done.staff} さんの合言葉で開き、新しい回復コードを印刷してください。"
        )
        self.taken_in.emit()

    def _refused(self, error: TeichakuError) -> None:
        self._set_busy(False)
        if isinstance(error, InvalidInput):
            rest = self.form.show_problems(error.by_field())
            self.secret.form.show_problems(rest)
        elif isinstance(error, KeyProblem):
            self.secret.show_problem(error)
        else:
            self._say(error.message)

    def _set_busy(self, busy: bool) -> None:
        for part in (self.choose, self.form, self.secret, self.back_button):
            part.setEnabled(not busy)
        if busy:
            self.next_button.refuse("読み込んでいます。")
        else:
            self.next_button.allow()

    def _arrange(self) -> None:
        middle = CentredCard(Size.WIZARD_WIDTH, Size.WIZARD_HEIGHT)
        inside = middle.inside
        inside.addWidget(PlainLabel("データ一式から始める", size="title", strong=True))
        inside.addWidget(Paragraph(_WHAT, tone=Tone.MUTED))
        line = QHBoxLayout()
        lay(line, gap=2)
        line.addWidget(self.which, 1)
        line.addWidget(self.choose)
        inside.addLayout(line)
        for part in (self.form, self.secret, self.problem):
            inside.addWidget(part)
        inside.addStretch(1)
        foot = QHBoxLayout()
        lay(foot, gap=3)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(self.next_button)
        inside.addLayout(foot)
        self.problem.hide()
        outer = QVBoxLayout(self)
        lay(outer, gap=0)
        outer.addWidget(middle)
