"""回復コード: shown once, printed, and asked back before work begins."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.clock import Clock
from app.errors import FileProblem, InvalidInput, TeichakuError
from app.storage.keys.changing import NewRecovery
from app.storage.keys.recovery import FIELD
from app.ui.asking import Asking
from app.ui.jobs import JobRunner
from app.ui.screens.setup.printing import print_sheet
from app.ui.screens.setup.recovery_sheet import Sheet, write_pdf
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.field_row import text_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph

_COLUMNS = 4
NOT_YET = "紙に写した回復コードを入力すると始められます。"
WHY = (
    "合言葉を忘れても、PC が壊れても、この回復コードがあればデータを開けます。"
    "印刷するか紙に書き写して、鍵のかかる場所にしまってください。あとから表示することはできません。"
)


class RecoveryPage(QWidget):
    """Shows the code in groups; `confirmed` is sent after it was typed back right."""

    confirmed = Signal()

    def __init__(
        self,
        recovery: NewRecovery,
        office_name: str,
        *,
        jobs: JobRunner,
        asking: Asking,
        clock: Clock,
    ) -> None:
        super().__init__()
        self._recovery, self._jobs, self._asking = recovery, jobs, asking
        self._sheet = Sheet(office_name, recovery.code, clock.today())
        self.form = Form()
        self.typed = self.form.add(
            text_field(
                FIELD,
                "紙を見ながら、回復コードを入力してください",
                placeholder="ハイフンはなくてもかまいません",
            )
        )
        self.start = primary_button("始める")
        self.start.refuse(NOT_YET)
        self.print_it = Button("印刷する")
        self.keep_pdf = Button("PDFに保存")
        self.print_it.clicked.connect(self._print)
        self.keep_pdf.clicked.connect(self._keep)
        self.start.clicked.connect(self._confirm)
        self.form.changed.connect(self._edited)
        self.form.finished.connect(self._confirm)
        self._done = PlainLabel(tone=Tone.GOOD, size="caption")
        self._arrange()
        self.setFocusProxy(self.print_it)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        lay(buttons, gap=2)
        buttons.addWidget(self.print_it)
        buttons.addWidget(self.keep_pdf)
        buttons.addWidget(self._done)
        buttons.addStretch(1)
        foot = QHBoxLayout()
        lay(foot, gap=2)
        foot.addWidget(PlainLabel(NOT_YET, tone=Tone.MUTED, size="caption"), 1)
        foot.addWidget(self.start)
        column = QVBoxLayout(self)
        lay(column, gap=4)
        column.addWidget(PlainLabel("回復コード", size="title", strong=True))
        column.addWidget(Paragraph(WHY))
        column.addWidget(self._code_card())
        column.addLayout(buttons)
        column.addWidget(self.form)
        column.addStretch(1)
        column.addLayout(foot)

    def _code_card(self) -> Card:
        card = Card()
        grid = QGridLayout()
        lay(grid, gap=3, margins=(1, 2, 1, 2))
        for place, group in enumerate(self._sheet.code.split("-")):
            cell = QHBoxLayout()
            lay(cell, gap=2)
            cell.addWidget(PlainLabel(str(place + 1), tone=Tone.MUTED, size="caption"))
            shown = PlainLabel(group, size="big", strong=True)
            shown.setAccessibleName(f"{place + 1}番目 {'、'.join(group)}")
            cell.addWidget(shown)
            cell.addStretch(1)
            grid.addLayout(cell, place // _COLUMNS, place % _COLUMNS)
        card.add(grid)
        return card

    def _edited(self) -> None:
        if self.typed.value():
            self.start.allow()
        else:
            self.start.refuse(NOT_YET)

    def _confirm(self) -> None:
        if self.start.reason:
            return
        typed = str(self.typed.value())
        self.start.refuse("回復コードを確かめています。")
        self._jobs.run(
            lambda: self._recovery.confirm(typed),
            done=lambda _: self.confirmed.emit(),
            failed=self._refused,
            title="回復コードを確かめています",
            owner=self,
        )

    def _refused(self, error: TeichakuError) -> None:
        self.start.allow()
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.by_field())
            self.typed.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._asking.error(error)

    def _print(self) -> None:
        try:
            printed = print_sheet(self._sheet, self)
        except FileProblem as problem:
            self._asking.error(problem)
            return
        if printed:
            self._done.setText("印刷に出しました")
            self.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        proposed = Path.home() / "回復コード.pdf"
        path = self._asking.choose_save_file("回復コードをPDFに保存", "PDF (*.pdf)", proposed)
        if path is None:
            return
        try:
            write_pdf(self._sheet, path)
        except FileProblem as problem:
            self._asking.error(problem)
            return
        self._done.setText("保存しました。紙に印刷したら、ファイルは消してください")
        self.typed.setFocus(Qt.FocusReason.OtherFocusReason)
